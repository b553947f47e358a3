// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <gmock/gmock.h>

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "iwf/domain/digits.hpp"
#include "support/gateway_world.hpp"

/// MSISDN-less MO-SMS: OFR, SIR, DNR and back (TS 29.338, 6; TS 29.368, 5.9).
namespace iwf::test {

using diameter::sgd::DeliveryFailure;
using diameter::sgd::MoForwardShortMessageAnswer;
using diameter::sgd::MoForwardShortMessageRequest;

inline constexpr std::string_view mo_device = "meter1@devices.acme.example";

/// An SMS-SUBMIT to port 5000.
inline const base::Bytes tpdu{
    0x41,
    0x2A,
    0x05,
    0x81,
    0x21,
    0x43,
    0xF5,
    0x00,
    0x04,
    0x09,
    0x06,
    0x05,
    0x04,
    0x13,
    0x88,
    0xC3,
    0x50,
    'h',
    'i'};

inline MoForwardShortMessageRequest ofr(const domain::InternalHost& from = sms_sc_a())
{
    MoForwardShortMessageRequest request;
    request.head.session_id = from.text() + ";1;1";
    request.head.origin_host = from.text();
    request.head.origin_realm = "internal";
    request.head.destination_realm = "operator.example";
    request.sc_address = domain::to_tbcd("4915550000");
    request.user_identifier.user_name = imsi().digits(domain::southbound);
    request.sm_rp_ui = tpdu;
    return request;
}

inline core::ContractSnapshot mo_sms_contracts()
{
    return both_contracts([](core::Contract& contract) {
        contract.sets.front().actions.offer(domain::ActionType::msisdn_less_mo_sms, 24);
    });
}

class MoSms : public testing::Test
{
protected:
    explicit MoSms(WorldSettings settings = {})
        : world_{std::move(settings)}
    {
        world_.mo_sms().use_contracts(mo_sms_contracts());
    }

    void TearDown() override { EXPECT_THAT(world_.transport.faults(), testing::IsEmpty()); }

    Arrived send(
        const MoForwardShortMessageRequest& request = ofr(),
        std::uint32_t end_to_end = 0x50,
        std::uint8_t flags = 0,
        diameter::PeerId from = peer::sms_sc_a
    )
    {
        return world_.ask(from, diameter::sgd::encode(request), end_to_end, flags);
    }

    void name_device(std::string_view name = mo_device)
    {
        auto answer = sia(peer::hss_a);
        answer.user_identifiers = {{}};
        answer.user_identifiers.front().external_identifier = name;
        answer.t4_data.reset();
        world_.answer(sir(), diameter::s6m::encode(answer));
    }

    [[nodiscard]] std::size_t sir() const
    {
        return world_.waiting_for(diameter::command::subscriber_information_request);
    }
    [[nodiscard]] std::size_t dnr() const
    {
        return world_.waiting_for(diameter::command::device_notification_request);
    }

    /// To where the server is asked.
    Arrived deliver()
    {
        const Arrived asked = send();
        name_device();
        return asked;
    }

    [[nodiscard]] std::optional<MoForwardShortMessageAnswer> ofa(const Arrived& asked) const
    {
        const diameter::Message* const answer = world_.transport.answer_of(asked);
        if (answer == nullptr) {
            return std::nullopt;
        }
        return *diameter::sgd::decode_mo_forward_short_message_answer(*answer);
    }

    void expect_failure(const Arrived& asked, DeliveryFailure cause) const
    {
        const auto answer = ofa(asked);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->head.outcome, (diameter::Outcome{5555, true}));
        ASSERT_TRUE(answer->failure_cause);
        EXPECT_EQ(answer->failure_cause->failure, cause);
    }

    [[nodiscard]] std::size_t told(diameter::PeerId server = peer::acme) const
    {
        return world_.count_sent(diameter::command::device_notification_request, server);
    }
    [[nodiscard]] std::size_t looked_up() const
    {
        return world_.count_sent(diameter::command::subscriber_information_request, peer::hss_a);
    }

    GatewayWorld world_;
};

} // namespace iwf::test
