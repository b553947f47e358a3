// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "iwf/app/runtime/background.hpp"

#include <gtest/gtest.h>

namespace iwf::runtime {
namespace {

TEST(BackgroundTest, work_is_done_elsewhere_and_its_result_comes_to_the_core_thread)
{
    EventLoop loop;
    Background background{loop};
    const std::thread::id core = std::this_thread::get_id();
    std::thread::id worked;
    std::string got;
    background.run<std::string>(
        [&worked] {
            worked = std::this_thread::get_id();
            return std::string{"found"};
        },
        [&](const std::string& result) {
            EXPECT_EQ(std::this_thread::get_id(), core);
            EXPECT_FALSE(background.is_busy());
            got = result;
            loop.stop();
        }
    );
    EXPECT_TRUE(background.is_busy());
    loop.run();
    EXPECT_EQ(got, "found");
    EXPECT_NE(worked, core);
}

TEST(BackgroundTest, the_next_may_begin_where_the_last_ends_also_with_what_cannot_be_copied)
{
    EventLoop loop;
    Background background{loop};
    int sum = 0;
    std::function<void(int)> next = [&](int left) {
        background.run<std::unique_ptr<int>>(
            [left] { return std::make_unique<int>(left); },
            [&](std::unique_ptr<int> result) {
                sum += *result;
                *result == 0 ? loop.stop() : next(*result - 1);
            }
        );
    };
    next(100);
    loop.run();
    EXPECT_EQ(sum, 5050);
}

TEST(BackgroundTest, the_end_waits_for_what_is_under_way)
{
    EventLoop loop;
    std::promise<void> begun;
    bool ended = false;
    {
        Background background{loop};
        background.run<int>(
            [&] {
                begun.set_value();
                ended = true;
                return 0;
            },
            [](int) { FAIL() << "the loop does not run any more"; }
        );
        begun.get_future().wait();
    }
    EXPECT_TRUE(ended);
}

} // namespace
} // namespace iwf::runtime
