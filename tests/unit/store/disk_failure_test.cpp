// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/rocks_journal.hpp"

#include "tests/support/store/faulty_sync.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/sample_records.hpp"
#include "tests/support/store/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace iwf::store {
namespace {

using core::TriggerId;
using core::WriteId;
using std::chrono::steady_clock;
using testing::bare_record;
using ::testing::Contains;
using testing::full_record;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr int all_of_them = std::numeric_limits<int>::max();

class DiskFailureTest : public ::testing::Test
{
protected:
    DiskFailureTest()
    {
        options_.directory = top_.path() / "journal";
        options_.probe_interval = 20ms;
    }

    ~DiskFailureTest() override { heal(); }

    static void heal()
    {
        testing::fail_syncs(0);
        testing::slow_syncs(0ms);
    }

    std::unique_ptr<JournalStore> open()
    {
        return open_journal(options_, log_, core_.wake()).value();
    }

    bool write(JournalStore& journal, const core::TriggerRecord& record)
    {
        const std::size_t ended = core_.outcomes().size();
        journal.put(record, WriteId{ended + 1});
        return core_.run_until_ended(journal, ended + 1) && core_.outcomes().back().error.empty();
    }

    testing::TemporaryDirectory top_;
    testing::CollectingLog log_;
    testing::JournalDriver core_;
    JournalOptions options_;
};

TEST_F(DiskFailureTest, a_slow_sync_never_blocks_the_core_thread_and_closes_admission)
{
    auto journal = open();
    ASSERT_TRUE(write(*journal, bare_record(TriggerId{1})));
    testing::slow_syncs(1500ms);
    steady_clock::duration longest{};
    const auto start = steady_clock::now();
    std::uint64_t number = 1;
    const auto timed = [&longest](auto&& call) {
        const auto before = steady_clock::now();
        call();
        longest = std::max(longest, steady_clock::now() - before);
    };
    ASSERT_TRUE(core_.run_until(*journal, [&] {
        ++number;
        timed([&] { journal->put(bare_record(TriggerId{number}), WriteId{number}); });
        timed([&] { journal->erase(TriggerId{number}); });
        bool accepts = true;
        timed([&] { accepts = journal->accepts_work(); });
        return !accepts;
    }));
    const auto closed_after = steady_clock::now() - start;
    EXPECT_GE(closed_after, 500ms);
    EXPECT_LT(closed_after, 1400ms) << "before the sync has returned";
    EXPECT_LT(longest, 100ms) << "a sync takes 1500 ms";
    testing::slow_syncs(0ms);
    EXPECT_TRUE(core_.run_until_ended(*journal, number));
    EXPECT_TRUE(journal->accepts_work());
    EXPECT_EQ(journal->status().failed, 0U);
}

TEST_F(DiskFailureTest, a_write_whose_sync_failed_is_told_and_service_returns_by_itself)
{
    auto journal = open();
    ASSERT_TRUE(write(*journal, bare_record(TriggerId{1})));
    testing::fail_syncs(1);
    EXPECT_FALSE(write(*journal, full_record(TriggerId{2})));
    EXPECT_THAT(core_.outcomes().back().error, HasSubstr("cannot be written: IO error"));
    EXPECT_TRUE(core_.run_until(*journal, [&] { return journal->accepts_work(); }));
    EXPECT_TRUE(write(*journal, bare_record(TriggerId{3})));
    EXPECT_THAT(log_.names(), Contains("journal.write_failed"));
    EXPECT_THAT(log_.names(), Contains("journal.recovered"));
}

TEST_F(DiskFailureTest, what_was_said_to_have_failed_has_not_happened)
{
    {
        auto journal = open();
        ASSERT_TRUE(write(*journal, bare_record(TriggerId{1})));
        testing::fail_syncs(1);
        journal->put(full_record(TriggerId{1}), WriteId{2}); // replaces
        journal->put(full_record(TriggerId{2}), WriteId{3}); // is new
        ASSERT_TRUE(core_.run_until_ended(*journal, 3));
        ASSERT_NE(core_.outcomes()[1].error, "");
        ASSERT_NE(core_.outcomes()[2].error, "");
        ASSERT_TRUE(core_.run_until(*journal, [&] { return journal->accepts_work(); }));
    }
    EXPECT_EQ(open()->load().value(), std::vector{bare_record(TriggerId{1})});
}

TEST_F(DiskFailureTest, while_every_sync_fails_nothing_is_acknowledged_and_no_work_accepted)
{
    auto journal = open();
    ASSERT_TRUE(write(*journal, bare_record(TriggerId{1})));
    testing::fail_syncs(all_of_them);
    EXPECT_FALSE(write(*journal, bare_record(TriggerId{2})));
    const auto end = steady_clock::now() + 300ms;
    ASSERT_TRUE(core_.run_until(*journal, [&] {
        EXPECT_FALSE(journal->accepts_work());
        EXPECT_FALSE(write(*journal, bare_record(TriggerId{3})));
        return steady_clock::now() >= end;
    }));
    EXPECT_TRUE(journal->status().disk_failed);
    heal();
    EXPECT_TRUE(core_.run_until(*journal, [&] { return journal->accepts_work(); }));
    EXPECT_TRUE(write(*journal, bare_record(TriggerId{4})));
    journal.reset();
    const std::vector expected{bare_record(TriggerId{1}), bare_record(TriggerId{4})};
    EXPECT_EQ(open()->load().value(), expected);
}

TEST_F(DiskFailureTest, it_can_be_closed_while_the_disk_fails)
{
    {
        auto journal = open();
        ASSERT_TRUE(write(*journal, bare_record(TriggerId{1})));
        testing::fail_syncs(all_of_them);
        EXPECT_FALSE(write(*journal, bare_record(TriggerId{2})));
    }
    heal();
    EXPECT_THAT(open()->load().value(), Contains(bare_record(TriggerId{1})));
}

} // namespace
} // namespace iwf::store
