// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/service_hours.hpp"

#include <array>
#include <utility>

#include "iwf/core/policy/authorise_time.hpp"
#include "iwf/core/policy/quota.hpp"
#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

/// Hours of service on a clock that is put forward and back.
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year;

constexpr sys_days monday{year{2027} / 3 / 22};
constexpr base::WallTime forward = sys_days{year{2027} / 3 / 28} + 1h; ///< 02:00 becomes 03:00
constexpr base::WallTime back = sys_days{year{2027} / 10 / 31} + 1h;   ///< 03:00 becomes 02:00
constexpr minutes week = days{7};

TimeZone berlin()
{
    return {"Europe/Berlin", 1h, {{forward, 2h}, {back, 1h}}};
}

ServiceHours hours_of(std::vector<WeekSpan> spans, TimeZone zone = {})
{
    ServiceHours hours{.spans = {}, .zone = std::move(zone)};
    SourceLine line = 20;
    for (const WeekSpan& span : spans) {
        hours.spans.push_back({span, ++line});
    }
    return hours;
}

bool open_at(const ServiceHours& hours, base::WallTime now)
{
    return hours.find(now).has_value();
}

TEST(TimeZoneTest, each_change_counts_from_its_first_moment)
{
    const TimeZone zone = berlin();
    EXPECT_EQ(zone.offset_at(base::WallTime{}), 1h);
    EXPECT_EQ(zone.offset_at(forward - 1ms), 1h);
    EXPECT_EQ(zone.offset_at(forward), 2h);
    EXPECT_EQ(zone.offset_at(back - 1ms), 2h);
    EXPECT_EQ(zone.offset_at(back), 1h);
    EXPECT_EQ(zone.local(forward) - zone.local(forward - 1ms), 1h + 1ms);
    EXPECT_EQ(TimeZone{}.offset_at(back), 0s);
}

TEST(ServiceHoursTest, without_any_it_is_always_served)
{
    EXPECT_EQ(hours_of({}).find(monday), SourceLine{0});
}

TEST(ServiceHoursTest, begin_with_the_first_moment_and_end_before_the_last)
{
    const ServiceHours hours = hours_of({{8h, 18h}, {days{1} + 8h, days{1} + 24h}});
    EXPECT_FALSE(open_at(hours, monday + 8h - 1ms));
    EXPECT_EQ(hours.find(monday + 8h), SourceLine{21});
    EXPECT_TRUE(open_at(hours, monday + 18h - 1ms));
    EXPECT_FALSE(open_at(hours, monday + 18h));
    EXPECT_EQ(hours.find(monday + days{2} - 1ms), SourceLine{22}); // 24:00
    EXPECT_FALSE(open_at(hours, monday + days{2}));
    EXPECT_TRUE(open_at(hours, monday - days{7} + 8h));
    EXPECT_TRUE(open_at(hours, sys_days{year{1969} / 12 / 29} + 8h)); // a Monday before 1970
}

TEST(ServiceHoursTest, go_over_the_end_of_the_week)
{
    const ServiceHours hours = hours_of({{days{4} + 22h, days{7} + 6h}}); // fri 22:00 to mon 06:00
    EXPECT_TRUE(open_at(hours, monday));
    EXPECT_TRUE(open_at(hours, monday + 6h - 1ms));
    EXPECT_FALSE(open_at(hours, monday + 6h));
    EXPECT_FALSE(open_at(hours, monday + days{4} + 22h - 1ms));
    EXPECT_TRUE(open_at(hours, monday + days{4} + 22h));
    EXPECT_TRUE(open_at(hours, monday + days{7} - 1ms));
}

TEST(ServiceHoursTest, the_day_is_that_of_the_zone)
{
    const ServiceHours hours = hours_of({{0h, 24h}}, berlin()); // mon
    EXPECT_FALSE(open_at(hours, monday - 1h - 1ms));
    EXPECT_TRUE(open_at(hours, monday - 1h));
    EXPECT_FALSE(open_at(hours, monday + 23h));
}

TEST(ServiceHoursTest, an_hour_that_the_clock_leaves_out_does_not_come)
{
    const ServiceHours hours = hours_of({{days{6} + 2h, days{6} + 3h}}, berlin());
    EXPECT_FALSE(open_at(hours, forward - 1ms));
    EXPECT_FALSE(open_at(hours, forward));
    EXPECT_TRUE(open_at(hours, forward - week)); // a Sunday that has it
    EXPECT_TRUE(open_at(hours_of({{days{6} + 2h + 30min, days{6} + 4h}}, berlin()), forward));
}

TEST(ServiceHoursTest, an_hour_that_the_clock_shows_twice_comes_twice)
{
    const ServiceHours hours = hours_of({{days{6} + 2h, days{6} + 3h}}, berlin());
    EXPECT_FALSE(open_at(hours, back - 1h - 1ms));
    EXPECT_TRUE(open_at(hours, back - 1h));
    EXPECT_TRUE(open_at(hours, back));
    EXPECT_TRUE(open_at(hours, back + 1h - 1ms));
    EXPECT_FALSE(open_at(hours, back + 1h));
}

