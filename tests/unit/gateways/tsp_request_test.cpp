// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "iwf/domain/digits.hpp"
#include "support/gateway_world.hpp"

/// DAR and DAA (TS 29.368, 5.5 and 6.6).
namespace iwf::test {
namespace {

using diameter::Outcome;
using diameter::SupportedFeatures;
using diameter::tsp::DeviceActionAnswer;
using diameter::tsp::DeviceActionRequest;
using domain::RequestStatus;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace avp = diameter::avp;

class TspRequest : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    Arrived ask(const DeviceActionRequest& request, diameter::PeerId from = peer::acme)
    {
        return world_.ask(from, diameter::tsp::encode(request), ++end_to_end_);
    }

    DeviceActionAnswer answer_to(const DeviceActionRequest& request)
    {
        const auto answer = world_.daa(ask(request));
        EXPECT_TRUE(answer.has_value());
        return answer.value_or(DeviceActionAnswer{});
    }

    /// Refused with this Failed-AVP, and with the E bit.
    void expect_missing(const DeviceActionRequest& request, const diameter::AvpDefinition& missing)
    {
        const Arrived asked = ask(request);
        const auto answer = world_.daa(asked);
        ASSERT_TRUE(answer.has_value());
        EXPECT_EQ(answer->head.outcome, (Outcome{5005, false}));
        const auto inside = diameter::missing_avp(missing).failed_avp;
        base::Bytes whole;
        diameter::AvpWriter{whole}.put(avp::device_action, inside);
        EXPECT_EQ(answer->head.failed_avp, whole);
        EXPECT_NE(world_.transport.answer_of(asked)->header.flags & diameter::flag::error, 0);
        EXPECT_EQ(world_.engine().counters().requests, 0U);
    }

    GatewayWorld world_;
    std::uint32_t end_to_end_{0x100};
};

TEST_F(TspRequest, the_answer_tells_how_loaded_this_instance_is)
{
    const auto load_at = [this](double queue, std::uint32_t reference) {
        world_.transport.load_now = queue;
        return answer_to(recall_dar(reference)).load;
    };
    EXPECT_EQ(load_at(1, 7), (diameter::Load{0, "iwf.operator.example"}));
    EXPECT_EQ(load_at(0.5, 8), (diameter::Load{32767, "iwf.operator.example"}));
    EXPECT_EQ(load_at(0, 9), (diameter::Load{65535, "iwf.operator.example"}));
}

TEST_F(TspRequest, the_transport_is_told_of_what_is_refused_and_of_nothing_that_is_under_way)
{
    ask(dar(7));
    EXPECT_EQ(world_.transport.refusals, 0);
    ask(recall_dar(8)); // of nothing
    EXPECT_EQ(world_.transport.refusals, 1);
    auto in_anothers_name = dar(9);
    in_anothers_name.head.origin_host = "scs.beta.example";
    ask(in_anothers_name);
    EXPECT_EQ(world_.transport.refusals, 2);
}

TEST_F(TspRequest, the_load_is_not_told_when_it_shall_not_be)
{
    WorldSettings settings;
    settings.tsp.reports_load = false;
    GatewayWorld world{settings};
    const Arrived asked = world.ask(peer::acme, diameter::tsp::encode(recall_dar(7)), 1);
    EXPECT_EQ(world.daa(asked)->load, std::nullopt);
}

TEST_F(TspRequest, the_answer_echoes_what_the_server_wrote_octet_by_octet)
{
    auto request = dar(7);
    request.device_action.external_identifier = "Meter7@DEVICES.Acme.Example";
    request.head.proxy_infos = {};
    const Arrived asked = ask(request);
    world_.answer(0, sia_refusal(peer::hss_a, {5510, true}));
    const auto answer = world_.daa(asked);
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->head.session_id, request.head.session_id);
    EXPECT_EQ(answer->head.origin_host, "iwf.operator.example");
    EXPECT_EQ(answer->head.origin_realm, "operator.example");
    EXPECT_EQ(answer->head.outcome, Outcome{}); // the command was processed
    const auto& told = *answer->device_notification;
    EXPECT_EQ(told.external_identifier, "Meter7@DEVICES.Acme.Example");
    EXPECT_EQ(told.msisdn, std::nullopt);
    EXPECT_EQ(told.scs_identity, request.device_action.scs_identity);
    EXPECT_EQ(told.reference_number, domain::ReferenceNumber{7});
    EXPECT_EQ(told.action_type, domain::ActionType::device_trigger_request);
    EXPECT_EQ(told.request_status, RequestStatus::not_authorized);
    EXPECT_EQ(told.delivery_outcome, std::nullopt);
    EXPECT_EQ(told.mtc_error_diagnostic, std::nullopt);
}

