// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/trigger_table.hpp"

#include <gtest/gtest.h>

#include "support/core_samples.hpp"

namespace iwf::core {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant start{1h};

TriggerRecord record(std::uint64_t id, std::uint32_t end_to_end, std::uint32_t reference)
{
    TriggerRecord made = test::sample_record();
    made.id = TriggerId{id};
    made.dar_end_to_end = end_to_end;
    made.reference = domain::ReferenceNumber{reference};
    return made;
}

TriggerRecord recall(std::uint64_t id, std::uint32_t end_to_end, std::uint32_t reference)
{
    TriggerRecord made = record(id, end_to_end, reference);
    made.action = domain::ActionType::device_trigger_recall;
    return made;
}

class TriggerTableTest : public testing::Test
{
protected:
    static std::uint64_t id_of(const Trigger* trigger)
    {
        return trigger == nullptr ? 0 : trigger->record.id.value();
    }

    std::uint64_t by_reference(std::uint32_t number, std::string_view contract = test::acme)
    {
        return id_of(table.by_reference(contract, domain::ReferenceNumber{number}));
    }

    std::uint64_t by_report(std::uint32_t number)
    {
        return id_of(
            table.by_report(test::scs_identity(test::acme), domain::ReferenceNumber{number})
        );
    }

    TriggerTable table;
};

TEST_F(TriggerTableTest, a_trigger_is_found_by_each_of_its_names)
{
    table.add(record(1, 0x1000, 7));
    EXPECT_EQ(id_of(table.find(TriggerId{1})), 1U);
    EXPECT_EQ(by_reference(7), 1U);
    EXPECT_EQ(by_report(7), 1U);
    EXPECT_EQ(id_of(table.by_end_to_end(test::acme, 0x1000)), 1U);
    EXPECT_EQ(table.size(), 1U);
}

TEST_F(TriggerTableTest, another_server_or_number_finds_nothing)
{
    table.add(record(1, 0x1000, 7));
    EXPECT_EQ(by_reference(7, test::beta), 0U);
    EXPECT_EQ(by_reference(8), 0U);
    EXPECT_EQ(id_of(table.by_end_to_end(test::beta, 0x1000)), 0U);
    EXPECT_EQ(
        id_of(table.by_report(test::scs_identity(test::beta), domain::ReferenceNumber{7})), 0U
    );
    // The name of a contract is no SCS-Identity.
    EXPECT_EQ(by_reference(7, test::scs_identity(test::acme).digits()), 0U);
}

TEST_F(TriggerTableTest, a_recall_and_its_original_do_not_hide_each_other)
{
    table.add(record(1, 0x1000, 7));
    table.add(recall(2, 0x1001, 7));
    EXPECT_EQ(by_reference(7), 1U);
    EXPECT_EQ(by_report(7), 1U);
    EXPECT_EQ(id_of(table.recall_of(test::acme, domain::ReferenceNumber{7})), 2U);
    table.remove(TriggerId{1});
    EXPECT_EQ(by_reference(7), 0U);
    EXPECT_EQ(id_of(table.recall_of(test::acme, domain::ReferenceNumber{7})), 2U);
}

TEST_F(TriggerTableTest, of_two_with_one_number_the_later_is_found_and_outlives_the_earlier)
{
    table.add(record(1, 0x1000, 7));
    table.add(record(2, 0x1001, 7));
    EXPECT_EQ(by_reference(7), 2U);
    EXPECT_EQ(by_report(7), 2U);
    EXPECT_EQ(id_of(table.by_end_to_end(test::acme, 0x1000)), 1U);
    table.remove(TriggerId{1});
    EXPECT_EQ(by_reference(7), 2U);
    EXPECT_EQ(by_report(7), 2U);
    EXPECT_EQ(id_of(table.by_end_to_end(test::acme, 0x1000)), 0U);
}

TEST_F(TriggerTableTest, removing_leaves_nothing_behind)
{
    Trigger& trigger = table.add(record(1, 0x1000, 7));
    table.set_due(trigger, start);
    table.remove(TriggerId{1});
    table.remove(TriggerId{1});
    EXPECT_EQ(table.size(), 0U);
    EXPECT_EQ(by_reference(7), 0U);
    EXPECT_EQ(by_report(7), 0U);
    EXPECT_EQ(table.next_due(), std::nullopt);
    EXPECT_EQ(table.pop_due(start + 1h), nullptr);
}

TEST_F(TriggerTableTest, triggers_are_due_in_the_order_of_their_times_each_once)
{
    table.set_due(table.add(record(1, 1, 1)), start + 2s);
    table.set_due(table.add(record(2, 2, 2)), start + 1s);
    EXPECT_EQ(table.next_due(), start + 1s);
    EXPECT_EQ(table.pop_due(start + 1s - 1ns), nullptr);
    EXPECT_EQ(id_of(table.pop_due(start + 1h)), 2U);
    EXPECT_EQ(id_of(table.pop_due(start + 1h)), 1U);
    EXPECT_EQ(table.pop_due(start + 1h), nullptr);
}

TEST_F(TriggerTableTest, a_new_time_takes_the_place_of_the_old_and_none_takes_it_away)
{
    Trigger& trigger = table.add(record(1, 1, 1));
    table.set_due(trigger, start + 1s);
    table.set_due(trigger, start + 5s);
    EXPECT_EQ(table.next_due(), start + 5s);
    table.set_due(trigger, std::nullopt);
    EXPECT_EQ(table.next_due(), std::nullopt);
}

TEST_F(TriggerTableTest, a_reference_stays_good_while_others_come_and_go)
{
    Trigger& kept = table.add(record(1, 1, 1));
    for (std::uint32_t number = 2; number < 2000; ++number) {
        table.add(record(number, number, number));
    }
    EXPECT_EQ(&kept, table.find(TriggerId{1}));
    EXPECT_EQ(kept.record.reference, domain::ReferenceNumber{1});
}

} // namespace
} // namespace iwf::core
