// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/tsp.hpp"
#include "support/gateway_world.hpp"

/// DRR and DRA (TS 29.337, 5; TS 29.368, 5.6).
namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using diameter::Outcome;
using diameter::t4::DeliveryReportRequest;
using diameter::t4::SmDeliveryOutcome;
using domain::DeliveryOutcome;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace command = diameter::command;

class T4Report : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    Arrived report(const DeliveryReportRequest& request, diameter::PeerId from = peer::sms_sc_a)
    {
        return world_.ask(from, diameter::t4::encode(request), ++end_to_end_);
    }

    /// 0: not answered.
    [[nodiscard]] std::uint32_t code_of(const Arrived& drr) const
    {
        const auto answer = world_.dra(drr);
        return answer ? answer->head.outcome.code : 0;
    }

    [[nodiscard]] std::size_t dnr() const
    {
        return world_.waiting_for(command::device_notification_request);
    }

    GatewayWorld world_;
    std::uint32_t end_to_end_{0x50000};
};

TEST_F(T4Report, the_report_is_answered_when_the_server_has_acknowledged_and_that_is_on_disk)
{
    world_.accept(7);
    const Arrived drr = report(test::drr(peer::sms_sc_a, 7));
    EXPECT_EQ(code_of(drr), 0U);
    world_.hold_disk();
    world_.answer(dnr(), dna());
    EXPECT_EQ(code_of(drr), 0U);
    world_.release_disk();
    EXPECT_EQ(code_of(drr), 2001U);
    const auto answer = world_.dra(drr);
    EXPECT_EQ(answer->head.session_id, "a.smsc.internal;1;7");
    EXPECT_EQ(answer->head.origin_host, "iwf.operator.example");
    EXPECT_EQ(answer->head.origin_realm, "operator.example");
    EXPECT_EQ(world_.transport.answer_of(drr)->header.flags, diameter::flag::proxiable);
}

TEST_F(T4Report, each_outcome_is_told_in_the_words_of_tsp)
{
    const std::vector<std::pair<SmDeliveryOutcome, DeliveryOutcome>> outcomes{
        {SmDeliveryOutcome::successful_transfer, DeliveryOutcome::success},
        {SmDeliveryOutcome::validity_time_expired, DeliveryOutcome::expired},
        {SmDeliveryOutcome::absent_subscriber, DeliveryOutcome::undeliverable},
        {SmDeliveryOutcome::ue_memory_capacity_exceeded, DeliveryOutcome::undeliverable},
    };
    std::uint32_t reference = 0;
    for (const auto& [south, north] : outcomes) {
        world_.accept(++reference);
        auto request = test::drr(peer::sms_sc_a, reference);
        request.sm_delivery_outcome = south;
        request.absent_subscriber_diagnostic = 1;
        report(request);
        const auto notification = *diameter::tsp::decode_device_notification_request(
            world_.transport.sent()[dnr()].message
        );
        EXPECT_EQ(notification.device_notification.delivery_outcome, north);
        world_.answer(dnr(), dna());
    }
}

TEST_F(T4Report, a_report_about_nothing_is_answered_with_success_so_that_it_stops)
{
    EXPECT_EQ(code_of(report(test::drr(peer::sms_sc_a, 4711))), 2001U);
    EXPECT_EQ(world_.log.count("report.unknown"), 1U);
    EXPECT_EQ(world_.count_sent(command::device_notification_request, peer::acme), 0U);
}

TEST_F(T4Report, a_report_of_an_sms_sc_that_does_not_have_the_trigger_is_refused)
{
    world_.accept(7);
    EXPECT_EQ(code_of(report(test::drr(peer::sms_sc_b, 7), peer::sms_sc_b)), 5012U);
    EXPECT_EQ(world_.log.count("report.forged"), 1U);
    EXPECT_EQ(world_.count_sent(command::device_notification_request, peer::acme), 0U);
}

TEST_F(T4Report, a_report_about_another_device_is_not_the_one_waited_for)
{
    world_.accept(7);
    auto request = test::drr(peer::sms_sc_a, 7);
    request.user_identifier.user_name = other_imsi().digits(domain::southbound);
    EXPECT_EQ(code_of(report(request)), 2001U);
    EXPECT_EQ(world_.count_sent(command::device_notification_request, peer::acme), 0U);
}

TEST_F(T4Report, a_report_about_another_servers_number_is_not_the_one_waited_for)
{
    world_.accept(7);
    auto request = test::drr(peer::sms_sc_a, 7);
    request.sm_rp_smea = diameter::t4::encode_sm_rp_smea(scs_identity(beta), 0x91);
    EXPECT_EQ(code_of(report(request)), 2001U);
    EXPECT_EQ(world_.count_sent(command::device_notification_request, peer::acme), 0U);
}

TEST_F(T4Report, a_report_that_names_the_device_otherwise_than_by_imsi_is_taken)
{
    world_.accept(7);
    auto request = test::drr(peer::sms_sc_a, 7);
    request.user_identifier = {};
    request.user_identifier.external_identifier = "meter7@devices.acme.example";
    const Arrived drr = report(request);
    world_.answer(dnr(), dna());
    EXPECT_EQ(code_of(drr), 2001U);
}

TEST_F(T4Report, without_a_reference_number_it_says_which_avp_is_missing)
{
    auto request = test::drr(peer::sms_sc_a, 7);
    request.reference_number.reset();
    const Arrived drr = report(request);
    EXPECT_EQ(code_of(drr), 5005U);
    EXPECT_EQ(
        world_.dra(drr)->head.failed_avp,
        diameter::missing_avp(diameter::avp::reference_number).failed_avp
    );
    EXPECT_EQ(world_.log.count("t4.request_refused"), 1U);
}

