// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/read_ahead.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

std::string waiting; ///< in the kernel
int calls = 0;

ssize_t kernel(int, void* buffer, std::size_t size, int)
{
    ++calls;
    const std::size_t given = std::min(size, waiting.size());
    std::copy_n(waiting.begin(), given, static_cast<char*>(buffer));
    waiting.erase(0, given);
    return static_cast<ssize_t>(given);
}

std::string message(std::size_t size, char content = 'x')
{
    const std::string length{
        static_cast<char>(size >> 16U), static_cast<char>(size >> 8U), static_cast<char>(size)};
    return '\1' + length + std::string(size - 4, content);
}

class ReadAheadTest : public testing::Test
{
protected:
    ssize_t fill() { return ahead.fill(0, &kernel); }
    std::string next() { return std::string{base::as_text(ahead.next())}; }
    std::string read(std::size_t size)
    {
        std::string result(size, '-');
        const ssize_t count = ahead.read(0, result.data(), size, &kernel);
        result.resize(static_cast<std::size_t>(count));
        return result;
    }

    ReadAhead ahead;
};

TEST_F(ReadAheadTest, asks_once_for_many_messages)
{
    waiting = message(20) + message(24);
    calls = 0;
    EXPECT_TRUE(ahead.next().empty());
    EXPECT_EQ(fill(), 44);
    for (const std::size_t size : {20U, 24U}) {
        EXPECT_EQ(next(), message(size));
        ahead.pass_over(ahead.next());
    }
    EXPECT_TRUE(ahead.next().empty());
    EXPECT_FALSE(ahead.is_to_read());
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(fill(), 0) << "the end of the connection";
}

TEST_F(ReadAheadTest, awaits_the_rest_of_a_message)
{
    for (const std::size_t cut : {1U, 3U, 4U, 19U, 23U}) {
        waiting = message(20) + message(24).substr(0, cut);
        EXPECT_GT(fill(), 0);
        ahead.pass_over(ahead.next());
        EXPECT_TRUE(ahead.next().empty()) << cut;
        EXPECT_FALSE(ahead.is_to_read());
        waiting = message(24).substr(cut);
        EXPECT_GT(fill(), 0);
        EXPECT_EQ(next(), message(24)) << cut;
        ahead.pass_over(ahead.next());
    }
}

TEST_F(ReadAheadTest, gives_out_what_is_left_to_read_and_no_more)
{
    waiting = message(24, 'a') + message(20, 'b');
    EXPECT_GT(fill(), 0);
    ahead.leave_to_read(ahead.next());
    EXPECT_EQ(read(4), message(24).substr(0, 4));
    EXPECT_TRUE(ahead.is_to_read());
    EXPECT_EQ(read(30), std::string(20, 'a')) << "less than asked for, as recv() does";
    EXPECT_FALSE(ahead.is_to_read());
    EXPECT_EQ(next(), message(20, 'b'));
}

TEST_F(ReadAheadTest, leaves_to_read_what_is_longer_than_there_is_room_for)
{
    const std::string large = message(40'000);
    waiting = large + message(20);
    EXPECT_GT(fill(), 0);
    EXPECT_TRUE(ahead.next().empty());
    EXPECT_TRUE(ahead.is_to_read());
    std::string got;
    while (ahead.is_to_read()) {
        const std::string some = read(50'000);
        ASSERT_FALSE(some.empty());
        got += some;
    }
    EXPECT_EQ(got, large);
    EXPECT_EQ(next(), message(20));
}

TEST_F(ReadAheadTest, leaves_all_to_read_that_comes_behind_what_is_no_message)
{
    for (const std::string& bad :
         {"\2" + message(20).substr(1), message(16), std::string(4, '\0')}) {
        ahead = ReadAhead{};
        waiting = bad + message(20);
        EXPECT_GT(fill(), 0);
        EXPECT_TRUE(ahead.next().empty());
        EXPECT_EQ(read(60), bad + message(20));
        EXPECT_TRUE(ahead.is_to_read());
    }
}

TEST(ReadAhead, is_not_begun_for_a_thread_by_itself)
{
    EXPECT_EQ(ReadAhead::here(), nullptr);
}

} // namespace
} // namespace iwf::freediameter
