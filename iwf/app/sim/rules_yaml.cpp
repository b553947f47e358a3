// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/rules_yaml.hpp"

#include <array>
#include <utility>

namespace iwf::sim {
namespace {

using diameter::OverloadScope;
using diameter::t4::SmDeliveryOutcome;
using diameter::t4::TriggerAction;
using neighbour::YamlMap;

template <class Value, std::size_t Count>
using Names = std::array<std::pair<std::string_view, Value>, Count>;

constexpr Names<TriggerAction, 3> actions{{
    {"trigger", TriggerAction::trigger},
    {"recall", TriggerAction::recall},
    {"replace", TriggerAction::replace},
}};

constexpr Names<OverloadScope, 2> overload_scopes{{
    {"host", OverloadScope::host},
    {"realm", OverloadScope::realm},
}};

constexpr Names<Loss, 2> losses{{{"before", Loss::before}, {"after", Loss::after}}};

constexpr Names<WrongAnswer, 9> wrong_answers{{
    {"missing_avp", WrongAnswer::missing_avp},
    {"other_session", WrongAnswer::other_session},
    {"wrong_origin_host", WrongAnswer::wrong_origin_host},
    {"bad_result_length", WrongAnswer::bad_result_length},
    {"truncated_group", WrongAnswer::truncated_group},
    {"no_result", WrongAnswer::no_result},
    {"unknown_mandatory", WrongAnswer::unknown_mandatory},
    {"no_service_data", WrongAnswer::no_service_data},
    {"no_user", WrongAnswer::no_user},
}};

constexpr Names<SmDeliveryOutcome, 4> outcomes{{
    {"success", SmDeliveryOutcome::successful_transfer},
    {"absent", SmDeliveryOutcome::absent_subscriber},
    {"memory_full", SmDeliveryOutcome::ue_memory_capacity_exceeded},
    {"expired", SmDeliveryOutcome::validity_time_expired},
}};

constexpr Names<Reporting, 6> reportings{{
    {"once", Reporting::once},
    {"none", Reporting::none},
    {"twice", Reporting::twice},
    {"early", Reporting::early},
    {"unknown_reference", Reporting::unknown_reference},
    {"wrong_origin", Reporting::wrong_origin},
}};

constexpr Names<Reporting, 8> event_reportings{{
    {"once", Reporting::once},
    {"none", Reporting::none},
    {"twice", Reporting::twice},
    {"unknown_reference", Reporting::unknown_reference},
    {"wrong_origin", Reporting::wrong_origin},
    {"other_scef", Reporting::other_scef},
    {"wrong_type", Reporting::wrong_type},
    {"wrong_user", Reporting::wrong_user},
}};

template <class Value, std::size_t Count>
base::Result<Value> choose(const Names<Value, Count>& names, std::string_view text)
{
    std::string allowed;
    for (const auto& [name, value] : names) {
        if (name == text) {
            return value;
        }
        allowed += (allowed.empty() ? "" : ", ") + std::string{name};
    }
    return base::fail("'" + base::printable(text) + "' is none of: " + allowed);
}

template <class Value, std::size_t Count>
std::optional<Value> chosen(YamlMap& map, const char* key, const Names<Value, Count>& names)
{
    return map.parsed(key, [&names](const std::string& text) { return choose(names, text); });
}

void read_result(YamlMap& map, Behaviour& behaviour)
{
    const auto base = map.number("result");
    const auto experimental = map.number("experimental");
    if (base && experimental) {
        map.refuse("experimental", "a message has either this or result");
    }
    if (base) {
        behaviour.result = diameter::Outcome{*base, false};
    } else if (experimental) {
        behaviour.result = diameter::Outcome{*experimental, true};
    }
    if (const auto diagnostic = map.number("diagnostic")) {
        if (*diagnostic > 1) {
            map.refuse("diagnostic", "0 or 1 (TS 29.337, 6.3.5)");
        }
        behaviour.diagnostic = domain::MtcErrorDiagnostic{*diagnostic};
    }
}

std::optional<diameter::OverloadReport> read_overload(YamlMap& rule)
{
    auto map = rule.map("overload");
    if (!map) {
        return std::nullopt;
    }
    diameter::OverloadReport report;
    report.sequence = map->number("sequence").value_or(1);
    report.scope = chosen(*map, "of", overload_scopes).value_or(OverloadScope::host);
    report.reduction_percent = map->number("reduction");
    if (const auto validity = map->duration("validity")) {
        report.validity_s =
            static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(*validity).count());
    }
    map->finish();
    return report;
}

void read_delivery(YamlMap& map, Behaviour& behaviour)
{
    behaviour.deliver_never = map.text("deliver_after") == "never";
    if (!behaviour.deliver_never) {
        behaviour.deliver_after = map.duration("deliver_after");
    }
    behaviour.outcome = chosen(map, "outcome", outcomes);
    behaviour.absent_diagnostic = map.number("absent_diagnostic");
    behaviour.reporting = chosen(map, "report", reportings).value_or(Reporting::once);
    behaviour.stuck = map.flag("stuck");
}

/// What the network says of one service is a code of the base protocol, or of 3GPP's.
diameter::Outcome service_outcome(std::uint32_t code)
{
    return {code, code > diameter::result::invalid_message_length};
}

void read_monitoring(YamlMap& map, Rule& rule)
{
    Behaviour& behaviour = rule.behaviour;
    if (const auto status = map.number("status")) {
        behaviour.status = service_outcome(*status);
    }
    rule.match.of_event = map.has("report") || map.has("flood");
    behaviour.reporting = chosen(map, "report", event_reportings).value_or(Reporting::once);
    behaviour.flood = map.number("flood").value_or(1);
}

Counting read_counting(YamlMap& map)
{
    Counting counting;
    counting.skip = map.number("skip").value_or(0);
    if (const auto first = map.number("first")) {
        counting.first = *first;
    }
    counting.every = map.number("every").value_or(1);
    if (counting.every == 0) {
        map.refuse("every", "at least 1");
        counting.every = 1;
    }
    counting.probability = map.fraction("probability").value_or(1);
    return counting;
}

} // namespace

Rule read_rule(const YAML::Node& node, Role role, neighbour::YamlErrors& errors)
{
    YamlMap map{node, errors};
    Rule rule;
    rule.match.device = map.text("device");
    rule.counting = read_counting(map);
    Behaviour& behaviour = rule.behaviour;
    behaviour.delay = map.duration("delay").value_or(std::chrono::milliseconds{});
    behaviour.silence = chosen(map, "silence", losses).value_or(Loss::none);
    behaviour.close = chosen(map, "close", losses).value_or(Loss::none);
    behaviour.wrong = chosen(map, "wrong", wrong_answers);
    read_result(map, behaviour);
    if (role == Role::hss) {
        behaviour.overload = read_overload(map);
    }
    if (role != Role::sms_sc) {
        read_monitoring(map, rule);
    } else {
        rule.match.reference = map.number("reference");
        rule.match.action = chosen(map, "action", actions);
        read_delivery(map, behaviour);
    }
    map.finish();
    return rule;
}

base::Result<Rule> parse_rule(const std::string& text, Role role)
{
    const auto node = neighbour::load_yaml_text(text, "rule");
    if (!node) {
        return tl::unexpected{node.error()};
    }
    neighbour::YamlErrors errors{"rule"};
    Rule rule = read_rule(*node, role, errors);
    if (errors.any()) {
        return tl::unexpected{errors.joined()};
    }
    return rule;
}

base::Result<SmDeliveryOutcome> parse_outcome(const std::string& text)
{
    return choose(outcomes, text);
}

} // namespace iwf::sim
