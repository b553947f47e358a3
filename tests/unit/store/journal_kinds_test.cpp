// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/journal_store.hpp"

#include "iwf/store/database.hpp"
#include "iwf/store/record_format.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/sample_monitoring.hpp"
#include "tests/support/store/sample_records.hpp"
#include "tests/support/store/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::store {
namespace {

using core::SubscriptionId;
using core::TriggerId;
using core::WriteId;
using testing::bare_report;
using testing::bare_subscription;
using ::testing::ElementsAre;
using testing::full_report;
using testing::full_subscription;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

template <class Records>
std::string error_of(const base::Result<Records>& loaded)
{
    return loaded ? "" : loaded.error().text;
}

/// Records of all kinds in one journal.
class JournalKindsTest : public ::testing::Test
{
protected:
    JournalKindsTest() { options_.directory = top_.path() / "journal"; }

    std::unique_ptr<JournalStore> open()
    {
        return open_journal(options_, log_, core_.wake()).value();
    }

    void put_raw(const std::string& key, const std::string& value)
    {
        const auto database = open_database(options_.directory, log_).value();
        ASSERT_TRUE(database->Put(rocksdb::WriteOptions{}, key, value).ok());
    }

    testing::TemporaryDirectory top_;
    testing::CollectingLog log_;
    testing::JournalDriver core_;
    JournalOptions options_;
};

TEST_F(JournalKindsTest, each_kind_is_read_by_itself_and_in_order)
{
    const core::QuotaRecord quota{.contract = "acme", .grants = {}};
    constexpr SubscriptionId low{0x00000000FFFFFFFF};
    constexpr SubscriptionId high{0xFFFFFFFFFFFFFFFF};
    {
        auto journal = open();
        journal->put(full_report(high, 2), WriteId{1});
        journal->put(full_subscription(high), WriteId{2});
        journal->put(testing::full_record(TriggerId{7}), WriteId{3});
        journal->put(full_report(low, 256), WriteId{4});
        journal->put(quota, WriteId{5});
        journal->put(bare_report(low, 3), WriteId{6});
        journal->put(bare_subscription(low), WriteId{7});
        journal->put(core::MemberRecord{high, 5, 1}, WriteId{8});
        journal->put(core::MemberRecord{low, 0xFFFFFFFFFFFFFFFF, 2}, WriteId{9});
        journal->put(core::MemberRecord{low, 6, 3}, WriteId{10});
        ASSERT_TRUE(core_.run_until_ended(*journal, 10));
        journal->erase_member(low, 6);
    }
    put_raw(std::string{probe_key}, "");
    auto journal = open();
    EXPECT_EQ(
        journal->load_subscriptions().value(),
        (std::vector{bare_subscription(low), full_subscription(high)})
    );
    EXPECT_EQ(
        journal->load_reports().value(),
        (std::vector{bare_report(low, 3), full_report(low, 256), full_report(high, 2)})
    );
    EXPECT_EQ(
        journal->load_members().value(),
        (std::vector{core::MemberRecord{low, 0xFFFFFFFFFFFFFFFF, 2}, core::MemberRecord{high, 5, 1}}
        )
    );
    EXPECT_EQ(journal->load().value(), std::vector{testing::full_record(TriggerId{7})});
    EXPECT_EQ(journal->load_quotas().value(), std::vector{quota});
}

TEST_F(JournalKindsTest, the_last_put_wins_and_an_erase_removes_one_record_of_one_kind)
{
    {
        auto journal = open();
        // The same number as a trigger, as a subscription and as the subscription of reports.
        journal->put(testing::bare_record(TriggerId{7}), WriteId{1});
        journal->put(bare_subscription(SubscriptionId{7}), WriteId{2});
        journal->put(full_subscription(SubscriptionId{7}), WriteId{3});
        journal->put(bare_subscription(SubscriptionId{8}), WriteId{4});
        journal->put(bare_report(SubscriptionId{7}, 1), WriteId{5});
        journal->put(bare_report(SubscriptionId{7}, 2), WriteId{6});
        journal->put(full_report(SubscriptionId{7}, 2), WriteId{7});
        journal->erase(SubscriptionId{8});
        journal->erase(TriggerId{7});
        journal->erase_report(SubscriptionId{7}, 1);
        ASSERT_TRUE(core_.run_until_ended(*journal, 7));
    }
    auto journal = open();
    EXPECT_THAT(
        journal->load_subscriptions().value(), ElementsAre(full_subscription(SubscriptionId{7}))
    );
    EXPECT_THAT(journal->load_reports().value(), ElementsAre(full_report(SubscriptionId{7}, 2)));
    EXPECT_THAT(journal->load().value(), IsEmpty());
}

TEST_F(JournalKindsTest, writes_of_both_ports_end_in_the_order_of_the_calls)
{
    auto journal = open();
    std::vector<testing::JournalDriver::Outcome> expected;
    for (std::uint64_t number = 1; number <= 300; ++number) {
        const WriteId write{number % 2 == 0 ? number : number | core::monitoring_write};
        if (number % 2 == 0) {
            journal->put(testing::bare_record(TriggerId{number}), write);
        } else {
            journal->put(bare_report(SubscriptionId{1}, number), write);
        }
        expected.push_back({write, ""});
    }
    ASSERT_TRUE(core_.run_until_ended(*journal, 300));
    EXPECT_EQ(core_.outcomes(), expected);
}

TEST_F(JournalKindsTest, what_cannot_be_read_fails_the_load_of_its_kind_by_name)
{
    RecordEncoder encoder;
    std::string spoilt = encoder.encode(full_subscription(SubscriptionId{2}));
    spoilt.back() = static_cast<char>(spoilt.back() ^ 1);
    ASSERT_TRUE(open());
    put_raw(key_of(SubscriptionId{2}), spoilt);
    put_raw(key_of_report(SubscriptionId{2}, 3), encoder.encode(full_report(SubscriptionId{2}, 4)));
    auto journal = open();
    const auto subscriptions = journal->load_subscriptions();
    ASSERT_FALSE(subscriptions);
    EXPECT_THAT(
        subscriptions.error().text,
        HasSubstr("record 730000000000000002 cannot be read: its checksum does not match. Nothing")
    );
    const auto reports = journal->load_reports();
    ASSERT_FALSE(reports);
    EXPECT_THAT(
        reports.error().text,
        HasSubstr("record 7200000000000000020000000000000003 cannot be read: it says it is record "
                  "7200000000000000020000000000000004.")
    );
    EXPECT_TRUE(journal->load());
}

TEST_F(JournalKindsTest, a_record_of_an_unknown_kind_stops_the_daemon_wherever_it_lies)
{
    for (const std::string key : {"a", "rr", "st", "unknown"}) {
        options_.directory = top_.path() / key;
        {
            auto journal = open();
            journal->put(testing::bare_record(TriggerId{7}), WriteId{1});
            journal->put(bare_subscription(SubscriptionId{8}), WriteId{2});
        }
        put_raw(key, "");
        auto journal = open();
        const bool of_a_known_kind = key == "rr" || key == "st";
        EXPECT_EQ(journal->load().has_value(), of_a_known_kind) << key;
        const std::string error = key == "rr"   ? error_of(journal->load_reports())
                                  : key == "st" ? error_of(journal->load_subscriptions())
                                                : error_of(journal->load());
        EXPECT_THAT(error, HasSubstr("the key is not one this release writes")) << key;
    }
}

TEST_F(JournalKindsTest, a_journal_that_keeps_nothing_acknowledges_all_kinds)
{
    options_.durability = Durability::none;
    auto journal = open();
    journal->put(bare_subscription(SubscriptionId{1}), WriteId{1});
    journal->put(bare_report(SubscriptionId{1}, 1), WriteId{2});
    journal->put(core::MemberRecord{SubscriptionId{1}, 1, 1}, WriteId{3});
    journal->erase(SubscriptionId{1});
    journal->erase_report(SubscriptionId{1}, 1);
    journal->erase_member(SubscriptionId{1}, 1);
    ASSERT_TRUE(core_.run_until_ended(*journal, 3));
    EXPECT_THAT(journal->load_members().value(), IsEmpty());
    EXPECT_THAT(journal->load_subscriptions().value(), IsEmpty());
    EXPECT_THAT(journal->load_reports().value(), IsEmpty());
}

} // namespace
} // namespace iwf::store