TEST_F(TspRequest, identities_that_are_none_are_echoed_with_the_status_that_says_so)
{
    auto request = dar(7);
    request.device_action.external_identifier = "no at sign";
    EXPECT_EQ(
        answer_to(request).device_notification->request_status, RequestStatus::invalid_external_id
    );
    request = dar(8);
    request.device_action.external_identifier.reset();
    request.device_action.msisdn = base::Bytes{0xAB, 0xCD};
    const auto answer = answer_to(request);
    EXPECT_EQ(answer.device_notification->request_status, RequestStatus::invalid_external_id);
    EXPECT_EQ(answer.device_notification->msisdn, (base::Bytes{0xAB, 0xCD}));
    request = dar(9);
    request.device_action.scs_identity = base::Bytes{0xFF};
    EXPECT_EQ(
        answer_to(request).device_notification->request_status, RequestStatus::invalid_scs_id
    );
}

TEST_F(TspRequest, a_trigger_or_replace_without_trigger_data_is_told_what_is_missing)
{
    auto request = dar(7);
    request.device_action.trigger_data.reset();
    expect_missing(request, avp::trigger_data);
    auto replace = replace_dar(8, 7);
    replace.device_action.trigger_data.reset();
    expect_missing(replace, avp::trigger_data);
}

TEST_F(TspRequest, a_replace_without_the_old_number_is_told_what_is_missing)
{
    auto request = replace_dar(8, 7);
    request.device_action.old_reference_number.reset();
    expect_missing(request, avp::old_reference_number);
}

TEST_F(TspRequest, a_recall_needs_neither)
{
    EXPECT_EQ(
        answer_to(recall_dar(7)).device_notification->request_status, RequestStatus::recall_fail
    );
}

TEST_F(TspRequest, what_cannot_be_read_is_refused_with_the_session_of_the_request)
{
    auto message = diameter::tsp::encode(dar(7));
    message.avps.resize(message.avps.size() - 7);
    const Arrived asked = world_.ask(peer::acme, message, 1);
    const auto answer = world_.daa(asked);
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->head.outcome.code, 5014U);
    EXPECT_EQ(answer->head.session_id, "scs.acme.example;1;7");
    EXPECT_EQ(world_.log.count("tsp.request_refused"), 1U);
}

TEST_F(TspRequest, what_is_not_for_this_node_is_refused)
{
    auto request = dar(7);
    request.head.destination_host = "iwf2.operator.example";
    EXPECT_EQ(answer_to(request).head.outcome.code, 3002U);
    request.head.destination_host.reset();
    request.head.destination_realm = "acme.example";
    EXPECT_EQ(answer_to(request).head.outcome.code, 3003U);
    request.head.route_records = {"iwf.operator.example"};
    EXPECT_EQ(answer_to(request).head.outcome.code, 3005U);
    EXPECT_EQ(world_.engine().counters().requests, 0U);
}

TEST_F(TspRequest, a_request_in_another_servers_name_is_a_false_trigger)
{
    for (const auto& [host, realm] : std::vector<std::pair<std::string, std::string>>{
             {"scs.beta.example", "acme.example"},
             {"scs.acme.example", "beta.example"},
             {"scs.beta.example", "beta.example"}}) {
        auto request = dar(7);
        request.head.origin_host = host;
        request.head.origin_realm = realm;
        const Arrived asked = ask(request);
        const auto answer = world_.daa(asked);
        ASSERT_TRUE(answer.has_value());
        EXPECT_EQ(answer->head.outcome, (Outcome{5012, false}));
        EXPECT_EQ(world_.status_of(asked), RequestStatus::invalid_scs_id);
        EXPECT_EQ(
            answer->device_notification->external_identifier,
            request.device_action.external_identifier
        );
    }
    EXPECT_EQ(world_.log.count("tsp.identity_spoofed"), 3U);
    EXPECT_EQ(world_.engine().counters().requests, 0U);
    EXPECT_THAT(world_.transport.sent(), IsEmpty());
}

