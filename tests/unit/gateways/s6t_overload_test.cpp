// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/s6t.hpp"
#include "support/gateway_world.hpp"

/// HSSs that report overload on S6t are spared there, and only there (RFC 7683).
namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using diameter::OverloadReport;
using diameter::OverloadScope;
using diameter::PeerId;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
namespace s6t = diameter::s6t;
const auto& command = diameter::command::s6t::configuration_information_request;

class S6tOverload : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    [[nodiscard]] std::size_t sent_to(PeerId hss) const { return world_.count_sent(command, hss); }

    /// Answers what waits for its answer: all is well, with a report.
    void answer_all(std::optional<OverloadReport> report = std::nullopt)
    {
        for (const std::size_t place : world_.transport.waiting()) {
            const PeerId hss = world_.transport.sent()[place].peer;
            s6t::ConfigurationInformationAnswer answer;
            answer.head.session_id = "s;1;1";
            answer.head.origin_host = hss_host(hss).text();
            answer.head.origin_realm = "internal";
            answer.overload_features = diameter::loss_algorithm;
            answer.overload_report = report;
            EXPECT_TRUE(world_.answer(place, s6t::encode(answer)));
        }
    }

    /// One new subscription of acme; how it was answered.
    std::uint32_t watch(std::optional<OverloadReport> report = std::nullopt)
    {
        const auto asked = world_.ask(peer::acme, s6t::encode(cir()), 0x1000 + reference_);
        answer_all(report);
        const auto answer =
            s6t::decode_configuration_information_answer(*world_.transport.answer_of(asked));
        return answer->head.outcome.code;
    }

    s6t::ConfigurationInformationRequest cir()
    {
        s6t::ConfigurationInformationRequest request;
        request.head = dar(1).head;
        request.user.external_identifier = "meter7@devices.acme.example";
        diameter::monitoring::EventConfiguration event;
        event.reference = {++reference_, std::nullopt};
        event.scef_id = "scs.acme.example";
        event.parameters.type = domain::MonitoringType::roaming_status;
        event.parameters.maximum_reports = 2;
        request.configurations.push_back(std::move(event));
        return request;
    }

    GatewayWorld world_;
    std::uint32_t reference_{};
};

TEST_F(S6tOverload, each_cir_says_that_reports_are_taken)
{
    watch();
    const auto sent =
        s6t::decode_configuration_information_request(world_.transport.sent().front().message);
    EXPECT_EQ(sent->overload_features, diameter::loss_algorithm);
}

TEST_F(S6tOverload, another_hss_is_asked_first)
{
    watch(OverloadReport{1, OverloadScope::host, 100, 30});
    EXPECT_EQ(sent_to(peer::hss_a), 1U);
    EXPECT_EQ(watch(), diameter::result::success);
    EXPECT_EQ(sent_to(peer::hss_a), 1U);
    EXPECT_EQ(sent_to(peer::hss_b), 1U);
}

TEST_F(S6tOverload, a_server_is_told_to_come_later_when_there_is_no_other_until_it_is_over)
{
    world_.transport.close(peer::hss_b);
    world_.turn();
    watch(OverloadReport{1, OverloadScope::host, 100, 30});
    EXPECT_EQ(watch(), diameter::result::too_busy);
    EXPECT_EQ(sent_to(peer::hss_a), 1U);
    EXPECT_EQ(world_.network().held_back(), 1U);
    EXPECT_THAT(world_.log.lines(), Contains(HasSubstr("s6t.overload")));
    world_.pass(31s);
    EXPECT_EQ(watch(), diameter::result::success);
}

TEST_F(S6tOverload, a_removal_waits_for_its_own_hss_and_is_not_forgotten)
{
    watch(OverloadReport{1, OverloadScope::host, 100, 30});
    auto request = cir();
    request.configurations.front().for_deletion = {{1, std::nullopt}};
    request.configurations.front().reference.reset();
    world_.ask(peer::acme, s6t::encode(request), 0x2000);
    answer_all();
    EXPECT_EQ(sent_to(peer::hss_a), 1U) << "it is spared";
    EXPECT_EQ(sent_to(peer::hss_b), 0U) << "which knows nothing of it";
    for (int i = 0; i < 60; ++i) {
        world_.pass(1s);
        answer_all();
    }
    EXPECT_EQ(sent_to(peer::hss_a), 2U);
    EXPECT_EQ(world_.monitoring().table().size(), 0U);
}

TEST_F(S6tOverload, lookups_of_triggers_are_not_spared_by_it)
{
    watch(OverloadReport{1, OverloadScope::host, 100, 30});
    world_.look_up(1);
    EXPECT_EQ(world_.transport.sent().back().peer, peer::hss_a);
}

} // namespace
} // namespace iwf::test
