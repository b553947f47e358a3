// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/s6m.hpp"

#include <gmock/gmock.h>

#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/domain/digits.hpp"
#include "support/gateway_world.hpp"

namespace iwf::test {
namespace {

using diameter::Outcome;
using diameter::s6m::SubscriberInformationRequest;
using domain::RequestStatus;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace command = diameter::command;
namespace s6m = diameter::s6m;

class S6m : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    [[nodiscard]] std::size_t sir() const
    {
        return world_.waiting_for(command::subscriber_information_request);
    }

    SubscriberInformationRequest asked()
    {
        return *s6m::decode_subscriber_information_request(world_.transport.sent()[sir()].message);
    }

    /// Asks, has the HSS answer so, and returns what the server is told.
    std::optional<RequestStatus> status_after(const diameter::Message& answer)
    {
        const Arrived dar = world_.look_up(++reference_);
        EXPECT_TRUE(world_.answer(sir(), answer));
        return world_.status_of(dar);
    }

    /// Asks, has the HSS answer so, and returns the DTR that follows.
    diameter::t4::DeviceTriggerRequest dtr_after(const s6m::SubscriberInformationAnswer& answer)
    {
        world_.look_up(++reference_);
        EXPECT_TRUE(world_.answer(sir(), s6m::encode(answer)));
        const std::size_t dtr = world_.waiting_for(command::device_trigger_request);
        auto decoded =
            diameter::t4::decode_device_trigger_request(world_.transport.sent()[dtr].message);
        world_.answer(dtr, diameter::t4::encode(dta(peer::sms_sc_a)));
        return *decoded;
    }

