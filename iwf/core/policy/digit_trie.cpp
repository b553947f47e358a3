// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/digit_trie.hpp"

#include <algorithm>
#include <cassert>

namespace iwf::core {
namespace {

std::size_t value_of(char digit)
{
    assert(digit >= '0' && digit <= '9');
    return static_cast<std::size_t>(digit - '0');
}

} // namespace

DigitTrie::DigitTrie()
    : nodes_(1)
{}

std::uint32_t DigitTrie::step(std::uint32_t node, std::size_t digit)
{
    if (nodes_[node].next[digit] == 0) {
        nodes_[node].next[digit] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
    }
    return nodes_[node].next[digit];
}

std::uint32_t DigitTrie::reach(std::string_view digits)
{
    std::uint32_t node = 0;
    for (const char digit : digits) {
        node = step(node, value_of(digit));
    }
    return node;
}

void DigitTrie::mark(std::uint32_t node, std::uint8_t length, SourceLine line)
{
    nodes_[node].marks.push_back({length, line});
}

void DigitTrie::add_prefix(std::string_view prefix, SourceLine line)
{
    mark(reach(prefix), any_length, line);
}

/// Below the common prefix the range is cut, digit by digit, into whole subtrees: right of the
/// path to `first`, left of the path to `last`, and what lies between the two.
void DigitTrie::add_range(const DigitRange& range, SourceLine line)
{
    const std::string& first = range.first;
    const std::string& last = range.last;
    assert(first.size() == last.size() && first <= last);
    const auto length = static_cast<std::uint8_t>(first.size());
    const auto mark_below = [&](std::uint32_t node, std::size_t from, std::size_t end) {
        for (std::size_t digit = from; digit < end; ++digit) {
            mark(step(node, digit), length, line);
        }
    };
    const auto fork =
        static_cast<std::size_t>(std::ranges::mismatch(first, last).in1 - first.begin());
    std::uint32_t low = reach(std::string_view{first}.substr(0, fork));
    if (fork == first.size()) {
        return mark(low, length, line);
    }
    std::uint32_t high = low;
    mark_below(low, value_of(first[fork]) + 1, value_of(last[fork]));
    low = step(low, value_of(first[fork]));
    high = step(high, value_of(last[fork]));
    for (std::size_t i = fork + 1; i < first.size(); ++i) {
        mark_below(low, value_of(first[i]) + 1, 10);
        mark_below(high, 0, value_of(last[i]));
        low = step(low, value_of(first[i]));
        high = step(high, value_of(last[i]));
    }
    mark(low, length, line);
    mark(high, length, line);
}

std::optional<SourceLine> DigitTrie::find(std::string_view number) const
{
    std::optional<SourceLine> found;
    std::uint32_t node = 0;
    for (const char digit : number) {
        node = nodes_[node].next[value_of(digit)];
        if (node == 0) {
            return found;
        }
        const auto& marks = nodes_[node].marks;
        const auto holds = std::ranges::find_if(marks, [&number](const Mark& mark) {
            return mark.length == any_length || mark.length == number.size();
        });
        found = holds == marks.end() ? found : std::optional{holds->line};
    }
    return found;
}

} // namespace iwf::core
