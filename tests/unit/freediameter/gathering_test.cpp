// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/overload/gathering.hpp"

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

std::chrono::microseconds after(Gathering& gathering, int messages, int times)
{
    std::chrono::microseconds pause{};
    for (int i = 0; i < times; ++i) {
        for (int message = 0; message < messages; ++message) {
            gathering.took();
        }
        pause = gathering.pause(1s);
    }
    return pause;
}

TEST(Gathering, never_lets_him_wait_of_whom_little_waits)
{
    Gathering gathering;
    EXPECT_EQ(gathering.pause(0ms), 0us);
    EXPECT_GT(after(gathering, 1, 9), 0us);
    EXPECT_EQ(gathering.pause(Gathering::most), 0us);
    EXPECT_EQ(gathering.pause(Gathering::most + 1us), Gathering::most);
}

TEST(Gathering, takes_longer_the_less_there_was)
{
    Gathering gathering;
    EXPECT_EQ(after(gathering, 1, 9), Gathering::most);
    EXPECT_EQ(after(gathering, 300, 9), Gathering::most) << "enough, and not too many";
    EXPECT_EQ(after(gathering, 600, 1), Gathering::most / 2);
    EXPECT_EQ(after(gathering, 600, 9), Gathering::least);
}

} // namespace
} // namespace iwf::freediameter
