// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/explain/watch.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "iwf/app/config/field.hpp"
#include "iwf/app/config/monitoring_terms.hpp"
#include "iwf/app/explain/explain.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/authorise_monitoring.hpp"

namespace iwf::explain {
namespace {

using core::MonitoringResult;
using domain::MonitoringType;
using mtciwf::v1::ExplainRequest;

std::optional<mtciwf::v1::Action> action_of(const std::string& word)
{
    const auto& type = *mtciwf::v1::Action_descriptor();
    for (int i = 0; i < type.value_count(); ++i) {
        if (type.value(i)->number() != 0 && config::name_of(*type.value(i)) == word) {
            return static_cast<mtciwf::v1::Action>(type.value(i)->number());
        }
    }
    return std::nullopt;
}

base::Result<domain::Accuracy> accuracy_of(const std::string& word)
{
    const auto& type = *mtciwf::v1::Accuracy_descriptor();
    for (int i = 0; i < type.value_count(); ++i) {
        const auto accuracy = static_cast<mtciwf::v1::Accuracy>(type.value(i)->number());
        if (accuracy != 0 && config::name_of(*type.value(i)) == word) {
            return config::accuracy_of(accuracy);
        }
    }
    return base::fail(
        "accuracy \"" + base::printable(word) +
        "\" is none; expected one of cell, base_station, tracking_area, network"
    );
}

/// A parameter that the event does not have: whoever asks expects something else.
base::Result<void>
check_parameters(const ExplainRequest& question, std::optional<MonitoringType> event)
{
    const auto wrong = [&question](const char* parameter) {
        return base::fail(std::string{parameter} + " is not for action " + question.action());
    };
    if (question.payload_octets() != 0 || question.has_port() || question.priority() ||
        question.has_validity_s() || question.has_original()) {
        return wrong("payload, port, priority, validity or original");
    }
    if (!event && (question.has_reports() || question.has_duration_s())) {
        return wrong("reports or duration");
    }
    if (event != MonitoringType::location_reporting &&
        (!question.accuracy().empty() || question.has_interval_s())) {
        return wrong("accuracy or interval");
    }
    if (event != MonitoringType::loss_of_connectivity && question.has_detection_time_s()) {
        return wrong("detection time");
    }
    return {};
}

base::Result<domain::EventParameters>
parameters_of(const ExplainRequest& question, MonitoringType type, base::WallTime now)
{
    domain::EventParameters out;
    out.type = type;
    if (question.has_reports()) {
        out.maximum_reports = question.reports();
    }
    if (question.has_duration_s()) {
        out.monitoring_until = now + std::chrono::seconds{question.duration_s()};
    }
    if (question.has_detection_time_s()) {
        out.maximum_detection_time_s = question.detection_time_s();
    }
    if (type == MonitoringType::location_reporting) {
        // Of the last known one there is one report at most: who wants more wants current ones.
        const bool once = !question.has_duration_s() && question.reports() <= 1;
        out.location.emplace().type =
            once ? domain::LocationType::last_known : domain::LocationType::current;
        if (!question.accuracy().empty()) {
            const auto accuracy = accuracy_of(question.accuracy());
            if (!accuracy) {
                return tl::unexpected{accuracy.error()};
            }
            out.location->accuracy = *accuracy;
        }
        if (question.has_interval_s()) {
            out.location->minimum_interval_s = question.interval_s();
        }
    }
    if (type == MonitoringType::number_of_ues_in_area) {
        out.areas.emplace_back(); // a contract has no say in which ones
    }
    if (type == MonitoringType::ue_reachability) {
        out.ue_reachability.emplace().type = domain::ReachabilityType::data; // more than once
    }
    return out;
}

/// TS 29.336, 8.3.
std::uint32_t code_of(MonitoringResult result)
{
    switch (result) {
    case MonitoringResult::success:
        return 2001;
    case MonitoringResult::user_unknown:
        return 5001;
    case MonitoringResult::unauthorized_requesting_entity:
        return 5510;
    case MonitoringResult::unauthorized_service:
        return 5511;
    case MonitoringResult::range_not_allowed:
        return 5512;
    default: // no answer of a contract
        return 5012;
    }
}

mtciwf::v1::ExplainReply reply_of(const core::WatchDecision& decision)
{
    mtciwf::v1::ExplainReply reply;
    auto result = MonitoringResult::success;
    if (const auto* refusal = std::get_if<core::WatchRefusal>(&decision)) {
        result = refusal->result;
        reply.set_reason(refusal->reason);
        add_rules(refusal->rules, reply);
    } else {
        reply.set_permitted(true);
        add_rules(std::get<core::WatchPermitted>(decision).rules, reply);
    }
    reply.set_status(code_of(result));
    reply.set_status_name(std::string{core::name(result)});
    return reply;
}

} // namespace

bool is_watch(const ExplainRequest& question)
{
    const auto action = action_of(question.action());
    return action && config::is_watched(*action);
}

base::Result<mtciwf::v1::ExplainReply>
explain_watch(const ExplainRequest& question, const core::Contract& contract, base::WallTime now)
{
    const auto event = config::event_of(*action_of(question.action()));
    if (auto fits = check_parameters(question, event); !fits) {
        return tl::unexpected{std::move(fits.error())};
    }
    const auto identity = identity_of(question, contract);
    if (!identity) {
        return tl::unexpected{identity.error()};
    }
    core::WatchClaim claim{
        .identity = *identity, .group = question.group(), .event = nullptr, .now = now};
    if (!event) {
        return reply_of(core::authorise_watch(contract, claim));
    }
    const auto parameters = parameters_of(question, *event, now);
    if (!parameters) {
        return tl::unexpected{parameters.error()};
    }
    claim.event = &*parameters;
    return reply_of(core::authorise_watch(contract, claim));
}

bool is_short_for(std::string_view text, std::string_view status_name)
{
    constexpr std::array<std::string_view, 3> prefixes{"", "DIAMETER_", "DIAMETER_ERROR_"};
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) {
        return status_name.starts_with(prefix) && status_name.substr(prefix.size()) == text;
    });
}

} // namespace iwf::explain
