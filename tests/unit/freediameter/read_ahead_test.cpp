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

std::string read(ReadAhead& ahead, std::size_t size)
{
    std::string result(size, '-');
    const ssize_t count = ahead.read(0, result.data(), size, &kernel);
    result.resize(static_cast<std::size_t>(count));
    return result;
}

TEST(ReadAhead, asks_once_and_gives_out_in_order)
{
    waiting = "abcdefghij";
    calls = 0;
    ReadAhead ahead;
    EXPECT_EQ(read(ahead, 4), "abcd");
    EXPECT_EQ(read(ahead, 3), "efg");
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(read(ahead, 9), "hij") << "less than asked for, as recv() does";
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(read(ahead, 4), "") << "the end of the connection";
}

TEST(ReadAhead, takes_what_is_larger_than_its_own_in_one_piece)
{
    const std::string large(40'000, 'x');
    waiting = "1234" + large;
    ReadAhead ahead;
    EXPECT_EQ(read(ahead, 4), "1234");
    std::string got;
    while (got.size() < large.size()) {
        const std::string some = read(ahead, large.size() - got.size());
        ASSERT_FALSE(some.empty());
        got += some;
    }
    EXPECT_EQ(got, large);
    EXPECT_TRUE(waiting.empty());
}

TEST(ReadAhead, is_not_begun_for_a_thread_by_itself)
{
    EXPECT_EQ(ReadAhead::here(), nullptr);
}

} // namespace
} // namespace iwf::freediameter
