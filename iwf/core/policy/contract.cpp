// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/contract.hpp"

#include <algorithm>

namespace iwf::core {

void OfferedActions::offer(domain::ActionType action, SourceLine line)
{
    actions_.push_back({action, line});
}

std::optional<SourceLine> OfferedActions::find(domain::ActionType action) const
{
    const auto found = std::ranges::find(actions_, action, &Sourced<domain::ActionType>::value);
    return found == actions_.end() ? std::nullopt : std::optional{found->line};
}

std::string Contract::place(SourceLine at) const
{
    return file + ":" + std::to_string(at == 0 ? line : at);
}

DecidingRule Contract::rule(RuleKind kind, SourceLine at, std::string_view text) const
{
    return {kind, at == 0 ? line : at, &file, text};
}

} // namespace iwf::core
