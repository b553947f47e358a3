// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "iwf/domain/digits.hpp"
#include "support/core_world.hpp"

/// Each Request-Status and Delivery-Outcome, named after its row in TS 29.368, 6.4.9 and 6.4.10.
/// 108 QUOTAEXCEEDED and 109 RATEEXCEEDED have no source in the engine: they come with the rates
/// and quotas of contracts.
namespace iwf::core {
namespace {

using domain::DeliveryOutcome;
using domain::RequestStatus;

class EngineStatusTest : public testing::Test
{
protected:
    /// The status of a request that must not get as far as the HSS.
    RequestStatus refused_at_once(const DeviceActionEvent& event)
    {
        world.engine().on_device_action(event);
        EXPECT_TRUE(world.hss.asked.empty());
        EXPECT_EQ(world.engine().in_progress(), 0U);
        return world.status_of(1).value();
    }

    /// The status after this result of the lookup; nothing may be written or sent.
    RequestStatus after_lookup(const SubmissionEvent& result)
    {
        world.engine().on_device_action(request);
        world.engine().on_subscriber(world.last(), result);
        EXPECT_EQ(world.journal.waiting(), 0U);
        EXPECT_TRUE(world.sms_sc.submitted.empty());
        EXPECT_EQ(world.engine().counters().triggers_now, 0U);
        return world.status_of(1).value();
    }

    RequestStatus after_submission(const SubmissionEvent& result)
    {
        const TriggerId id = world.submit(request);
        world.engine().on_submitted(id, result);
        EXPECT_EQ(world.status_of(1), std::nullopt); // not before it is on disk
        world.write_all();
        return world.status_of(1).value();
    }

