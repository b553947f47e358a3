// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/bursts.hpp"

#include <utility>

namespace iwf::audit {

using namespace std::chrono_literals;

std::optional<Entry> Bursts::pass(Entry entry, base::Instant now)
{
    if (entry.kind == Kind::change || entry.kind == Kind::permit) {
        return entry;
    }
    if (now >= second_ends_ && counted_.empty()) {
        second_ends_ = now + 1s;
        lines_ = 0;
        lines_of_.clear();
    }
    const bool is_known = lines_of_.contains(entry.who);
    if (lines_ < limits_.all_lines_per_second && (is_known || lines_of_.size() < limits_.kinds)) {
        std::uint32_t& own = lines_of_[entry.who];
        if (own < limits_.lines_per_second) {
            ++own;
            ++lines_;
            return entry;
        }
    }
    count(std::move(entry));
    return std::nullopt;
}

void Bursts::count(Entry entry)
{
    Likeness likeness{entry.event, entry.who, entry.outcome, entry.rule};
    auto known = counted_.find(likeness);
    if (known == counted_.end() && counted_.size() >= limits_.kinds) {
        likeness = {};
        entry.event = "audit.many";
        entry.who = "many";
        entry.outcome.clear();
        entry.rule.clear();
        entry.reason = "more kinds of refusals in a second than are told apart";
        known = counted_.find(likeness);
    }
    if (known != counted_.end()) {
        known->second.count += entry.count;
        known->second.until = entry.time;
        return;
    }
    entry.what.clear();
    entry.device.clear();
    entry.until = entry.time;
    counted_.emplace(std::move(likeness), std::move(entry));
}

std::vector<Entry> Bursts::due(base::Instant now)
{
    return now >= second_ends_ ? all() : std::vector<Entry>{};
}

std::vector<Entry> Bursts::all()
{
    std::vector<Entry> entries;
    for (auto& [likeness, entry] : std::exchange(counted_, {})) {
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::optional<base::Instant> Bursts::next_due() const
{
    return counted_.empty() ? std::nullopt : std::optional{second_ends_};
}

} // namespace iwf::audit
