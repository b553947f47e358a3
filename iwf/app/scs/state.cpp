// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/state.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "iwf/app/scs/moment.hpp"
#include "iwf/base/overloaded.hpp"

namespace iwf::scs {
namespace {

using domain::ScefReference;

/// Events and patterns have references of their own.
bool is(const Subscription& one, std::uint64_t reference, bool pattern)
{
    return one.reference == reference && (one.event == pattern_event) == pattern;
}

void remove(Subscriptions& list, const ScefReference& reference, bool pattern)
{
    std::erase_if(list, [&](const Subscription& one) { return is(one, reference.key(), pattern); });
}

void note_begun(Subscriptions& list, const Subscribing& begun)
{
    const auto* const event = std::get_if<domain::EventParameters>(&begun.wanted);
    const bool pattern = event == nullptr;
    if (begun.replaced) {
        remove(list, *begun.replaced, pattern);
    }
    remove(list, begun.reference, pattern);
    list.push_back({
        .reference = begun.reference.key(),
        .device = domain::clear_text(begun.device.identity),
        .event = std::string{pattern ? pattern_event : domain::name(event->type)},
        .reports = 0,
        .last_report = {},
    });
}

void note_ended(Subscriptions& list, const Unsubscribing& ended)
{
    for (const ScefReference& reference : ended.references) {
        remove(list, reference, ended.patterns);
    }
    if (ended.references.empty()) {
        std::erase_if(list, [&](const Subscription& one) {
            return one.device == domain::clear_text(ended.device.identity) &&
                   (one.event == pattern_event) == ended.patterns;
        });
    }
}

void note_report(
    Subscriptions& list,
    const ScefReference& reference,
    const std::string& device,
    const domain::EventReport& report,
    base::WallTime now
)
{
    if (report.handling == domain::EventHandling::cancel) {
        return remove(list, reference, false);
    }
    const bool pattern = report.broken.has_value();
    auto found = std::ranges::find_if(list, [&](const Subscription& one) {
        return is(one, reference.key(), pattern);
    });
    if (found == list.end()) {
        const std::string_view event = pattern       ? pattern_event
                                       : report.type ? domain::name(*report.type)
                                                     : "?";
        list.push_back({reference.key(), device, std::string{event}, 0, {}});
        found = std::prev(list.end());
    }
    ++found->reports;
    found->last_report = std::chrono::floor<std::chrono::seconds>(now);
}

std::optional<std::uint64_t> number(const std::string& text)
{
    std::uint64_t value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end && !text.empty() ? std::optional{value}
                                                                : std::nullopt;
}

std::optional<Subscription> read_line(const std::string& line)
{
    std::vector<std::string> words;
    std::istringstream in{line};
    for (std::string word; std::getline(in, word, '\t');) {
        words.push_back(word);
    }
    const auto reference = words.size() == 5 ? number(words[0]) : std::nullopt;
    const auto reports = reference ? number(words[3]) : std::nullopt;
    if (!reports) {
        return std::nullopt;
    }
    Subscription one{*reference, words[1], words[2], *reports, {}};
    if (words[4] != "-") {
        const auto last = parse_moment(words[4]);
        if (!last) {
            return std::nullopt;
        }
        one.last_report = *last;
    }
    return one;
}

} // namespace

void note(Subscriptions& list, const Configuration& configuration)
{
    std::visit(
        base::Overloaded{
            [&list](const Subscribing& begun) { note_begun(list, begun); },
            [&list](const Unsubscribing& ended) { note_ended(list, ended); },
        },
        configuration
    );
}

void note(Subscriptions& list, const MonitoringReport& report, base::WallTime now)
{
    const auto& request = report.request;
    const std::string device = request.user ? device_of(*request.user) : "?";
    for (const auto& one : request.reports) {
        note(list, one, device, now);
    }
    for (const auto& group : request.group_reports) {
        for (const auto& item : group.items) {
            note_report(list, group.reference, device, item.report, now);
            for (const ScefReference& ended : item.for_deletion) {
                remove(list, ended, false);
            }
        }
    }
}

void note(
    Subscriptions& list,
    const diameter::monitoring::EventReport& report,
    const std::string& device,
    base::WallTime now
)
{
    note_report(list, report.reference, device, report.report, now);
    if (report.for_deletion) {
        remove(list, *report.for_deletion, false);
    }
}

std::string write_subscriptions(const Subscriptions& list)
{
    std::string text;
    for (const Subscription& one : list) {
        text += std::to_string(one.reference) + "\t" + one.device + "\t" + one.event + "\t" +
                std::to_string(one.reports) + "\t" +
                (one.last_report ? moment_text(*one.last_report) : "-") + "\n";
    }
    return text;
}

base::Result<Subscriptions> read_subscriptions(const std::string& text)
{
    Subscriptions list;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        auto one = read_line(line);
        if (!one) {
            return base::fail("'" + base::printable(line) + "' is no subscription");
        }
        list.push_back(std::move(*one));
    }
    return list;
}

} // namespace iwf::scs
