// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "tests/unit/gateways/mo_sms_case.hpp"

/// MSISDN-less MO-SMS: OFR, SIR, DNR and back (TS 29.338, 6; TS 29.368, 5.9).
namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(MoSms, F4_the_hss_is_asked_which_name_the_device_has_for_the_port)
{
    send();
    const auto& sent = world_.transport.sent().at(sir());
    const auto asked = *diameter::s6m::decode_subscriber_information_request(sent.message);
    EXPECT_EQ(asked.service_id, diameter::s6m::ServiceId::sms_mo);
    EXPECT_EQ(asked.user_identifier.user_name, imsi().digits(domain::southbound));
    EXPECT_EQ(asked.user_identifier.external_identifier, std::nullopt);
    EXPECT_EQ(asked.application_port, 5000U);
    EXPECT_EQ(asked.sir_flags, diameter::s6m::sir_flag_s6m);
    EXPECT_EQ(asked.scs_identity, std::nullopt);
}

TEST_F(MoSms, F4_the_server_gets_the_message_as_it_is_and_the_sms_sc_hears_so)
{
    const Arrived asked = deliver();
    EXPECT_EQ(ofa(asked), std::nullopt) << "before the server has it";
    const auto& sent = world_.transport.sent().at(dnr());
    EXPECT_EQ(sent.peer, peer::acme);
    const auto request = *diameter::tsp::decode_device_notification_request(sent.message);
    EXPECT_EQ(request.head.destination_host, "scs.acme.example");
    const auto& told = request.device_notification;
    EXPECT_EQ(told.action_type, domain::ActionType::msisdn_less_mo_sms);
    EXPECT_EQ(told.external_identifier, mo_device);
    EXPECT_EQ(told.sm_rp_ui, tpdu);
    EXPECT_EQ(told.application_port, 5000U);
    EXPECT_EQ(told.msisdn, std::nullopt);
    EXPECT_EQ(told.delivery_outcome, std::nullopt);
    EXPECT_NE(told.reference_number.value(), 0U);
    world_.answer(dnr(), dna());
    const auto answer = ofa(asked);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->head.outcome, diameter::Outcome{});
    EXPECT_EQ(answer->external_identifier, mo_device) << "for charging";
    EXPECT_EQ(answer->failure_cause, std::nullopt);
}

TEST_F(MoSms, S7_no_octet_of_the_imsi_goes_north)
{
    deliver();
    world_.answer(dnr(), dna());
    const std::string digits = imsi().digits(domain::southbound);
    const base::Bytes tbcd = domain::to_tbcd(digits);
    for (const auto& sent : world_.transport.sent()) {
        if (sent.peer == peer::acme) {
            const std::string_view octets = base::as_text(sent.message.avps);
            EXPECT_EQ(octets.find(digits), std::string_view::npos);
            EXPECT_EQ(octets.find(base::as_text(tbcd)), std::string_view::npos);
        }
    }
    for (const std::string& line : world_.log.lines()) {
        EXPECT_THAT(line, Not(HasSubstr(digits)));
        EXPECT_THAT(line, Not(HasSubstr("meter1")));
    }
}

TEST_F(MoSms, F4_each_message_has_a_number_of_its_own)
{
    std::set<std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < 3; ++i) {
        send(ofr(), 0x50 + i);
        name_device();
        const auto& sent = world_.transport.sent().at(dnr());
        numbers.insert(diameter::tsp::decode_device_notification_request(sent.message)
                           ->device_notification.reference_number.value());
        world_.answer(dnr(), dna());
    }
    EXPECT_EQ(numbers.size(), 3U);
}

TEST_F(MoSms, F4_what_the_contracts_do_not_permit_reaches_nobody_and_is_audited)
{
    const Arrived foreign = send();
    name_device("meter1@devices.beta.example");
    expect_failure(foreign, DeliveryFailure::invalid_sme_address);
    auto other_port = ofr();
    other_port.sm_rp_ui.at(14) = 0x99;
    const Arrived unknown_port = send(other_port, 0x51);
    name_device();
    expect_failure(unknown_port, DeliveryFailure::invalid_sme_address);
    EXPECT_EQ(ofa(unknown_port)->external_identifier, mo_device);
    EXPECT_EQ(told(), 0U);
    EXPECT_EQ(told(peer::beta), 0U);
    EXPECT_EQ(world_.audit.refusals.size(), 2U);
    EXPECT_EQ(world_.log.count("mo_sms.refused"), 2U);
    EXPECT_EQ(world_.mo_sms().counters().refused, 2U);
}

