// SPDX-License-Identifier: Apache-2.0
#include "cpp_tables.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "check.hpp"

namespace dictgen {

namespace {

/// `OctetString` -> `octet_string`; the names of iwf::diameter::AvpType.
std::string type_constant(const std::string& type)
{
    if (type == "UTF8String") {
        return "utf8_string";
    }
    return type == "DiameterURI" ? "diameter_uri" : identifier(type);
}

std::string quoted(const std::string& text)
{
    std::string out{"\""};
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

const char* qualifier(Bracket bracket)
{
    switch (bracket) {
    case Bracket::fixed:
        return "fixed";
    case Bracket::required:
        return "required";
    case Bracket::optional:
        return "optional";
    }
    return "";
}

/// `device_action_request`, or `s6t::configuration_information_request`.
std::string path(const Command& command)
{
    return (command.space.empty() ? "" : command.space + "::") + identifier(command.name);
}

std::string path(const Avp& avp)
{
    return identifier(avp.name);
}

std::string path(const Dictionary& dictionary)
{
    return dictionary.name;
}

class Header
{
public:
    explicit Header(const Dictionary& dictionary)
        : dictionary_{dictionary}
    {}

    std::string text()
    {
        preamble();
        out_ << "\nnamespace iwf::diameter {\n";
        Problems none; // a checked dictionary has no cycles
        for (const auto* const avp : members_first(dictionary_, none)) {
            this->avp(*avp);
        }
        for (const auto& list : dictionary_.features) {
            bits("feature::" + dictionary_.name, "list_" + std::to_string(list.id), list.bits);
        }
        for (const auto& command : dictionary_.commands) {
            this->command(command);
        }
        application();
        summary();
        out_ << "\n} // namespace iwf::diameter\n";
        return out_.str();
    }

private:
    void preamble()
    {
        out_ << "// SPDX-License-Identifier: Apache-2.0\n"
             << "// Made from diameter-dicts/" << dictionary_.name << ".dia: change that file.\n"
             << "#pragma once\n\n#include \"iwf/diameter/dictionary.hpp\"\n";
        for (const auto& used : dictionary_.uses) {
            out_ << "#include \"iwf/diameter/generated/" << used << ".hpp\"\n";
        }
    }

    void avp(const Avp& avp)
    {
        const auto name = identifier(avp.name);
        rules("members", name, avp.members);
        values(name, avp.values);
        out_ << "\nnamespace avp {\ninline constexpr AvpDefinition " << name << "{\n    "
             << quoted(avp.name) << ",\n    " << avp.code << ",\n    " << avp.vendor
             << ",\n    AvpType::" << type_constant(avp.type) << ",\n    " << flags(avp)
             << ",\n    " << (avp.members.empty() ? "{}" : "members::" + name) << ",\n    "
             << (avp.values.empty() ? "{}" : "value::" + name + "::all") << ",\n    "
             << quoted(avp.clause) << "};\n}\n";
        if (!avp.bits.empty()) {
            bits("bit", name, avp.bits);
            out_ << "\nnamespace mask {\ninline constexpr BitMask " << name << "{&avp::" << name
                 << ", bit::" << name << "::all};\n}\n";
        }
    }

    static std::string flags(const Avp& avp)
    {
        if (avp.vendor == 0) {
            return avp.mandatory ? "avp_flag_mandatory" : "0";
        }
        return avp.mandatory ? "avp_flag_vendor | avp_flag_mandatory" : "avp_flag_vendor";
    }

    void rules(const std::string& space, const std::string& name, const std::vector<Rule>& rules)
    {
        if (rules.empty()) {
            return;
        }
        out_ << "\nnamespace " << space << " {\ninline constexpr Rule " << name << "[]{\n";
        for (const auto& rule : rules) {
            out_ << "    {" << (rule.is_any() ? "nullptr" : "&avp::" + identifier(rule.avp))
                 << ", Qualifier::" << qualifier(rule.bracket) << ", " << rule.min << ", "
                 << (rule.max == unbounded ? "unbounded" : std::to_string(rule.max)) << "},\n";
        }
        out_ << "};\n}\n";
    }

    void values(const std::string& name, const std::vector<Named>& values)
    {
        if (values.empty()) {
            return;
        }
        out_ << "\nnamespace value::" << name << " {\n";
        for (const auto& value : values) {
            out_ << "inline constexpr std::uint32_t " << identifier(value.name) << " = "
                 << value.number << ";\n";
        }
        out_ << "inline constexpr EnumValue all[]{\n";
        for (const auto& value : values) {
            out_ << "    {" << value.number << ", " << quoted(value.name) << "},\n";
        }
        out_ << "};\n}\n";
    }

    void bits(const std::string& space, const std::string& name, const std::vector<Named>& bits)
    {
        out_ << "\nnamespace " << space << "::" << name << " {\n";
        for (const auto& bit : bits) {
            out_ << "inline constexpr std::uint32_t " << identifier(bit.name) << " = 1U << "
                 << bit.number << ";\n";
        }
        out_ << "inline constexpr EnumValue all[]{\n";
        for (const auto& bit : bits) {
            out_ << "    {1U << " << bit.number << ", " << quoted(bit.name) << "},\n";
        }
        out_ << "};\n}\n";
    }

    void command(const Command& command)
    {
        const auto name = identifier(command.name);
        const auto space = command.space.empty() ? "" : "::" + command.space;
        rules("command_rules" + space, name, command.rules);
        std::string flags = command.request ? "flag::request" : "";
        if (command.proxiable) {
            flags += flags.empty() ? "flag::proxiable" : " | flag::proxiable";
        }
        out_ << "\nnamespace command" << space << " {\ninline constexpr CommandDefinition " << name
             << "{\n    " << quoted(command.name) << ",\n    " << quoted(command.short_name)
             << ",\n    CommandCode{" << command.code << "},\n    ApplicationId{"
             << command.application << "},\n    " << (flags.empty() ? "0" : flags)
             << ",\n    command_rules::" << path(command) << ",\n    " << quoted(command.clause)
             << "};\n}\n";
    }

    void application()
    {
        if (!dictionary_.application) {
            return;
        }
        const auto& application = *dictionary_.application;
        out_ << "\nnamespace application_commands {\ninline constexpr const CommandDefinition* "
             << dictionary_.name << "[]{\n";
        for (const auto& command : dictionary_.commands) {
            out_ << "    &command::" << path(command) << ",\n";
        }
        out_ << "};\n}\n\nnamespace application {\ninline constexpr ApplicationDefinition "
             << dictionary_.name << "{\n    " << quoted(application.name) << ",\n    ApplicationId{"
             << application.id << "},\n    " << application.vendor
             << ",\n    application_commands::" << dictionary_.name << "};\n}\n";
    }

    /// What is in this dictionary, for those who walk through it.
    void summary()
    {
        out_ << "\nnamespace dictionary::" << dictionary_.name << " {\n";
        if (!dictionary_.avps.empty()) {
            out_ << "inline constexpr const AvpDefinition* avps[]{\n";
            for (const auto& avp : dictionary_.avps) {
                out_ << "    &avp::" << identifier(avp.name) << ",\n";
            }
            out_ << "};\n";
        } else {
            out_ << "inline constexpr std::span<const AvpDefinition* const> avps;\n";
        }
        if (!dictionary_.experimental_results.empty()) {
            out_ << "inline constexpr EnumValue experimental_results[]{\n";
            for (const auto& result : dictionary_.experimental_results) {
                out_ << "    {" << result.number << ", " << quoted(result.name) << "},\n";
            }
            out_ << "};\n";
        }
        out_ << "}\n";
    }

    const Dictionary& dictionary_;
    std::ostringstream out_;
};

template <class Item, class Key>
void sort_by(std::vector<const Item*>& items, Key key)
{
    std::sort(items.begin(), items.end(), [&](const Item* a, const Item* b) {
        return key(*a) < key(*b);
    });
}

struct Everything
{
    std::vector<const Avp*> avps;
    std::vector<const Avp*> masks;
    std::vector<const Command*> commands;
    std::vector<const Dictionary*> applications;

    void add(const Dictionary& dictionary)
    {
        for (const auto& avp : dictionary.avps) {
            avps.push_back(&avp);
            if (!avp.bits.empty()) {
                masks.push_back(&avp);
            }
        }
        for (const auto& command : dictionary.commands) {
            commands.push_back(&command);
        }
        if (dictionary.application) {
            applications.push_back(&dictionary);
        }
    }

    void sort()
    {
        const auto number = [](const Avp& a) { return std::pair{a.vendor, a.code}; };
        sort_by(avps, number);
        sort_by(masks, number);
        sort_by(commands, [](const Command& c) {
            return std::tuple{c.application, c.code, !c.request};
        });
        sort_by(applications, [](const Dictionary& d) { return d.application->id; });
    }
};

template <class Item>
void pointer_table(
    std::ostream& out,
    const std::string& type,
    const std::string& table,
    const std::string& space,
    const std::vector<const Item*>& items
)
{
    out << "\ninline constexpr const " << type << "* " << table << "[]{\n";
    for (const auto* const item : items) {
        out << "    &" << space << "::" << path(*item) << ",\n";
    }
    out << "};\n";
}

} // namespace

std::string identifier(const std::string& name)
{
    std::string out;
    char before = '_';
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        const bool camel =
            std::isupper(u) != 0 && std::islower(static_cast<unsigned char>(before)) != 0;
        if (camel || (std::isalnum(u) == 0 && !out.empty() && out.back() != '_')) {
            out += '_';
        }
        if (std::isalnum(u) != 0) {
            out += static_cast<char>(std::tolower(u));
        }
        before = c;
    }
    while (!out.empty() && out.back() == '_') {
        out.pop_back();
    }
    if (out == "true" || out == "false") { // the only words of C++ among the names so far
        out += '_';
    }
    return out;
}

std::string cpp_header(const Dictionary& dictionary)
{
    return Header{dictionary}.text();
}

std::string cpp_all_header(const std::vector<Dictionary>& dictionaries)
{
    Everything all;
    std::ostringstream out;
    out << "// SPDX-License-Identifier: Apache-2.0\n"
        << "// Made from diameter-dicts/*.dia: change those files.\n#pragma once\n\n";
    for (const auto& dictionary : dictionaries) {
        out << "#include \"iwf/diameter/generated/" << dictionary.name << ".hpp\"\n";
        all.add(dictionary);
    }
    all.sort();
    out << "\nnamespace iwf::diameter {\n\n/// Sorted by (vendor, code).";
    pointer_table(out, "AvpDefinition", "all_avps", "avp", all.avps);
    out << "\n/// Sorted by (application, code), each request before its answer.";
    pointer_table(out, "CommandDefinition", "all_commands", "command", all.commands);
    out << "\n/// Sorted by Application-Id.";
    pointer_table(
        out, "ApplicationDefinition", "all_applications", "application", all.applications
    );
    out << "\n/// In the order of their AVPs.";
    pointer_table(out, "BitMask", "all_masks", "mask", all.masks);
    out << "\n} // namespace iwf::diameter\n";
    return out.str();
}

} // namespace dictgen
