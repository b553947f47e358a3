// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/t4.hpp"

#include <gmock/gmock.h>

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/domain/digits.hpp"
#include "support/gateway_world.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using diameter::Outcome;
using diameter::SendFailure;
using diameter::t4::DeviceTriggerRequest;
using diameter::t4::TriggerAction;
using domain::ReferenceNumber;
using domain::RequestStatus;
using testing::IsEmpty;
using testing::SizeIs;
namespace command = diameter::command;

class T4 : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    [[nodiscard]] std::size_t dtr() const
    {
        return world_.waiting_for(command::device_trigger_request);
    }

    [[nodiscard]] const FakeTransport::Sent& sent(std::size_t place) const
    {
        return world_.transport.sent().at(place);
    }

    [[nodiscard]] bool retransmitted(std::size_t place) const
    {
        return (sent(place).message.header.flags & diameter::flag::retransmitted) != 0;
    }

    [[nodiscard]] DeviceTriggerRequest request_at(std::size_t place) const
    {
        return *diameter::t4::decode_device_trigger_request(sent(place).message);
    }

    /// acme asks this; the HSS knows the device.
    Arrived submit(const diameter::tsp::DeviceActionRequest& action)
    {
        const std::uint32_t end_to_end = 0x9000 + action.device_action.reference_number.value() +
                                         static_cast<std::uint32_t>(world_.transport.sent().size());
        const Arrived dar = world_.ask(peer::acme, diameter::tsp::encode(action), end_to_end);
        world_.answer(
            world_.waiting_for(command::subscriber_information_request),
            diameter::s6m::encode(sia(peer::hss_a))
        );
        return dar;
    }

    GatewayWorld world_;
};

TEST_F(T4, a_trigger_is_submitted_with_all_that_the_server_and_the_hss_said)
{
    auto action = dar(7);
    action.device_action.trigger_data =
        domain::TriggerData{{0, 1, 0xFF}, domain::Priority::priority, 5001};
    submit(action);
    const DeviceTriggerRequest request = request_at(dtr());
    EXPECT_EQ(sent(dtr()).peer, peer::sms_sc_a);
    EXPECT_EQ(request.head.origin_host, "iwf.operator.example");
    EXPECT_EQ(request.head.origin_realm, "operator.example");
    EXPECT_EQ(request.head.destination_host, "a.smsc.internal");
    EXPECT_EQ(request.head.destination_realm, "internal");
    EXPECT_EQ(request.user_identifier.user_name, imsi().digits(domain::southbound));
    EXPECT_EQ(request.user_identifier.external_identifier, "meter7@devices.acme.example");
    EXPECT_EQ(request.user_identifier.msisdn, std::nullopt);
    EXPECT_EQ(request.sm_rp_smea, (base::Bytes{7, 0x91, 0x94, 0x03, 0x21, 0xF3}));
    EXPECT_EQ(request.payload, (base::Bytes{0, 1, 0xFF}));
    EXPECT_EQ(request.priority, domain::Priority::priority);
    EXPECT_EQ(request.application_port, 5001U);
    EXPECT_EQ(request.serving_nodes, sia(peer::hss_a).t4_data->serving_nodes);
    EXPECT_EQ(request.reference_number, ReferenceNumber{7});
    EXPECT_EQ(request.old_reference_number, std::nullopt);
    EXPECT_EQ(request.validity_time_s, 3600U);
    EXPECT_EQ(request.trigger_action, TriggerAction::trigger);
    EXPECT_THAT(request.supported_features, IsEmpty());
    EXPECT_FALSE(retransmitted(dtr()));
}

TEST_F(T4, a_recall_names_the_recalled_number_in_both_places_and_carries_no_content)
{
    world_.accept(7);
    submit(recall_dar(7));
    const DeviceTriggerRequest request = request_at(dtr());
    EXPECT_EQ(request.trigger_action, TriggerAction::recall);
    EXPECT_EQ(request.reference_number, ReferenceNumber{7});
    EXPECT_EQ(request.old_reference_number, ReferenceNumber{7});
    EXPECT_THAT(request.payload, IsEmpty());
    EXPECT_EQ(request.validity_time_s, std::nullopt);
    EXPECT_EQ(request.serving_nodes, domain::ServingNodes{});
    EXPECT_EQ(request.user_identifier.user_name, imsi().digits(domain::southbound));
}