TEST_F(MoSms, F4_a_server_that_does_not_answer_refuses_or_is_away_is_congestion_and_nothing_is_kept)
{
    const Arrived silent = deliver();
    world_.pass(5s);
    expect_failure(silent, DeliveryFailure::sc_congestion);
    std::uint32_t end_to_end = 0x60;
    for (const diameter::Message& answer :
         {dna(acme, {5012, false}), dna(acme, {3004, false}), dna(beta)}) {
        const Arrived refused = send(ofr(), ++end_to_end);
        name_device();
        world_.answer(dnr(), answer);
        expect_failure(refused, DeliveryFailure::sc_congestion);
    }
    world_.transport.close(peer::acme);
    const Arrived away = send(ofr(), ++end_to_end);
    name_device();
    expect_failure(away, DeliveryFailure::sc_congestion);
    const std::size_t before = told();
    world_.transport.open(peer::acme);
    world_.pass(1h);
    EXPECT_EQ(told(), before) << "the SMS-SC sends it again, not this node";
    EXPECT_EQ(world_.mo_sms().in_progress(), 0U);
}

TEST_F(MoSms, F4_a_server_without_contract_gets_nothing)
{
    world_.servers().remove(peer::acme);
    const Arrived asked = deliver();
    expect_failure(asked, DeliveryFailure::sc_congestion);
    EXPECT_EQ(told(), 0U);
}

TEST_F(MoSms, F4_each_refusal_of_the_hss_has_its_cause)
{
    std::uint32_t end_to_end = 0x70;
    const auto refused = [&](diameter::Outcome outcome) {
        const Arrived asked = send(ofr(), ++end_to_end);
        world_.answer(sir(), sia_refusal(peer::hss_a, outcome));
        return asked;
    };
    expect_failure(refused({5001, true}), DeliveryFailure::user_not_sc_user);
    expect_failure(refused({5510, true}), DeliveryFailure::user_not_sc_user);
    expect_failure(refused({5511, true}), DeliveryFailure::user_not_sc_user);
    expect_failure(refused({5598, true}), DeliveryFailure::invalid_sme_address);
    expect_failure(refused({5012, false}), DeliveryFailure::sc_congestion);
    EXPECT_EQ(told(), 0U);
}

TEST_F(MoSms, F4_an_hss_that_names_no_device_or_cannot_be_asked_is_congestion)
{
    const Arrived nameless = send();
    world_.answer(sir(), diameter::s6m::encode(sia(peer::hss_a)));
    expect_failure(nameless, DeliveryFailure::sc_congestion);
    EXPECT_EQ(world_.log.count("sgd.hss_answer_unusable"), 1U);
    world_.transport.close(peer::hss_a);
    world_.transport.close(peer::hss_b);
    expect_failure(send(ofr(), 0x51), DeliveryFailure::sc_congestion);
}

TEST_F(MoSms, F4_what_lacks_port_or_imsi_or_is_for_somebody_else_is_refused_and_nobody_is_asked)
{
    auto request = ofr();
    request.sm_rp_ui.front() = 0x01; // no user data header
    expect_failure(send(request, 1), DeliveryFailure::invalid_sme_address);
    request = ofr();
    request.user_identifier = {std::nullopt, domain::to_tbcd("491710000001"), {}, {}};
    EXPECT_EQ(ofa(send(request, 2))->head.outcome, (diameter::Outcome{5552, true}));
    request = ofr();
    request.sm_rp_ui.front() = 0x42; // SMS-COMMAND
    EXPECT_EQ(ofa(send(request, 3))->head.outcome, (diameter::Outcome{5552, true}));
    request = ofr();
    request.sc_address = domain::to_tbcd("4915550001");
    expect_failure(send(request, 4), DeliveryFailure::unknown_service_centre);
    EXPECT_EQ(looked_up(), 0U);
}

TEST_F(MoSms, F4_a_message_that_cannot_be_read_is_refused_with_the_avp)
{
    const auto code_of = [this](const MoForwardShortMessageRequest& request) {
        return ofa(send(request))->head;
    };
    auto request = ofr();
    request.sm_rp_ui.resize(201);
    EXPECT_EQ(code_of(request).outcome.code, 5004U);
    EXPECT_THAT(code_of(request).failed_avp, Not(IsEmpty()));
    request.sm_rp_ui = {0x41, 0x00};
    EXPECT_EQ(code_of(request).outcome.code, 5004U);
    request = ofr();
    request.user_identifier.user_name = "alice";
    EXPECT_EQ(code_of(request).outcome.code, 5004U);
    request = ofr();
    request.head.destination_realm = "elsewhere.example";
    EXPECT_EQ(code_of(request).outcome.code, 3003U);
    EXPECT_EQ(looked_up(), 0U);
    EXPECT_EQ(world_.log.count("sgd.request_refused"), 5U);
}

TEST_F(MoSms, S5_a_message_of_a_node_that_is_not_the_connected_one_is_refused)
{
    EXPECT_EQ(ofa(send(ofr(sms_sc_a()), 1, 0, peer::sms_sc_b))->head.outcome.code, 5012U);
    for (const diameter::PeerId from : {peer::acme, peer::hss_a, peer::mme_a}) {
        EXPECT_EQ(ofa(send(ofr(), 2, 0, from))->head.outcome.code, 3007U);
    }
    EXPECT_EQ(looked_up(), 0U);
    EXPECT_EQ(world_.mo_sms().counters().messages, 0U);
}

} // namespace
} // namespace iwf::test