    test::World world;
    DeviceActionEvent request = test::trigger_request(1, 0x1000, 7);
};

TEST_F(EngineStatusTest, row_0_SUCCESS_the_sms_sc_accepted)
{
    EXPECT_EQ(after_submission(SmsScAccepted{}), RequestStatus::success);
}

TEST_F(EngineStatusTest, row_101_INVPAYLOAD_more_octets_than_agreed)
{
    request.trigger_data->payload.resize(141);
    EXPECT_EQ(refused_at_once(request), RequestStatus::invalid_payload);
}

TEST_F(EngineStatusTest, row_102_INVEXTID_malformed_name)
{
    request.claimed.external_identifier = "meter7";
    EXPECT_EQ(refused_at_once(request), RequestStatus::invalid_external_id);
}

TEST_F(EngineStatusTest, row_102_INVEXTID_unknown_at_the_hss)
{
    EXPECT_EQ(
        after_lookup(LookupRefused{RequestStatus::invalid_external_id}),
        RequestStatus::invalid_external_id
    );
}

TEST_F(EngineStatusTest, row_103_INVSCSID_identity_of_another_server)
{
    request.claimed.scs_identity = domain::to_tbcd(test::scs_identity(test::beta).digits());
    EXPECT_EQ(refused_at_once(request), RequestStatus::invalid_scs_id);
}

TEST_F(EngineStatusTest, row_104_INVPERIOD_longer_than_agreed)
{
    request.validity_time_s = 8 * 86400;
    EXPECT_EQ(refused_at_once(request), RequestStatus::invalid_period);
}

TEST_F(EngineStatusTest, row_105_NOTAUTHORIZED_no_contract_of_this_name)
{
    request.contract = "gamma";
    EXPECT_EQ(refused_at_once(request), RequestStatus::not_authorized);
}

TEST_F(EngineStatusTest, row_105_NOTAUTHORIZED_no_contracts_at_all)
{
    world.engine().use_contracts(nullptr);
    EXPECT_EQ(refused_at_once(request), RequestStatus::not_authorized);
}

TEST_F(EngineStatusTest, row_105_NOTAUTHORIZED_an_action_that_is_no_servers)
{
    request.action = domain::ActionType::msisdn_less_mo_sms;
    EXPECT_EQ(refused_at_once(request), RequestStatus::not_authorized);
}

TEST_F(EngineStatusTest, row_105_NOTAUTHORIZED_by_the_hss)
{
    EXPECT_EQ(
        after_lookup(LookupRefused{RequestStatus::not_authorized}), RequestStatus::not_authorized
    );
}

TEST_F(EngineStatusTest, row_106_SERVICEUNAVAILABLE_barred)
{
    SubscriberFound found = test::subscriber();
    found.service_barred = true;
    EXPECT_EQ(after_lookup(found), RequestStatus::service_unavailable);
}

TEST_F(EngineStatusTest, row_107_PERMANENTERROR_by_the_sms_sc)
{
    EXPECT_EQ(
        after_submission(SmsScRefused{RequestStatus::permanent_error, std::nullopt}),
        RequestStatus::permanent_error
    );
}

TEST_F(EngineStatusTest, row_110_REPLACEFAIL_no_such_original)
{
    EXPECT_EQ(refused_at_once(test::replace_request(1, 0x1000, 8, 7)), RequestStatus::replace_fail);
}

TEST_F(EngineStatusTest, row_110_REPLACEFAIL_by_the_sms_sc_with_its_diagnostic)
{
    world.accept(test::trigger_request(9, 0x0FFF, 6));
    request = test::replace_request(1, 0x1000, 7, 6);
    const auto diagnostic = domain::MtcErrorDiagnostic::original_message_not_deleted;
    EXPECT_EQ(
        after_submission(SmsScRefused{RequestStatus::replace_fail, diagnostic}),
        RequestStatus::replace_fail
    );
    EXPECT_EQ(world.scs.answer_to(ServerRequest{1})->diagnostic, diagnostic);
}

TEST_F(EngineStatusTest, row_111_RECALLFAIL_no_such_original)
{
    EXPECT_EQ(refused_at_once(test::recall_request(1, 0x1000, 7)), RequestStatus::recall_fail);
}

TEST_F(EngineStatusTest, row_111_RECALLFAIL_by_the_sms_sc)
{
    world.accept(test::trigger_request(9, 0x0FFF, 7));
    request = test::recall_request(1, 0x1000, 7);
    EXPECT_EQ(
        after_submission(SmsScRefused{RequestStatus::recall_fail, std::nullopt}),
        RequestStatus::recall_fail
    );
}

TEST_F(EngineStatusTest, row_112_ORIGINALMESSAGESENT_by_the_sms_sc)
{
    world.accept(test::trigger_request(9, 0x0FFF, 7));
    request = test::recall_request(1, 0x1000, 7);
    EXPECT_EQ(
        after_submission(SmsScRefused{RequestStatus::original_message_sent, std::nullopt}),
        RequestStatus::original_message_sent
    );
}

TEST_F(EngineStatusTest, row_201_TEMPORARYERROR_absent_and_one_attempt_only)
{
    request.validity_time_s = 0;
    SubscriberFound found = test::subscriber();
    found.absent = true;
    EXPECT_EQ(after_lookup(found), RequestStatus::temporary_error);
}

TEST_F(EngineStatusTest, absent_with_time_left_goes_on_to_the_sms_sc)
{
    world.engine().on_device_action(request);
    SubscriberFound found = test::subscriber();
    found.absent = true;
    world.engine().on_subscriber(world.last(), found);
    world.write_all();
    EXPECT_EQ(world.sms_sc.submitted.size(), 1U);
}

TEST_F(EngineStatusTest, row_201_TEMPORARYERROR_no_hss_answers)
{
    EXPECT_EQ(
        after_lookup(LookupRefused{RequestStatus::temporary_error}), RequestStatus::temporary_error
    );
}

TEST_F(EngineStatusTest, row_201_TEMPORARYERROR_no_sms_sc_is_there)
{
    SubscriberFound found = test::subscriber();
    found.sms_sc.reset();
    EXPECT_EQ(after_lookup(found), RequestStatus::temporary_error);
}

TEST_F(EngineStatusTest, row_201_TEMPORARYERROR_the_sms_sc_is_silent)
{
    EXPECT_EQ(after_submission(SmsScSilent{}), RequestStatus::temporary_error);
}

TEST_F(EngineStatusTest, row_201_TEMPORARYERROR_the_last_sms_sc_is_unreachable)
{
    EXPECT_EQ(after_submission(SmsScUnreachable{std::nullopt}), RequestStatus::temporary_error);
}

TEST_F(EngineStatusTest, a_confirmation_echoes_what_the_server_wrote)
{
    request.claimed.external_identifier = "meter7@DEVICES.acme.example";
    world.accept(request);
    const Confirmation expected{
        .action = request.action,
        .reference = request.reference,
        .claimed = request.claimed,
        .status = RequestStatus::success,
        .diagnostic = std::nullopt,
    };
    EXPECT_EQ(world.scs.answer_to(ServerRequest{1}), expected);
}

TEST_F(EngineStatusTest, S7_no_log_line_names_the_device_or_the_subscriber)
{
    world.accept(request);
    request.request = ServerRequest{2};
    request.end_to_end = 0x1001;
    request.claimed.external_identifier = "meter7@elsewhere.example";
    world.engine().on_device_action(request);
    world.engine().on_report(test::report_about(1, 7));
    world.engine().on_report(test::report_about(2, 8));
    EXPECT_GE(world.log.lines().size(), 3U);
    for (const std::string& line : world.log.lines()) {
        EXPECT_EQ(line.find("meter7"), std::string::npos) << line;
        EXPECT_EQ(line.find("2620"), std::string::npos) << line;
    }
}

// Delivery-Outcome

class EngineOutcomeTest : public EngineStatusTest,
                          public testing::WithParamInterface<DeliveryOutcome>
{};

TEST_P(EngineOutcomeTest, the_report_of_the_sms_sc_is_told_as_this_row)
{
    const TriggerId id = world.accept(request);
    ReportEvent report = test::report_about(1, 7);
    report.outcome = GetParam();
    world.engine().on_report(report);
    ASSERT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.scs.notified[0].record.delivery_outcome, GetParam());
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    EXPECT_EQ(world.engine().counters().notified[GetParam()], 1U);
    EXPECT_EQ(world.journal.find(id)->delivery_outcome, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    EngineOutcomeTest,
    testing::Values(
        DeliveryOutcome::success,
        DeliveryOutcome::expired,
        DeliveryOutcome::temporary_error,
        DeliveryOutcome::undeliverable
    ),
    [](const auto& the) { return std::string{domain::name(the.param)}; }
);

TEST_F(EngineStatusTest, outcome_4_UNCONFIRMED_when_nobody_reports_in_validity_plus_margin)
{
    const TriggerId id = world.accept(request); // one hour
    world.pass(std::chrono::minutes{65} - std::chrono::milliseconds{1});
    EXPECT_TRUE(world.scs.notified.empty());
    world.pass(std::chrono::milliseconds{1});
    ASSERT_EQ(world.scs.notified.size(), 1U);
    EXPECT_EQ(world.scs.notified[0].record.delivery_outcome, DeliveryOutcome::unconfirmed);
    world.engine().on_notified(id, Acknowledged{});
    world.write_all();
    EXPECT_EQ(world.journal.find(id)->state, TriggerState::closed);
}

TEST_F(EngineStatusTest, without_a_validity_the_guard_takes_the_products_default)
{
    request.validity_time_s.reset();
    world.accept(request);
    world.pass(std::chrono::hours{24} + std::chrono::minutes{5} - std::chrono::milliseconds{1});
    EXPECT_TRUE(world.scs.notified.empty());
    world.pass(std::chrono::milliseconds{1});
    EXPECT_EQ(world.scs.notified.size(), 1U);
}

TEST_F(EngineStatusTest, the_longest_validity_there_is_does_not_overflow)
{
    TriggerRecord record = test::sample_record();
    record.validity_time_s = 0xFFFFFFFF;
    record.state = TriggerState::intended;
    world.engine().restore({record});
    world.engine().resume_submissions(nullptr);
    world.engine().on_submitted(record.id, SmsScAccepted{});
    world.write_all();
    world.pass(std::chrono::hours{24 * 365});
    EXPECT_TRUE(world.scs.notified.empty());
}

} // namespace
} // namespace iwf::core
