// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/quota.hpp"

#include <map>

#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using enum QuotaPeriod;

base::WallTime at(std::chrono::sys_days day, std::chrono::minutes time = 0min)
{
    return day + time;
}

constexpr std::chrono::sys_days new_year{std::chrono::year{2027} / 1 / 1};

Quotas quotas_of(QuotaPeriod period, std::uint64_t limit, const TimeZone& zone = {})
{
    Quotas quotas;
    quotas.limits[period] = {limit, 7};
    quotas.zone = zone;
    return quotas;
}

/// One request, with a disk that is at hand.
bool request(QuotaCounter& counter, const Quotas& quotas, base::WallTime now)
{
    if (counter.exceeded(quotas, now)) {
        return false;
    }
    if (!counter.has_unit(quotas)) {
        EXPECT_TRUE(counter.reserve(quotas, 1));
        counter.written();
    }
    counter.use_unit(quotas);
    return true;
}

int requests(QuotaCounter& counter, const Quotas& quotas, base::WallTime now)
{
    int granted = 0;
    while (request(counter, quotas, now)) {
        ++granted;
    }
    return granted;
}

TEST(QuotaTest, periods_begin_where_the_zone_says)
{
    const TimeZone one_east{"+01:00", 60min};
    const auto before = at(new_year) - 1ms;
    for (const QuotaPeriod period : quota_periods) {
        EXPECT_EQ(
            number_of(period, before, TimeZone{}) + 1, number_of(period, at(new_year), TimeZone{})
        );
        EXPECT_EQ(
            number_of(period, before, one_east),
            number_of(period, at(new_year), one_east) - (period == hour ? 1 : 0)
        );
        EXPECT_EQ(
            number_of(period, before - 60min, one_east) + 1,
            number_of(period, at(new_year) - 60min, one_east)
        );
    }
    EXPECT_EQ(number_of(day, base::WallTime{-1ms}, TimeZone{}), -1);
}

TEST(QuotaTest, nothing_may_be_used_before_it_is_on_disk)
{
    const Quotas quotas = quotas_of(day, 1000);
    QuotaCounter counter{"acme"};
    EXPECT_EQ(counter.exceeded(quotas, at(new_year)), std::nullopt);
    EXPECT_FALSE(counter.has_unit(quotas));
    const auto first = counter.reserve(quotas, 1);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->grants[day], (QuotaGrant{number_of(day, at(new_year), TimeZone{}), 15}));
    EXPECT_EQ(counter.reserve(quotas, 1), std::nullopt); // it is on its way
    EXPECT_FALSE(counter.has_unit(quotas));
    counter.failed();
    EXPECT_FALSE(counter.has_unit(quotas));
    EXPECT_EQ(counter.reserve(quotas, 1), first);
    counter.written();
    EXPECT_TRUE(counter.has_unit(quotas));
    EXPECT_EQ(counter.reserve(quotas, 1), std::nullopt); // enough
    EXPECT_TRUE(counter.reserve(quotas, 16));            // for so many it is not
}

TEST(QuotaTest, a_reservation_for_a_day_that_ended_meanwhile_gives_the_next_nothing)
{
    const Quotas quotas = quotas_of(day, 10);
    QuotaCounter counter{"acme"};
    EXPECT_EQ(counter.exceeded(quotas, at(new_year)), std::nullopt);
    EXPECT_TRUE(counter.reserve(quotas, 5));
    EXPECT_EQ(counter.exceeded(quotas, at(new_year, 24h)), std::nullopt);
    counter.written();
    EXPECT_FALSE(counter.has_unit(quotas));
}

TEST(QuotaTest, each_period_has_its_limit_and_the_shortest_is_named)
{
    Quotas quotas = quotas_of(hour, 3);
    quotas.limits[day] = {5, 8};
    QuotaCounter counter{"acme"};
    EXPECT_EQ(requests(counter, quotas, at(new_year)), 3);
    EXPECT_EQ(counter.exceeded(quotas, at(new_year)), hour);
    EXPECT_EQ(requests(counter, quotas, at(new_year, 1h)), 2);
    EXPECT_EQ(counter.exceeded(quotas, at(new_year, 1h)), day);
    EXPECT_EQ(requests(counter, quotas, at(new_year, 24h)), 3);
}

