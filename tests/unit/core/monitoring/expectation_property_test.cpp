// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/unit/core/monitoring/watched_device.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

/// Devices made at random: who keeps his pattern is never told of, who breaks it all the time
/// seldom.
namespace iwf::core::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;

int number(int from, int to) ///< both included
{
    return *rc::gen::inRange(from, to + 1);
}

milliseconds moment_in(milliseconds from, milliseconds to)
{
    return milliseconds{number(static_cast<int>(from.count()), static_cast<int>(to.count()))};
}

ExpectationSettings any_settings()
{
    return {.tolerance = seconds{number(0, 120)}, .quiet = seconds{number(0, 7200)}};
}

/// A pattern with other agreements beside it, which must not harm.
std::vector<domain::CommunicationPattern> among_others(const domain::CommunicationPattern& kept)
{
    domain::CommunicationPattern strict = at_most(1s);
    strict.period_s = 86'399;
    domain::CommunicationPattern expired = within({{.days = 0, .start_s = {}, .end_s = {}}});
    expired.valid_until = monday;
    std::vector<domain::CommunicationPattern> all{kept};
    if (*rc::gen::arbitrary<bool>()) {
        all.insert(all.begin(), strict);
    }
    if (*rc::gen::arbitrary<bool>()) {
        all.insert(all.begin(), expired);
    }
    return all;
}

TEST(ExpectationPropertyTest, who_keeps_period_duration_and_place_is_never_told_of)
{
    const bool ok = rc::check([] {
        const ExpectationSettings settings = any_settings();
        const seconds period{number(1, 7200)};
        domain::CommunicationPattern pattern = each(period);
        pattern.duration_s = static_cast<std::uint32_t>(number(1, 600));
        pattern.stationary = domain::StationaryIndication::stationary;
        const milliseconds tolerance =
            std::min<milliseconds>(settings.tolerance, milliseconds{period} / 2);
        WatchedDevice device{among_others(pattern)};
        device.has(settings);
        milliseconds begin = moment_in(0ms, period);
        for (int count = number(2, 30); count > 0; --count) {
            device.reports(begin, connected());
            device.reports(begin, in_cell("home"));
            const milliseconds next = begin + moment_in(period - tolerance, period + tolerance);
            const milliseconds longest = seconds{*pattern.duration_s} + settings.tolerance;
            device.reports(begin + moment_in(0ms, std::min(longest, next - begin - 1ms)), idle());
            begin = next;
        }
        device.waits_until(begin);
        RC_ASSERT(device.told().empty());
    });
    EXPECT_TRUE(ok);
}

TEST(ExpectationPropertyTest, who_keeps_to_his_hours_is_never_told_of)
{
    const bool ok = rc::check([] {
        const domain::ScheduledTime hours{
            .days = static_cast<std::uint32_t>(number(1, 127)),
            .start_s = static_cast<std::uint32_t>(number(0, 86'400)),
            .end_s = static_cast<std::uint32_t>(number(0, 86'400)),
        };
        WatchedDevice device{among_others(within({hours}))};
        device.has(any_settings());
        const seconds length{
            *hours.end_s + (*hours.end_s < *hours.start_s ? 86'400 : 0) + 1 - *hours.start_s};
        for (int day = 0; day < 20; ++day) {
            // Day 0 is a Monday, bit 0 Sunday.
            if (((*hours.days >> ((static_cast<unsigned>(day) + 1U) % 7U)) & 1U) == 0) {
                continue;
            }
            const milliseconds start = std::chrono::days{day} + seconds{*hours.start_s};
            const milliseconds begin = moment_in(0ms, length - 1ms);
            const milliseconds end = moment_in(begin, length - 1ms);
            if (device.agreement().watched_since + start + begin < device.now()) {
                continue; // the window before goes into this one
            }
            device.reports(start + begin, connected());
            device.reports(start + end, idle());
        }
        RC_ASSERT(device.told().empty());
    });
    EXPECT_TRUE(ok);
}

TEST(ExpectationPropertyTest, who_flips_at_a_border_is_told_of_once_a_quiet_time)
{
    const bool ok = rc::check([] {
        const ExpectationSettings settings{.tolerance = 60s, .quiet = seconds{number(1, 600)}};
        WatchedDevice device{{staying()}};
        device.has(settings);
        bool home = true;
        for (seconds at = 0s; at < 1800s; at += seconds{number(1, 3)}) {
            device.reports(at, in_cell(home ? "a" : "b"));
            home = !home;
        }
        for (std::size_t later = 1; later < device.told().size(); ++later) {
            RC_ASSERT(device.told()[later].at - device.told()[later - 1].at >= settings.quiet);
        }
        const auto most = static_cast<std::size_t>(1800s / settings.quiet) + 1;
        RC_ASSERT(device.told().size() >= 1U);
        RC_ASSERT(device.told().size() <= most);
    });
    EXPECT_TRUE(ok);
}

TEST(ExpectationPropertyTest, whatever_a_device_does_each_expectation_is_told_once_a_quiet_time)
{
    const bool ok = rc::check([] {
        domain::CommunicationPattern pattern = each(seconds{number(1, 600)});
        pattern.duration_s = static_cast<std::uint32_t>(number(0, 100));
        pattern.stationary = domain::StationaryIndication::stationary;
        pattern.scheduled = {{.days = {}, .start_s = 600, .end_s = 1200}};
        const ExpectationSettings settings = any_settings();
        WatchedDevice device{among_others(pattern)};
        device.has(settings);
        const std::array reports{
            connected(),
            idle(),
            lost(),
            in_cell("a"),
            in_cell("b"),
            pdn(domain::PdnConnectivityType::created),
            pdn(domain::PdnConnectivityType::deleted)};
        milliseconds at{};
        for (int count = 0; count < 100; ++count) {
            at += moment_in(0ms, 120s);
            device.reports(at, reports.at(static_cast<std::size_t>(number(0, 6))));
        }
        std::array<std::optional<milliseconds>, 5> last;
        for (const Told& told : device.told()) {
            auto& before = last.at(static_cast<std::size_t>(told.what));
            RC_ASSERT(!before || told.at - *before >= settings.quiet);
            before = told.at;
        }
    });
    EXPECT_TRUE(ok);
}

} // namespace
} // namespace iwf::core::test
