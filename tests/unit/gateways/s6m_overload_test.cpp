// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iwf/diameter/generated/s6m.hpp"
#include "support/gateway_world.hpp"

/// HSSs that report overload are spared (RFC 7683; TS 29.336, annex B).
namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using diameter::OverloadReport;
using diameter::OverloadScope;
using diameter::PeerId;
using domain::RequestStatus;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
namespace command = diameter::command;
namespace s6m = diameter::s6m;

/// An answer that ends the request, with a report.
s6m::SubscriberInformationAnswer
unknown_user(PeerId from, std::optional<OverloadReport> report = std::nullopt)
{
    s6m::SubscriberInformationAnswer answer;
    answer.head = sia(from).head;
    answer.head.outcome = {diameter::experimental::user_unknown, true};
    answer.overload_features = diameter::loss_algorithm;
    answer.overload_report = report;
    return answer;
}

class S6mOverload : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    [[nodiscard]] std::size_t sent_to(PeerId hss) const
    {
        return world_.count_sent(command::subscriber_information_request, hss);
    }

    /// The place of the SIR that waits for its answer, if there is one.
    [[nodiscard]] std::optional<std::size_t> sir() const
    {
        const auto waiting = world_.transport.waiting();
        return waiting.empty() ? std::nullopt : std::optional{waiting.back()};
    }

    /// One request; its SIR, if one is sent, is answered so.
    std::optional<RequestStatus>
    ask(diameter::tsp::DeviceActionRequest request,
        std::optional<OverloadReport> report = std::nullopt)
    {
        const Arrived dar =
            world_.ask(peer::acme, diameter::tsp::encode(request), 0x1000 + reference_);
        if (const auto place = sir()) {
            const PeerId hss = world_.transport.sent()[*place].peer;
            EXPECT_TRUE(world_.answer(*place, s6m::encode(unknown_user(hss, report))));
        }
        return world_.status_of(dar);
    }

    std::optional<RequestStatus> ask(std::optional<OverloadReport> report = std::nullopt)
    {
        return ask(dar(++reference_), report);
    }

    /// How many of those are refused to spare the HSSs.
    int refused(int requests)
    {
        int count = 0;
        for (int i = 0; i < requests; ++i) {
            count += ask() == RequestStatus::temporary_error ? 1 : 0;
        }
        return count;
    }

    GatewayWorld world_;
    std::uint32_t reference_{};
};

TEST_F(S6mOverload, each_request_says_that_reports_are_taken)
{
    world_.look_up(1);
    world_.transport.close(peer::hss_a);
    world_.turn();
    ASSERT_EQ(world_.transport.sent().size(), 2U);
    for (const auto& sent : world_.transport.sent()) {
        const auto request = s6m::decode_subscriber_information_request(sent.message);
        EXPECT_EQ(request->overload_features, diameter::loss_algorithm);
    }
}

TEST_F(S6mOverload, the_share_is_refused_at_once_when_there_is_no_other_hss)
{
    world_.transport.close(peer::hss_b);
    std::uint64_t sequence = 0;
    for (const std::uint32_t percent : {10U, 50U, 90U, 100U}) {
        world_.pass(31s);
        ask(OverloadReport{++sequence, OverloadScope::host, percent, 30});
        const std::size_t before = sent_to(peer::hss_a);
        const int held_back = refused(300);
        EXPECT_NEAR(held_back, 3 * static_cast<int>(percent), 15) << percent;
        EXPECT_EQ(sent_to(peer::hss_a) - before, 300U - static_cast<unsigned>(held_back));
    }
}

TEST_F(S6mOverload, another_hss_is_asked_first)
{
    ask(OverloadReport{1, OverloadScope::host, 50, 30});
    EXPECT_EQ(refused(200), 0);
    EXPECT_NEAR(static_cast<int>(sent_to(peer::hss_a)), 101, 8);
    EXPECT_NEAR(static_cast<int>(sent_to(peer::hss_b)), 100, 8);
}

TEST_F(S6mOverload, when_all_hsses_are_overloaded_each_is_spared_its_share)
{
    ask(OverloadReport{1, OverloadScope::host, 100, 600});
    EXPECT_EQ(
        ask(OverloadReport{1, OverloadScope::host, 100, 30}), RequestStatus::invalid_external_id
    );
    EXPECT_EQ(sent_to(peer::hss_b), 1U);
    EXPECT_EQ(refused(10), 10);
    world_.pass(30s); // that of b is over
    EXPECT_EQ(refused(10), 0);
    EXPECT_EQ(sent_to(peer::hss_a), 1U);
    EXPECT_EQ(sent_to(peer::hss_b), 11U);
}

TEST_F(S6mOverload, a_report_of_the_realm_is_about_all_hsses_of_it)
{
    ask(OverloadReport{1, OverloadScope::realm, 50, 30});
    EXPECT_NEAR(refused(300), 150, 15);
    EXPECT_EQ(sent_to(peer::hss_b), 0U);
}

TEST_F(S6mOverload, it_ends_on_time_or_when_the_hss_says_so)
{
    world_.transport.close(peer::hss_b);
    ask(OverloadReport{1, OverloadScope::host, 100, 10});
    world_.pass(9999ms);
    EXPECT_EQ(refused(5), 5);
    world_.pass(1ms);
    EXPECT_THAT(world_.log.lines(), Contains(HasSubstr("s6m.overload_over")));
    EXPECT_EQ(refused(5), 0);
    ask(OverloadReport{2, OverloadScope::host, 50, 600});
    const OverloadReport end{3, OverloadScope::host, 50, 0};
    while (ask(end) == RequestStatus::temporary_error) { // until one reaches it
    }
    EXPECT_EQ(refused(50), 0);
}

