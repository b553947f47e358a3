// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/monitor_output.hpp"

#include <gtest/gtest.h>

namespace iwf::scs {
namespace {

using namespace std::chrono_literals;
using diameter::monitoring::EventReport;
using diameter::s6t::ConfigurationInformationAnswer;

constexpr base::WallTime moment{1'795'636'801s};
constexpr ReportAnswer success{diameter::Outcome{}};

Configuration loss()
{
    return Subscribing{
        .device = {*parse_device("a@b.test"), false},
        .reference = {7, {}},
        .replaced = {},
        .wanted = domain::EventParameters{},
        .lifetime = {},
        .group_guard_s = {},
    };
}

template <class... Shown>
std::string shown(Format format, const Shown&... what)
{
    ::testing::internal::CaptureStdout();
    show(Output{format}, what...);
    return ::testing::internal::GetCapturedStdout();
}

EventReport report_of(std::uint32_t reference)
{
    EventReport one;
    one.reference = {reference, {}};
    return one;
}

MonitoringReport with(EventReport one)
{
    MonitoringReport report;
    report.request.user = diameter::monitoring::UserIdentifier{"a@b.test", {}, false};
    report.request.reports.push_back(std::move(one));
    return report;
}

TEST(MonitorOutput, tells_a_loss_by_name)
{
    EventReport one = report_of(7);
    one.report.type = domain::MonitoringType::loss_of_connectivity;
    one.report.loss_reason = domain::LossOfConnectivityReason::detached_mme;
    one.report.broken = domain::BrokenExpectation::stationary;
    one.report.generated = moment;
    auto report = with(std::move(one));
    report.retransmitted = true;
    EXPECT_EQ(
        shown(Format::plain, report, success),
        "report a@b.test reference=7 type=LOSS_OF_CONNECTIVITY broken_expectation=STATIONARY "
        "loss_of_connectivity_reason=UE_DETACHED_MME generated=2026-11-25T20:00:01Z "
        "retransmitted=yes  answered 2001 DIAMETER_SUCCESS\n"
    );
    EXPECT_EQ(
        shown(Format::json, report, ReportAnswer{}),
        R"({"event":"monitoring_report","device":"a@b.test","reference":7,)"
        R"("type":"LOSS_OF_CONNECTIVITY","broken_expectation":"STATIONARY",)"
        R"("loss_of_connectivity_reason":"UE_DETACHED_MME","generated":"2026-11-25T20:00:01Z",)"
        R"("retransmitted":true,"answer":"not answered"})"
        "\n"
    );
}

TEST(MonitorOutput, tells_every_field)
{
    EventReport one = report_of(7);
    auto& report = one.report;
    report.handling = domain::EventHandling::suspend;
    report.visited_plmn = base::Bytes{0x62, 0xF2, 0x10};
    report.roaming = domain::RoamingInformation::roaming;
    report.imei_change = domain::ImeiChange::imeisv_only;
    report.terminal = domain::Terminal{"123456789012345", "02"};
    report.reachability = domain::ReachabilityInformation::reachable_for_data;
    report.reachability_cause = domain::ReachabilityCause::paging;
    report.available_until = moment;
    report.location.emplace().mme.emplace().tracking_area =
        base::Bytes{0x62, 0xF2, 0x10, 0x1A, 0x2B};
    report.location->mme->age_minutes = 3;
    report.location->mme->retrieved_now = true;
    report.location->sgsn.emplace().cell = base::Bytes{0x62, 0xF2, 0x10, 0x1A, 0x2B, 0x00, 0xFF};
    report.idle_status.emplace().active_time_s = 20;
    report.failure.emplace().s1ap_cause = 21;
    report.pdn_connectivity.push_back(
        {"iot", domain::PdnConnectivityType::deleted, 0, {}, {}, {{0, 1, 192, 0, 2, 1}}}
    );
    report.ue_counts.push_back({*report.location, 12});
    one.for_deletion = domain::ScefReference{6, {}};
    one.service_reports.push_back(
        {diameter::Outcome{5012, false}, diameter::monitoring::NodeType::mme}
    );
    const std::string line = shown(Format::plain, with(one), success);
    for (const char* const part :
         {"handling=SUSPEND",
          "visited_plmn=262-01",
          "roaming=SUBSCRIBER_ROAMING",
          "imei_change=IMEISV_ONLY",
          "imei=123456789012345",
          "software_version=02",
          "reachability=REACHABLE_FOR_DATA",
          "reachability_cause=PAGING",
          "available_until=2026-11-25T20:00:01Z",
          "tai=262-01-1a2b",
          "age_minutes=3",
          "current_location_retrieved=yes",
          "cgi=262-01-1a2b-00ff",
          "active_time_s=20",
          "s1ap_cause=21",
          "(apn=iot status=DELETED pdn_type=0 addresses=192.0.2.1)",
          "count=12)",
          "for_deletion=6",
          "(reference=7 result=5012 result_name=DIAMETER_UNABLE_TO_COMPLY node=MME)",
          "retransmitted=no"}) {
        EXPECT_NE(line.find(part), std::string::npos) << part << " in " << line;
    }
}

TEST(MonitorOutput, tells_a_group_member_by_member_and_flags_alone)
{
    MonitoringReport report;
    report.request.user = diameter::monitoring::UserIdentifier{"all@b.test", {}, true};
    report.request.rir_flags = 1U << 1U | 1U << 20U;
    EXPECT_EQ(
        shown(Format::plain, report, success),
        "report all@b.test retransmitted=no flags=ALL_MONITORING_EVENTS_CANCELLED,bit 20  "
        "answered 2001 DIAMETER_SUCCESS\n"
    );
    report.request.rir_flags.reset();
    diameter::s6t::GroupReport group;
    group.reference = {7, {}};
    for (const char* const member : {"a@b.test", "c@b.test"}) {
        group.items.emplace_back().user.external_identifier = member;
    }
    report.request.group_reports.push_back(std::move(group));
    EXPECT_EQ(
        shown(Format::plain, report, success),
        "report a@b.test reference=7 retransmitted=no group=all@b.test  "
        "answered 2001 DIAMETER_SUCCESS\n"
        "report c@b.test reference=7 retransmitted=no group=all@b.test  "
        "answered 2001 DIAMETER_SUCCESS\n"
    );
}

TEST(MonitorOutput, tells_each_result_of_a_command)
{
    ConfigurationInformationAnswer answer;
    answer.statuses.push_back(
        {{7, {}},
         "scs.test",
         {{diameter::Outcome{5512, true}, diameter::monitoring::NodeType::hss}}}
    );
    answer.number_of_ues = 12;
    answer.cia_flags = 1;
    answer.hss_cause = 1;
    answer.reports.push_back(report_of(8));
    EXPECT_EQ(
        shown(Format::plain, loss()), "monitor a@b.test type=LOSS_OF_CONNECTIVITY reference=7\n"
    );
    const ConfigurationResult result{answer};
    EXPECT_EQ(
        shown(Format::plain, loss(), result, 1500us),
        "  2001 DIAMETER_SUCCESS  1.5 ms  number_of_ues=12 flags=GROUP_CONFIGURATION_IN_PROGRESS "
        "hss_cause=ABSENT_SUBSCRIBER\n"
        "  reference 7  5512 DIAMETER_ERROR_REQUESTED_RANGE_IS_NOT_ALLOWED  of the HSS\n"
        "report a@b.test reference=8 retransmitted=no  immediate\n"
    );
    answer.reports.clear();
    EXPECT_EQ(
        shown(Format::json, loss(), ConfigurationResult{answer}, 1500us),
        R"({"event":"configuration","command":"monitor","device":"a@b.test",)"
        R"("type":"LOSS_OF_CONNECTIVITY","reference":7,"result":2001,)"
        R"("result_name":"DIAMETER_SUCCESS","statuses":[{"reference":7,"experimental":5512,)"
        R"("result_name":"DIAMETER_ERROR_REQUESTED_RANGE_IS_NOT_ALLOWED","node":"HSS"}],)"
        R"("number_of_ues":12,"flags":["GROUP_CONFIGURATION_IN_PROGRESS"],)"
        R"("hss_cause":["ABSENT_SUBSCRIBER"],"ms":1.500})"
        "\n"
    );
    EXPECT_EQ(shown(Format::json, loss()), "");
}

TEST(MonitorOutput, lists_subscriptions)
{
    const Subscriptions list{
        {7, "a@b.test", "ROAMING_STATUS", 2, moment}, {8, "a@b.test", "ROAMING_STATUS", 0, {}}};
    EXPECT_EQ(
        shown(Format::plain, list),
        "reference=7 device=a@b.test type=ROAMING_STATUS reports=2 "
        "last_report=2026-11-25T20:00:01Z\n"
        "reference=8 device=a@b.test type=ROAMING_STATUS reports=0\n"
    );
    EXPECT_EQ(
        shown(Format::json, Subscriptions{list[1]}),
        R"({"event":"subscription","reference":8,"device":"a@b.test","type":"ROAMING_STATUS",)"
        R"("reports":0})"
        "\n"
    );
}

} // namespace
} // namespace iwf::scs
