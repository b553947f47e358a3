// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/monitoring.hpp"

#include <algorithm>

#include "iwf/base/overloaded.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::scs {
namespace {

using diameter::monitoring::CommunicationPatternConfiguration;
using diameter::monitoring::EventConfiguration;
using diameter::s6t::ConfigurationInformationAnswer;
using diameter::s6t::ConfigurationInformationRequest;
using diameter::s6t::ReportingInformationAnswer;
using diameter::s6t::ReportingInformationRequest;
using domain::ScefReference;

diameter::monitoring::UserIdentifier user_of(const domain::WatchedIdentity& device)
{
    diameter::monitoring::UserIdentifier user;
    user.group = device.group;
    std::visit(
        base::Overloaded{
            [&user](const domain::ExternalIdentifier& id) { user.external_identifier = id.text(); },
            [&user](const domain::Msisdn& msisdn) {
                user.msisdn = domain::to_tbcd(msisdn.digits());
            },
        },
        device.identity
    );
    return user;
}

/// The AVPs tell time in seconds.
std::optional<base::WallTime> end_of(const Subscribing& subscribing, base::WallTime now)
{
    if (!subscribing.lifetime) {
        return std::nullopt;
    }
    return base::WallTime{std::chrono::floor<std::chrono::seconds>(now + *subscribing.lifetime)};
}

void fill(
    ConfigurationInformationRequest& request,
    const Subscribing& subscribing,
    const std::string& scef_id,
    base::WallTime now
)
{
    const auto end = end_of(subscribing, now);
    std::vector<ScefReference> for_deletion;
    if (subscribing.replaced) {
        for_deletion.push_back(*subscribing.replaced);
    }
    request.group_guard_s = subscribing.group_guard_s;
    if (const auto* const event = std::get_if<domain::EventParameters>(&subscribing.wanted)) {
        auto& configuration = request.configurations.emplace_back(EventConfiguration{
            subscribing.reference, scef_id, std::move(for_deletion), *event});
        if (end) {
            configuration.parameters.monitoring_until = end;
        }
        return;
    }
    auto pattern = std::get<domain::CommunicationPattern>(subscribing.wanted);
    if (end) {
        pattern.valid_until = end;
    }
    request.patterns.push_back(
        {subscribing.reference, scef_id, std::move(for_deletion), {std::move(pattern)}, {}}
    );
}

void fill(
    ConfigurationInformationRequest& request,
    const Unsubscribing& unsubscribing,
    const std::string& scef_id
)
{
    if (unsubscribing.references.empty()) {
        request.cir_flags = unsubscribing.patterns ? diameter::s6t::cir_flag::delete_all_patterns
                                                   : diameter::s6t::cir_flag::delete_all_events;
    } else if (unsubscribing.patterns) {
        request.patterns.push_back({{}, scef_id, unsubscribing.references, {}, {}});
    } else {
        request.configurations.push_back({{}, scef_id, unsubscribing.references, {}});
    }
}

bool is_extended(const Configuration& configuration)
{
    return std::visit(
        base::Overloaded{
            [](const Subscribing& one) { return one.reference.extended.has_value(); },
            [](const Unsubscribing& some) {
                return std::ranges::any_of(some.references, [](const ScefReference& reference) {
                    return reference.extended.has_value();
                });
            },
        },
        configuration
    );
}

/// What this server can do, and 64 bits only when it is going to use them.
diameter::SupportedFeatures features(bool extended)
{
    namespace feature = diameter::monitoring::feature;
    return {
        .vendor_id = diameter::vendor_3gpp,
        .feature_list_id = feature::list,
        .feature_list = feature::monte | feature::communication_pattern |
                        feature::report_eff_monte | feature::event_cancellation_report |
                        (extended ? feature::extended_reference_ids : 0),
        .mandatory = false,
    };
}

void add(
    std::vector<ReferenceResult>& results,
    const ScefReference& reference,
    const std::vector<diameter::monitoring::ServiceReport>& services
)
{
    for (const auto& service : services) {
        results.push_back({reference, service.result, service.node_type});
    }
    if (services.empty()) {
        results.push_back({reference, {}, {}});
    }
}

} // namespace

ConfigurationInformationRequest
make_request(const Configuration& configuration, const Settings& settings, base::WallTime now)
{
    ConfigurationInformationRequest request;
    request.head.origin_host = settings.host;
    request.head.origin_realm = settings.realm;
    request.user = std::visit([](const auto& it) { return user_of(it.device); }, configuration);
    request.supported_features = {features(is_extended(configuration))};
    // SCEF-ID is our Origin-Host (TS 29.336, 8.4.5).
    std::visit(
        base::Overloaded{
            [&](const Subscribing& one) { fill(request, one, settings.host, now); },
            [&](const Unsubscribing& some) { fill(request, some, settings.host); },
        },
        configuration
    );
    return request;
}

std::vector<ReferenceResult> results_of(const ConfigurationInformationAnswer& answer)
{
    std::vector<ReferenceResult> results;
    for (const auto& status : answer.statuses) {
        add(results, status.reference, status.service_reports);
    }
    for (const auto& status : answer.pattern_statuses) {
        results.push_back({status.reference, status.result, {}});
    }
    for (const auto& report : answer.reports) {
        if (!report.service_reports.empty()) {
            add(results, report.reference, report.service_reports);
        }
    }
    return results;
}

bool is_success(const ConfigurationInformationAnswer& answer, const Configuration& configuration)
{
    const auto results = results_of(answer);
    const bool all_good = std::ranges::all_of(results, [](const ReferenceResult& result) {
        return !result.outcome || result.outcome->is_success();
    });
    if (!answer.head.outcome.is_success() || !all_good) {
        return false;
    }
    const auto* const subscribing = std::get_if<Subscribing>(&configuration);
    const auto is_ours = [&](const auto& said) {
        return said.reference.key() == subscribing->reference.key();
    };
    const bool is_told_later =
        (answer.cia_flags.value_or(0) & diameter::s6t::cia_flag_group_in_progress) != 0;
    return subscribing == nullptr || is_told_later || std::ranges::any_of(results, is_ours) ||
           std::ranges::any_of(answer.reports, is_ours);
}

ReportingInformationAnswer make_answer(
    const ReportingInformationRequest& request,
    const diameter::Outcome& outcome,
    const Settings& settings
)
{
    ReportingInformationAnswer answer{
        .head = diameter::answer_head(request.head, settings.host, settings.realm),
        .supported_features = {},
        .statuses = {},
    };
    const auto references = references_of(request);
    if (!outcome.experimental || references.size() < 2) {
        answer.head.outcome = outcome;
        return answer;
    }
    for (const ScefReference& reference : references) {
        answer.statuses.push_back({reference, settings.host, outcome});
    }
    return answer;
}

std::vector<ScefReference> references_of(const ReportingInformationRequest& request)
{
    std::vector<ScefReference> references;
    for (const auto& report : request.reports) {
        references.push_back(report.reference);
    }
    for (const auto& group : request.group_reports) {
        references.push_back(group.reference);
    }
    return references;
}

std::string device_of(const diameter::monitoring::UserIdentifier& user)
{
    if (user.external_identifier) {
        return base::printable(*user.external_identifier, 253);
    }
    return (user.msisdn ? domain::from_tbcd(*user.msisdn) : std::nullopt).value_or("?");
}

} // namespace iwf::scs
