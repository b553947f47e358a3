// SPDX-License-Identifier: Apache-2.0
#include "written_monitoring.hpp"

#include <gtest/gtest.h>

#include "iwf/diameter/s6t.hpp"
#include "iwf/diameter/t6a.hpp"
#include "written.hpp"

namespace iwf::diameter {
namespace {

using domain::ScefReference;
using written::answer_head;
using written::expect_read;
using written::message_of;
using written::request_head;
using namespace std::chrono_literals;

/// 0xE8000000 as Time.
constexpr base::WallTime moment{1'683'325'312s};
/// 0 as Time: 7 February 2036, 06:28:16 UTC.
constexpr base::WallTime next_era{2'085'978'496s};

TEST(WrittenMonitoring, s6t_configuration_information_request)
{
    s6t::ConfigurationInformationRequest expected;
    expected.head = request_head("scs.x", "x", "y");
    expected.user = {"m1@d.example", {}, true};
    auto& configuration = expected.configurations.emplace_back();
    configuration.reference = ScefReference{7, {}};
    configuration.scef_id = "scs.x";
    configuration.for_deletion = {{6, {}}};
    configuration.parameters.type = domain::MonitoringType::ue_reachability;
    configuration.parameters.maximum_reports = 3;
    configuration.parameters.monitoring_until = moment;
    configuration.parameters.ue_reachability =
        domain::UeReachability{domain::ReachabilityType::data, 60, {}, -1};
    configuration.parameters.plmn_id_requested = false;
    expected.cir_flags = s6t::cir_flag::delete_all_patterns;
    auto& pattern = expected.patterns.emplace_back();
    pattern.reference = ScefReference{8, {}};
    pattern.scef_id = "scs.x";
    auto& set = pattern.patterns.emplace_back();
    set.indicator = domain::CommunicationIndicator::periodically;
    set.duration_s = 20;
    set.period_s = 3600;
    set.scheduled = {{0x3E, 28'800, {}}};
    set.stationary = domain::StationaryIndication::stationary;
    set.valid_until = next_era;
    expected.group_guard_s = 60;
    expect_read(
        s6t::decode_configuration_information_request(
            message_of(written::s6t_configuration_information_request)
        ),
        expected
    );
}

TEST(WrittenMonitoring, s6t_configuration_information_answer)
{
    s6t::ConfigurationInformationAnswer expected;
    expected.head = answer_head("iwf.y", "y");
    expected.number_of_ues = 2;
    expected.statuses = {
        {{7, {}},
         {},
         {{Outcome{experimental::requested_range_is_not_allowed, true},
           monitoring::NodeType::mme}}}};
    expected.hss_cause = s6t::hss_cause_absent_subscriber;
    expected.cia_flags = s6t::cia_flag_group_in_progress;
    expect_read(
        s6t::decode_configuration_information_answer(
            message_of(written::s6t_configuration_information_answer)
        ),
        expected
    );
}

TEST(WrittenMonitoring, s6t_reporting_information_request)
{
    s6t::ReportingInformationRequest expected;
    expected.head = request_head("iwf.y", "y", "x");
    expected.head.destination_host = "scs.x";
    auto& report = expected.reports.emplace_back();
    report.reference = {0, 0x1'0000'0001};
    report.for_deletion = ScefReference{0, 9};
    report.report.visited_plmn = base::Bytes{0x62, 0xF2, 0x10};
    report.report.roaming = domain::RoamingInformation::roaming;
    report.report.terminal = domain::Terminal{"35209900176148", {}};
    report.report.type = domain::MonitoringType::roaming_status;
    report.report.handling = domain::EventHandling::cancel;
    report.report.broken = domain::BrokenExpectation::scheduled_time;
    auto& item = expected.group_reports.emplace_back().items.emplace_back();
    expected.group_reports[0].reference = {7, {}};
    item.report.imei_change = domain::ImeiChange::imeisv_only;
    item.report.generated = moment;
    expected.rir_flags = s6t::rir_flag::all_events_cancelled;
    const auto read = s6t::decode_reporting_information_request(
        message_of(written::s6t_reporting_information_request)
    );
    expect_read(read, expected);
    EXPECT_TRUE(read->group_reports[0].items[0].user.names_nobody()); // only an IMSI is in it
}

TEST(WrittenMonitoring, s6t_reporting_information_answer)
{
    s6t::ReportingInformationAnswer expected;
    expected.head = answer_head("scs.x", "x");
    expected.statuses = {{{7, {}}, "scs.x", {experimental::scef_reference_id_unknown, true}}};
    expect_read(
        s6t::decode_reporting_information_answer(
            message_of(written::s6t_reporting_information_answer)
        ),
        expected
    );
}

TEST(WrittenMonitoring, t6a_reporting_information_request)
{
    t6a::ReportingInformationRequest expected;
    expected.head = request_head("mme.y", "y", "y");
    auto& report = expected.reports.emplace_back();
    report.reference = {7, {}};
    report.scef_id = "iwf.y";
    report.report.type = domain::MonitoringType::location_reporting;
    auto& mme = report.report.location.emplace().mme.emplace();
    mme.tracking_area = base::Bytes{0x62, 0xF2, 0x10, 0x00, 0x07};
    mme.retrieved_now = true;
    mme.age_minutes = 0;
    report.report.failure = domain::CommunicationFailure{0, 21, {}, {}, {}, {}};
    expect_read(
        t6a::decode_reporting_information_request(
            message_of(written::t6a_reporting_information_request)
        ),
        expected
    );
}

} // namespace
} // namespace iwf::diameter
