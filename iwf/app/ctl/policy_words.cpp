// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/policy_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace iwf::ctl {
namespace {

constexpr std::string_view arrow = " -> ";
constexpr std::string_view nothing = "none";

bool is_exclusion(std::string_view path)
{
    return path.find("exclu") != std::string_view::npos;
}

/// Keys that say how much, or which: more of it is more.
bool says_how_much(std::string_view path)
{
    for (const std::string_view part :
         {"devices", "actions", "limits", "rates", "quotas", "hours", "addresses", "pending"}) {
        if (path.starts_with(part)) {
            return true;
        }
    }
    return false;
}

/// Keys without which there is no limit.
bool is_a_limit(std::string_view path)
{
    return path.starts_with("rates") || path.starts_with("quotas") || path.starts_with("hours") ||
           path.starts_with("limits.monitoring");
}

/// Keys that say how little: more of it is less.
bool is_a_least(std::string_view path)
{
    return path == "limits.monitoring.interval" || path == "limits.monitoring.detection_time";
}

Direction opposite(Direction direction)
{
    return direction == Direction::more   ? Direction::less
           : direction == Direction::less ? Direction::more
                                          : Direction::other;
}

/// A number, perhaps of seconds or a second: "200", "90s", "5/m", also in quotes. Of accuracies:
/// how fine.
std::optional<double> amount_of(std::string_view text)
{
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    static constexpr std::array<std::string_view, 4> accuracies{
        "network", "tracking_area", "base_station", "cell"};
    if (const auto* const finer = std::ranges::find(accuracies, text); finer != accuracies.end()) {
        return static_cast<double>(finer - accuracies.begin());
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) {
        return std::nullopt;
    }
    struct Unit
    {
        std::string_view name;
        double factor;
    };
    static constexpr std::array units{
        Unit{"", 1},
        Unit{"ms", 0.001},
        Unit{"s", 1},
        Unit{"m", 60},
        Unit{"h", 3600},
        Unit{"/s", 1},
        Unit{"/m", 1.0 / 60},
        Unit{"/h", 1.0 / 3600},
    };
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    for (const Unit& unit : units) {
        if (unit.name == text) {
            return static_cast<double>(number) * unit.factor;
        }
    }
    return std::nullopt;
}

Direction of_values(std::string_view path, std::string_view from, std::string_view to)
{
    if (from == "false" || to == "false") {
        return to == "true" ? Direction::more : Direction::less;
    }
    if (from == nothing || to == nothing) {
        const Direction direction = to == nothing ? Direction::less : Direction::more;
        return is_a_limit(path) ? opposite(direction) : direction;
    }
    const auto before = amount_of(from);
    const auto after = amount_of(to);
    if (!before || !after || *before == *after) {
        return Direction::other;
    }
    const Direction direction = *after > *before ? Direction::more : Direction::less;
    return is_a_least(path) ? opposite(direction) : direction;
}

Direction of_list(std::string_view path, std::string_view items)
{
    const bool come = items.find(" + ") != std::string_view::npos;
    const bool gone = items.find(" - ") != std::string_view::npos;
    if (come == gone) {
        return Direction::other;
    }
    const Direction direction = come ? Direction::more : Direction::less;
    return is_exclusion(path) ? opposite(direction) : direction;
}

} // namespace

Direction direction_of(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        return Direction::other;
    }
    const std::string_view path = line.substr(0, colon);
    const std::string_view what = line.substr(colon + 1);
    if (!says_how_much(path)) {
        return Direction::other;
    }
    const std::size_t at = what.find(arrow);
    if (at == std::string_view::npos) {
        return of_list(path, what);
    }
    return of_values(
        path, what.substr(what.starts_with(' ') ? 1 : 0, at - 1), what.substr(at + arrow.size())
    );
}

std::string in_words(const config::ContractChange& change)
{
    switch (change.kind) {
    case config::ChangeKind::added:
        return change.contract + " is new: it may do what its contract says\n";
    case config::ChangeKind::removed:
        return change.contract + " is gone: it may do nothing any more\n";
    case config::ChangeKind::changed:
        break;
    }
    std::string more;
    std::string less;
    std::string other;
    for (const std::string& line : change.what) {
        switch (direction_of(line)) {
        case Direction::more:
            more += "  may do more   " + line + "\n";
            break;
        case Direction::less:
            less += "  may do less   " + line + "\n";
            break;
        case Direction::other:
            other += "  changes       " + line + "\n";
            break;
        }
    }
    return change.contract + "\n" + more + less + other;
}

} // namespace iwf::ctl
