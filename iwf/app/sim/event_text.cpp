// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/event_text.hpp"

#include <charconv>
#include <string_view>
#include <utility>

#include "iwf/app/neighbour/json.hpp"
#include "iwf/app/neighbour/yaml.hpp"

namespace iwf::sim {
namespace {

using neighbour::json_string;
using neighbour::JsonLine;
using neighbour::YamlErrors;
using neighbour::YamlMap;

base::Result<std::uint64_t> parse_long(const std::string& text)
{
    std::uint64_t value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) {
        return base::fail("'" + base::printable(text) + "' is no number");
    }
    return value;
}

/// `read(YamlMap&)` the value, of one mapping in one line.
template <class Read>
auto read_line(const std::string& text, Read read)
    -> base::Result<decltype(read(std::declval<YamlMap&>()))>
{
    const auto node = neighbour::load_yaml_text(text, "command");
    if (!node) {
        return tl::unexpected{node.error()};
    }
    YamlErrors errors{"command"};
    YamlMap map{*node, errors};
    auto value = read(map);
    map.finish();
    if (errors.any()) {
        return tl::unexpected{errors.joined()};
    }
    return value;
}

domain::ScefReference read_reference(YamlMap& map)
{
    domain::ScefReference reference;
    if (!map.has("reference")) {
        map.refuse("reference: it must be named");
    }
    reference.id = map.number("reference").value_or(0);
    reference.extended = map.parsed("extended", parse_long);
    return reference;
}

domain::MonitoringType read_type(YamlMap& map)
{
    const auto number = map.number("type").value_or(0);
    const auto type = domain::monitoring_type_from(number);
    if (!type) {
        map.refuse("type", "no Monitoring-Type: 0 to 10");
    }
    return type.value_or(domain::MonitoringType{});
}

void put_reference(JsonLine& line, const LiveEvent& event)
{
    line.put("scef", event.scef.id).put("reference", event.reference.id);
    if (event.reference.extended) {
        line.put("extended", std::to_string(*event.reference.extended));
    }
}

void put_parameters(JsonLine& line, const domain::EventParameters& parameters)
{
    line.put("type", static_cast<std::uint32_t>(parameters.type));
    if (parameters.maximum_reports) {
        line.put("maximum_reports", *parameters.maximum_reports);
    }
    if (parameters.monitoring_until) {
        line.put("until", std::to_string(parameters.monitoring_until->time_since_epoch().count()));
    }
    if (parameters.location && parameters.location->accuracy) {
        line.put("accuracy", static_cast<std::uint32_t>(*parameters.location->accuracy));
    }
    if (parameters.access_point_name) {
        line.put("apn", *parameters.access_point_name);
    }
}

domain::EventParameters read_parameters(YamlMap& map)
{
    domain::EventParameters parameters;
    parameters.type = read_type(map);
    parameters.maximum_reports = map.number("maximum_reports");
    if (const auto until = map.parsed("until", parse_long)) {
        parameters.monitoring_until =
            base::WallTime{std::chrono::milliseconds{static_cast<std::int64_t>(*until)}};
    }
    if (const auto accuracy = map.number("accuracy")) {
        parameters.location.emplace().accuracy = domain::Accuracy{*accuracy};
    }
    parameters.access_point_name = map.text("apn");
    return parameters;
}

} // namespace

std::string insert_line(const LiveEvent& event)
{
    JsonLine line;
    put_reference(line, event);
    line.put("realm", event.scef.realm);
    put_parameters(line, event.parameters);
    std::string devices;
    for (const Watched& device : event.devices) {
        devices += (devices.empty() ? "" : ",") + json_string(device.imsi);
    }
    return line.put_raw("devices", "[" + devices + "]").text();
}

base::Result<LiveEvent> parse_insert(const std::string& text)
{
    return read_line(text, [](YamlMap& map) {
        LiveEvent event;
        event.scef = {map.required_text("scef"), map.required_text("realm"), 0};
        event.reference = read_reference(map);
        event.parameters = read_parameters(map);
        for (std::string& imsi : map.texts("devices")) {
            event.devices.push_back({std::move(imsi), 0});
        }
        if (event.devices.empty()) {
            map.refuse("devices: name at least one");
        }
        return event;
    });
}

std::string remove_line(const LiveEvent& event)
{
    JsonLine line;
    put_reference(line, event);
    return line.text();
}

base::Result<EventKey> parse_remove(const std::string& text)
{
    return read_line(text, [](YamlMap& map) {
        return EventKey{map.required_text("scef"), read_reference(map).key()};
    });
}

base::Result<ForgedReport>
parse_forged(const std::string& text, const std::string& peer, const std::string& realm)
{
    return read_line(text, [&](YamlMap& map) {
        ForgedReport forged;
        forged.to = {map.text("scef").value_or(peer), map.text("realm").value_or(realm), 0};
        forged.report.reference = read_reference(map);
        forged.report.scef_id = map.text("as").value_or(forged.to.id);
        forged.report.report.type = read_type(map);
        if (const auto device = map.text("device")) {
            forged.user.emplace().external_identifier = *device;
        }
        forged.count = map.number("count").value_or(1);
        return forged;
    });
}

} // namespace iwf::sim
