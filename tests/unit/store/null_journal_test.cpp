// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/sample_records.hpp"

#include <gtest/gtest.h>

namespace iwf::store {
namespace {

TEST(NullJournal, each_write_is_acknowledged_in_order_through_one_wake)
{
    testing::CollectingLog log;
    testing::JournalDriver core;
    JournalOptions options;
    options.durability = Durability::none;
    auto journal = open_journal(options, log, core.wake()).value();
    const auto record = testing::bare_record(core::TriggerId{1});
    journal->put(record, core::WriteId{1});
    journal->put(record, core::WriteId{2});
    EXPECT_TRUE(core.outcomes().empty()) << "never from inside a call";
    EXPECT_EQ(core.wakes(), 1U);
    ASSERT_TRUE(core.run_until_ended(*journal, 2));
    const std::vector<testing::JournalDriver::Outcome> expected{
        {core::WriteId{1}, ""}, {core::WriteId{2}, ""}};
    EXPECT_EQ(core.outcomes(), expected);
    EXPECT_TRUE(journal->accepts_work());
    EXPECT_TRUE(journal->load().value().empty());
}

} // namespace
} // namespace iwf::store