TEST_F(T4, a_replace_names_the_new_and_the_old_number)
{
    world_.accept(7);
    submit(replace_dar(8, 7));
    const DeviceTriggerRequest request = request_at(dtr());
    EXPECT_EQ(request.trigger_action, TriggerAction::replace);
    EXPECT_EQ(request.reference_number, ReferenceNumber{8});
    EXPECT_EQ(request.old_reference_number, ReferenceNumber{7});
    EXPECT_EQ(request.payload, (base::Bytes{'h', 'e', 'l', 'l', 'o'}));
    EXPECT_EQ(request.validity_time_s, 3600U);
}

struct Answer
{
    Outcome outcome;
    RequestStatus status;
};

class T4Refusal : public T4, public testing::WithParamInterface<Answer>
{};

TEST_P(T4Refusal, becomes_the_status_of_the_standard)
{
    const Arrived dar = world_.submit(1);
    world_.answer(dtr(), diameter::t4::encode(dta(peer::sms_sc_a, GetParam().outcome)));
    EXPECT_EQ(world_.status_of(dar), GetParam().status);
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_b), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    EachCode,
    T4Refusal,
    testing::Values(
        Answer{{2001, false}, RequestStatus::success},
        Answer{{2002, false}, RequestStatus::success},
        Answer{{5001, true}, RequestStatus::permanent_error},
        Answer{{5530, true}, RequestStatus::permanent_error},
        Answer{{5531, true}, RequestStatus::permanent_error},
        Answer{{5532, true}, RequestStatus::permanent_error},
        Answer{{5533, true}, RequestStatus::replace_fail},
        Answer{{5534, true}, RequestStatus::recall_fail},
        Answer{{5535, true}, RequestStatus::original_message_sent},
        Answer{{5012, false}, RequestStatus::temporary_error},
        Answer{{3003, false}, RequestStatus::temporary_error},
        Answer{{4001, false}, RequestStatus::temporary_error},
        Answer{{5005, false}, RequestStatus::permanent_error},
        Answer{{2001, true}, RequestStatus::temporary_error}
    )
);

TEST_F(T4, congestion_is_temporary_where_the_operator_says_so)
{
    WorldSettings settings;
    settings.t4.congestion = diameter::CongestionIs::temporary;
    GatewayWorld world{settings};
    const Arrived dar = world.submit(1);
    world.answer(
        world.waiting_for(command::device_trigger_request),
        diameter::t4::encode(dta(peer::sms_sc_a, {5531, true}))
    );
    EXPECT_EQ(world.status_of(dar), RequestStatus::temporary_error);
}

TEST_F(T4, the_diagnostic_of_a_failed_replace_reaches_the_server)
{
    world_.accept(7);
    const Arrived dar = submit(replace_dar(8, 7));
    auto answer = dta(peer::sms_sc_a, {5533, true});
    answer.mtc_error_diagnostic = domain::MtcErrorDiagnostic::new_message_not_stored;
    world_.answer(dtr(), diameter::t4::encode(answer));
    EXPECT_EQ(world_.status_of(dar), RequestStatus::replace_fail);
    EXPECT_EQ(
        world_.daa(dar)->device_notification->mtc_error_diagnostic,
        domain::MtcErrorDiagnostic::new_message_not_stored
    );
}

TEST_F(T4, a_lost_connection_brings_a_new_trigger_to_the_other_sms_sc_with_the_t_flag)
{
    const Arrived dar = world_.submit(1);
    const std::size_t first = dtr();
    world_.transport.close(peer::sms_sc_a);
    world_.turn();
    const std::size_t second = dtr();
    EXPECT_EQ(sent(second).peer, peer::sms_sc_b);
    EXPECT_TRUE(retransmitted(second));
    EXPECT_EQ(sent(first).message.header.end_to_end, sent(second).message.header.end_to_end);
    EXPECT_EQ(request_at(first).head.session_id, request_at(second).head.session_id);
    EXPECT_EQ(request_at(second).head.destination_host, "b.smsc.internal");
    world_.answer(second, diameter::t4::encode(dta(peer::sms_sc_b)));
    EXPECT_EQ(world_.status_of(dar), RequestStatus::success);
}

TEST_F(T4, the_change_of_sms_sc_is_on_disk_before_the_other_one_is_asked)
{
    world_.submit(1);
    world_.hold_disk();
    world_.transport.close(peer::sms_sc_a);
    world_.turn();
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_b), 0U);
    world_.release_disk();
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_b), 1U);
    EXPECT_EQ(world_.journal.read_back().at(0).submission->sms_sc, sms_sc_b());
}

