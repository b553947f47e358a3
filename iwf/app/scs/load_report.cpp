// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/load_report.hpp"

#include <iostream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "iwf/app/neighbour/json.hpp"

namespace iwf::scs {
namespace {

using neighbour::JsonLine;

constexpr std::pair<const char*, double> percentiles[]{
    {"p50", 50}, {"p90", 90}, {"p99", 99}, {"p99_9", 99.9}};

double milliseconds_of(std::chrono::microseconds time)
{
    return static_cast<double>(time.count()) / 1000.0;
}

std::string json_of(const Histogram& times)
{
    JsonLine line;
    line.put("count", times.count());
    for (const auto& [name, percent] : percentiles) {
        line.put(name, milliseconds_of(times.percentile(percent)));
    }
    return line.put("max", milliseconds_of(times.max())).text();
}

template <class Value>
std::string json_of(const std::vector<Timeline::Tenth>& tenths, Value value)
{
    std::string list;
    for (const Timeline::Tenth& tenth : tenths) {
        list += fmt::format("{}{}", list.empty() ? "" : ",", value(tenth));
    }
    return "[" + list + "]";
}

std::string json_of(const Timeline& timeline)
{
    using Tenth = Timeline::Tenth;
    const auto& tenths = timeline.tenths();
    return JsonLine{}
        .put("step_ms", Timeline::step.count())
        .put_raw("confirmed", json_of(tenths, [](const Tenth& one) { return one.confirmed; }))
        .put_raw("refused", json_of(tenths, [](const Tenth& one) { return one.refused; }))
        .put_raw("due", json_of(tenths, [](const Tenth& one) { return one.due; }))
        .put_raw("served", json_of(tenths, [](const Tenth& one) { return one.served; }))
        .put_raw(
            "slowest_ms",
            json_of(tenths, [](const Tenth& one) { return milliseconds_of(one.slowest); })
        )
        .text();
}

JsonLine json_of(const LoadTally& tally, double seconds)
{
    const auto& counts = tally.counts();
    JsonLine answers;
    for (const auto& [name, count] : tally.answers()) {
        answers.put(name, count);
    }
    JsonLine times;
    for (const auto& [name, histogram] : tally.answer_times()) {
        times.put_raw(name, json_of(histogram));
    }
    JsonLine line;
    line.put("event", "load")
        .put("seconds", seconds)
        .put("rate", seconds > 0 ? static_cast<double>(counts.sent) / seconds : 0.0)
        .put("sent", counts.sent)
        .put("confirmed", counts.confirmed)
        .put("refused", counts.refused)
        .put("unanswered", counts.unanswered)
        .put("reports", counts.reports)
        .put("delivered", counts.delivered)
        .put("repeated_reports", counts.repeated)
        .put("strange_reports", counts.strange)
        .put("unreported", tally.unreported())
        .put_raw("answers", answers.text())
        .put_raw("answers_ms", times.text())
        .put_raw("confirmation_ms", json_of(tally.confirmation_times()))
        .put_raw("refusal_ms", json_of(tally.refusal_times()))
        .put_raw("report_ms", json_of(tally.report_times()));
    return line;
}

std::string row(const char* name, const Histogram& times)
{
    std::string line = fmt::format("  {:<14}{:>9}", name, times.count());
    for (const auto& [label, percent] : percentiles) {
        line += fmt::format("{:>10.2f}", milliseconds_of(times.percentile(percent)));
    }
    return line + fmt::format("{:>10.2f}\n", milliseconds_of(times.max()));
}

std::string table_of(const LoadTally& tally, double seconds)
{
    const auto& counts = tally.counts();
    std::string text = fmt::format(
        "{} triggers in {:.2f} s, {:.1f} a second\n",
        counts.sent,
        seconds,
        seconds > 0 ? static_cast<double>(counts.sent) / seconds : 0.0
    );
    for (const auto& [name, count] : tally.answers()) {
        text += fmt::format("  {:>9}  {}\n", count, name);
    }
    text += fmt::format(
        "reports: {}, {} delivered, {} repeated, {} strange, {} missing\n",
        counts.reports,
        counts.delivered,
        counts.repeated,
        counts.strange,
        tally.unreported()
    );
    text += fmt::format(
        "  {:<14}{:>9}{:>10}{:>10}{:>10}{:>10}{:>10}\n",
        "ms",
        "count",
        "50 %",
        "90 %",
        "99 %",
        "99.9 %",
        "max"
    );
    return text + row("confirmation", tally.confirmation_times()) +
           row("report", tally.report_times());
}

} // namespace

void LoadReport::progress(const LoadTally& tally)
{
    const auto& counts = tally.counts();
    std::cerr << fmt::format(
                     "{:>5} s  {:>8} sent (+{})  {} confirmed  {} refused  {} unanswered  {} in "
                     "progress  {} reports",
                     ++seconds_,
                     counts.sent,
                     counts.sent - std::exchange(sent_before_, counts.sent),
                     counts.confirmed,
                     counts.refused,
                     counts.unanswered,
                     tally.in_flight(),
                     counts.reports
                 )
              << std::endl;
}

void LoadReport::result(const LoadTally& tally, std::chrono::microseconds elapsed) const
{
    const double seconds = std::chrono::duration<double>(elapsed).count();
    if (output_.format() == Format::json) {
        JsonLine line = json_of(tally, seconds);
        if (timeline_) {
            line.put_raw("timeline", json_of(tally.timeline()));
        }
        std::cout << line.text() << std::endl;
    } else {
        std::cout << table_of(tally, seconds) << std::flush;
    }
}

} // namespace iwf::scs
