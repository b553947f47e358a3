// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/core_world.hpp"

namespace iwf::test {
namespace {

using domain::RequestStatus;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EngineAuditTest : public ::testing::Test
{
protected:
    World world_;
};

TEST_F(EngineAuditTest, a_refusal_is_audited_with_the_rules_that_led_to_it)
{
    auto event = trigger_request(1, 0x1000, 7);
    event.claimed.external_identifier = "x@foreign.example";
    world_.engine().on_device_action(event);
    EXPECT_EQ(world_.status_of(1), RequestStatus::invalid_external_id);
    EXPECT_THAT(
        world_.audit.refusals,
        ElementsAre(::testing::AllOf(HasSubstr("acme"), HasSubstr("foreign"), HasSubstr(":")))
    );
}

TEST_F(EngineAuditTest, what_is_let_through_is_audited_when_it_is_confirmed_with_the_rules_for_it)
{
    const auto id = world_.submit(trigger_request(1, 0x1000, 7));
    EXPECT_THAT(world_.audit.permits, IsEmpty());
    world_.engine().on_submitted(id, core::SmsScAccepted{});
    world_.write_all();
    ASSERT_EQ(world_.status_of(1), RequestStatus::success);
    EXPECT_THAT(
        world_.audit.permits,
        ElementsAre(::testing::AllOf(
            ::testing::StartsWith("acme REQUEST 7 SUCCESS by "),
            HasSubstr("device "),
            HasSubstr("(acme.yaml:")
        ))
    );
    EXPECT_THAT(world_.audit.refusals, IsEmpty());
}

TEST_F(EngineAuditTest, what_the_network_refuses_is_told_as_that_and_once_however_often_it_is_asked)
{
    for (std::uint64_t request = 1; request <= 3; ++request) {
        world_.engine().on_device_action(trigger_request(request, 0x1000, 7));
        if (request == 2) {
            world_.engine().on_subscriber(
                world_.last(), core::LookupRefused{RequestStatus::invalid_external_id}
            );
        }
    }
    EXPECT_EQ(world_.status_of(3), RequestStatus::invalid_external_id);
    EXPECT_THAT(world_.audit.permits, ElementsAre(HasSubstr(" 7 INVEXTID by ")));
    EXPECT_THAT(world_.audit.refusals, IsEmpty());
}

TEST_F(EngineAuditTest, one_that_an_earlier_process_judged_is_told_without_rules)
{
    world_.submit(trigger_request(1, 0x1000, 7));
    world_.restart(10);
    world_.engine().resume_submissions(nullptr);
    world_.engine().on_submitted(world_.last(), core::SmsScAccepted{});
    world_.write_all();
    EXPECT_THAT(world_.audit.permits, ElementsAre("acme REQUEST 7 SUCCESS by "));
}

TEST_F(EngineAuditTest, where_it_is_not_wanted_only_refusals_are)
{
    world_.audit.keeping_permits = false;
    world_.accept(trigger_request(1, 0x1000, 7));
    EXPECT_THAT(world_.audit.permits, IsEmpty());
}

TEST_F(EngineAuditTest, what_has_no_contract_no_original_or_other_content_is_audited_too)
{
    auto event = trigger_request(1, 0x1000, 7);
    event.contract = "gone";
    world_.engine().on_device_action(event);
    world_.engine().on_device_action(recall_request(2, 0x1001, 9));
    world_.accept(trigger_request(3, 0x1002, 7));
    auto other = trigger_request(4, 0x1003, 7);
    other.validity_time_s = 1234;
    world_.engine().on_device_action(other);
    EXPECT_THAT(
        world_.audit.refusals,
        ElementsAre(
            HasSubstr("its contract is not in force"),
            HasSubstr("no trigger of that number"),
            HasSubstr("in use for other content")
        )
    );
}

TEST_F(EngineAuditTest, while_lines_cannot_be_written_requests_are_refused_where_that_is_wanted)
{
    core::EngineSettings settings;
    settings.refuse_unaudited = true;
    World strict{settings};
    strict.audit.accepting = false;
    strict.engine().on_device_action(trigger_request(1, 0x1000, 7));
    EXPECT_EQ(strict.status_of(1), RequestStatus::temporary_error);
    EXPECT_THAT(strict.audit.refusals, ElementsAre(HasSubstr("audit log")));
    strict.audit.accepting = true;
    strict.accept(trigger_request(2, 0x1001, 8));
    EXPECT_EQ(strict.status_of(2), RequestStatus::success);
}

TEST_F(EngineAuditTest, else_they_are_served)
{
    world_.audit.accepting = false;
    world_.accept(trigger_request(1, 0x1000, 7));
    EXPECT_EQ(world_.status_of(1), RequestStatus::success);
}

} // namespace
} // namespace iwf::test
