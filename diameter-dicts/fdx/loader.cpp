// SPDX-License-Identifier: Apache-2.0
#include "loader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <string>
#include <vector>

#include <freeDiameter/freeDiameter-host.h>
#include <freeDiameter/libfdcore.h>

#include "iwf/diameter/generated/all.hpp"

namespace iwf::fdx {

namespace {

using diameter::AvpDefinition;
using diameter::AvpType;
using diameter::CommandDefinition;
using diameter::Qualifier;
using diameter::Rule;

/// freeDiameter's API lacks const. The names are literals: they end in NUL and live for ever.
char* c_string(std::string_view literal)
{
    return const_cast<char*>(literal.data());
}

/// dict_dcca_3gpp.fdx of freeDiameter 1.2.1 gives the name of External-Identifier to another AVP
/// (code 28, TS 29.061), and a vendor's AVP names must differ, whichever module comes first; and it
/// writes the other one so.
std::string_view local_name(const AvpDefinition& avp)
{
    if (&avp == &diameter::avp::mme_location_information) {
        return "MME-LocationInformation";
    }
    return &avp == &diameter::avp::external_identifier ? "External-Identifier-3111" : avp.name;
}

/// The flags that do not depend on the sender. M of Supported-Features is set in requests only
/// (TS 29.229, 7.2.1).
std::uint8_t fixed_flags(const AvpDefinition& avp)
{
    return &avp == &diameter::avp::supported_features ? AVP_FLAG_VENDOR
                                                      : AVP_FLAG_VENDOR | AVP_FLAG_MANDATORY;
}

/// TS 29.336, table 8.4.1-2 clears the M bit of these on S6t only. freeDiameter has one definition
/// for all applications: that of the home specification, as dict_dcca_3gpp.fdx.
std::uint8_t sent_flags(const AvpDefinition& avp)
{
    const bool cleared_on_s6t = &avp == &diameter::avp::terminal_information ||
                                &avp == &diameter::avp::pdn_type ||
                                &avp == &diameter::avp::served_party_ip_address;
    return cleared_on_s6t ? AVP_FLAG_VENDOR | AVP_FLAG_MANDATORY : avp.flags;
}

dict_avp_basetype base_type(AvpType type)
{
    switch (type) {
    case AvpType::grouped:
        return AVP_TYPE_GROUPED;
    case AvpType::integer32:
    case AvpType::enumerated:
        return AVP_TYPE_INTEGER32;
    case AvpType::integer64:
        return AVP_TYPE_INTEGER64;
    case AvpType::unsigned32:
        return AVP_TYPE_UNSIGNED32;
    case AvpType::unsigned64:
        return AVP_TYPE_UNSIGNED64;
    case AvpType::float32:
        return AVP_TYPE_FLOAT32;
    case AvpType::float64:
        return AVP_TYPE_FLOAT64;
    case AvpType::octet_string:
    case AvpType::address:
    case AvpType::time:
    case AvpType::utf8_string:
    case AvpType::diameter_identity:
    case AvpType::diameter_uri:
        return AVP_TYPE_OCTETSTRING;
    }
    return AVP_TYPE_OCTETSTRING;
}

/// The derived types that libfdcore itself registers; null: a basic type.
const char* derived_type(AvpType type)
{
    switch (type) {
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
    default:
        return nullptr;
    }
}

rule_position position(Qualifier qualifier)
{
    switch (qualifier) {
    case Qualifier::fixed:
        return RULE_FIXED_HEAD;
    case Qualifier::required:
        return RULE_REQUIRED;
    case Qualifier::optional:
        return RULE_OPTIONAL;
    }
    return RULE_OPTIONAL;
}

bool requires_avp(const CommandDefinition& command, const AvpDefinition& avp)
{
    const auto found = std::ranges::find(command.rules, &avp, &Rule::avp);
    return found != command.rules.end() && found->min > 0;
}

/// freeDiameter has one command of a code, whatever the application: of those that several of ours
/// have (Configuration-Information, on S6t and T6a) it demands what all of them demand.
bool is_required_by_all(const CommandDefinition& command, const AvpDefinition& avp)
{
    constexpr auto kind = diameter::flag::request;
    return std::ranges::all_of(diameter::all_commands, [&](const CommandDefinition* other) {
        return other->code != command.code || ((other->flags ^ command.flags) & kind) != 0 ||
               requires_avp(*other, avp);
    });
}

Rule rule_for_all(const CommandDefinition& command, Rule rule)
{
    if (rule.avp != nullptr && rule.min > 0 && !is_required_by_all(command, *rule.avp)) {
        rule.qualifier = Qualifier::optional;
        rule.min = 0;
    }
    return rule;
}

/// Each step stands back after the first failure, which is logged with the name of its object.
class Loader
{
public:
    explicit Loader(dictionary* dictionary)
        : dictionary_{dictionary}
    {}

    [[nodiscard]] int error() const { return error_; }

    dict_object* vendor(std::uint32_t id)
    {
        if (auto* const there = find(DICT_VENDOR, VENDOR_BY_ID, &id)) {
            return there;
        }
        dict_vendor_data data{id, c_string("3GPP")}; // the only vendor of our dictionaries
        return make(DICT_VENDOR, &data, nullptr, "vendor 3GPP");
    }

    dict_object*
    application(const diameter::ApplicationDefinition& application, dict_object* vendor)
    {
        auto id = application.id.value();
        if (auto* const there = find(DICT_APPLICATION, APPLICATION_BY_ID, &id)) {
            return there;
        }
        dict_application_data data{id, c_string(application.name)};
        return make(DICT_APPLICATION, &data, vendor, application.name);
    }

