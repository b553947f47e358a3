// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/monitoring/watched_device.hpp"

#include <utility>

#include "iwf/base/bytes.hpp"

#include <gtest/gtest.h>

namespace iwf::core::test {

using domain::MonitoringType;

std::ostream& operator<<(std::ostream& out, const Told& told)
{
    return out << domain::name(told.what) << " at "
               << std::chrono::duration<double>{told.at}.count() << " s";
}

Agreement WatchedDevice::agreement() const
{
    return {patterns_, accuracy_, watched_since_, settings_};
}

void WatchedDevice::reports(std::chrono::milliseconds at, const domain::EventReport& report)
{
    waits_until(at);
    keep(observe(agreement(), memory_, report, now_));
}

void WatchedDevice::waits_until(std::chrono::milliseconds at)
{
    for (;;) {
        const auto due = next_due(agreement(), memory_, now_);
        if (!due || *due > monday + at) {
            break;
        }
        ASSERT_GE(*due, now_);
        now_ = *due;
        ++ticks_;
        keep(on_time(agreement(), memory_, now_));
        const auto next = next_due(agreement(), memory_, now_);
        ASSERT_TRUE(!next || *next > now_) << "on_time() would be called for ever";
    }
    now_ = monday + at;
}

void WatchedDevice::keep(std::vector<Breach> breaches)
{
    for (Breach& breach : breaches) {
        EXPECT_EQ(breach.evidence.broken, breach.what);
        told_.push_back({now_ - monday, breach.what});
        breaches_.push_back(std::move(breach));
    }
}

domain::EventReport in_cell(std::string_view cell)
{
    const base::ByteView octets = base::as_bytes(cell);
    domain::EventReport report;
    report.type = MonitoringType::location_reporting;
    report.location.emplace().mme.emplace().cell.emplace(octets.begin(), octets.end());
    return report;
}

domain::EventReport in_service_area(std::string_view area)
{
    const base::ByteView octets = base::as_bytes(area);
    domain::EventReport report;
    report.type = MonitoringType::location_reporting;
    report.location.emplace().sgsn.emplace().service_area.emplace(octets.begin(), octets.end());
    return report;
}

domain::EventReport connected()
{
    domain::EventReport report;
    report.type = MonitoringType::ue_reachability_and_idle_status;
    report.reachability = domain::ReachabilityInformation::reachable_for_data;
    report.reachability_cause = domain::ReachabilityCause::connected_mode;
    return report;
}

domain::EventReport idle()
{
    domain::EventReport report;
    report.type = MonitoringType::ue_reachability_and_idle_status;
    report.idle_status.emplace();
    return report;
}

domain::EventReport pdn(domain::PdnConnectivityType type)
{
    domain::EventReport report;
    report.type = MonitoringType::pdn_connectivity_status;
    report.pdn_connectivity.emplace_back().type = type;
    return report;
}

domain::EventReport lost()
{
    domain::EventReport report;
    report.type = MonitoringType::loss_of_connectivity;
    return report;
}

domain::CommunicationPattern staying()
{
    domain::CommunicationPattern pattern;
    pattern.stationary = domain::StationaryIndication::stationary;
    return pattern;
}

domain::CommunicationPattern each(std::chrono::seconds period)
{
    domain::CommunicationPattern pattern;
    pattern.indicator = domain::CommunicationIndicator::periodically;
    pattern.period_s = static_cast<std::uint32_t>(period.count());
    return pattern;
}

domain::CommunicationPattern at_most(std::chrono::seconds duration)
{
    domain::CommunicationPattern pattern;
    pattern.indicator = domain::CommunicationIndicator::periodically;
    pattern.duration_s = static_cast<std::uint32_t>(duration.count());
    return pattern;
}

domain::CommunicationPattern within(std::vector<domain::ScheduledTime> times)
{
    domain::CommunicationPattern pattern;
    pattern.scheduled = std::move(times);
    return pattern;
}

} // namespace iwf::core::test