TEST_F(T4, an_sms_sc_that_is_busy_or_cannot_deliver_is_left)
{
    std::uint32_t reference = 0;
    for (const std::uint32_t code : {3002U, 3004U}) {
        const Arrived dar = world_.submit(++reference);
        world_.answer(dtr(), diameter::t4::encode(dta(peer::sms_sc_a, {code, false})));
        EXPECT_EQ(sent(dtr()).peer, peer::sms_sc_b);
        world_.answer(dtr(), diameter::t4::encode(dta(peer::sms_sc_b)));
        EXPECT_EQ(world_.status_of(dar), RequestStatus::success);
    }
}

TEST_F(T4, each_sms_sc_is_asked_once_and_after_the_last_the_server_is_told)
{
    const Arrived dar = world_.submit(1);
    world_.transport.close(peer::sms_sc_a);
    world_.turn();
    world_.transport.open(peer::sms_sc_a);
    world_.turn();
    world_.transport.close(peer::sms_sc_b);
    world_.turn();
    EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_a), 1U);
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_b), 1U);
}

TEST_F(T4, a_silent_sms_sc_may_have_the_trigger_so_nobody_else_is_asked)
{
    const Arrived dar = world_.submit(1);
    world_.pass(5999ms);
    EXPECT_EQ(world_.status_of(dar), std::nullopt);
    world_.pass(1ms);
    EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_b), 0U);
}

TEST_F(T4, recall_and_replace_go_to_the_sms_sc_of_the_original_and_to_nobody_else)
{
    world_.transport.close(peer::sms_sc_a);
    world_.accept(7); // at B
    world_.transport.open(peer::sms_sc_a);
    for (const auto& action : {recall_dar(7), replace_dar(8, 7)}) {
        const Arrived dar = submit(action);
        EXPECT_EQ(sent(dtr()).peer, peer::sms_sc_b);
        world_.transport.close(peer::sms_sc_b);
        world_.turn();
        EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
        world_.transport.open(peer::sms_sc_b);
        world_.turn();
    }
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_a), 0U);
}

TEST_F(T4, a_dta_that_is_wrong_says_nothing_about_the_trigger)
{
    diameter::Message broken = diameter::t4::encode(dta(peer::sms_sc_a));
    broken.avps.resize(9);
    auto stranger = dta(peer::sms_sc_a);
    stranger.head.origin_host = "evil.internal";
    std::uint32_t reference = 0;
    for (const diameter::Message& answer : {broken, diameter::t4::encode(stranger)}) {
        const Arrived dar = world_.submit(++reference);
        world_.answer(dtr(), answer);
        EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
    }
    EXPECT_EQ(world_.log.count("t4.answer_unusable"), 2U);
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_b), 0U);
}

TEST_F(T4, without_any_sms_sc_the_server_is_told_before_anything_is_written)
{
    world_.transport.close(peer::sms_sc_a);
    world_.transport.close(peer::sms_sc_b);
    const Arrived dar = submit(test::dar(1));
    EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
    EXPECT_THAT(world_.journal.durable(), IsEmpty());
}

TEST_F(T4, sends_that_the_stack_refuses_end_with_a_temporary_error)
{
    const Arrived dar = world_.look_up(1);
    const std::size_t sir = world_.waiting_for(command::subscriber_information_request);
    world_.transport.refuse_sends(SendFailure::too_busy);
    world_.answer(sir, diameter::s6m::encode(sia(peer::hss_a)));
    EXPECT_EQ(world_.status_of(dar), RequestStatus::temporary_error);
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_a), 0U);
}

TEST_F(T4, an_unanswered_submission_is_repeated_after_a_restart_when_its_sms_sc_connects)
{
    world_.submit(1);
    const std::size_t first = dtr();
    world_.restart();
    EXPECT_THAT(world_.transport.waiting(), IsEmpty());
    world_.transport.open(peer::sms_sc_b);
    world_.turn();
    EXPECT_THAT(world_.transport.waiting(), IsEmpty());
    world_.transport.open(peer::sms_sc_a);
    world_.turn();
    const std::size_t second = dtr();
    EXPECT_TRUE(retransmitted(second));
    EXPECT_EQ(sent(second).message.header.end_to_end, sent(first).message.header.end_to_end);
    EXPECT_EQ(request_at(second), request_at(first));
}

} // namespace
} // namespace iwf::test
