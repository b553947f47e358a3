// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/record_codec.hpp"

#include "tests/support/store/sample_monitoring.hpp"
#include "tests/unit/store/schema_fields.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace iwf::store {
namespace {

using core::SubscriptionId;
using mtciwf::v1::ReportRecord;
using mtciwf::v1::SubscriptionRecord;
using testing::bare_report;
using testing::bare_subscription;
using ::testing::ElementsAre;
using testing::full_report;
using testing::full_subscription;
using testing::unset_fields;

SubscriptionRecord message_of(const core::SubscriptionRecord& record)
{
    SubscriptionRecord message;
    to_message(record, message);
    return message;
}

ReportRecord message_of(const core::ReportRecord& record)
{
    ReportRecord message;
    to_message(record, message);
    return message;
}

template <class Record>
void expect_comes_back(const Record& record)
{
    const auto read = from_message(message_of(record));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, record);
}

TEST(MonitoringCodec, records_with_every_field_set_come_back_equal)
{
    expect_comes_back(full_subscription(SubscriptionId{77}));
    expect_comes_back(full_report(SubscriptionId{77}, 78));
}

TEST(MonitoringCodec, records_with_nothing_optional_come_back_equal)
{
    expect_comes_back(bare_subscription(SubscriptionId{1}));
    expect_comes_back(bare_report(SubscriptionId{1}, 1));
}

TEST(MonitoringCodec, optional_fields_of_a_subscription_that_hold_a_default_are_not_lost)
{
    core::SubscriptionRecord record = bare_subscription(SubscriptionId{1});
    record.reference.extended = 0;
    record.parameters = {
        .type = domain::MonitoringType::loss_of_connectivity,
        .maximum_reports = 0,
        .monitoring_until = base::WallTime{},
        .maximum_detection_time_s = 0,
        .ue_reachability = domain::UeReachability{{}, 0, 0, 0},
        .location =
            domain::LocationRequest{domain::LocationType::current, domain::Accuracy::cell, 0},
        .association = domain::AssociationType::imei_change,
        .suggested_packet_count = 0,
        .plmn_id_requested = false,
        .provider_id = "",
        .access_point_name = "",
        .areas = {{}, {domain::MmeLocation{}, domain::SgsnLocation{}}},
    };
    record.patterns = {
        {},
        {.indicator = domain::CommunicationIndicator::periodically,
         .duration_s = 0,
         .period_s = 0,
         .scheduled = {{}, {0, 0, 0}},
         .stationary = domain::StationaryIndication::stationary,
         .valid_until = base::WallTime{},
         .traffic_profile = 0,
         .battery_indicator = 0}};
    record.memory = core::ExpectationMemory{0, 0, false, base::WallTime{}, base::WallTime{}, 0, {}};
    record.expectation = SubscriptionId{0};
    record.devices = 0;
    record.group_guard_s = 0;
    expect_comes_back(record);
}

TEST(MonitoringCodec, optional_fields_of_a_report_that_hold_a_default_are_not_lost)
{
    core::ReportRecord record = bare_report(SubscriptionId{1}, 1);
    record.replaced_by = domain::ScefReference{};
    domain::EventReport& report = record.report;
    report.type = domain::MonitoringType::loss_of_connectivity;
    report.handling = domain::EventHandling::suspend;
    report.visited_plmn = base::Bytes{};
    report.roaming = domain::RoamingInformation::roaming;
    report.terminal = domain::Terminal{"", ""};
    report.reachability = domain::ReachabilityInformation::reachable_for_sms;
    report.reachability_cause = domain::ReachabilityCause::connected_mode;
    report.available_until = base::WallTime{};
    report.location = domain::Location{};
    report.loss_reason = domain::LossOfConnectivityReason::detached_mme;
    report.idle_status = domain::IdleStatus{base::WallTime{}, 0, 0, base::Bytes{}, 0};
    report.failure = domain::CommunicationFailure{0, 0, 0, 0, 0, 0};
    report.pdn_connectivity = {
        {.access_point_name = {},
         .type = domain::PdnConnectivityType::created,
         .pdn_type = 0,
         .non_ip_pdn_type_indicator = 0,
         .non_ip_data_delivery_mechanism = 0,
         .addresses = {{}}}};
    report.ue_counts = {{}};
    report.generated = base::WallTime{};
    expect_comes_back(record);
}

TEST(MonitoringCodec, whoever_is_watched_or_reported_comes_back_as_what_he_is)
{
    const auto name = domain::ExternalIdentifier::parse("meter-7@meters.example").value();
    core::SubscriptionRecord subscription = bare_subscription(SubscriptionId{1});
    subscription.watched = {.identity = name, .group = true};
    expect_comes_back(subscription);
    subscription.watched.group = false;
    expect_comes_back(subscription);
    core::ReportRecord report = bare_report(SubscriptionId{1}, 1);
    report.member = name;
    expect_comes_back(report);
}

