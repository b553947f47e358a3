// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/monitoring/expectation_cases.hpp"

#include <utility>

namespace iwf::core::test {

using domain::CommunicationPattern;
using domain::EventReport;
using std::chrono::milliseconds;

std::ostream& operator<<(std::ostream& out, const Case& one)
{
    return out << one.name;
}

void ExpectationCases::run(const Case& given)
{
    WatchedDevice device{given.patterns};
    for (const Step& step : given.steps) {
        device.reports(step.at, step.report);
    }
    device.waits_until(given.until);
    EXPECT_EQ(device.told(), given.told);
    EXPECT_LT(device.ticks(), 40U);
}

std::string name_of(const testing::TestParamInfo<Case>& info)
{
    std::string name = info.param.name;
    for (char& letter : name) {
        letter = letter == ' ' || letter == ',' || letter == '\'' ? '_' : letter;
    }
    return name;
}

CommunicationPattern until(CommunicationPattern pattern, milliseconds end)
{
    pattern.valid_until = monday + end;
    return pattern;
}

CommunicationPattern on_demand(CommunicationPattern pattern)
{
    pattern.indicator = domain::CommunicationIndicator::on_demand;
    return pattern;
}

EventReport at(EventReport report, milliseconds generated)
{
    report.generated = monday + generated;
    return report;
}

EventReport idle_since(milliseconds since)
{
    EventReport report = idle();
    report.idle_status->since = monday + since;
    return report;
}

EventReport suspended(EventReport report)
{
    report.handling = domain::EventHandling::suspend;
    return report;
}

EventReport by_paging()
{
    EventReport report = connected();
    report.reachability_cause = domain::ReachabilityCause::paging;
    return report;
}

EventReport failed()
{
    EventReport report;
    report.type = domain::MonitoringType::communication_failure;
    report.failure.emplace();
    return report;
}

} // namespace iwf::core::test