TEST_F(TspRequest, names_of_the_server_compare_without_case)
{
    auto request = dar(7);
    request.head.origin_host = "SCS.Acme.example";
    request.head.origin_realm = "ACME.example";
    ask(request);
    EXPECT_EQ(world_.engine().counters().requests, 1U);
}

TEST_F(TspRequest, the_scs_identity_of_another_server_is_refused)
{
    auto request = dar(7);
    request.device_action.scs_identity = domain::to_tbcd("4940456"); // beta's
    EXPECT_EQ(
        answer_to(request).device_notification->request_status, RequestStatus::invalid_scs_id
    );
}

SupportedFeatures features(std::uint32_t list, std::uint32_t bits, bool mandatory)
{
    return {diameter::vendor_3gpp, list, bits, mandatory};
}

TEST_F(TspRequest, features_that_are_demanded_and_not_there_are_refused_with_our_own_list)
{
    const SupportedFeatures own = features(1, 1, false);
    auto other_vendor = features(1, 1, true);
    other_vendor.vendor_id = 4711;
    for (const SupportedFeatures& demanded :
         {features(1, 2, true),
          features(1, 3, true),
          features(1, 0x80000000, true),
          features(2, 1, true),
          other_vendor}) {
        auto request = dar(7);
        request.supported_features = {features(1, 1, false), demanded};
        const Arrived asked = ask(request);
        const auto answer = world_.daa(asked);
        ASSERT_TRUE(answer.has_value());
        EXPECT_EQ(answer->head.outcome, (Outcome{5011, true}));
        EXPECT_THAT(answer->supported_features, ElementsAre(own));
        EXPECT_EQ(world_.status_of(asked), RequestStatus::permanent_error);
    }
    EXPECT_EQ(world_.engine().counters().requests, 0U);
}

TEST_F(TspRequest, features_that_are_there_or_not_demanded_are_no_hindrance_and_ours_are_listed)
{
    auto request = recall_dar(7);
    request.supported_features = {features(1, 1, true), features(2, 7, false)};
    const auto answer = answer_to(request);
    EXPECT_EQ(answer.head.outcome, Outcome{});
    EXPECT_THAT(answer.supported_features, ElementsAre(features(1, 1, false)));
}

TEST_F(TspRequest, features_are_listed_only_to_a_server_that_lists_its_own)
{
    const auto answer = answer_to(recall_dar(7));
    EXPECT_THAT(answer.supported_features, IsEmpty());
    EXPECT_EQ(answer.feature_supported_in_final_target, 1U);
}

TEST_F(TspRequest, where_no_sms_sc_can_recall_that_is_told_and_demanding_it_is_refused)
{
    WorldSettings settings;
    settings.engine.recall_replace_supported = false;
    settings.tsp.recall_replace_supported = false;
    GatewayWorld world{settings};
    const Arrived recall = world.ask(peer::acme, diameter::tsp::encode(recall_dar(7)), 1);
    EXPECT_EQ(world.status_of(recall), RequestStatus::recall_fail);
    EXPECT_EQ(world.daa(recall)->feature_supported_in_final_target, std::nullopt);
    auto request = dar(8);
    request.supported_features = {features(1, 1, true)};
    const Arrived demanding = world.ask(peer::acme, diameter::tsp::encode(request), 2);
    EXPECT_EQ(world.daa(demanding)->head.outcome, (Outcome{5011, true}));
    EXPECT_THAT(world.daa(demanding)->supported_features, ElementsAre(features(1, 0, false)));
}

TEST_F(TspRequest, the_answer_waits_for_the_connection_it_came_on)
{
    const Arrived asked = world_.submit(7);
    world_.transport.close(peer::acme);
    world_.transport.open(peer::acme);
    world_.answer(1, diameter::t4::encode(dta(peer::sms_sc_a)));
    EXPECT_EQ(world_.status_of(asked), RequestStatus::success); // on the old one
}

TEST_F(TspRequest, a_waiting_request_is_answered_when_the_process_ends_in_order)
{
    FakeTransport* transport = nullptr;
    GatewayWorld world;
    world.look_up(7);
    transport = &world.transport;
    world.restart(); // the gateways end before the stack
    EXPECT_EQ(transport->answers().size(), 1U);
    EXPECT_THAT(transport->faults(), IsEmpty());
}

} // namespace
} // namespace iwf::test