    GatewayWorld world_;
    std::uint32_t reference_{};
};

TEST_F(S6m, the_hss_is_asked_for_the_device_and_the_service_of_this_server)
{
    world_.look_up(1);
    const SubscriberInformationRequest request = asked();
    EXPECT_EQ(request.head.origin_host, "iwf.operator.example");
    EXPECT_EQ(request.head.origin_realm, "operator.example");
    EXPECT_EQ(request.head.destination_host, "a.hss.internal");
    EXPECT_EQ(request.head.destination_realm, "internal");
    EXPECT_THAT(request.head.session_id, HasSubstr("iwf.operator.example;"));
    EXPECT_EQ(request.user_identifier.external_identifier, "meter7@devices.acme.example");
    EXPECT_EQ(request.user_identifier.user_name, std::nullopt);
    EXPECT_EQ(request.user_identifier.msisdn, std::nullopt);
    EXPECT_EQ(request.service_id, s6m::ServiceId::device_trigger);
    EXPECT_EQ(request.scs_identity, domain::to_tbcd("4930123"));
    EXPECT_EQ(request.sir_flags, 1U);
    EXPECT_EQ(request.sm_rp_smea, diameter::t4::encode_sm_rp_smea(scs_identity(acme), 0x91));
    EXPECT_EQ(request.priority, std::nullopt);
    EXPECT_EQ(request.application_port, std::nullopt);
    EXPECT_THAT(request.supported_features, IsEmpty());
    const auto flags = world_.transport.sent()[sir()].message.header.flags;
    EXPECT_EQ(flags, diameter::flag::request | diameter::flag::proxiable);
}

TEST_F(S6m, the_priority_of_the_trigger_is_told_to_the_hss)
{
    auto request = dar(1);
    request.device_action.trigger_data->priority = domain::Priority::priority;
    world_.ask(peer::acme, diameter::tsp::encode(request), 1);
    EXPECT_EQ(asked().priority, domain::Priority::priority);
}

TEST_F(S6m, the_hss_names_no_host_or_subscriber_northbound_when_it_refuses)
{
    EXPECT_EQ(
        status_after(sia_refusal(peer::hss_a, {diameter::experimental::user_unknown, true})),
        RequestStatus::invalid_external_id
    );
    const auto& answer = world_.transport.answers().back().message;
    EXPECT_THAT(std::string(base::as_text(answer.avps)), Not(HasSubstr("internal")));
}

struct Refusal
{
    Outcome outcome;
    RequestStatus status;
};

class S6mRefusal : public S6m, public testing::WithParamInterface<Refusal>
{};

TEST_P(S6mRefusal, becomes_the_status_of_the_standard_and_nothing_is_submitted)
{
    EXPECT_EQ(status_after(sia_refusal(peer::hss_a, GetParam().outcome)), GetParam().status);
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_a), 0U);
    EXPECT_EQ(world_.count_sent(command::subscriber_information_request, peer::hss_b), 0U);
    EXPECT_THAT(world_.journal.durable(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    EachCode,
    S6mRefusal,
    testing::Values(
        Refusal{{5001, true}, RequestStatus::invalid_external_id},
        Refusal{{5510, true}, RequestStatus::not_authorized},
        Refusal{{5511, true}, RequestStatus::service_unavailable},
        Refusal{{5011, true}, RequestStatus::temporary_error},
        Refusal{{5598, true}, RequestStatus::permanent_error},
        Refusal{{5012, false}, RequestStatus::temporary_error},
        Refusal{{5001, false}, RequestStatus::permanent_error},
        Refusal{{5005, false}, RequestStatus::permanent_error},
        Refusal{{3003, false}, RequestStatus::temporary_error},
        Refusal{{3007, false}, RequestStatus::temporary_error},
        Refusal{{4002, false}, RequestStatus::temporary_error},
        Refusal{{4181, true}, RequestStatus::temporary_error},
        Refusal{{2001, true}, RequestStatus::temporary_error}
    )
);

TEST_F(S6m, a_success_without_imsi_or_service_data_is_no_success)
{
    auto no_user = sia(peer::hss_a);
    no_user.user_identifiers.clear();
    EXPECT_EQ(status_after(s6m::encode(no_user)), RequestStatus::temporary_error);
    auto no_imsi = sia(peer::hss_a);
    no_imsi.user_identifiers[0].user_name.reset();
    no_imsi.user_identifiers[0].msisdn = domain::to_tbcd("491701234567");
    EXPECT_EQ(status_after(s6m::encode(no_imsi)), RequestStatus::temporary_error);
    auto no_number = sia(peer::hss_a);
    no_number.user_identifiers[0].user_name = "meter7";
    EXPECT_EQ(status_after(s6m::encode(no_number)), RequestStatus::temporary_error);
    auto no_data = sia(peer::hss_a);
    no_data.t4_data.reset();
    EXPECT_EQ(status_after(s6m::encode(no_data)), RequestStatus::temporary_error);
    EXPECT_EQ(world_.log.count("s6m.answer_unusable"), 4U);
}

TEST_F(S6m, the_imsi_is_found_among_several_user_identifiers)
{
    auto answer = sia(peer::hss_a);
    s6m::UserIdentifier number;
    number.msisdn = domain::to_tbcd("491701234567");
    s6m::UserIdentifier name;
    name.external_identifier = "meter7@devices.acme.example";
    s6m::UserIdentifier broken;
    broken.user_name = "not-an-imsi";
    answer.user_identifiers.insert(answer.user_identifiers.begin(), {number, name, broken});
    EXPECT_EQ(dtr_after(answer).user_identifier.user_name, imsi().digits(domain::southbound));
}

TEST_F(S6m, an_answer_in_the_name_of_another_node_is_not_believed)
{
    auto answer = sia(peer::hss_a);
    answer.head.origin_host = "evil.internal";
    EXPECT_EQ(status_after(s6m::encode(answer)), RequestStatus::temporary_error);
    answer.head.origin_host = "A.HSS.Internal"; // names compare without case
    world_.look_up(99);
    world_.answer(sir(), s6m::encode(answer));
    EXPECT_EQ(world_.count_sent(command::device_trigger_request, peer::sms_sc_a), 1U);
}

TEST_F(S6m, an_answer_that_cannot_be_read_is_a_temporary_error)
{
    diameter::Message broken = s6m::encode(sia(peer::hss_a));
    broken.avps.resize(broken.avps.size() - 5);
    EXPECT_EQ(status_after(broken), RequestStatus::temporary_error);
    broken.avps.clear();
    EXPECT_EQ(status_after(broken), RequestStatus::temporary_error);
    EXPECT_EQ(world_.log.count("s6m.answer_unusable"), 2U);
}

TEST_F(S6m, serving_nodes_are_passed_on_as_they_came)
{
    auto answer = sia(peer::hss_a);
    answer.t4_data->serving_nodes.additional_serving_nodes = {
        answer.t4_data->serving_nodes.serving_node};
    EXPECT_EQ(dtr_after(answer).serving_nodes, answer.t4_data->serving_nodes);
}

TEST_F(S6m, an_absent_subscriber_is_submitted_for_later_without_serving_nodes)
{
    auto answer = sia(peer::hss_a);
    answer.t4_data->hss_cause = 1;
    EXPECT_EQ(dtr_after(answer).serving_nodes, domain::ServingNodes{});
}

TEST_F(S6m, an_absent_subscriber_ends_a_trigger_with_one_attempt)
{
    auto request = dar(1);
    request.device_action.validity_time_s = 0;
    auto answer = sia(peer::hss_a);
    answer.t4_data = s6m::T4Data{1, {}};
    const Arrived asked = world_.ask(peer::acme, diameter::tsp::encode(request), 1);
    world_.answer(sir(), s6m::encode(answer));
    EXPECT_EQ(world_.status_of(asked), RequestStatus::temporary_error);
}

TEST_F(S6m, a_service_that_is_barred_or_not_provisioned_is_not_available)
{
    for (const std::uint32_t cause : {2U, 4U, 6U, 3U, 5U, 7U}) {
        auto answer = sia(peer::hss_a);
        answer.t4_data = s6m::T4Data{cause, {}};
        EXPECT_EQ(status_after(s6m::encode(answer)), RequestStatus::service_unavailable) << cause;
    }
}

TEST_F(S6m, bits_of_hss_cause_that_nobody_defined_are_discarded)
{
    auto answer = sia(peer::hss_a);
    answer.t4_data->hss_cause = 0xFFFFFFF8;
    EXPECT_EQ(dtr_after(answer).serving_nodes, answer.t4_data->serving_nodes);
}

} // namespace
} // namespace iwf::test
