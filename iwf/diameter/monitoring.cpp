// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/monitoring.hpp"

#include <algorithm>
#include <utility>

#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/monitoring_codec.hpp"

namespace iwf::diameter::monitoring {

using domain::ScefReference;

namespace {

static_assert(feature::monte == diameter::feature::s6t::list_1::monte);
static_assert(feature::config_eff_cp == diameter::feature::s6t::list_1::config_eff_cp);
static_assert(
    feature::extended_reference_ids == diameter::feature::s6t::list_1::extended_reference_ids
);
static_assert(
    supported_event::loss_of_connectivity == bit::supported_monitoring_events::loss_of_connectivity
);
static_assert(
    supported_event::pdn_connectivity_status ==
    bit::supported_monitoring_events::pdn_connectivity_status
);

void read(AvpReader& in, UserIdentifier& user)
{
    std::optional<std::uint32_t> type;
    in.optional(avp::msisdn, user.msisdn);
    in.optional(avp::external_identifier, user.external_identifier);
    in.optional(avp::type_of_external_identifier, type);
    user.group = type == value::type_of_external_identifier::external_group_identifier_type;
}

/// Whether it is about one or many decides what is done: what is not known cannot be passed over.
void read_strictly(AvpReader& in, UserIdentifier& user)
{
    constexpr auto last = value::type_of_external_identifier::external_group_identifier_type;
    std::optional<std::uint32_t> type;
    read(in, user);
    in.optional(avp::type_of_external_identifier, type);
    if (type.value_or(0) > last) {
        in.refuse(avp::type_of_external_identifier, "has a value that is not defined");
    } else if (user.group && !user.external_identifier) {
        in.miss(avp::external_identifier);
    }
}

void read_result(AvpReader& in, std::optional<ServiceResult>& result)
{
    std::optional<std::uint32_t> vendor;
    std::optional<std::uint32_t> code;
    in.optional(avp::vendor_id, vendor);
    in.optional(avp::service_result_code, code);
    if (!code) {
        return;
    }
    const bool experimental = vendor.value_or(0) != 0;
    result = experimental && vendor != vendor_3gpp ? ServiceResult{result::unable_to_comply, false}
                                                   : ServiceResult{*code, experimental};
}

void read_service_report(AvpReader& in, ServiceReport& report)
{
    read_service_result(in, report.result);
    in.optional_if_known(avp::node_type, report.node_type);
}

void read_outcome(AvpReader& in, Outcome& outcome)
{
    std::optional<std::uint32_t> result_code;
    std::optional<std::uint32_t> experimental_code;
    in.optional(avp::result_code, result_code);
    in.optional(avp::experimental_result_code, experimental_code);
    outcome = Outcome{result_code.value_or(result::success), false};
    if (experimental_code && outcome.is_success()) {
        outcome = Outcome{*experimental_code, true};
    }
}

} // namespace

void read_reference(AvpReader& in, std::optional<ScefReference>& reference)
{
    std::optional<std::uint32_t> id;
    std::optional<std::uint64_t> extended;
    in.optional(avp::scef_reference_id, id);
    in.optional(avp::scef_reference_id_ext, extended);
    if (id || extended) {
        reference = ScefReference{id.value_or(0), extended};
    }
}

void read_reference(AvpReader& in, ScefReference& reference)
{
    in.require(avp::scef_reference_id, reference.id);
    in.optional(avp::scef_reference_id_ext, reference.extended);
}

void write_reference(AvpWriter& out, const std::optional<ScefReference>& reference)
{
    if (reference) {
        out.put(avp::scef_reference_id, reference->id);
        out.put(avp::scef_reference_id_ext, reference->extended);
    }
}

void read_deletions(AvpReader& in, std::vector<ScefReference>& references)
{
    std::vector<std::uint32_t> ids;
    std::vector<std::uint64_t> extended;
    in.each(avp::scef_reference_id_for_deletion, ids);
    in.each(avp::scef_reference_id_for_deletion_ext, extended);
    if (extended.empty()) {
        for (const std::uint32_t id : ids) {
            references.push_back({id, {}});
        }
    }
    const bool both = ids.size() == extended.size(); // the halves of the same, in their order
    for (std::size_t i = 0; i < extended.size(); ++i) {
        references.push_back({both ? ids[i] : 0, extended[i]});
    }
}

void write_deletions(AvpWriter& out, const std::vector<ScefReference>& references)
{
    for (const ScefReference& reference : references) {
        // A node without the feature reads the first and passes over the second.
        if (!reference.extended || reference.id != 0) {
            out.put(avp::scef_reference_id_for_deletion, reference.id);
        }
        out.put(avp::scef_reference_id_for_deletion_ext, reference.extended);
    }
}

void read_user(AvpReader& in, UserIdentifier& user)
{
    in.require(avp::user_identifier, user, read_strictly);
    if (!in.failed() && user.names_nobody()) {
        in.refuse(avp::user_identifier, "names nobody that a server may name");
    }
}

void read_user(AvpReader& in, std::optional<UserIdentifier>& user)
{
    in.optional(avp::user_identifier, user, read);
    if (user && user->names_nobody()) {
        user.reset();
    }
}

void read_member(AvpReader& in, UserIdentifier& user)
{
    in.require(avp::user_identifier, user, read);
}

void write_user(AvpWriter& out, const UserIdentifier& user)
{
    out.group(avp::user_identifier, [&] {
        out.put(avp::msisdn, user.msisdn);
        out.put(avp::external_identifier, user.external_identifier);
        if (user.group) {
            out.put(
                avp::type_of_external_identifier,
                value::type_of_external_identifier::external_group_identifier_type
            );
        }
    });
}

void write_user(AvpWriter& out, const std::optional<UserIdentifier>& user)
{
    if (user) {
        write_user(out, *user);
    }
}

void read_service_result(AvpReader& in, std::optional<ServiceResult>& result)
{
    in.optional_into(avp::service_result, result, read_result);
}

void write_service_result(AvpWriter& out, const std::optional<ServiceResult>& result)
{
    if (result) {
        out.group(avp::service_result, [&] {
            if (result->experimental) {
                out.put(avp::vendor_id, vendor_3gpp);
            }
            out.put(avp::service_result_code, result->code);
        });
    }
}

void read_service_reports(AvpReader& in, std::vector<ServiceReport>& reports)
{
    in.each(avp::service_report, reports, read_service_report);
}

void write_service_reports(AvpWriter& out, const std::vector<ServiceReport>& reports)
{
    for (const ServiceReport& report : reports) {
        out.group(avp::service_report, [&] {
            write_service_result(out, report.result);
            out.put(avp::node_type, report.node_type);
        });
    }
}

void read_statuses(AvpReader& in, std::vector<ConfigStatus>& statuses)
{
    in.each(
        avp::monitoring_event_config_status,
        statuses,
        [](AvpReader& one, ConfigStatus& status) {
            read_service_reports(one, status.service_reports);
            read_reference(one, status.reference);
            one.optional(avp::scef_id, status.scef_id);
        }
    );
}

void write_statuses(AvpWriter& out, const std::vector<ConfigStatus>& statuses)
{
    for (const ConfigStatus& status : statuses) {
        out.group(avp::monitoring_event_config_status, [&] {
            write_service_reports(out, status.service_reports);
            write_reference(out, status.reference);
            out.put(avp::scef_id, status.scef_id);
        });
    }
}

void read_statuses(AvpReader& in, std::vector<ReportStatus>& statuses)
{
    in.each(
        avp::monitoring_event_report_status,
        statuses,
        [](AvpReader& one, ReportStatus& status) {
            read_reference(one, status.reference);
            one.require(avp::scef_id, status.scef_id);
            read_outcome(one, status.outcome);
        }
    );
}

void write_statuses(AvpWriter& out, const std::vector<ReportStatus>& statuses)
{
    for (const ReportStatus& status : statuses) {
        out.group(avp::monitoring_event_report_status, [&] {
            write_reference(out, status.reference);
            out.put(avp::scef_id, status.scef_id);
            out.put(
                status.outcome.experimental ? avp::experimental_result_code : avp::result_code,
                status.outcome.code
            );
        });
    }
}

void read_statuses(AvpReader& in, std::vector<PatternStatus>& statuses)
{
    in.each(
        avp::aese_communication_pattern_config_status,
        statuses,
        [](AvpReader& one, PatternStatus& status) {
            read_reference(one, status.reference);
            one.optional(avp::scef_id, status.scef_id);
            one.optional_into(avp::aese_error_report, status.result, read_service_result);
        }
    );
}

void write_statuses(AvpWriter& out, const std::vector<PatternStatus>& statuses)
{
    for (const PatternStatus& status : statuses) {
        out.group(avp::aese_communication_pattern_config_status, [&] {
            write_reference(out, status.reference);
            out.put(avp::scef_id, status.scef_id);
            if (status.result) {
                out.group(avp::aese_error_report, [&] {
                    write_service_result(out, status.result);
                });
            }
        });
    }
}

} // namespace iwf::diameter::monitoring
