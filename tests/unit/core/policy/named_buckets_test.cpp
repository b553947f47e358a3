// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "iwf/core/policy/named_buckets.hpp"

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using Standing = NamedBuckets::Standing;

constexpr RateLimit limit{.rate = {1, 60s}, .burst = 1};
constexpr base::Instant now{1h};

TEST(NamedBuckets, a_copy_counts_for_itself_and_outlives_the_other)
{
    std::optional<NamedBuckets> first{std::in_place, 10U};
    ASSERT_EQ(first->look(limit, "a@x.example", now), Standing::free);
    first->take(limit, "a@x.example", now);
    NamedBuckets copy = *first;
    copy.take(limit, "b@x.example", now);
    EXPECT_EQ(first->look(limit, "b@x.example", now), Standing::free);
    EXPECT_EQ(first->size(), 1U);
    first.reset();
    EXPECT_EQ(copy.look(limit, "a@x.example", now), Standing::empty);
    EXPECT_EQ(copy.look(limit, "a@x.example", now + 61s), Standing::free);
    EXPECT_EQ(copy.size(), 0U);
}

} // namespace
} // namespace iwf::core