TEST(MonitoringCodec, a_time_before_1970_comes_back)
{
    core::SubscriptionRecord record = bare_subscription(SubscriptionId{1});
    record.parameters.monitoring_until = base::WallTime{std::chrono::milliseconds{-2208988800000}};
    expect_comes_back(record);
}

TEST(MonitoringCodec, a_group_without_a_name_for_one_is_not_written_as_what_cannot_be_read)
{
    core::SubscriptionRecord record = bare_subscription(SubscriptionId{1});
    record.watched.group = true;
    EXPECT_TRUE(from_message(message_of(record)));
}

TEST(MonitoringCodec, the_full_samples_set_every_field_of_the_schema)
{
    // The other members of each oneof.
    EXPECT_THAT(
        unset_fields(message_of(full_subscription(SubscriptionId{77}))),
        ElementsAre(
            "mtciwf.v1.SubscriptionRecord.external_identifier",
            "mtciwf.v1.SubscriptionRecord.msisdn"
        )
    );
    EXPECT_THAT(
        unset_fields(message_of(full_report(SubscriptionId{77}, 78))),
        ElementsAre("mtciwf.v1.ReportRecord.external_identifier")
    );
}

TEST(MonitoringCodec, the_full_samples_differ_from_the_bare_ones_in_every_field)
{
    // Does not compile when a field is added: extend the samples, the codec and this test.
    const auto full = full_subscription(SubscriptionId{77});
    const auto bare = bare_subscription(SubscriptionId{1});
    const auto& [a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17] = full;
    const auto& [b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17] = bare;
    const std::vector<bool> same{
        a1 == b1,
        a2 == b2,
        a3 == b3,
        a4 == b4,
        a5 == b5,
        a6 == b6,
        a7 == b7,
        a8 == b8,
        a9 == b9,
        a10 == b10,
        a11 == b11,
        a12 == b12,
        a13 == b13,
        a14 == b14,
        a15 == b15,
        a16 == b16,
        a17 == b17};
    EXPECT_EQ(same, std::vector<bool>(same.size(), false));
    const auto report = full_report(SubscriptionId{77}, 78);
    const auto empty = bare_report(SubscriptionId{1}, 1);
    const auto& [c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11] = report;
    const auto& [d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11] = empty;
    const std::vector<bool> alike{
        c1 == d1,
        c2 == d2,
        c3 == d3,
        c4 == d4,
        c5 == d5,
        c6 == d6,
        c7 == d7,
        c8 == d8,
        c9 == d9,
        c10 == d10,
        c11 == d11};
    EXPECT_EQ(alike, std::vector<bool>(alike.size(), false));
}

TEST(MonitoringCodec, the_full_samples_set_every_field_of_the_values_within)
{
    // Do not compile when a field is added: likewise.
    const auto subscription = full_subscription(SubscriptionId{77});
    const auto& [p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12] = subscription.parameters;
    EXPECT_TRUE(p2 && p3 && p4 && p5 && p6 && p7 && p8 && p9 && p10 && p11 && !p12.empty());
    const auto& [q1, q2, q3, q4, q5, q6, q7, q8] = subscription.patterns.front();
    EXPECT_TRUE(q1 && q2 && q3 && !q4.empty() && q5 && q6 && q7 && q8);
    const auto& [u1, u2, u3, u4] = *p5;
    EXPECT_TRUE(u1 && u2 && u3 && u4);
    const auto& [l1, l2, l3] = *p6;
    EXPECT_TRUE(l1 && l2 && l3);
    const auto& [m1, m2, m3, m4, m5, m6, m7] = *subscription.memory;
    EXPECT_TRUE(m1 != 0 && m2 != 0 && m3 && m4 && m5 && m6 != 0 && m7[3] != base::WallTime{});
    const auto record = full_report(SubscriptionId{77}, 78);
    const auto& [r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17] =
        record.report;
    EXPECT_TRUE(r1 && r2 && r3 && r4 && r5 && r6 && r7 && r8 && r9 && r10 && r11 && r12 && r13);
    EXPECT_TRUE(!r14.empty() && !r15.empty() && r16 && r17);
    const auto& [s1, s2, s3, s4, s5, s6] = *r10->mme;
    EXPECT_TRUE(s1 && s2 && s3 && s4 && s5 && s6);
    const auto& [g1, g2, g3, g4, g5] = *r10->sgsn;
    EXPECT_TRUE(g1 && g2 && g3 && g4 && g5);
    const auto& [i1, i2, i3, i4, i5] = *r12;
    EXPECT_TRUE(i1 && i2 && i3 && i4 && i5);
    const auto& [f1, f2, f3, f4, f5, f6] = *r13;
    EXPECT_TRUE(f1 && f2 && f3 && f4 && f5 && f6);
    const auto& [n1, n2, n3, n4, n5, n6] = r14.front();
    EXPECT_TRUE(
        !n1.empty() && n2 != domain::PdnConnectivityType{} && n3 && n4 && n5 && !n6.empty()
    );
    EXPECT_NE(p1, domain::MonitoringType{});
}

} // namespace
} // namespace iwf::store