TEST(QuotaTest, a_clock_that_is_set_back_begins_no_period_again)
{
    const Quotas quotas = quotas_of(day, 10);
    QuotaCounter counter{"acme"};
    EXPECT_EQ(requests(counter, quotas, at(new_year, 24h)), 10);
    EXPECT_EQ(requests(counter, quotas, at(new_year)), 0);
    EXPECT_TRUE(counter.is_ahead(day, quotas, at(new_year)));
    EXPECT_EQ(requests(counter, quotas, at(new_year, 25h)), 0);
    EXPECT_FALSE(counter.is_ahead(day, quotas, at(new_year, 25h)));
    EXPECT_EQ(requests(counter, quotas, at(new_year, 48h)), 10);
}

TEST(QuotaTest, another_limit_or_zone_goes_on_with_the_count)
{
    QuotaCounter counter{"acme"};
    EXPECT_EQ(requests(counter, quotas_of(day, 10), at(new_year)), 10);
    EXPECT_EQ(requests(counter, quotas_of(day, 4), at(new_year)), 0);
    EXPECT_EQ(requests(counter, quotas_of(day, 12), at(new_year)), 2);
    EXPECT_EQ(requests(counter, quotas_of(day, 12, TimeZone{"-01:00", -60min}), at(new_year)), 0);
}

TEST(QuotaTest, what_nobody_used_is_given_back_and_counts_no_more)
{
    const Quotas quotas = quotas_of(day, 1000);
    QuotaCounter counter{"acme"};
    EXPECT_TRUE(request(counter, quotas, at(new_year)));
    const auto back = counter.give_back();
    ASSERT_TRUE(back);
    EXPECT_EQ(back->grants[day]->granted, 1U);
    EXPECT_FALSE(counter.has_unit(quotas));
    EXPECT_EQ(counter.give_back(), std::nullopt);
    QuotaCounter after{*back};
    EXPECT_EQ(requests(after, quotas, at(new_year)), 999);
}

/// What is on disk, whatever the counter thinks.
struct Disk
{
    std::optional<QuotaRecord> written;
    std::optional<QuotaRecord> on_its_way;
};

TEST(QuotaTest, A10_no_walk_of_crashes_and_clock_steps_exceeds_a_quota_of_any_day)
{
    ASSERT_TRUE(rc::check("never above", [] {
        const auto limit = *rc::gen::inRange<std::uint64_t>(1, 300);
        const Quotas quotas = quotas_of(day, limit);
        QuotaCounter counter{"acme"};
        Disk disk;
        base::WallTime now = at(new_year);
        std::int64_t latest = 0;
        std::map<std::int64_t, std::uint64_t> used; // by the latest day that began
        for (int i = 0; i < test::rounds(300); ++i) {
            switch (
                *rc::gen::weightedElement<int>({{60, 0}, {20, 1}, {3, 2}, {5, 3}, {2, 4}, {2, 5}})
            ) {
            case 0: // a request
                latest = std::max(latest, number_of(day, now, TimeZone{}));
                if (!counter.exceeded(quotas, now) && counter.has_unit(quotas)) {
                    counter.use_unit(quotas);
                    RC_ASSERT(++used[latest] <= limit);
                }
                if (!disk.on_its_way) {
                    disk.on_its_way = counter.reserve(quotas, *rc::gen::inRange(1U, 9U));
                }
                break;
            case 1: // the disk
                if (disk.on_its_way) {
                    disk.written = std::exchange(disk.on_its_way, std::nullopt);
                    counter.written();
                }
                break;
            case 2:
                if (disk.on_its_way) {
                    disk.on_its_way.reset();
                    counter.failed();
                }
                break;
            case 3: // the process is killed; what was on its way may have reached the disk
                if (disk.on_its_way && *rc::gen::arbitrary<bool>()) {
                    disk.written = disk.on_its_way;
                }
                disk.on_its_way.reset();
                latest = disk.written ? disk.written->grants[day]->period : 0;
                counter = disk.written ? QuotaCounter{*disk.written} : QuotaCounter{"acme"};
                break;
            case 4:
                now += std::chrono::hours{*rc::gen::inRange(1, 40)};
                break;
            default:
                now -= std::chrono::hours{*rc::gen::inRange(1, 40)};
            }
        }
    }));
}

} // namespace
} // namespace iwf::core
