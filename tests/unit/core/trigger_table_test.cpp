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

    static std::uint64_t id_of(const std::optional<KnownTrigger>& known)
    {
        return known ? known->id.value() : 0;
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

TEST_F(TriggerTableTest, closed_it_is_found_by_the_names_that_a_request_may_use)
{
    table.close(table.add(record(1, 0x1000, 7)), start);
    EXPECT_EQ(by_reference(7), 1U);
    EXPECT_EQ(id_of(table.by_end_to_end(test::acme, 0x1000)), 1U);
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.find(TriggerId{1}), nullptr);
    EXPECT_EQ(by_report(7), 0U);
    EXPECT_EQ(table.pending(test::acme), 0U);
    EXPECT_EQ(table.pop_due(start + 1h), nullptr);
}

TEST_F(TriggerTableTest, closed_it_still_knows_what_answers_a_repetition)
{
    TriggerRecord made = recall(1, 0x1000, 7);
    made.old_reference = domain::ReferenceNumber{5};
    made.dar_digest = 0xD16E57;
    made.request_status = domain::RequestStatus::recall_fail;
    made.mtc_error_diagnostic = domain::MtcErrorDiagnostic::original_message_not_deleted;
    Trigger& open = table.add(made);
    const auto before = table.recall_of(test::acme, made.reference);
    table.close(open, start);
    const auto after = table.recall_of(test::acme, made.reference);
    ASSERT_TRUE(before && after);
    EXPECT_EQ(before->trigger, &open);
    EXPECT_EQ(after->trigger, nullptr);
    EXPECT_TRUE(after->closed);
    for (const auto& known : {*before, *after}) {
        EXPECT_EQ(known.id, made.id);
        EXPECT_EQ(known.reference, made.reference);
        EXPECT_EQ(known.old_reference, made.old_reference);
        EXPECT_EQ(known.dar_digest, made.dar_digest);
        EXPECT_EQ(known.request_status, made.request_status);
        EXPECT_EQ(known.mtc_error_diagnostic, made.mtc_error_diagnostic);
    }
}

TEST_F(TriggerTableTest, open_and_closed_it_knows_which_sms_sc_has_the_trigger_of_which_device)
{
    TriggerRecord made = record(1, 0x1000, 7);
    ASSERT_TRUE(made.submission);
    Trigger& open = table.add(made);
    const auto before = table.submitted(test::acme, made.reference);
    table.close(open, start);
    const auto after = table.submitted(test::acme, made.reference);
    ASSERT_TRUE(before && after);
    for (const auto& submitted : {*before, *after}) {
        EXPECT_EQ(submitted.device, made.device);
        EXPECT_EQ(submitted.sms_sc, made.submission->sms_sc);
    }
}

TEST_F(TriggerTableTest, what_was_not_submitted_no_sms_sc_has)
{
    TriggerRecord made = record(1, 0x1000, 7);
    made.submission.reset();
    Trigger& open = table.add(made);
    EXPECT_FALSE(table.submitted(test::acme, made.reference));
    table.close(open, start);
    EXPECT_FALSE(table.submitted(test::acme, made.reference));
}

TEST_F(TriggerTableTest, the_closed_are_forgotten_in_their_order_when_due_and_leave_nothing)
{
    table.close(table.add(record(2, 0x1001, 8)), start + 1s);
    table.close(table.add(recall(1, 0x1000, 7)), start + 2s);
    EXPECT_EQ(table.next_due(), std::nullopt);
    EXPECT_EQ(table.next_forgotten(), start + 1s);
    EXPECT_EQ(table.forget_due(start + 1s - 1ns), std::nullopt);
    EXPECT_EQ(table.forget_due(start + 1h), TriggerId{2});
    EXPECT_EQ(by_reference(8), 0U);
    EXPECT_EQ(id_of(table.recall_of(test::acme, domain::ReferenceNumber{7})), 1U);
    EXPECT_EQ(table.forget_due(start + 1h), TriggerId{1});
    EXPECT_EQ(id_of(table.recall_of(test::acme, domain::ReferenceNumber{7})), 0U);
    EXPECT_EQ(id_of(table.by_end_to_end(test::acme, 0x1000)), 0U);
    EXPECT_EQ(table.forget_due(start + 1h), std::nullopt);
    EXPECT_EQ(table.next_forgotten(), std::nullopt);
    EXPECT_EQ(table.size(), 0U);
}

TEST_F(
    TriggerTableTest, the_later_of_one_number_is_found_whether_the_earlier_is_closed_or_forgotten
)
{
    Trigger& earlier = table.add(record(1, 0x1000, 7));
    table.add(record(2, 0x1001, 7));
    table.close(earlier, start);
    EXPECT_EQ(by_reference(7), 2U);
    EXPECT_EQ(by_report(7), 2U);
    EXPECT_EQ(table.forget_due(start), TriggerId{1});
    EXPECT_EQ(by_reference(7), 2U);
    EXPECT_EQ(by_report(7), 2U);
}

TEST_F(TriggerTableTest, closing_ends_what_an_open_one_was_due_for)
{
    Trigger& trigger = table.add(record(1, 1, 1));
    table.set_due(trigger, start + 1s);
    table.close(trigger, start + 5s);
    EXPECT_EQ(table.next_due(), std::nullopt);
    EXPECT_EQ(table.pop_due(start + 1h), nullptr);
}

TEST_F(TriggerTableTest, a_name_that_nobody_has_is_asked_for_in_vain)
{
    EXPECT_EQ(by_report(7), 0U);
    EXPECT_EQ(by_reference(7), 0U);
    EXPECT_FALSE(table.submitted(test::beta, domain::ReferenceNumber{7}));
}

} // namespace
} // namespace iwf::core
