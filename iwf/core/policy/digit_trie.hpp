// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iwf::core {

/// The numbers from `first` to `last`, both included, of exactly their count of digits.
struct DigitRange
{
    std::string first;
    std::string last; ///< as many digits as first, not below it

    friend bool operator==(const DigitRange&, const DigitRange&) = default;
};

/// A set of numbers given by prefixes and ranges, up to 15 digits each. A look-up takes one step
/// a digit, however many rules there are. Arguments are texts of decimal digits; anything else is
/// the caller's fault.
class DigitTrie
{
public:
    /// The number the caller gives to a rule.
    using Rule = std::uint32_t;

    DigitTrie();

    /// All numbers that begin with `prefix`, the prefix itself included.
    void add_prefix(std::string_view prefix, Rule rule);

    void add_range(const DigitRange& range, Rule rule);

    struct Found
    {
        Rule rule{};
        std::uint64_t numbers{}; ///< as long as the one looked up, that the rule holds

        friend bool operator==(const Found&, const Found&) = default;
    };

    /// Of the rules that hold `number`, the one that holds the fewest numbers of its length; of
    /// equals, the lowest. Nothing: none holds it.
    [[nodiscard]] std::optional<Found> find(std::string_view number) const;

private:
    static constexpr std::uint8_t any_length = 0;

    /// What is reached here is in the set, if the whole number has `length` digits.
    struct Mark
    {
        std::uint8_t length;
        Rule rule;
        std::uint64_t numbers; ///< of a range
    };

    struct Node
    {
        std::array<std::uint32_t, 10> next{}; ///< index into nodes_; 0: none
        std::vector<Mark> marks;              ///< one a length at most: the best
    };

    std::uint32_t reach(std::string_view digits);
    std::uint32_t step(std::uint32_t node, std::size_t digit);
    void mark(std::uint32_t node, const Mark& mark);

    std::vector<Node> nodes_;
};

} // namespace iwf::core
