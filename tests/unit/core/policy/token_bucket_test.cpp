// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/token_bucket.hpp"

#include <vector>

#include "iwf/core/policy/named_buckets.hpp"
#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using Standing = NamedBuckets::Standing;

constexpr base::Instant start{1h};

TEST(TokenBucketTest, lets_the_burst_through_at_once_and_then_the_rate)
{
    const RateLimit limit{{.count = 6, .period = 1min}, 3};
    TokenBucket bucket{limit, start};
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(bucket.has_token(limit, start));
        bucket.take(limit, start);
    }
    EXPECT_FALSE(bucket.has_token(limit, start + 10s - 1us));
    EXPECT_TRUE(bucket.has_token(limit, start + 10s));
}

TEST(TokenBucketTest, three_in_a_second_are_three_thousand_in_a_thousand_however_often_it_is_asked)
{
    const RateLimit limit{{.count = 3, .period = 1s}, 1};
    TokenBucket bucket{limit, start};
    std::uint64_t taken = 0;
    for (auto now = start; now < start + 1000s; now += 777us) {
        if (bucket.has_token(limit, now)) {
            bucket.take(limit, now);
            ++taken;
        }
    }
    // Each token waits for the next asking, so some time of each is lost, but never a fraction.
    EXPECT_LE(taken, 3001U);
    EXPECT_GE(taken, 2990U);
}

TEST(TokenBucketTest, is_full_again_after_any_time_and_not_before)
{
    const RateLimit limit{{.count = 1'000'000, .period = 24h}, 1'000'000};
    TokenBucket bucket{limit, start};
    bucket.take(limit, start);
    EXPECT_FALSE(bucket.is_full(limit, start + 86ms));
    EXPECT_TRUE(bucket.is_full(limit, start + 87ms));
    EXPECT_TRUE(bucket.is_full(limit, base::Instant::max()));
    bucket.take(limit, start); // a clock that ran backwards gives nothing and takes nothing
    EXPECT_FALSE(bucket.is_full(limit, start - 1h));
}

TEST(TokenBucketTest, another_limit_gives_no_new_burst)
{
    const RateLimit few{{.count = 1, .period = 1h}, 2};
    const RateLimit many{{.count = 100, .period = 1s}, 50};
    TokenBucket bucket{few, start};
    bucket.take(few, start);
    bucket.take(few, start);
    bucket.change(few, many, start);
    EXPECT_FALSE(bucket.has_token(many, start));
    EXPECT_TRUE(bucket.has_token(many, start + 10ms));
    bucket.change(many, few, start + 10s);
    bucket.take(few, start + 10s);
    bucket.take(few, start + 10s);
    EXPECT_FALSE(bucket.has_token(few, start + 10s));
}

/// Whether one more at `now` keeps to the limit in each time that ends now, looked at one by one.
bool oracle_permits(
    const RateLimit& limit, const std::vector<std::int64_t>& granted, std::int64_t now
)
{
    const std::int64_t period = std::chrono::microseconds{limit.rate.period}.count();
    for (std::size_t i = 0; i < granted.size(); ++i) {
        const auto with_this = static_cast<std::int64_t>(granted.size() - i + 1);
        if ((with_this - limit.burst) * period > limit.rate.count * (now - granted[i])) {
            return false;
        }
    }
    return true;
}

TEST(TokenBucketTest, A9_grants_exactly_what_the_definition_of_the_limit_permits)
{
    ASSERT_TRUE(rc::check("bucket and oracle agree", [] {
        const RateLimit limit{
            {.count = *rc::gen::inRange<std::uint32_t>(1, 50),
             .period = *rc::gen::element(1s, 60s, 3600s)},
            *rc::gen::inRange<std::uint32_t>(1, 6)};
        const auto fill = std::chrono::microseconds{limit.rate.period}.count() / limit.rate.count;
        TokenBucket bucket{limit, start};
        std::vector<std::int64_t> granted;
        std::int64_t now = 0;
        for (int i = 0; i < test::rounds(60); ++i) {
            now += *rc::gen::oneOf(
                rc::gen::inRange<std::int64_t>(0, 3),
                rc::gen::inRange<std::int64_t>(fill - 2, fill + 3),
                rc::gen::inRange<std::int64_t>(0, 3 * fill)
            );
            const auto instant = start + std::chrono::microseconds{now};
            const bool permits = oracle_permits(limit, granted, now);
            RC_ASSERT(bucket.has_token(limit, instant) == permits);
            if (permits) {
                bucket.take(limit, instant);
                granted.push_back(now);
            }
        }
    }));
}

TEST(NamedBucketsTest, each_device_has_its_own)
{
    const RateLimit limit{{.count = 1, .period = 1s}, 1};
    NamedBuckets devices{10};
    ASSERT_EQ(devices.look(limit, "a", start), Standing::free);
    devices.take(limit, "a", start);
    EXPECT_EQ(devices.look(limit, "a", start), Standing::empty);
    EXPECT_EQ(devices.look(limit, "b", start), Standing::free);
    EXPECT_EQ(devices.size(), 1U); // looking leaves nothing behind
}

TEST(NamedBucketsTest, a_million_names_take_no_more_room_than_there_is_and_free_none_of_its_limit)
{
    const RateLimit limit{{.count = 1, .period = 1h}, 1};
    NamedBuckets devices{100};
    std::size_t granted = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        const std::string device = std::to_string(i);
        if (devices.look(limit, device, start) == Standing::free) {
            devices.take(limit, device, start);
            ++granted;
        }
    }
    EXPECT_EQ(granted, 100U);
    EXPECT_EQ(devices.size(), 100U);
    EXPECT_EQ(devices.look(limit, "0", start), Standing::empty);
    EXPECT_EQ(devices.look(limit, "100", start), Standing::no_room);
    EXPECT_EQ(devices.look(limit, "100", start + 1h), Standing::free);
    EXPECT_EQ(devices.size(), 0U); // full buckets are forgotten
}

TEST(NamedBucketsTest, another_limit_gives_no_device_a_new_burst)
{
    const RateLimit limit{{.count = 1, .period = 1h}, 1};
    const RateLimit other{{.count = 2, .period = 1h}, 5};
    NamedBuckets devices{10};
    EXPECT_EQ(devices.look(limit, "a", start), Standing::free);
    devices.take(limit, "a", start);
    EXPECT_EQ(devices.look(other, "a", start), Standing::empty);
    EXPECT_EQ(devices.look(other, "a", start + 30min), Standing::free);
}

} // namespace
} // namespace iwf::core
