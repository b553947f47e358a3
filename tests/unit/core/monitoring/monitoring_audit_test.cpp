// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/core/monitoring/monitoring_world.hpp"

/// What the audit log is told of monitoring (F11).
namespace iwf::core {
namespace {

using domain::MonitoringType;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class MonitoringAuditTest : public testing::Test
{
protected:
    void ask(std::vector<WantedEvent> events)
    {
        world.monitoring().on_configuration(test::configuration(++requests, std::move(events)));
        world.write_all();
    }

    std::vector<std::string> lines() { return std::exchange(world.audit.lines, {}); }

    static WantedEvent deletion(std::uint32_t reference)
    {
        WantedEvent event;
        event.for_deletion.push_back({reference, std::nullopt});
        return event;
    }

    std::uint64_t requests{100};
    test::MonitoringWorld world;
};

TEST_F(MonitoringAuditTest, each_event_that_is_refused_is_a_line_with_its_rules)
{
    world.use_contracts(test::watching_contracts([](Contract& contract) {
        contract.sets.front().events = {};
        contract.sets.front().events.offer(MonitoringType::roaming_status, 44);
    }));
    ask({test::wanted(5, MonitoringType::loss_of_connectivity), deletion(9)});
    EXPECT_THAT(
        lines(),
        ElementsAre(
            ::testing::AllOf(
                StartsWith("acme refused LOSS_OF_CONNECTIVITY 5 DIAMETER_ERROR_UNAUTHORIZED"),
                HasSubstr("(acme.yaml:")
            ),
            StartsWith("acme refused - 9 DIAMETER_ERROR_CONFIGURATION_EVENT_NON_EXISTANT")
        )
    );
}

TEST_F(MonitoringAuditTest, a_command_that_is_refused_as_a_whole_is_one_too)
{
    ask({});
    EXPECT_THAT(
        lines(), ElementsAre("acme refused - - DIAMETER_UNABLE_TO_COMPLY it asks for nothing ()")
    );
}

TEST_F(MonitoringAuditTest, what_is_let_through_is_told_when_its_server_is_answered)
{
    ask({test::wanted(5, MonitoringType::roaming_status)});
    EXPECT_THAT(lines(), IsEmpty());
    world.network_agrees();
    EXPECT_THAT(lines(), IsEmpty()) << "it is not on disk yet";
    world.write_all();
    EXPECT_THAT(
        lines(),
        ElementsAre(::testing::AllOf(
            StartsWith("acme confirmed ROAMING_STATUS 5 DIAMETER_SUCCESS by "),
            HasSubstr("(acme.yaml:")
        ))
    );
    ask({deletion(5)});
    EXPECT_THAT(lines(), ElementsAre("acme deleted ROAMING_STATUS 5 DIAMETER_SUCCESS"));
}

TEST_F(MonitoringAuditTest, what_the_network_or_the_disk_refuses_is_told_as_that)
{
    ask({test::wanted(5, MonitoringType::roaming_status)});
    world.network_says(
        {.result = MonitoringResult::success,
         .node = test::hss_a(),
         .statuses =
             {{world.network.asked.back().added.front().id, MonitoringResult::range_not_allowed}}}
    );
    world.write_all();
    ask({test::wanted(6, MonitoringType::roaming_status)});
    world.journal.failing = true;
    world.network_agrees();
    world.write_all();
    EXPECT_THAT(
        lines(),
        ElementsAre(
            HasSubstr(" 5 DIAMETER_ERROR_REQUESTED_RANGE_IS_NOT_ALLOWED by "),
            HasSubstr(" 6 DIAMETER_UNABLE_TO_COMPLY by ")
        )
    );
}

TEST_F(MonitoringAuditTest, where_it_is_not_wanted_only_refusals_are)
{
    world.audit.keeping_permits = false;
    world.watch(test::wanted(5, MonitoringType::roaming_status));
    ask({deletion(5)});
    EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(MonitoringAuditTest, who_ended_it_is_told_and_whose_report_was_refused)
{
    const SubscriptionId id = world.watch(test::wanted(5, MonitoringType::roaming_status, 9));
    const SubscriptionId other = world.watch(test::wanted(6, MonitoringType::roaming_status, 9));
    static_cast<void>(lines());
    NetworkReport forged = world.report(id, {}, 1);
    forged.from = *domain::InternalHost::parse("b.hss.internal");
    world.monitoring().on_report(forged);
    NetworkReport unknown = world.report(id, {}, 2);
    unknown.items.front().reference = {77, std::nullopt};
    world.monitoring().on_report(unknown);
    domain::EventReport cancel;
    cancel.handling = domain::EventHandling::cancel;
    world.monitoring().on_report(world.report(id, cancel, 3));
    world.use_contracts(test::watching_contracts([](Contract& contract) {
        contract.sets.front().events = {};
    }));
    world.monitoring().on_report(world.report(other, {}, 4));
    world.write_all();
    EXPECT_THAT(
        lines(),
        ElementsAre(
            "b.hss.internal refused about a device: not of the HSS that has the subscription",
            "a.hss.internal refused: no such subscription",
            "acme ended 5: cancelled by the network",
            "acme ended 6: its contract permits it no more"
        )
    );
}

TEST_F(MonitoringAuditTest, while_lines_cannot_be_written_requests_are_refused_where_that_is_wanted)
{
    MonitoringSettings settings;
    settings.refuse_unaudited = true;
    test::MonitoringWorld strict{settings};
    strict.audit.accepting = false;
    strict.monitoring().on_configuration(
        test::configuration(1, {test::wanted(5, MonitoringType::roaming_status)})
    );
    EXPECT_EQ(strict.last_answer().result, MonitoringResult::too_busy);
}

} // namespace
} // namespace iwf::core