TEST_F(T4Report, an_sme_address_that_is_none_is_told_with_the_faulty_avp)
{
    for (const base::Bytes& smea :
         {base::Bytes{},
          base::Bytes{7},
          base::Bytes{9, 0x91, 0x94, 0x03, 0x21, 0xF3},
          base::Bytes{7, 0x91, 0xAA, 0x03, 0x21, 0xF3}}) {
        auto request = test::drr(peer::sms_sc_a, 7);
        request.sm_rp_smea = smea;
        const Arrived drr = report(request);
        EXPECT_EQ(code_of(drr), 5004U);
        // RFC 6733, 7.1.5: the offending AVP MUST be in Failed-AVP.
        base::Bytes whole;
        diameter::AvpWriter{whole}.put(diameter::avp::sm_rp_smea, smea);
        whole.resize(12 + smea.size());
        EXPECT_EQ(world_.dra(drr)->head.failed_avp, whole);
    }
}

TEST_F(T4Report, a_user_name_that_is_no_imsi_is_told_with_the_faulty_avp_and_not_logged)
{
    auto request = test::drr(peer::sms_sc_a, 7);
    request.user_identifier.user_name = "26201123456789O";
    const Arrived drr = report(request);
    EXPECT_EQ(code_of(drr), 5004U);
    EXPECT_THAT(world_.dra(drr)->head.failed_avp, Not(IsEmpty()));
    for (const std::string& line : world_.log.lines()) {
        EXPECT_THAT(line, Not(HasSubstr("26201123456789O")));
    }
}

TEST_F(T4Report, a_report_in_the_name_of_another_node_is_refused)
{
    world_.accept(7);
    auto request = test::drr(peer::sms_sc_a, 7);
    const Arrived drr = report(request, peer::sms_sc_b); // says it is A
    EXPECT_EQ(code_of(drr), 5012U);
    EXPECT_EQ(world_.count_sent(command::device_notification_request, peer::acme), 0U);
}

TEST_F(T4Report, a_report_for_another_node_is_refused)
{
    auto request = test::drr(peer::sms_sc_a, 7);
    request.head.destination_host = "other.operator.example";
    EXPECT_EQ(code_of(report(request)), 3002U);
    request.head.destination_host = "iwf.operator.example";
    request.head.destination_realm = "other.example";
    EXPECT_EQ(code_of(report(request)), 3003U);
    request.head.destination_realm = "operator.example";
    request.head.route_records = {"iwf.operator.example"};
    EXPECT_EQ(code_of(report(request)), 3005U);
}

TEST_F(T4Report, one_that_cannot_be_read_is_refused)
{
    diameter::Message broken = diameter::t4::encode(test::drr(peer::sms_sc_a, 7));
    broken.avps.resize(broken.avps.size() - 3);
    EXPECT_EQ(code_of(world_.ask(peer::sms_sc_a, broken, 1)), 5014U);
    broken.avps.clear();
    EXPECT_EQ(code_of(world_.ask(peer::sms_sc_a, broken, 2)), 5005U);
}

TEST_F(T4Report, repeated_reports_are_each_answered_and_told_once)
{
    world_.accept(7);
    const Arrived first = report(test::drr(peer::sms_sc_a, 7));
    const Arrived second = report(test::drr(peer::sms_sc_a, 7));
    world_.answer(dnr(), dna());
    const Arrived third = report(test::drr(peer::sms_sc_a, 7));
    EXPECT_EQ(code_of(first), 2001U);
    EXPECT_EQ(code_of(second), 2001U);
    EXPECT_EQ(code_of(third), 2001U);
    EXPECT_EQ(world_.count_sent(command::device_notification_request, peer::acme), 1U);
}

TEST_F(T4Report, when_the_sms_sc_is_gone_the_server_is_still_told)
{
    world_.accept(7);
    report(test::drr(peer::sms_sc_a, 7));
    world_.transport.close(peer::sms_sc_a);
    world_.answer(dnr(), dna());
    EXPECT_EQ(world_.engine().counters().notified[DeliveryOutcome::success], 1U);
}

TEST_F(T4Report, reports_that_wait_are_bounded_and_there_is_room_again_once_they_are_answered)
{
    WorldSettings settings;
    settings.t4.max_reports = 2;
    GatewayWorld world{settings};
    world.accept(7);
    const auto message = diameter::t4::encode(test::drr(peer::sms_sc_a, 7));
    world.ask(peer::sms_sc_a, message, 1);
    world.ask(peer::sms_sc_a, message, 2);
    const Arrived third = world.ask(peer::sms_sc_a, message, 3);
    EXPECT_EQ(world.dra(third)->head.outcome.code, 3004U);
    world.answer(world.waiting_for(command::device_notification_request), dna());
    const Arrived fourth = world.ask(peer::sms_sc_a, message, 4);
    EXPECT_EQ(world.dra(fourth)->head.outcome.code, 2001U);
    EXPECT_THAT(world.transport.faults(), IsEmpty());
}

TEST_F(T4Report, an_outcome_that_cannot_be_written_is_not_taken_over)
{
    world_.accept(7);
    world_.hold_disk();
    const Arrived drr = report(test::drr(peer::sms_sc_a, 7));
    world_.fail(dnr(), diameter::SendFailure::connection_lost);
    EXPECT_EQ(code_of(drr), 0U);
    ASSERT_TRUE(world_.journal.fail_next(world_.engine()));
    EXPECT_EQ(code_of(drr), 5012U);
}

} // namespace
} // namespace iwf::test