TEST(ServiceHoursTest, outside_them_the_server_is_not_authorised_and_the_reason_shows_the_clock)
{
    Contract contract{
        .name = "acme",
        .host = *domain::NorthHost::parse("scs.acme.example"),
        .realm = "acme.example",
        .scs_identities = {},
        .sets = {},
        .limits = {},
        .file = "acme.yaml",
    };
    EXPECT_EQ(authorise_time(contract, monday), std::nullopt);
    contract.hours = hours_of({{8h, 18h}}, berlin());
    contract.hours_line = 20;
    EXPECT_FALSE(authorise_time(contract, monday + 7h));
    const auto refusal = authorise_time(contract, monday + 6h + 5min);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, domain::RequestStatus::not_authorized);
    EXPECT_EQ(refusal->reason, "outside the agreed hours: it is Mon 07:05 (Europe/Berlin)");
    EXPECT_EQ(refusal->rules.places(), "acme.yaml:20");
}

TEST(ServiceHoursTest, agree_with_a_week_of_minutes_painted_one_by_one)
{
    ASSERT_TRUE(rc::check("spans and painted week agree", [] {
        std::vector<bool> painted(static_cast<std::size_t>(week.count()));
        std::vector<WeekSpan> spans;
        for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
            const minutes from{*rc::gen::inRange(0, static_cast<int>(week.count()))};
            const minutes length{*rc::gen::inRange(1, static_cast<int>(week.count()) + 1)};
            spans.push_back({from, from + length});
            for (minutes at = from; at < from + length; ++at) {
                painted.at(static_cast<std::size_t>((at % week).count())) = true;
            }
        }
        const ServiceHours hours = hours_of(spans);
        for (int i = 0; i < test::rounds(50); ++i) {
            const auto at = *rc::gen::inRange(0, static_cast<int>(week.count()));
            RC_ASSERT(
                open_at(hours, monday + minutes{at} + 59s) ==
                painted.at(static_cast<std::size_t>(at))
            );
        }
    }));
}

TEST(QuotaPeriodsTest, hours_have_sixty_minutes_each_also_when_the_clock_is_put_back)
{
    const TimeZone zone = berlin();
    const auto number = [&](base::WallTime at) { return number_of(QuotaPeriod::hour, at, zone); };
    for (const base::WallTime change : {forward, back}) {
        for (auto at = change - 3h; at < change + 3h; at += 1h) {
            EXPECT_EQ(number(at), number(at - 1ms) + 1);
            EXPECT_EQ(number(at), number(at + 1h - 1ms));
        }
    }
    const TimeZone india{"Asia/Kolkata", 5h + 30min};
    EXPECT_EQ(
        number_of(QuotaPeriod::hour, monday + 30min, india),
        number_of(QuotaPeriod::hour, monday + 30min - 1ms, india) + 1
    );
}

TEST(QuotaPeriodsTest, days_and_months_begin_at_the_zones_midnight_before_and_after_a_change)
{
    const TimeZone zone = berlin();
    const auto begins = [&](QuotaPeriod period, base::WallTime at) {
        return number_of(period, at, zone) == number_of(period, at - 1ms, zone) + 1;
    };
    EXPECT_TRUE(begins(QuotaPeriod::day, forward - 2h)); // 23 hours follow
    EXPECT_TRUE(begins(QuotaPeriod::day, forward + 21h));
    EXPECT_TRUE(begins(QuotaPeriod::day, back - 3h)); // 25 hours follow
    EXPECT_TRUE(begins(QuotaPeriod::day, back + 22h));
    EXPECT_TRUE(begins(QuotaPeriod::month, back + 22h));
    EXPECT_FALSE(begins(QuotaPeriod::day, back + 21h));
}

/// One that goes back over midnight: the day that has begun goes on, and none has its quota twice.
TEST(QuotaPeriodsTest, A10_midnight_that_comes_twice_begins_one_day)
{
    const base::WallTime midnight = monday + 3h; // 00:00 becomes 23:00
    const TimeZone zone{"America/Havana", -3h, {{midnight, -4h}}};
    Quotas quotas;
    quotas.limits[QuotaPeriod::day] = {2, 7};
    quotas.zone = zone;
    QuotaCounter counter{"acme"};
    int granted = 0;
    for (auto at = midnight - 2h; at < midnight + 2h; at += 10min) {
        if (counter.exceeded(quotas, at)) {
            continue;
        }
        if (!counter.has_unit(quotas)) {
            ASSERT_TRUE(counter.reserve(quotas, 1));
            counter.written();
        }
        counter.use_unit(quotas);
        ++granted;
    }
    EXPECT_EQ(granted, 4);
}

} // namespace
} // namespace iwf::core
