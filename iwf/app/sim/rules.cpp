// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/rules.hpp"

#include <algorithm>

namespace iwf::sim {
namespace {

bool fits(const Match& match, const Occasion& occasion)
{
    if (match.of_event != occasion.of_event) {
        return false;
    }
    if (match.reference && match.reference != occasion.reference) {
        return false;
    }
    if (match.action && match.action != occasion.action) {
        return false;
    }
    return !match.device || std::ranges::find(occasion.devices, std::string_view{*match.device}) !=
                                occasion.devices.end();
}

} // namespace

RuleBook::RuleBook(const std::vector<Rule>& rules, std::uint32_t seed)
    : random_{seed}
{
    for (const Rule& rule : rules) {
        rules_.push_back({rule, 0, 0});
    }
}

void RuleBook::put_first(const Rule& rule)
{
    rules_.insert(rules_.begin(), {rule, 0, 0});
}

void RuleBook::clear()
{
    rules_.clear();
}

Behaviour RuleBook::decide(const Occasion& occasion)
{
    for (Counted& counted : rules_) {
        if (fits(counted.rule.match, occasion) && applies(counted)) {
            return counted.rule.behaviour;
        }
    }
    return {};
}

bool RuleBook::applies(Counted& counted)
{
    const Counting& counting = counted.rule.counting;
    const std::uint64_t number = ++counted.seen;
    if (number <= counting.skip || (number - counting.skip) % counting.every != 0) {
        return false;
    }
    if (counting.first && counted.applied >= *counting.first) {
        return false;
    }
    if (counting.probability < 1 &&
        std::uniform_real_distribution{}(random_) >= counting.probability) {
        return false;
    }
    ++counted.applied;
    return true;
}

} // namespace iwf::sim
