// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/core_world.hpp"

/// What the engine refuses so that it stays able to do the rest.
namespace iwf::core {
namespace {

using domain::RequestStatus;

EngineSettings small()
{
    EngineSettings settings;
    settings.max_in_progress = 3;
    settings.max_in_progress_per_server = 2;
    settings.max_triggers = 4;
    return settings;
}

class EngineLimitsTest : public testing::Test
{
protected:
    void ask(std::uint64_t request)
    {
        const auto number = static_cast<std::uint32_t>(request);
        world.engine().on_device_action(test::trigger_request(request, number, number));
    }

    void ask_as_beta(std::uint64_t request)
    {
        const auto number = static_cast<std::uint32_t>(request);
        world.engine().on_device_action(test::by_beta(test::trigger_request(request, number, number)
        ));
    }

    test::World world{small()};
};

TEST_F(EngineLimitsTest, a_server_at_its_limit_is_told_201_and_others_are_served)
{
    ask(1);
    ask(2);
    ask(3);
    EXPECT_EQ(world.status_of(3), RequestStatus::temporary_error);
    EXPECT_EQ(world.engine().counters().refused_busy[Busy::server], 1U);
    ask_as_beta(4);
    EXPECT_EQ(world.status_of(4), std::nullopt);
    EXPECT_EQ(world.engine().in_progress(), 3U);
}

TEST_F(EngineLimitsTest, all_servers_together_have_a_limit)
{
    ask(1);
    ask(2);
    ask_as_beta(3);
    ask_as_beta(4);
    EXPECT_EQ(world.status_of(4), RequestStatus::temporary_error);
}

TEST_F(EngineLimitsTest, each_reason_is_counted_and_logged_once_in_a_while)
{
    const auto lines = [this] { return world.log.count("engine.busy"); };
    ask(1);
    ask(2);
    for (std::uint64_t request = 3; request < 13; ++request) {
        ask(request);
    }
    EXPECT_EQ(world.engine().counters().refused_busy[Busy::server], 10U);
    EXPECT_EQ(lines(), 1U);
    world.clock.advance(std::chrono::seconds{10});
    ask(13);
    EXPECT_EQ(lines(), 2U);
    world.journal.accepting = false;
    ask_as_beta(14);
    EXPECT_EQ(world.engine().counters().refused_busy[Busy::journal], 1U);
    EXPECT_EQ(lines(), 3U);
}

TEST_F(EngineLimitsTest, an_answer_makes_place_again)
{
    ask(1);
    ask(2);
    world.engine().on_subscriber(world.last(), LookupRefused{RequestStatus::not_authorized});
    ask(3);
    EXPECT_EQ(world.status_of(3), std::nullopt);
}

TEST_F(EngineLimitsTest, a_refusal_for_load_is_not_remembered)
{
    ask(1);
    ask(2);
    ask(3);
    world.engine().on_subscriber(world.last(), LookupRefused{RequestStatus::not_authorized});
    world.accept([] {
        auto event = test::trigger_request(4, 3, 3); // the same request again
        return event;
    }());
    EXPECT_EQ(world.status_of(4), RequestStatus::success);
}

TEST_F(EngineLimitsTest, the_number_of_triggers_has_a_limit)
{
    for (std::uint32_t number = 1; number <= 4; ++number) {
        world.accept(test::trigger_request(number, number, number));
    }
    ask(5);
    EXPECT_EQ(world.status_of(5), RequestStatus::temporary_error);
    EXPECT_EQ(world.engine().counters().triggers_now, 4U);
}

TEST_F(EngineLimitsTest, a_journal_that_takes_no_work_refuses_new_requests_and_nothing_else)
{
    const TriggerId id = world.accept(test::trigger_request(1, 1, 1));
    world.journal.accepting = false;
    ask(2);
    EXPECT_EQ(world.status_of(2), RequestStatus::temporary_error);
    EXPECT_EQ(world.hss.asked.size(), 1U);
    world.engine().on_device_action(test::trigger_request(3, 1, 1));
    EXPECT_EQ(world.status_of(3), RequestStatus::success); // the stored answer
    world.engine().on_report(test::report_about(1, 1));
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    EXPECT_TRUE(world.sms_sc.accepted(ReportRequest{1}));
}

TEST_F(EngineLimitsTest, draining_refuses_new_requests_and_finishes_what_is_in_progress)
{
    const TriggerId id = world.submit(test::trigger_request(1, 1, 1));
    world.engine().drain();
    ask(2);
    EXPECT_EQ(world.status_of(2), RequestStatus::temporary_error);
    world.engine().on_device_action(test::trigger_request(3, 1, 1)); // a repetition waits
    EXPECT_EQ(world.engine().in_progress(), 2U);
    world.engine().on_submitted(id, SmsScAccepted{});
    world.write_all();
    EXPECT_EQ(world.status_of(1), RequestStatus::success);
    EXPECT_EQ(world.status_of(3), RequestStatus::success);
    EXPECT_EQ(world.engine().in_progress(), 0U);
    world.engine().on_report(test::report_about(1, 1));
    EXPECT_EQ(world.scs.notified.size(), 1U);
}

TEST_F(EngineLimitsTest, a_new_contract_book_judges_what_comes_and_not_what_was_judged)
{
    ask(1);
    world.engine().use_contracts(std::make_shared<ContractBook>());
    ask(2);
    EXPECT_EQ(world.status_of(2), RequestStatus::not_authorized);
    world.engine().on_subscriber(world.last(), test::subscriber());
    world.write_all();
    world.engine().on_submitted(world.last(), SmsScAccepted{});
    world.write_all();
    EXPECT_EQ(world.status_of(1), RequestStatus::success);
}

TEST_F(EngineLimitsTest, counters_tell_what_happened)
{
    world.accept(test::trigger_request(1, 1, 1));
    ask(1);
    ask(2);
    const EngineCounters counters = world.engine().counters();
    EXPECT_EQ(counters.requests, 3U);
    EXPECT_EQ(counters.duplicates, 1U);
    EXPECT_EQ(counters.in_progress_now, 1U);
    EXPECT_EQ(counters.triggers_now, 2U);
    EXPECT_EQ(counters.confirmed.at(RequestStatus::success), 2U);
}

} // namespace
} // namespace iwf::core
