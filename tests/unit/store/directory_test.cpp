// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/directory.hpp"

#include "tests/support/store/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include <unistd.h>

namespace iwf::store {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryDirectory;
namespace fs = std::filesystem;

TEST(Directory, it_is_made_for_its_owner_only_with_those_above_it)
{
    const TemporaryDirectory top;
    const fs::path wanted = top.path() / "a" / "b";
    ASSERT_TRUE(make_directory(wanted));
    EXPECT_EQ(fs::status(wanted).permissions(), fs::perms::owner_all);
    EXPECT_TRUE(make_directory(wanted)) << "one that exists is fine";
}

TEST(Directory, a_file_in_its_place_is_named)
{
    const TemporaryDirectory top;
    const fs::path file = top.path() / "file";
    std::ofstream{file} << "x";
    const auto made = make_directory(file);
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().text, HasSubstr(file.string() + " cannot be made: File exists"));
}

TEST(Directory, the_probe_leaves_nothing_behind)
{
    const TemporaryDirectory top;
    EXPECT_TRUE(probe_directory(top.path()));
    EXPECT_TRUE(fs::is_empty(top.path()));
}

TEST(Directory, where_nothing_can_be_written_the_probe_says_what_to_do)
{
    const fs::path nowhere = "/proc/self";
    const auto probed = probe_directory(nowhere);
    ASSERT_FALSE(probed);
    EXPECT_THAT(probed.error().text, HasSubstr("journal directory /proc/self cannot be written"));
    EXPECT_THAT(probed.error().text, HasSubstr("Make it writable"));
}

TEST(Directory, the_second_to_lock_is_told_the_process_of_the_first)
{
    const TemporaryDirectory top;
    {
        const auto first = lock_directory(top.path());
        ASSERT_TRUE(first);
        const auto second = lock_directory(top.path());
        ASSERT_FALSE(second);
        EXPECT_THAT(
            second.error().text, HasSubstr("in use by process " + std::to_string(::getpid()))
        );
    }
    EXPECT_TRUE(lock_directory(top.path())) << "free again";
}

} // namespace
} // namespace iwf::store
