// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/refusal_log.hpp"

#include "support/core_fakes.hpp"

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant start{1h};
const RefusalLog::Cause acme{"acme", "RATEEXCEEDED", "acme.yaml:7"};
const RefusalLog::Cause beta{"beta", "RATEEXCEEDED", "beta.yaml:7"};

TEST(RefusalLogTest, the_first_is_written_and_those_that_follow_are_a_number_in_each_interval)
{
    test::CapturingLog log;
    RefusalLog refusals{log};
    EXPECT_EQ(refusals.next_due(), std::nullopt);
    EXPECT_TRUE(refusals.is_first(acme, "one", start));
    EXPECT_TRUE(refusals.is_first(beta, "one", start + 5s));
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(refusals.is_first(acme, i < 999 ? "another" : "last", start + 9s));
    }
    EXPECT_EQ(refusals.next_due(), start + 10s);
    refusals.on_time(start + 10s - 1ns);
    EXPECT_TRUE(log.lines().empty());
    refusals.on_time(start + 10s);
    ASSERT_EQ(log.lines().size(), 1U);
    for (const char* part :
         {"trigger.refused_again",
          "scs=acme",
          "status=RATEEXCEEDED",
          "refused=1000",
          "seconds=10",
          "reason=last",
          "rule=acme.yaml:7"}) {
        EXPECT_NE(log.lines()[0].find(part), std::string::npos) << log.lines()[0];
    }
    EXPECT_FALSE(refusals.is_first(acme, "more", start + 15s));
    refusals.on_time(start + 20s);
    EXPECT_EQ(log.lines().size(), 2U); // nothing of beta, which came once
    EXPECT_NE(log.lines()[1].find("refused=1"), std::string::npos);
}

TEST(RefusalLogTest, who_has_stopped_is_forgotten_and_begins_with_a_first_one_again)
{
    test::CapturingLog log;
    RefusalLog refusals{log};
    EXPECT_TRUE(refusals.is_first(acme, "one", start));
    EXPECT_FALSE(refusals.is_first(acme, "two", start));
    refusals.on_time(start + 10s);
    refusals.on_time(start + 20s);
    EXPECT_EQ(refusals.next_due(), std::nullopt);
    EXPECT_EQ(log.lines().size(), 1U);
    EXPECT_TRUE(refusals.is_first(acme, "three", start + 20s));
}

} // namespace
} // namespace iwf::core
