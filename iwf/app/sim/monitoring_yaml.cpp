// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/monitoring_yaml.hpp"

#include <array>
#include <string>
#include <utility>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/app/sim/places.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::sim {
namespace {

namespace feature = diameter::monitoring::feature;
using neighbour::YamlErrors;
using neighbour::YamlMap;

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 5> features{{
    {"monte", feature::monte},
    {"communication_pattern", feature::communication_pattern},
    {"report_eff_monte", feature::report_eff_monte},
    {"event_cancellation_report", feature::event_cancellation_report},
    {"extended_reference_ids", feature::extended_reference_ids},
}};

std::vector<domain::MonitoringType> read_types(YamlMap& map, const char* key)
{
    std::vector<domain::MonitoringType> types;
    for (const std::string& text : map.texts(key)) {
        const auto number = neighbour::parse_number(text);
        const auto type = number ? domain::monitoring_type_from(*number) : std::nullopt;
        if (type) {
            types.push_back(*type);
        } else {
            map.refuse(key, "'" + base::printable(text) + "' is no Monitoring-Type: 0 to 10");
        }
    }
    return types;
}

std::uint32_t read_features(YamlMap& map)
{
    std::uint32_t found = 0;
    for (const std::string& text : map.texts("features")) {
        std::string allowed;
        bool known = false;
        for (const auto& [name, bit] : features) {
            known = known || name == text;
            found |= name == text ? bit : 0;
            allowed += (allowed.empty() ? "" : ", ") + std::string{name};
        }
        if (!known) {
            map.refuse("features", "'" + base::printable(text) + "' is none of: " + allowed);
        }
    }
    return found;
}

std::uint32_t read_seconds(YamlMap& map, const char* key)
{
    const auto value = map.duration(key).value_or(std::chrono::milliseconds{});
    return static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(value).count());
}

} // namespace

std::shared_ptr<const MonitoringProfile> read_monitoring_profile(YamlMap& map)
{
    auto profile = std::make_shared<MonitoringProfile>();
    if (map.has("events")) {
        profile->events = read_types(map, "events");
    }
    if (map.has("scefs")) {
        profile->scefs = map.texts("scefs");
    }
    profile->state.terminal = map.parsed("imei", parse_terminal);
    profile->state.plmn = map.parsed("plmn", parse_plmn);
    profile->state.place = map.parsed("place", parse_place);
    map.finish();
    return profile;
}

void read_monitoring_settings(YamlMap& map, MonitoringSettings& settings)
{
    if (map.has("features")) {
        settings.features = read_features(map);
    }
    if (map.has("scefs")) {
        settings.scefs = map.texts("scefs");
    }
    settings.limit = map.number("limit");
    settings.minimum_detection_time_s = read_seconds(map, "minimum_detection_time");
    settings.minimum_interval_s = read_seconds(map, "minimum_interval");
    settings.maximum_reports = map.number("maximum_reports");
    settings.one_per_type = map.flag("one_per_type");
    settings.mmes = map.texts("mmes");
    read_repeat(map, settings.repeat);
    map.finish();
}

void read_mme_settings(YamlMap& map, MmeSettings& settings)
{
    for (const std::string& text : map.texts("serves")) {
        if (const auto place = parse_place(text)) {
            settings.serves.push_back(*place);
        } else {
            map.refuse("serves", place.error().text);
        }
    }
    if (map.has("active_time")) {
        settings.active_time_s = read_seconds(map, "active_time");
    }
    if (map.has("periodic_update")) {
        settings.periodic_update_s = read_seconds(map, "periodic_update");
    }
    read_repeat(map, settings.repeat);
    map.finish();
}

std::vector<Group> read_groups(YamlMap& map, YamlErrors& errors)
{
    std::vector<Group> groups;
    for (const YAML::Node& node : map.list("groups")) {
        YamlMap entry{node, errors};
        groups.push_back({entry.required_text("id"), entry.texts("members")});
        entry.finish();
    }
    return groups;
}

std::vector<ScriptLine> read_script(YamlMap& map, YamlErrors& errors)
{
    std::vector<ScriptLine> lines;
    for (const YAML::Node& node : map.list("script")) {
        YamlMap entry{node, errors};
        const auto at = entry.duration("at").value_or(std::chrono::milliseconds{});
        lines.push_back({at, entry.required_text("do")});
        entry.finish();
    }
    return lines;
}

void read_repeat(YamlMap& map, RepeatSettings& repeat)
{
    repeat.timeout = map.duration("report_timeout").value_or(repeat.timeout);
    repeat.interval = map.duration("report_interval").value_or(repeat.interval);
    repeat.attempts = map.number("report_attempts").value_or(repeat.attempts);
}

base::Result<domain::Terminal> parse_terminal(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const std::string_view imei = text.substr(0, slash);
    const std::string_view version =
        slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
    const bool has_version = slash != std::string_view::npos;
    if (!domain::all_digits(imei) || (imei.size() != 14 && imei.size() != 15) ||
        (has_version && (!domain::all_digits(version) || version.size() != 2))) {
        return base::fail(
            "'" + base::printable(text) +
            "' is no IMEI: write 14 or 15 digits, and /05 for the software version"
        );
    }
    domain::Terminal terminal{std::string{imei}, {}};
    if (has_version) {
        terminal.software_version = version;
    }
    return terminal;
}

} // namespace iwf::sim
