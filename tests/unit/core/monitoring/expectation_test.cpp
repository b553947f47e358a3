// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/monitoring/expectation_cases.hpp"

#include <gtest/gtest.h>

/// Places and periods.
namespace iwf::core::test {
namespace {

using namespace std::chrono_literals;

using domain::CommunicationPattern;
using domain::ScheduledTime;
using std::chrono::days;

using enum domain::BrokenExpectation;
using enum domain::PdnConnectivityType;

class PlaceAndPeriodCases : public ExpectationCases
{};

TEST_P(PlaceAndPeriodCases, are_told_so)
{
    run(GetParam());
}

const ScheduledTime morning{.days = {}, .start_s = 8 * 3600, .end_s = 12 * 3600};

const std::vector<Case> stationary_cases{
    {"the first place is the one", {staying()}, {{1h, in_cell("a")}, {2h, in_cell("a")}}, 9h, {}},
    {"another place",
     {staying()},
     {{1h, in_cell("a")}, {2h, in_cell("b")}},
     9h,
     {{2h, stationary}}},
    {"once, wherever else it goes",
     {staying()},
     {{1h, in_cell("a")}, {2h, in_cell("b")}, {4h, in_cell("c")}},
     9h,
     {{2h, stationary}}},
    {"again after it was back",
     {staying()},
     {{1h, in_cell("a")}, {2h, in_cell("b")}, {150min, in_cell("a")}, {3h, in_cell("b")}},
     9h,
     {{2h, stationary}, {3h, stationary}}},
    {"put off while quiet, then told",
     {staying()},
     {{1h, in_cell("a")}, {2h, in_cell("b")}, {150min, in_cell("a")}, {3h - 1ms, in_cell("b")}},
     9h,
     {{2h, stationary}, {3h, stationary}}},
    {"not told when it is back before quiet ends",
     {staying()},
     {{1h, in_cell("a")},
      {2h, in_cell("b")},
      {150min, in_cell("a")},
      {155min, in_cell("b")},
      {160min, in_cell("a")}},
     9h,
     {{2h, stationary}}},
    {"a mobile device may go",
     {CommunicationPattern{}},
     {{1h, in_cell("a")}, {2h, in_cell("b")}},
     9h,
     {}},
    {"one of two patterns lets it go",
     {staying(), on_demand(each(1h))},
     {{1h, in_cell("a")}, {2h, in_cell("b")}},
     9h,
     {}},
    {"until that one expires",
     {staying(), until({}, 5h)},
     {{1h, in_cell("a")}, {2h, in_cell("b")}},
     9h,
     {{5h, stationary}}},
    {"valid just before the end",
     {until(staying(), 2h)},
     {{1h, in_cell("a")}, {2h - 1ms, in_cell("b")}},
     9h,
     {{2h - 1ms, stationary}}},
    {"not valid at the end",
     {until(staying(), 2h)},
     {{1h, in_cell("a")}, {2h, in_cell("b")}},
     9h,
     {}},
    {"another kind of network is no other place",
     {staying()},
     {{1h, in_cell("a")}, {2h, in_service_area("x")}, {3h, in_cell("a")}},
     9h,
     {}},
    {"but another place in it is one",
     {staying()},
     {{1h, in_cell("a")}, {2h, in_service_area("x")}, {3h, in_service_area("y")}},
     9h,
     {{3h, stationary}}},
    {"and one where it was not before, after it",
     {staying()},
     {{1h, in_cell("a")}, {2h, in_service_area("x")}, {3h, in_cell("b")}},
     9h,
     {{3h, stationary}}},
    {"what it sees while it is away is no place of its own",
     {staying()},
     {{1h, in_cell("a")},
      {2h, in_cell("b")},
      {3h, in_service_area("y")},
      {4h, in_cell("a")},
      {5h, in_service_area("x")},
      {6h, in_service_area("y")}},
     9h,
     {{2h, stationary}, {6h, stationary}}},
    {"no pattern, nothing to break", {}, {{1h, in_cell("a")}, {2h, in_cell("b")}}, 9h, {}},
    {"suspension is no place",
     {staying()},
     {{1h, in_cell("a")}, {2h, suspended(in_cell("b"))}},
     9h,
     {}},
};

const std::vector<Case> periodic_cases{
    {"as soon as allowed", {each(1h)}, {{30min, connected()}, {89min, connected()}}, 2h, {}},
    {"too soon",
     {each(1h)},
     {{30min, connected()}, {89min - 1ms, connected()}},
     2h,
     {{89min - 1ms, periodic_time}}},
    {"as late as allowed", {each(1h)}, {{30min, connected()}, {91min, connected()}}, 2h, {}},
    {"too late, without any report",
     {each(1h)},
     {{30min, connected()}},
     9h,
     {{91min + 1ms, periodic_time}}},
    {"silent from the beginning", {each(1h)}, {}, 9h, {{61min + 1ms, periodic_time}}},
    {"late is told once, and not again when it comes",
     {each(1h)},
     {{30min, connected()}, {4h, connected()}},
     5h,
     {{91min + 1ms, periodic_time}}},
    {"again after one in time",
     {each(1h)},
     {{30min, connected()}, {4h, connected()}, {5h, connected()}},
     7h,
     {{91min + 1ms, periodic_time}, {6h + 1min + 1ms, periodic_time}}},
    {"silence is told also after too soon",
     {each(2h)},
     {{1h, connected()}, {2h, connected()}},
     9h,
     {{2h, periodic_time}, {4h + 1min + 1ms, periodic_time}}},
    {"a second begin in the tolerance is the same one",
     {each(1h)},
     {{0h, connected()}, {10s, idle()}, {60s - 1ms, connected()}, {60min, connected()}},
     2h,
     {}},
    {"after the tolerance it is another",
     {each(1h)},
     {{0h, connected()}, {10s, idle()}, {60s, connected()}},
     10min,
     {{60s, periodic_time}}},
    {"another PDN belongs to what goes on",
     {each(1h)},
     {{0h, pdn(created)}, {10min, pdn(created)}, {60min, connected()}},
     2h,
     {}},
    {"after the last PDN is gone another is a begin",
     {each(1h)},
     {{0h, pdn(created)}, {5min, pdn(deleted)}, {10min, pdn(created)}},
     1h,
     {{10min, periodic_time}}},
    {"tolerance is half of a short period",
     {each(30s)},
     {{30s, connected()}, {45s, connected()}, {90s, connected()}},
     90s,
     {}},
    {"and no more", {each(30s)}, {{30s, connected()}}, 90s, {{75s + 1ms, periodic_time}}},
    {"on demand has no period",
     {on_demand(each(1h))},
     {{1h, connected()}, {70min, connected()}},
     9h,
     {}},
    {"times of the network count",
     {each(1h)},
     {{0h, at(connected(), 0h)}, {58min, at(connected(), 1h)}, {59min, at(connected(), 0h)}},
     1h,
     {{58min, periodic_time}}},
    {"a report that was overtaken",
     {each(1h)},
     {{60min, connected()}, {61min, at(connected(), 30min)}, {2h, connected()}},
     3h,
     {}},
    {"no one is awaited outside of its times",
     {[] {
         CommunicationPattern pattern = each(1h);
         pattern.scheduled = {morning};
         return pattern;
     }()},
     {{8h, connected()},
      {8h + 5min, idle()},
      {9h, connected()},
      {9h + 5min, idle()},
      {10h, connected()},
      {10h + 5min, idle()},
      {11h, connected()},
      {11h + 5min, idle()}},
     days{1} + 10h,
     {{days{1} + 9h + 1min + 1ms, periodic_time}}},
    {"two periods, one of them kept",
     {each(1h), each(2h)},
     {{0h, connected()}, {2h, connected()}, {3h, connected()}, {5h, connected()}},
     6h,
     {}},
};

INSTANTIATE_TEST_SUITE_P(
    Stationary, PlaceAndPeriodCases, testing::ValuesIn(stationary_cases), name_of
);
INSTANTIATE_TEST_SUITE_P(Periodic, PlaceAndPeriodCases, testing::ValuesIn(periodic_cases), name_of);

} // namespace
} // namespace iwf::core::test
