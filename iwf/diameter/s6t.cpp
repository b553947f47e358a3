// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/s6t.hpp"

#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/head.hpp"
#include "iwf/diameter/monitoring_codec.hpp"

namespace iwf::diameter::s6t {

using namespace monitoring;

namespace {

namespace command = diameter::command::s6t;

void read_services(AvpReader& in, std::vector<SupportedServices>& all)
{
    in.each(avp::supported_services, all, [](AvpReader& one, SupportedServices& services) {
        one.optional(avp::supported_monitoring_events, services.events);
        one.optional_if_known(avp::node_type, services.node_type);
    });
}

void write_services(AvpWriter& out, const std::vector<SupportedServices>& all)
{
    for (const SupportedServices& services : all) {
        out.group(avp::supported_services, [&] {
            out.put(avp::supported_monitoring_events, services.events);
            out.put(avp::node_type, services.node_type);
        });
    }
}

void read_group_reports(AvpReader& in, std::vector<GroupReport>& reports, std::uint32_t enterprise)
{
    const auto read_item = [enterprise](AvpReader& one, GroupReportItem& item) {
        read_member(one, item.user);
        read_service_reports(one, item.service_reports);
        one.optional(avp::s6t_hss_cause, item.hss_cause);
        read_deletions(one, item.for_deletion);
        read_content(one, item.report, enterprise);
    };
    in.each(avp::group_report, reports, [&](AvpReader& one, GroupReport& report) {
        read_reference(one, report.reference);
        one.optional(avp::scef_id, report.scef_id);
        one.each(avp::group_report_item, report.items, read_item);
    });
}

void write_item(AvpWriter& out, const GroupReportItem& item, std::uint32_t enterprise)
{
    out.group(avp::group_report_item, [&] {
        write_user(out, item.user);
        write_service_reports(out, item.service_reports);
        out.put(avp::s6t_hss_cause, item.hss_cause);
        write_deletions(out, item.for_deletion);
        write_content(out, Application::s6t, item.report, enterprise);
    });
}

void write_group_reports(
    AvpWriter& out, const std::vector<GroupReport>& reports, std::uint32_t enterprise
)
{
    for (const GroupReport& report : reports) {
        out.group(avp::group_report, [&] {
            write_reference(out, report.reference);
            out.put(avp::scef_id, report.scef_id);
            for (const GroupReportItem& item : report.items) {
                write_item(out, item, enterprise);
            }
        });
    }
}

void read_request(AvpReader& in, ConfigurationInformationRequest& request)
{
    read_user(in, request.user);
    read_overload_features(in, request.overload_features);
    read_features(in, request.supported_features);
    read_configurations(in, request.configurations);
    in.optional(avp::cir_flags, request.cir_flags);
    read_patterns(in, request.patterns);
    in.optional(avp::group_reporting_guard_timer, request.group_guard_s);
}

void read_answer(AvpReader& in, ConfigurationInformationAnswer& answer)
{
    read_overload_features(in, answer.overload_features);
    read_overload_report(in, answer.overload_report);
    read_load(in, answer.load);
    read_features(in, answer.supported_features);
    read_user(in, answer.user);
    in.optional(avp::number_of_ues, answer.number_of_ues);
    read_reports(in, answer.reports, default_enterprise);
    read_statuses(in, answer.statuses);
    read_statuses(in, answer.pattern_statuses);
    read_services(in, answer.supported_services);
    in.optional(avp::s6t_hss_cause, answer.hss_cause);
    in.optional(avp::cia_flags, answer.cia_flags);
}

} // namespace

Decoded<ConfigurationInformationRequest>
decode_configuration_information_request(const Message& message)
{
    return decode_as<ConfigurationInformationRequest>(
        command::configuration_information_request, message, read_request
    );
}

Decoded<ConfigurationInformationAnswer>
decode_configuration_information_answer(const Message& message)
{
    return decode_as<ConfigurationInformationAnswer>(
        command::configuration_information_answer, message, read_answer
    );
}

Decoded<ReportingInformationRequest>
decode_reporting_information_request(const Message& message, std::uint32_t enterprise)
{
    return decode_as<ReportingInformationRequest>(
        command::reporting_information_request,
        message,
        [&](AvpReader& in, ReportingInformationRequest& request) {
            read_features(in, request.supported_features);
            read_user(in, request.user);
            read_reports(in, request.reports, enterprise);
            read_group_reports(in, request.group_reports, enterprise);
            in.optional(avp::rir_flags, request.rir_flags);
            read_services(in, request.supported_services);
        }
    );
}

Decoded<ReportingInformationAnswer> decode_reporting_information_answer(const Message& message)
{
    return decode_as<ReportingInformationAnswer>(
        command::reporting_information_answer,
        message,
        [](AvpReader& in, ReportingInformationAnswer& answer) {
            read_features(in, answer.supported_features);
            read_statuses(in, answer.statuses);
        }
    );
}

Message encode(const ConfigurationInformationRequest& request)
{
    const auto& command = command::configuration_information_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        write_user(out, request.user);
        write_overload_features(out, request.overload_features);
        write_features(out, command, request.supported_features);
        write_configurations(out, Application::s6t, request.configurations);
        out.put(avp::cir_flags, request.cir_flags);
        write_patterns(out, request.patterns);
        out.put(avp::group_reporting_guard_timer, request.group_guard_s);
    });
}

Message encode(const ConfigurationInformationAnswer& answer)
{
    const auto& command = command::configuration_information_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        write_overload_features(out, answer.overload_features);
        write_overload_report(out, answer.overload_report);
        write_load(out, answer.load);
        write_features(out, command, answer.supported_features);
        write_user(out, answer.user);
        out.put(avp::number_of_ues, answer.number_of_ues);
        write_reports(out, Application::s6t, answer.reports, default_enterprise);
        write_statuses(out, answer.statuses);
        write_statuses(out, answer.pattern_statuses);
        write_services(out, answer.supported_services);
        out.put(avp::s6t_hss_cause, answer.hss_cause);
        out.put(avp::cia_flags, answer.cia_flags);
    });
}

Message encode(const ReportingInformationRequest& request, std::uint32_t enterprise)
{
    const auto& command = command::reporting_information_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        write_features(out, command, request.supported_features);
        write_user(out, request.user);
        write_reports(out, Application::s6t, request.reports, enterprise);
        write_group_reports(out, request.group_reports, enterprise);
        out.put(avp::rir_flags, request.rir_flags);
        write_services(out, request.supported_services);
    });
}

Message encode(const ReportingInformationAnswer& answer)
{
    const auto& command = command::reporting_information_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        write_features(out, command, answer.supported_features);
        write_statuses(out, answer.statuses);
    });
}

} // namespace iwf::diameter::s6t