    /// The AVP of this vendor and code, whoever registered it, with its rules.
    dict_object* avp(const AvpDefinition& avp)
    {
        dict_avp_request wanted{avp.vendor, avp.code, nullptr};
        auto* object = find(DICT_AVP, AVP_BY_CODE_AND_VENDOR, &wanted);
        if (object == nullptr) {
            object = new_avp(avp);
        } else if (!same_type(object, avp)) {
            fail(EEXIST, avp.name, "is already there with another type");
            return nullptr;
        }
        rules(object, avp.members);
        return object;
    }

    /// A command that is there already keeps its rules: they are another application's.
    void command(const CommandDefinition& command, dict_object* application)
    {
        const bool request = (command.flags & diameter::flag::request) != 0;
        auto code = command.code.value();
        if (find(DICT_COMMAND, request ? CMD_BY_CODE_R : CMD_BY_CODE_A, &code) != nullptr) {
            fd_log(FD_LOG_NOTICE, "%s is already there, its rules stay", command.name.data());
            return;
        }
        dict_cmd_data data{
            code, c_string(command.name), CMD_FLAG_REQUEST | CMD_FLAG_PROXIABLE, command.flags};
        std::vector<Rule> for_all;
        std::ranges::transform(command.rules, std::back_inserter(for_all), [&](const Rule& rule) {
            return rule_for_all(command, rule);
        });
        rules(make(DICT_COMMAND, &data, application, command.name), for_all);
    }

private:
    dict_object* new_avp(const AvpDefinition& avp)
    {
        vendor_of(avp);
        dict_avp_data data{
            avp.code,
            avp.vendor,
            c_string(local_name(avp)),
            fixed_flags(avp),
            sent_flags(avp),
            base_type(avp.type)};
        return make(DICT_AVP, &data, type(avp), avp.name);
    }

    void vendor_of(const AvpDefinition& avp)
    {
        if (avp.vendor != 0) {
            vendor(avp.vendor);
        }
    }

    dict_object* type(const AvpDefinition& avp)
    {
        if (const char* const name = derived_type(avp.type)) {
            return find(DICT_TYPE, TYPE_BY_NAME, name);
        }
        if (avp.values.empty()) {
            return nullptr;
        }
        const auto name = "Enumerated(" + std::string{avp.name} + ")";
        dict_type_data data{};
        data.type_base = base_type(avp.type);
        data.type_name = c_string(name);
        auto* const type = make(DICT_TYPE, &data, nullptr, name);
        for (const auto& value : avp.values) {
            enumerated_value(type, avp, value);
        }
        return type;
    }

    void
    enumerated_value(dict_object* type, const AvpDefinition& avp, const diameter::EnumValue& value)
    {
        dict_enumval_data data{};
        data.enum_name = c_string(value.name);
        if (avp.type == AvpType::unsigned32) {
            data.enum_value.u32 = value.value;
        } else {
            data.enum_value.i32 = static_cast<std::int32_t>(value.value);
        }
        make(DICT_ENUMVAL, &data, type, value.name);
    }

    /// Adds what is missing; a rule that is there stays.
    void rules(dict_object* parent, std::span<const Rule> rules)
    {
        unsigned order = 0;
        for (const auto& rule : rules) {
            ++order;
            if (error_ == 0 && rule.avp != nullptr) { // any other AVP is always taken
                this->rule(parent, rule, order);
            }
        }
    }

    void rule(dict_object* parent, const Rule& rule, unsigned order)
    {
        auto* const member = avp(*rule.avp);
        dict_rule_request wanted{parent, member};
        if (error_ != 0 || find(DICT_RULE, RULE_BY_AVP_AND_PARENT, &wanted) != nullptr) {
            return;
        }
        dict_rule_data data{
            member,
            position(rule.qualifier),
            order,
            rule.min,
            rule.max == diameter::unbounded ? -1 : rule.max};
        make(DICT_RULE, &data, parent, rule.avp->name);
    }

    static bool same_type(dict_object* object, const AvpDefinition& avp)
    {
        dict_avp_data data{};
        return fd_dict_getval(object, &data) == 0 && data.avp_basetype == base_type(avp.type);
    }

    /// Null when there is none.
    dict_object* find(dict_object_type type, int criteria, const void* what)
    {
        dict_object* found{};
        fd_dict_search(dictionary_, type, criteria, what, &found, 0);
        return found;
    }

    dict_object* make(dict_object_type type, void* data, dict_object* parent, std::string_view name)
    {
        dict_object* made{};
        if (error_ != 0) {
            return nullptr;
        }
        if (const int error = fd_dict_new(dictionary_, type, data, parent, &made); error != 0) {
            fail(error, name, "cannot be added to the dictionary");
        }
        return made;
    }

    void fail(int error, std::string_view name, const char* what)
    {
        if (error_ == 0) {
            error_ = error;
            fd_log(
                FD_LOG_ERROR, "%s %s: %s", std::string{name}.c_str(), what, std::strerror(error)
            );
        }
    }

    dictionary* dictionary_;
    int error_{};
};

} // namespace

int load(
    const diameter::ApplicationDefinition& application, std::span<const AvpDefinition* const> avps
)
{
    Loader loader{fd_g_config->cnf_dict};
    auto* const vendor = loader.vendor(application.vendor);
    auto* const registered = loader.application(application, vendor);
    for (const auto* const avp : avps) {
        loader.avp(*avp);
    }
    for (const auto* const command : application.commands) {
        loader.command(*command, registered);
    }
    if (loader.error() != 0) {
        return loader.error();
    }
    return fd_disp_app_support(registered, vendor, 1, 0);
}

} // namespace iwf::fdx
