// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/monitor_arguments.hpp"

#include <CLI/CLI.hpp>

#include "iwf/app/scs/location_text.hpp"
#include "iwf/app/scs/moment.hpp"
#include "iwf/app/scs/monitor_words.hpp"

namespace iwf::scs {
namespace {

using domain::MonitoringType;

constexpr std::uint32_t pattern_bit = 1U << 31U;
constexpr std::uint32_t all_events = pattern_bit - 1;

constexpr std::uint32_t of(MonitoringType type)
{
    return 1U << static_cast<std::uint32_t>(type);
}

/// An option that means something with some events only, or with --pattern.
struct Belonging
{
    const char* option;
    std::uint32_t to; ///< bits of of(), and pattern_bit
};

constexpr std::uint32_t reachability =
    of(MonitoringType::ue_reachability) | of(MonitoringType::ue_reachability_and_idle_status);

constexpr Belonging belongings[]{
    {"--reports", all_events},
    {"--duration", all_events},
    {"--detection-time", of(MonitoringType::loss_of_connectivity)},
    {"--accuracy", of(MonitoringType::location_reporting)},
    {"--interval", of(MonitoringType::location_reporting)},
    {"--last-known", of(MonitoringType::location_reporting)},
    {"--current", of(MonitoringType::location_reporting)},
    {"--imeisv", of(MonitoringType::change_of_association)},
    {"--reachability", reachability},
    {"--apn", of(MonitoringType::pdn_connectivity_status)},
    {"--area", of(MonitoringType::number_of_ues_in_area)},
    {"--stationary", pattern_bit},
    {"--mobile", pattern_bit},
    {"--period", pattern_bit},
    {"--comm-duration", pattern_bit},
    {"--schedule", pattern_bit},
    {"--valid-until", pattern_bit},
    {"--valid", pattern_bit},
};

domain::WatchedIdentity watched(const MonitorWords& words, Judge& judge)
{
    auto device = judge.value("DEVICE", words.device, parse_device);
    if (!device) {
        device = domain::DeviceIdentity{*domain::Msisdn::parse("00000")}; // the error is kept
    }
    if (words.group && !std::holds_alternative<domain::ExternalIdentifier>(*device)) {
        judge.refuse("--group", "a group has an external identifier, with an @");
    }
    return {std::move(*device), words.group};
}

domain::ScefReference
reference(const char* option, const std::string& text, bool extended, Judge& judge)
{
    const auto parsed = judge.value(option, text, [extended](const std::string& number) {
        return parse_reference(number, extended);
    });
    return parsed.value_or(domain::ScefReference{});
}

/// The parsed value of an option that may be left out.
template <class Parse>
auto optional(const char* option, const std::string& text, Judge& judge, Parse parse)
    -> std::optional<typename decltype(parse(text))::value_type>
{
    if (text.empty()) {
        return std::nullopt;
    }
    const auto parsed = judge.value(option, text, parse);
    return parsed ? std::optional{*parsed} : std::nullopt;
}

std::optional<domain::LocationRequest> location(const MonitorWords& words, Judge& judge)
{
    domain::LocationRequest location;
    if (words.last_known || words.current) {
        location.type =
            words.current ? domain::LocationType::current : domain::LocationType::last_known;
    }
    location.accuracy = optional("--accuracy", words.accuracy, judge, parse_accuracy);
    location.minimum_interval_s = judge.seconds("--interval", words.interval);
    return location;
}

domain::EventParameters event(const MonitorWords& words, MonitoringType type, Judge& judge)
{
    domain::EventParameters event;
    event.type = type;
    event.maximum_reports = judge.number("--reports", words.reports, any_number);
    event.maximum_detection_time_s = judge.seconds("--detection-time", words.detection_time);
    if (type == MonitoringType::location_reporting) {
        event.location = location(words, judge);
    }
    if (type == MonitoringType::change_of_association) {
        event.association = words.imeisv ? domain::AssociationType::imeisv_change
                                         : domain::AssociationType::imei_change;
    }
    if (!words.reachability.empty()) {
        event.ue_reachability.emplace().type =
            optional("--reachability", words.reachability, judge, parse_reachability);
    }
    if (!words.access_point_name.empty()) {
        event.access_point_name = words.access_point_name;
    }
    for (const std::string& area : words.areas) {
        if (auto parsed = judge.value("--area", area, parse_area)) {
            event.areas.push_back(std::move(*parsed));
        }
    }
    return event;
}

domain::CommunicationPattern pattern(const MonitorWords& words, Judge& judge)
{
    domain::CommunicationPattern pattern;
    pattern.period_s = judge.seconds("--period", words.period);
    if (pattern.period_s) {
        pattern.indicator = domain::CommunicationIndicator::periodically;
    }
    pattern.duration_s = judge.seconds("--comm-duration", words.communication_duration);
    for (const std::string& schedule : words.schedules) {
        if (const auto parsed = judge.value("--schedule", schedule, parse_schedule)) {
            pattern.scheduled.push_back(*parsed);
        }
    }
    if (words.stationary || words.mobile) {
        pattern.stationary = words.mobile ? domain::StationaryIndication::mobile
                                          : domain::StationaryIndication::stationary;
    }
    pattern.valid_until = optional("--valid-until", words.valid_until, judge, parse_moment);
    return pattern;
}

/// Refuses options that say nothing about what is wanted.
void check_belongings(
    const CLI::App& command, std::uint32_t wanted, std::string_view what, Judge& judge
)
{
    for (const Belonging& belonging : belongings) {
        if (command.count(belonging.option) > 0 && (belonging.to & wanted) == 0) {
            judge.refuse(belonging.option, "means nothing with " + std::string{what});
        }
    }
}

std::variant<domain::EventParameters, domain::CommunicationPattern>
wanted(const MonitorWords& words, const CLI::App& command, Judge& judge)
{
    if (words.pattern) {
        check_belongings(command, pattern_bit, "--pattern", judge);
        return pattern(words, judge);
    }
    if (words.event.empty()) {
        judge.refuse("--event", "is missing, and --pattern, too");
        return {};
    }
    const auto type = judge.value("--event", words.event, parse_event);
    if (!type) {
        return {};
    }
    check_belongings(command, of(*type), event_word(*type), judge);
    return event(words, *type, judge);
}

Monitor with_patience(const MonitorWords& words, Configuration configuration, Judge& judge)
{
    return {
        .configuration = std::move(configuration),
        .patience = judge.duration("--timeout", words.timeout).value_or(std::chrono::seconds{10}),
        .wait_report = judge.duration("--wait-report", words.wait_report),
        .reports_wanted =
            judge.number("--reports-wanted", words.reports_wanted, any_number).value_or(1),
        .state = words.state,
    };
}

} // namespace

Monitor monitor(const MonitorWords& words, const CLI::App& command, Judge& judge)
{
    Subscribing subscribing{
        .device = watched(words, judge),
        .reference = reference("--ref", words.references.front(), words.extended, judge),
        .replaced = {},
        .wanted = wanted(words, command, judge),
        .lifetime = words.pattern ? judge.duration("--valid", words.valid)
                                  : judge.duration("--duration", words.duration),
        .group_guard_s = judge.seconds("--guard", words.guard),
    };
    if (!words.replaced.empty()) {
        subscribing.replaced = reference("--replace", words.replaced, words.extended, judge);
    }
    if (subscribing.group_guard_s && !words.group) {
        judge.refuse("--guard", "is for a --group");
    }
    return with_patience(words, std::move(subscribing), judge);
}

Monitor unmonitor(const MonitorWords& words, Judge& judge)
{
    Unsubscribing unsubscribing{watched(words, judge), {}, words.pattern};
    for (const std::string& one : words.references) {
        unsubscribing.references.push_back(reference("--ref", one, words.extended, judge));
    }
    if (words.references.empty() && !words.all) {
        judge.refuse("--ref", "is missing, and --all, too");
    }
    return with_patience(words, std::move(unsubscribing), judge);
}

} // namespace iwf::scs
