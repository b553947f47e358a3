// SPDX-License-Identifier: Apache-2.0
#include "facts.hpp"

#include "tsv.hpp"

namespace iwf::diameter {

namespace {

/// "Action-Type (3005)" -> "3005".
std::string code_in_brackets(const std::string& text)
{
    const auto begin = text.rfind('(') + 1;
    return text.substr(begin, text.rfind(')') - begin);
}

/// "none (M free in the RFC; ...)" -> "none", "V; M set in a request, ..." -> "V": what is left
/// away depends on the message or on the 3GPP's tables of re-use, which agree with it.
std::string flags(const std::string& text)
{
    return text.substr(0, text.find_first_of("; "));
}

void add_code(Facts& facts, const std::vector<std::string>& row)
{
    const auto& [kind, name, code] = std::tie(row[0], row[1], row[2]);
    const auto& [vendor, type, flag_text, parent] = std::tie(row[3], row[4], row[5], row[6]);
    if (kind == "application") {
        facts["application " + code] = name + " vendor " + vendor;
    } else if (kind == "command") {
        const auto application = parent == "base" ? "0" : parent.substr(parent.rfind(' ') + 1);
        facts["command " + application + "/" + code + " " + type] = name + " " + flag_text;
    } else if (kind == "avp") {
        facts["avp " + vendor + "/" + code] = name + " " + type + " " + flags(flag_text);
    } else if (kind == "enum" || kind == "bit") {
        facts[kind + " " + vendor + "/" + code_in_brackets(parent) + " " + code] = name;
    } else if (kind == "feature-bit") {
        facts["feature " + parent.substr(0, parent.find(' ')) + " " + code] = name;
    } else if (kind == "result") {
        facts["enum 0/268 " + code] = name;
    } else if (kind != "enum-doubtful") { // which nobody may have
        facts[kind + " " + code] = name;
    }
}

} // namespace

Facts specified_codes(const std::string& folder)
{
    Facts facts;
    for (const auto& row : read_tsv(folder + "/codes.tsv")) {
        add_code(facts, row);
    }
    return facts;
}

Facts specified_rules(const std::string& folder)
{
    Facts facts;
    for (const auto& row : read_tsv(folder + "/rules.tsv")) {
        const auto parent = row[0] + "/" + row[2];
        const auto& [position, avp] = std::tie(row[3], row[4]);
        facts["rule " + parent + "/" + avp] = row[5] + " " + row[6] + " " + row[7];
        if (position != "-") { // a member in another release only
            auto& order = facts["order " + parent];
            order += (order.empty() ? "" : ", ") + avp;
        }
    }
    return facts;
}

} // namespace iwf::diameter
