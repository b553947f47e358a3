// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/workload.hpp"

#include <string>

#include <gtest/gtest.h>

namespace iwf::core {
namespace {

using domain::Priority;

/// As the engine does it: it begins, and goes on or ends.
bool admit(
    Workload& workload, const std::string& server, Priority priority = Priority::non_priority
)
{
    workload.begin(server);
    if (workload.check(server, priority)) {
        workload.end(server);
        return false;
    }
    return true;
}

std::size_t admit_all(Workload& workload, const std::string& server, std::size_t wanted)
{
    std::size_t admitted = 0;
    while (admitted < wanted && admit(workload, server)) {
        ++admitted;
    }
    return admitted;
}

TEST(Workload, one_server_alone_may_have_what_a_server_may)
{
    Workload workload{800, 300};
    EXPECT_EQ(admit_all(workload, "greedy", 1000), 300U);
    workload.begin("greedy");
    EXPECT_EQ(workload.check("greedy", Priority::priority), Busy::server);
    EXPECT_TRUE(workload.is_full("greedy"));
    workload.end("greedy");
    EXPECT_FALSE(workload.is_full("greedy"));
}

TEST(Workload, who_has_more_than_others_waits_when_there_is_much)
{
    Workload workload{800, 800};
    EXPECT_EQ(admit_all(workload, "one", 40), 40U);
    EXPECT_EQ(admit_all(workload, "two", 40), 40U);
    EXPECT_EQ(admit_all(workload, "greedy", 1000), 79U) << "half as much again as the average, 53";
    workload.begin("greedy");
    EXPECT_EQ(workload.check("greedy", Priority::priority), Busy::share);
    workload.end("greedy");
    EXPECT_EQ(admit_all(workload, "two", 39), 39U) << "these are not many";
}

TEST(Workload, a_few_are_nobodys_too_many)
{
    Workload workload{80, 80};
    for (int i = 0; i < 30; ++i) {
        workload.begin("server" + std::to_string(i));
    }
    EXPECT_EQ(admit_all(workload, "one", 100), 16U);
}

TEST(Workload, a_share_grows_when_others_have_done)
{
    Workload workload{800, 800};
    EXPECT_EQ(admit_all(workload, "one", 40), 40U);
    EXPECT_EQ(admit_all(workload, "greedy", 1000), 118U)
        << "three times as many, as two make the average";
    for (int i = 0; i < 40; ++i) {
        workload.end("one");
    }
    EXPECT_EQ(admit_all(workload, "greedy", 1000), 582U) << "all but the last eighth";
}

TEST(Workload, the_last_eighth_is_for_priority)
{
    Workload workload{80, 80};
    EXPECT_EQ(admit_all(workload, "one", 100), 70U);
    EXPECT_TRUE(admit(workload, "one", Priority::priority));
    workload.begin("one");
    EXPECT_EQ(workload.check("one", Priority::non_priority), Busy::requests);
    workload.end("one");
    std::size_t more = 0;
    while (admit(workload, "one", Priority::priority)) {
        ++more;
    }
    EXPECT_EQ(more, 9U);
}

TEST(Workload, tells_how_much_there_is)
{
    Workload workload{4, 4};
    EXPECT_EQ(workload.load(), 0);
    workload.begin("one");
    EXPECT_EQ(workload.load(), 0.25);
    EXPECT_EQ(workload.in_progress(), 1U);
    workload.end("one");
    EXPECT_EQ(workload.load(), 0);
}

TEST(Workload, even_the_smallest_serves)
{
    Workload workload{1, 1};
    EXPECT_TRUE(admit(workload, "one"));
    EXPECT_FALSE(admit(workload, "other"));
}

} // namespace
} // namespace iwf::core
