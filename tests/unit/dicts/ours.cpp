// SPDX-License-Identifier: Apache-2.0
#include "facts.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "iwf/diameter/generated/all.hpp"

namespace iwf::diameter {

namespace {

std::string name_of(AvpType type)
{
    switch (type) {
    case AvpType::octet_string:
        return "OctetString";
    case AvpType::integer32:
        return "Integer32";
    case AvpType::integer64:
        return "Integer64";
    case AvpType::unsigned32:
        return "Unsigned32";
    case AvpType::unsigned64:
        return "Unsigned64";
    case AvpType::float32:
        return "Float32";
    case AvpType::float64:
        return "Float64";
    case AvpType::grouped:
        return "Grouped";
    case AvpType::address:
        return "Address";
    case AvpType::time:
        return "Time";
    case AvpType::utf8_string:
        return "UTF8String";
    case AvpType::diameter_identity:
        return "DiameterIdentity";
    case AvpType::diameter_uri:
        return "DiameterURI";
    case AvpType::enumerated:
        return "Enumerated";
    }
    return "?";
}

std::string key_of(const AvpDefinition& avp)
{
    return std::to_string(avp.vendor) + "/" + std::to_string(avp.code);
}

std::string avp_flags(const AvpDefinition& avp)
{
    const bool vendor = (avp.flags & avp_flag_vendor) != 0;
    const bool mandatory = (avp.flags & avp_flag_mandatory) != 0;
    if (vendor) {
        return mandatory ? "V,M" : "V";
    }
    return mandatory ? "M" : "none";
}

std::string command_flags(const CommandDefinition& command)
{
    const bool request = (command.flags & flag::request) != 0;
    const bool proxiable = (command.flags & flag::proxiable) != 0;
    if (request) {
        return proxiable ? "REQ,PXY" : "REQ";
    }
    return proxiable ? "PXY" : "none";
}

void add_bits(Facts& facts, const std::string& key, std::span<const EnumValue> bits)
{
    for (const auto& bit : bits) {
        int number = 0;
        while (bit.value != 1U << number) {
            ++number;
        }
        facts[key + " " + std::to_string(number)] = bit.name;
    }
}

void add_results(Facts& facts, std::span<const EnumValue> results)
{
    for (const auto& result : results) {
        facts["experimental-result " + std::to_string(result.value)] = result.name;
    }
}

std::string rule_text(const Rule& rule)
{
    const auto max = rule.max == unbounded ? "*" : std::to_string(rule.max);
    const auto range = std::to_string(rule.min) + " " + max;
    switch (rule.qualifier) {
    case Qualifier::fixed:
        return "fixed " + range;
    case Qualifier::required:
        return "required " + range;
    case Qualifier::optional:
        return (rule.avp == nullptr ? "any " : "optional ") + range;
    }
    return "?";
}

/// Of the command or the Grouped AVP: "Tsp/Device-Action"; empty when there is none.
std::span<const Rule> rules_of(std::string_view parent)
{
    const auto slash = parent.find('/');
    const auto name = parent.substr(slash + 1);
    for (const auto* const application : all_applications) {
        if (!application->name.starts_with("3GPP " + std::string{parent.substr(0, slash)})) {
            continue;
        }
        for (const auto* const command : application->commands) {
            if (command->name == name) {
                return command->rules;
            }
        }
    }
    for (const auto* const avp : all_avps) {
        if (avp->name == name) {
            return avp->members;
        }
    }
    return {};
}

} // namespace

Facts our_codes()
{
    Facts facts;
    for (const auto* const application : all_applications) {
        facts["application " + std::to_string(application->id.value())] =
            std::string{application->name} + " vendor " + std::to_string(application->vendor);
    }
    for (const auto* const command : all_commands) {
        const auto* const kind = (command->flags & flag::request) != 0 ? "request" : "answer";
        facts
            ["command " + std::to_string(command->application.value()) + "/" +
             std::to_string(command->code.value()) + " " + kind] =
                std::string{command->name} + " (" + std::string{command->short_name} + ") " +
                command_flags(*command);
    }
    for (const auto* const avp : all_avps) {
        facts["avp " + key_of(*avp)] =
            std::string{avp->name} + " " + name_of(avp->type) + " " + avp_flags(*avp);
        for (const auto& value : avp->values) {
            facts["enum " + key_of(*avp) + " " + std::to_string(value.value)] = value.name;
        }
    }
    for (const auto* const mask : all_masks) {
        add_bits(facts, "bit " + key_of(*mask->avp), mask->bits);
    }
    add_bits(facts, "feature Tsp", feature::tsp::list_1::all);
    add_bits(facts, "feature S6t", feature::s6t::list_1::all);
    add_results(facts, dictionary::common_3gpp::experimental_results);
    add_results(facts, dictionary::monitoring::experimental_results);
    add_results(facts, dictionary::s6m::experimental_results);
    add_results(facts, dictionary::sgd::experimental_results);
    add_results(facts, dictionary::t6a::experimental_results);
    add_results(facts, dictionary::t4::experimental_results);
    return facts;
}

Facts our_rules(const Facts& specified)
{
    Facts facts;
    for (const auto& [key, value] : specified) {
        if (!key.starts_with("order ")) {
            continue;
        }
        const auto parent = key.substr(key.find(' ') + 1); // "Tsp/Device-Action"
        const auto rules = rules_of(parent);
        EXPECT_FALSE(rules.empty()) << parent;
        auto& order = facts[key];
        for (const auto& rule : rules) {
            const std::string name{rule.avp == nullptr ? "AVP" : rule.avp->name};
            facts["rule " + parent + "/" + name] = rule_text(rule);
            order += (order.empty() ? "" : ", ") + name;
        }
    }
    return facts;
}

} // namespace iwf::diameter
