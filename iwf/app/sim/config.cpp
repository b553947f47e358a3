// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/config.hpp"

#include <utility>

#include "iwf/app/neighbour/text.hpp"
#include "iwf/app/neighbour/yaml.hpp"
#include "iwf/app/sim/monitoring_yaml.hpp"
#include "iwf/app/sim/subscribers_yaml.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::sim {
namespace {

using neighbour::YamlErrors;
using neighbour::YamlMap;

void read_identity(YamlMap& map, SimConfig& config)
{
    config.identity = map.required_text("identity");
    config.realm = map.required_text("realm");
    for (const char* const key : {"identity", "realm"}) {
        const auto name = map.text(key);
        if (name && !domain::is_fqdn(*name)) {
            map.refuse(key, "'" + base::printable(*name) + "' is no host name");
        }
    }
    config.listen = map.parsed("listen", neighbour::parse_endpoint)
                        .value_or(freediameter::Endpoint{"127.0.0.1", 0});
    config.control = map.text("control").value_or("");
    config.peers = map.texts("peers");
    if (config.peers.empty()) {
        map.refuse("peers", "name at least one node that may connect");
    }
    config.seed = map.number("seed").value_or(1);
}

void read_delivery(YamlMap map, DeliverySettings& delivery)
{
    delivery.never = map.text("after") == "never";
    if (!delivery.never) {
        delivery.after = map.duration("after").value_or(delivery.after);
    }
    delivery.outcome = map.parsed("outcome", parse_outcome).value_or(delivery.outcome);
    delivery.default_validity =
        map.duration("default_validity").value_or(delivery.default_validity);
    delivery.report_timeout = map.duration("report_timeout").value_or(delivery.report_timeout);
    delivery.report_interval = map.duration("report_interval").value_or(delivery.report_interval);
    delivery.report_attempts = map.number("report_attempts").value_or(delivery.report_attempts);
    delivery.capacity =
        map.number("capacity").value_or(static_cast<std::uint32_t>(delivery.capacity));
    map.finish();
}

void read_hss(YamlMap& map, SimConfig& config, YamlErrors& errors)
{
    read_subscribers(map, config.subscribers, errors);
    if (auto monitoring = map.map("monitoring")) {
        read_monitoring_settings(*monitoring, config.monitoring);
    }
    config.monitoring.groups = read_groups(map, errors);
    for (const Group& group : config.monitoring.groups) {
        for (const std::string& member : group.members) {
            if (config.subscribers.find(member) == nullptr) {
                map.refuse("groups", "'" + base::printable(member) + "' is no subscriber");
            }
        }
    }
    config.script = read_script(map, errors);
}

base::Result<SimConfig> read_config(const YAML::Node& node, const std::string& name, Role role)
{
    YamlErrors errors{name};
    SimConfig config;
    YamlMap map{node, errors};
    read_identity(map, config);
    for (const YAML::Node& rule : map.list("rules")) {
        config.rules.push_back(read_rule(rule, role, errors));
    }
    switch (role) {
    case Role::hss:
        read_hss(map, config, errors);
        break;
    case Role::mme:
        read_subscribers(map, config.subscribers, errors);
        if (auto mme = map.map("mme")) {
            read_mme_settings(*mme, config.mme);
        }
        config.script = read_script(map, errors);
        break;
    case Role::sms_sc:
        if (auto delivery = map.map("delivery")) {
            read_delivery(*delivery, config.delivery);
        }
        break;
    }
    map.finish();
    if (errors.any()) {
        return tl::unexpected{errors.joined()};
    }
    return config;
}

} // namespace

base::Result<SimConfig> load_config(const std::string& path, Role role)
{
    const auto node = neighbour::load_yaml_file(path);
    return node ? read_config(*node, path, role) : tl::unexpected{node.error()};
}

base::Result<SimConfig> parse_config(const std::string& text, const std::string& name, Role role)
{
    const auto node = neighbour::load_yaml_text(text, name);
    return node ? read_config(*node, name, role) : tl::unexpected{node.error()};
}

} // namespace iwf::sim
