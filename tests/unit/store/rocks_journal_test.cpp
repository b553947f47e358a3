// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/rocks_journal.hpp"

#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/sample_records.hpp"
#include "tests/support/store/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

namespace iwf::store {
namespace {

using core::TriggerId;
using core::WriteId;
using testing::bare_record;
using testing::full_record;
using ::testing::HasSubstr;

class RocksJournalTest : public ::testing::Test
{
protected:
    RocksJournalTest() { options_.directory = top_.path() / "journal"; }

    std::unique_ptr<JournalStore> open()
    {
        auto opened = open_journal(options_, log_, core_.wake());
        return opened ? *std::move(opened) : nullptr;
    }

    std::vector<core::TriggerRecord> reload()
    {
        auto journal = open();
        auto loaded = journal->load();
        EXPECT_TRUE(loaded) << loaded.error().text;
        return loaded ? *loaded : std::vector<core::TriggerRecord>{};
    }

    testing::TemporaryDirectory top_;
    testing::CollectingLog log_;
    testing::JournalDriver core_;
    JournalOptions options_;
};

TEST_F(RocksJournalTest, what_was_written_is_there_after_reopening_in_the_order_of_ids)
{
    {
        auto journal = open();
        EXPECT_TRUE(journal->load().value().empty());
        journal->put(full_record(TriggerId{300}), WriteId{1});
        journal->put(bare_record(TriggerId{7}), WriteId{2});
        ASSERT_TRUE(core_.run_until_ended(*journal, 2));
    }
    const std::vector<core::TriggerRecord> expected{
        bare_record(TriggerId{7}), full_record(TriggerId{300})};
    EXPECT_EQ(reload(), expected);
}

TEST_F(RocksJournalTest, quotas_lie_beside_the_triggers_one_record_a_contract)
{
    core::QuotaRecord acme{.contract = "acme", .grants = {}};
    acme.grants[core::QuotaPeriod::hour] = {496'000, 10};
    acme.grants[core::QuotaPeriod::month] = {-1, 4'000'000'000};
    core::QuotaRecord beta{.contract = "beta", .grants = {}};
    beta.grants[core::QuotaPeriod::day] = {20'000, 7};
    {
        auto journal = open();
        journal->put(beta, WriteId{1});
        journal->put(bare_record(TriggerId{7}), WriteId{2});
        journal->put(core::QuotaRecord{.contract = "acme", .grants = {}}, WriteId{3});
        journal->put(acme, WriteId{4});
        ASSERT_TRUE(core_.run_until_ended(*journal, 4));
    }
    auto journal = open();
    EXPECT_EQ(journal->load_quotas().value(), (std::vector{acme, beta}));
    EXPECT_EQ(journal->load().value(), std::vector{bare_record(TriggerId{7})});
}

TEST_F(RocksJournalTest, the_last_put_of_an_id_wins_and_an_erase_removes_it)
{
    {
        auto journal = open();
        journal->put(bare_record(TriggerId{1}), WriteId{1});
        journal->put(full_record(TriggerId{1}), WriteId{2});
        journal->put(bare_record(TriggerId{2}), WriteId{3});
        journal->erase(TriggerId{2});
        ASSERT_TRUE(core_.run_until_ended(*journal, 3));
    }
    EXPECT_EQ(reload(), std::vector{full_record(TriggerId{1})});
}

TEST_F(RocksJournalTest, writes_end_in_order_and_share_syncs)
{
    auto journal = open();
    constexpr std::uint64_t count = 2000;
    for (std::uint64_t number = 1; number <= count; ++number) {
        journal->put(full_record(TriggerId{number}), WriteId{number});
    }
    ASSERT_TRUE(core_.run_until_ended(*journal, count));
    for (std::uint64_t number = 1; number <= count; ++number) {
        EXPECT_EQ(core_.outcomes()[number - 1].write, WriteId{number});
        EXPECT_EQ(core_.outcomes()[number - 1].error, "");
    }
    EXPECT_LT(journal->status().batches, count / 4);
    EXPECT_LE(core_.wakes(), journal->status().batches);
    EXPECT_EQ(journal->status().written, count);
}

TEST_F(RocksJournalTest, writes_still_waiting_when_it_is_closed_are_carried_out)
{
    {
        options_.gather = std::chrono::seconds{50};
        auto journal = open();
        journal->put(full_record(TriggerId{1}), WriteId{1});
    }
    EXPECT_EQ(reload(), std::vector{full_record(TriggerId{1})});
}

TEST_F(RocksJournalTest, an_erase_alone_is_carried_out_after_its_delay)
{
    {
        options_.erase_delay = std::chrono::milliseconds{1};
        auto journal = open();
        journal->put(full_record(TriggerId{1}), WriteId{1});
        ASSERT_TRUE(core_.run_until_ended(*journal, 1));
        const auto batches = journal->status().batches;
        journal->erase(TriggerId{1});
        EXPECT_TRUE(core_.run_until(*journal, [&] { return journal->status().batches > batches; }));
    }
    EXPECT_TRUE(reload().empty());
}

TEST_F(RocksJournalTest, a_long_queue_refuses_new_work_and_then_fails_writes_in_their_turn)
{
    options_.gather = std::chrono::milliseconds{200};
    options_.queue_limit = 3;
    auto journal = open();
    for (std::uint64_t number = 1; number <= 7; ++number) {
        EXPECT_EQ(journal->accepts_work(), number <= 3) << number;
        journal->put(bare_record(TriggerId{number}), WriteId{number});
    }
    ASSERT_TRUE(core_.run_until_ended(*journal, 7));
    for (std::uint64_t number = 1; number <= 7; ++number) {
        EXPECT_EQ(core_.outcomes()[number - 1].write, WriteId{number});
        EXPECT_EQ(core_.outcomes()[number - 1].error.empty(), number <= 6);
    }
    EXPECT_THAT(core_.outcomes().back().error, HasSubstr("too many writes wait"));
    EXPECT_TRUE(journal->accepts_work());
}

TEST_F(RocksJournalTest, a_second_instance_is_told_the_process_of_the_first)
{
    auto first = open();
    const auto second = open_journal(options_, log_, core_.wake());
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().text, HasSubstr("process " + std::to_string(::getpid())));
    EXPECT_THAT(second.error().text, HasSubstr(options_.directory.string()));
}

} // namespace
} // namespace iwf::store
