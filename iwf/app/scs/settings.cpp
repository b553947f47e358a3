// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/settings.hpp"

#include "iwf/app/neighbour/text.hpp"
#include "iwf/app/neighbour/yaml.hpp"

namespace iwf::scs {
namespace {

struct Item
{
    const char* key;    ///< in the file
    const char* option; ///< on the command line
    std::string Words::*place;
    bool optional{};
};

constexpr Item items[]{
    {"host", "--host", &Words::host},
    {"realm", "--realm", &Words::realm},
    {"connect", "--connect", &Words::connect},
    {"iwf_host", "--iwf-host", &Words::iwf_host},
    {"iwf_realm", "--iwf-realm", &Words::iwf_realm},
    {"scs_identity", "--scs-identity", &Words::scs_identity},
    {"enterprise", "--enterprise", &Words::enterprise, true},
};

base::Result<void> read_file(Words& words)
{
    const auto node = neighbour::load_yaml_file(words.config);
    if (!node) {
        return tl::unexpected{node.error()};
    }
    neighbour::YamlErrors errors{words.config};
    neighbour::YamlMap map{*node, errors};
    for (const Item& item : items) {
        const auto value = map.text(item.key);
        if (value && (words.*item.place).empty()) {
            words.*item.place = *value;
        }
    }
    map.finish();
    if (errors.any()) {
        return tl::unexpected{errors.joined()};
    }
    return {};
}

std::string missing_items(const Words& words)
{
    std::string text;
    for (const Item& item : items) {
        if (!item.optional && (words.*item.place).empty()) {
            text += std::string{text.empty() ? "" : "\n"} + item.option + " is missing, and '" +
                    item.key + "' in a --config file";
        }
    }
    return text;
}

} // namespace

base::Result<Settings> make_settings(Words words)
{
    if (!words.config.empty()) {
        if (auto read = read_file(words); !read) {
            return tl::unexpected{read.error()};
        }
    }
    if (std::string missing = missing_items(words); !missing.empty()) {
        return base::fail(std::move(missing));
    }
    for (const auto* const name : {&words.host, &words.realm, &words.iwf_host, &words.iwf_realm}) {
        if (!domain::is_fqdn(*name)) {
            return base::fail("'" + base::printable(*name) + "' is no host name");
        }
    }
    const auto connect = neighbour::parse_endpoint(words.connect);
    auto scs_identity = domain::ScsIdentity::parse(words.scs_identity);
    if (!connect || !scs_identity) {
        return base::fail(
            connect ? "--scs-identity: " + scs_identity.error().text
                    : "--connect: " + connect.error().text
        );
    }
    std::uint32_t enterprise = diameter::monitoring::default_enterprise;
    if (!words.enterprise.empty()) {
        const auto number = neighbour::parse_number(words.enterprise);
        if (!number || *number == 0) {
            return base::fail(
                "--enterprise: '" + base::printable(words.enterprise) +
                "' is no enterprise number from 1 to 4294967295"
            );
        }
        enterprise = *number;
    }
    return Settings{
        words.host,
        words.realm,
        *connect,
        words.iwf_host,
        words.iwf_realm,
        std::move(*scs_identity),
        enterprise};
}

base::Result<domain::DeviceIdentity> parse_device(const std::string& text)
{
    if (text.find('@') != std::string::npos) {
        return domain::ExternalIdentifier::parse(text).map([](domain::ExternalIdentifier id) {
            return domain::DeviceIdentity{std::move(id)};
        });
    }
    return domain::Msisdn::parse(text).map([](domain::Msisdn msisdn) {
        return domain::DeviceIdentity{std::move(msisdn)};
    });
}

} // namespace iwf::scs
