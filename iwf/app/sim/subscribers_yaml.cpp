// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/subscribers_yaml.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "iwf/app/sim/monitoring_yaml.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::sim {
namespace {

namespace avp = diameter::avp;
using diameter::s6m::ServiceId;
using neighbour::YamlErrors;
using neighbour::YamlMap;

enum class Form : std::uint8_t
{
    name,
    number ///< E.164, on the wire as TBCD
};

struct NodeKey
{
    const char* key;
    const diameter::AvpDefinition* avp;
    Form form;
};

constexpr std::array node_keys{
    NodeKey{"sgsn_name", &avp::sgsn_name, Form::name},
    NodeKey{"sgsn_realm", &avp::sgsn_realm, Form::name},
    NodeKey{"sgsn_number", &avp::sgsn_number, Form::number},
    NodeKey{"mme_name", &avp::mme_name, Form::name},
    NodeKey{"mme_realm", &avp::mme_realm, Form::name},
    NodeKey{"mme_number", &avp::mme_number_for_mt_sms, Form::number},
    NodeKey{"msc_number", &avp::msc_number, Form::number},
};

constexpr std::array gateway_keys{
    NodeKey{"ip_sm_gw_number", &avp::ip_sm_gw_number, Form::number},
    NodeKey{"ip_sm_gw_name", &avp::ip_sm_gw_name, Form::name},
    NodeKey{"ip_sm_gw_realm", &avp::ip_sm_gw_realm, Form::name},
};

template <class Keys>
void read_keys(YamlMap& map, const Keys& keys, diameter::AvpWriter& out)
{
    for (const NodeKey& key : keys) {
        const auto value = map.text(key.key);
        if (!value) {
            continue;
        }
        if (key.form == Form::name) {
            out.put(*key.avp, std::string_view{*value});
        } else if (domain::all_digits(*value)) {
            out.put(*key.avp, domain::to_tbcd(*value));
        } else {
            map.refuse(key.key, "'" + base::printable(*value) + "' are no digits");
        }
    }
}

/// The content of Serving-Node, or of Additional-Serving-Node, which has no IP-SM-GW.
base::Bytes read_node(YamlMap map, bool may_be_gateway)
{
    base::Bytes content;
    diameter::AvpWriter out{content};
    read_keys(map, node_keys, out);
    if (may_be_gateway) {
        read_keys(map, gateway_keys, out);
    }
    if (content.empty()) {
        map.refuse("a serving node has a name or a number");
    }
    map.finish();
    return content;
}

domain::ServingNodes read_nodes(YamlMap& map, YamlErrors& errors)
{
    domain::ServingNodes nodes;
    if (auto node = map.map("serving_node")) {
        nodes.serving_node = read_node(*node, true);
    }
    for (const YAML::Node& node : map.list("additional_serving_nodes")) {
        nodes.additional_serving_nodes.push_back(read_node(YamlMap{node, errors}, false));
    }
    return nodes;
}

std::vector<ServiceId> read_services(YamlMap& map)
{
    if (!map.has("services")) {
        return {ServiceId::device_trigger};
    }
    std::vector<ServiceId> services;
    for (const std::string& name : map.texts("services")) {
        if (name == "device_trigger") {
            services.push_back(ServiceId::device_trigger);
        } else if (name == "sms_mo") {
            services.push_back(ServiceId::sms_mo);
        } else {
            map.refuse(
                "services", "'" + base::printable(name) + "' is none of: device_trigger, sms_mo"
            );
        }
    }
    return services;
}

/// What a subscriber and a range of them have in common: all but the names.
Subscriber read_attributes(YamlMap& map, YamlErrors& errors)
{
    Subscriber subscriber;
    subscriber.serving_nodes = read_nodes(map, errors);
    subscriber.absent = map.flag("absent");
    subscriber.unreachable = map.flag("unreachable");
    subscriber.call_barred = map.flag("call_barred");
    subscriber.teleservice_not_provisioned = map.flag("teleservice_not_provisioned");
    if (map.has("scs")) {
        subscriber.scs = map.texts("scs");
    }
    subscriber.services = read_services(map);
    if (auto monitoring = map.map("monitoring")) {
        subscriber.monitoring = read_monitoring_profile(*monitoring);
    }
    return subscriber;
}

void read_one(YamlMap map, Subscribers& subscribers, YamlErrors& errors)
{
    Subscriber subscriber = read_attributes(map, errors);
    subscriber.imsi = map.required_text("imsi");
    subscriber.msisdn = map.text("msisdn");
    for (const std::string& id : map.texts("external_ids")) {
        // The domain in lower case, as it is looked for.
        const auto parsed = domain::ExternalIdentifier::parse(id);
        if (!parsed) {
            map.refuse("external_ids", parsed.error().text);
        }
        subscriber.external_ids.push_back(parsed ? parsed->text() : id);
    }
    if (!subscriber.imsi.empty() && !domain::Imsi::parse(subscriber.imsi)) {
        map.refuse("imsi", "6 to 15 digits");
    }
    if (subscriber.msisdn && !domain::Msisdn::parse(*subscriber.msisdn)) {
        map.refuse("msisdn", "5 to 15 digits");
    }
    if (const auto added = subscribers.add(std::move(subscriber)); !added) {
        map.refuse(added.error().text);
    }
    map.finish();
}

/// `first` plus `index`, with as many digits.
std::string numbered(const std::string& first, std::uint32_t index)
{
    const std::string sum = std::to_string(std::stoull(first) + index);
    return std::string(first.size() - std::min(first.size(), sum.size()), '0') + sum;
}

std::string named(const std::string& pattern, std::uint32_t index)
{
    const std::size_t place = pattern.find("{}");
    return pattern.substr(0, place) + std::to_string(index) + pattern.substr(place + 2);
}

void read_range(YamlMap map, Subscribers& subscribers, YamlErrors& errors)
{
    constexpr std::uint32_t most = 2'000'000;
    const Subscriber model = read_attributes(map, errors);
    const std::uint32_t count = map.number("count").value_or(0);
    const std::string imsi = map.required_text("imsi_from");
    const auto msisdn = map.text("msisdn_from");
    const auto pattern = map.text("external_id");
    map.finish();
    if (count == 0 || count > most) {
        return map.refuse("a range has a count from 1 to 2000000");
    }
    if (!domain::Imsi::parse(imsi) || (msisdn && !domain::Msisdn::parse(*msisdn))) {
        return map.refuse("imsi_from and msisdn_from are the digits of the first");
    }
    if (pattern && (pattern->find("{}") == std::string::npos ||
                    !domain::ExternalIdentifier::parse(named(*pattern, 1)))) {
        return map.refuse("external_id, like meter-{}@iot.example: {} becomes 1, 2, 3 ...");
    }
    for (std::uint32_t index = 0; index < count; ++index) {
        Subscriber subscriber = model;
        subscriber.imsi = numbered(imsi, index);
        if (msisdn) {
            subscriber.msisdn = numbered(*msisdn, index);
        }
        if (pattern) {
            subscriber.external_ids = {named(*pattern, index + 1)};
        }
        if (const auto added = subscribers.add(std::move(subscriber)); !added) {
            return map.refuse(added.error().text);
        }
    }
}

} // namespace

void read_subscribers(YamlMap& map, Subscribers& subscribers, YamlErrors& errors)
{
    for (const YAML::Node& node : map.list("subscribers")) {
        read_one(YamlMap{node, errors}, subscribers, errors);
    }
    for (const YAML::Node& node : map.list("ranges")) {
        read_range(YamlMap{node, errors}, subscribers, errors);
    }
}

} // namespace iwf::sim
