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

std::uint64_t number_of(std::string_view digits)
{
    std::uint64_t number = 0;
    for (const char digit : digits) {
        number = number * 10 + value_of(digit);
    }
    return number;
}

std::uint64_t power_of_ten(std::size_t exponent)
{
    std::uint64_t power = 1;
    for (; exponent > 0; --exponent) {
        power *= 10;
    }
    return power;
}

bool is_better(std::uint64_t numbers, DigitTrie::Rule rule, const DigitTrie::Found& than)
{
    return numbers < than.numbers || (numbers == than.numbers && rule < than.rule);
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

/// Of two rules for the same numbers only the better can ever be found.
void DigitTrie::mark(std::uint32_t node, const Mark& mark)
{
    auto& marks = nodes_[node].marks;
    const auto same = std::ranges::find(marks, mark.length, &Mark::length);
    if (same == marks.end()) {
        marks.push_back(mark);
    } else if (is_better(mark.numbers, mark.rule, {same->rule, same->numbers})) {
        *same = mark;
    }
}

void DigitTrie::add_prefix(std::string_view prefix, Rule rule)
{
    mark(reach(prefix), {any_length, rule, 0});
}

/// Below the common prefix the range is cut, digit by digit, into whole subtrees: right of the
/// path to `first`, left of the path to `last`, and what lies between the two.
void DigitTrie::add_range(const DigitRange& range, Rule rule)
{
    const std::string& first = range.first;
    const std::string& last = range.last;
    assert(first.size() == last.size() && first <= last);
    const Mark whole{
        static_cast<std::uint8_t>(first.size()), rule, number_of(last) - number_of(first) + 1};
    const auto mark_below = [&](std::uint32_t node, std::size_t from, std::size_t end) {
        for (std::size_t digit = from; digit < end; ++digit) {
            mark(step(node, digit), whole);
        }
    };
    const auto fork =
        static_cast<std::size_t>(std::ranges::mismatch(first, last).in1 - first.begin());
    std::uint32_t low = reach(std::string_view{first}.substr(0, fork));
    if (fork == first.size()) {
        return mark(low, whole);
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
    mark(low, whole);
    mark(high, whole);
}

std::optional<DigitTrie::Found> DigitTrie::find(std::string_view number) const
{
    std::optional<Found> found;
    std::uint32_t node = 0;
    for (std::size_t depth = 1; depth <= number.size(); ++depth) {
        node = nodes_[node].next[value_of(number[depth - 1])];
        if (node == 0) {
            break;
        }
        for (const Mark& mark : nodes_[node].marks) {
            if (mark.length != any_length && mark.length != number.size()) {
                continue;
            }
            const std::uint64_t numbers =
                mark.length == any_length ? power_of_ten(number.size() - depth) : mark.numbers;
            if (!found || is_better(numbers, mark.rule, *found)) {
                found = Found{mark.rule, numbers};
            }
        }
    }
    return found;
}

} // namespace iwf::core
