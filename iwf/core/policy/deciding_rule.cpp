// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/deciding_rule.hpp"

namespace iwf::core {

std::string_view name(RuleKind kind)
{
    switch (kind) {
    case RuleKind::contract:
        return "contract";
    case RuleKind::scs_identity:
        return "scs_identity";
    case RuleKind::action:
        return "action";
    case RuleKind::payload:
        return "payload";
    case RuleKind::port:
        return "port";
    case RuleKind::priority:
        return "priority";
    case RuleKind::validity:
        return "validity";
    case RuleKind::device_set:
        return "device_set";
    case RuleKind::device:
        return "device";
    case RuleKind::exclusion:
        return "exclusion";
    case RuleKind::member:
        return "member";
    case RuleKind::hours:
        return "hours";
    case RuleKind::quota:
        return "quota";
    case RuleKind::rate:
        return "rate";
    case RuleKind::pending:
        return "pending";
    case RuleKind::priority_share:
        return "priority_share";
    case RuleKind::probing:
        return "probing";
    case RuleKind::monitoring:
        return "monitoring";
    }
    return "";
}

std::string DecidingRule::place() const
{
    return *file + ":" + std::to_string(line);
}

std::string DecidingRule::to_text() const
{
    std::string out{name(kind)};
    if (!text.empty()) {
        out += " ";
        out += text;
    }
    return out + " (" + place() + ")";
}

std::string DecidingRules::places() const
{
    std::string out;
    for (const DecidingRule& rule : *this) {
        out += (out.empty() ? "" : " ") + rule.place();
    }
    return out;
}

std::string DecidingRules::to_text() const
{
    std::string out;
    for (const DecidingRule& rule : *this) {
        out += (out.empty() ? "" : "; ") + rule.to_text();
    }
    return out;
}

} // namespace iwf::core