TEST_F(S6mOverload, the_log_tells_of_begin_and_end_and_not_of_requests)
{
    world_.transport.close(peer::hss_b);
    ask(OverloadReport{1, OverloadScope::host, 90, 10});
    refused(50);
    ask(OverloadReport{1, OverloadScope::host, 90, 10});
    world_.pass(10s);
    ask(OverloadReport{1, OverloadScope::realm, 20, std::nullopt});
    EXPECT_EQ(world_.log.count("s6m.overload"), 2U);
    EXPECT_EQ(world_.log.count("s6m.overload_over"), 1U);
    const auto& lines = world_.log.lines();
    EXPECT_THAT(
        lines, Contains(HasSubstr("s6m.overload hss=a.hss.internal reduction=90 validity_s=10"))
    );
    EXPECT_THAT(lines, Contains(HasSubstr("s6m.overload_over hss=a.hss.internal held_back=4")));
    EXPECT_THAT(
        lines, Contains(HasSubstr("s6m.overload realm=internal reduction=20 validity_s=30"))
    );
}

TEST_F(S6mOverload, nobody_speaks_for_another)
{
    const OverloadReport all{1, OverloadScope::host, 100, 600};
    for (const char* const host : {"b.hss.internal", "evil.internal", ""}) {
        world_.look_up(++reference_);
        auto answer = unknown_user(peer::hss_a, all);
        answer.head.origin_host = host;
        world_.answer(*sir(), s6m::encode(answer));
    }
    world_.look_up(++reference_);
    auto answer = unknown_user(peer::hss_a, OverloadReport{1, OverloadScope::realm, 100, 600});
    answer.head.origin_realm = "other.example";
    world_.answer(*sir(), s6m::encode(answer));
    EXPECT_EQ(refused(20), 0);
    EXPECT_EQ(sent_to(peer::hss_a), 24U);
    EXPECT_EQ(world_.log.count("s6m.overload"), 0U);
}

TEST_F(S6mOverload, a_report_for_an_algorithm_that_we_did_not_offer_is_ignored)
{
    world_.look_up(++reference_);
    auto answer = unknown_user(peer::hss_a, OverloadReport{1, OverloadScope::host, 100, 600});
    answer.overload_features = 2;
    world_.answer(*sir(), s6m::encode(answer));
    EXPECT_EQ(refused(5), 0);
    EXPECT_EQ(sent_to(peer::hss_a), 6U);
}

TEST_F(S6mOverload, what_one_hss_cannot_answer_is_not_brought_to_one_that_is_overloaded)
{
    world_.transport.close(peer::hss_a);
    ask(OverloadReport{1, OverloadScope::host, 50, 3600}); // b
    world_.transport.open(peer::hss_a);
    int refused = 0;
    for (int i = 0; i < 200; ++i) {
        const Arrived dar = world_.look_up(++reference_);
        world_.answer(*sir(), sia_refusal(peer::hss_a, {diameter::result::too_busy, false}));
        if (const auto again = sir()) {
            world_.answer(*again, s6m::encode(unknown_user(peer::hss_b)));
        }
        refused += world_.status_of(dar) == RequestStatus::temporary_error ? 1 : 0;
    }
    EXPECT_NEAR(refused, 100, 8);
    EXPECT_EQ(sent_to(peer::hss_a), 200U);
    EXPECT_EQ(sent_to(peer::hss_b), 201U - static_cast<unsigned>(refused));
}

TEST_F(S6mOverload, a_report_comes_with_any_answer_that_can_be_read)
{
    world_.look_up(++reference_);
    auto busy = unknown_user(peer::hss_a, OverloadReport{1, OverloadScope::host, 100, 600});
    busy.head.outcome = {diameter::result::too_busy, false};
    world_.answer(*sir(), s6m::encode(busy));
    auto found = sia(peer::hss_b);
    found.overload_report = OverloadReport{1, OverloadScope::host, 100, 600};
    world_.answer(*sir(), s6m::encode(found));
    EXPECT_EQ(world_.log.count("s6m.overload"), 2U);
    const Arrived dar = world_.look_up(++reference_);
    EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
}

TEST_F(S6mOverload, recall_and_replace_are_held_back_first_and_priority_last)
{
    world_.accept(++reference_);
    const std::uint32_t original = reference_;
    world_.transport.close(peer::hss_b);
    ask(OverloadReport{1, OverloadScope::host, 50, 3600});
    int changes = 0;
    int ordinary = 0;
    int urgent = 0;
    const auto held_back = [this](const diameter::tsp::DeviceActionRequest& request) {
        return ask(request) == RequestStatus::temporary_error ? 1 : 0;
    };
    for (int round = 0; round < 100; ++round) {
        ++reference_;
        const bool recall = round % 2 == 0;
        changes += held_back(recall ? recall_dar(original) : replace_dar(reference_, original));
        ordinary += held_back(dar(++reference_));
        auto priority = dar(++reference_);
        priority.device_action.trigger_data->priority = domain::Priority::priority;
        urgent += held_back(priority);
    }
    EXPECT_NEAR(changes + ordinary + urgent, 150, 10);
    EXPECT_GE(changes, 97);
    EXPECT_NEAR(ordinary, 50, 12);
    EXPECT_LE(urgent, 3);
}

} // namespace
} // namespace iwf::test
