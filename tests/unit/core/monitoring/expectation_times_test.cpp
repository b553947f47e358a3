// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/monitoring/expectation_cases.hpp"

#include <gtest/gtest.h>

/// How long a device speaks, and when.
namespace iwf::core::test {
namespace {

using namespace std::chrono_literals;

using domain::CommunicationPattern;
using domain::ScheduledTime;
using std::chrono::days;

using enum domain::BrokenExpectation;
using enum domain::PdnConnectivityType;

class CommunicationTimeCases : public ExpectationCases
{};

TEST_P(CommunicationTimeCases, are_told_so)
{
    run(GetParam());
}

constexpr std::uint32_t on_sunday = 1;
constexpr std::uint32_t on_monday = 2;
constexpr std::uint32_t on_saturday = 64;
const ScheduledTime morning{.days = {}, .start_s = 8 * 3600, .end_s = 12 * 3600};
const ScheduledTime sunday_night{.days = on_sunday, .start_s = 22 * 3600, .end_s = 2 * 3600};
const ScheduledTime saturday_night{.days = on_saturday, .start_s = 22 * 3600, .end_s = 2 * 3600};
const ScheduledTime mondays{.days = on_monday, .start_s = {}, .end_s = {}};

const std::vector<Case> duration_cases{
    {"as long as allowed", {at_most(10min)}, {{1h, connected()}, {71min, idle()}}, 2h, {}},
    {"too long as soon as it is",
     {at_most(10min)},
     {{1h, connected()}},
     9h,
     {{71min + 1ms, duration}}},
    {"told before its end, and not again at it",
     {at_most(10min)},
     {{1h, connected()}, {2h, idle()}},
     9h,
     {{71min + 1ms, duration}}},
    {"again after one in its time",
     {at_most(10min)},
     {{1h, connected()}, {2h, idle()}, {3h, connected()}, {181min, idle()}, {4h, connected()}},
     9h,
     {{71min + 1ms, duration}, {251min + 1ms, duration}}},
    {"not again without one",
     {at_most(10min)},
     {{1h, connected()}, {2h, idle()}, {4h, connected()}},
     9h,
     {{71min + 1ms, duration}}},
    {"idle since before it was reported",
     {at_most(10min)},
     {{1h, connected()}, {71min, idle_since(65min)}},
     2h,
     {}},
    {"reachable by paging is idle",
     {at_most(10min)},
     {{1h, connected()}, {65min, by_paging()}},
     2h,
     {}},
    {"a PDN connection", {at_most(10min)}, {{1h, pdn(created)}, {65min, pdn(deleted)}}, 2h, {}},
    {"loss of connectivity ends it",
     {at_most(10min)},
     {{1h, connected()}, {65min, lost()}},
     2h,
     {}},
    {"so does a failure", {at_most(10min)}, {{1h, connected()}, {65min, failed()}}, 2h, {}},
    {"an end of one before says nothing",
     {at_most(10min)},
     {{1h, connected()}, {65min, idle_since(59min)}},
     2h,
     {{71min + 1ms, duration}}},
    {"a begin that was overtaken is over",
     {at_most(10min)},
     {{1h, connected()}, {61min, idle()}, {62min, at(connected(), 30min)}},
     2h,
     {}},
    {"on demand has no duration", {on_demand(at_most(10min))}, {{1h, connected()}}, 9h, {}},
    {"the pattern that allows more",
     {at_most(10min), at_most(20min)},
     {{1h, connected()}},
     9h,
     {{81min + 1ms, duration}}},
};

const std::vector<Case> scheduled_cases{
    {"in its time", {within({morning})}, {{9h, connected()}, {10h, idle()}}, 20h, {}},
    {"a tolerance before its start",
     {within({morning})},
     {{8h - 60s, connected()}, {9h, idle()}},
     20h,
     {}},
    {"sooner",
     {within({morning})},
     {{8h - 60s - 1ms, connected()}, {8h, idle()}},
     20h,
     {{8h - 60s - 1ms, scheduled_time}}},
    {"in the last second and a tolerance",
     {within({morning})},
     {{12h + 61s - 2ms, connected()}, {12h + 61s - 1ms, idle()}},
     20h,
     {}},
    {"later", {within({morning})}, {{12h + 61s, connected()}}, 20h, {{12h + 61s, scheduled_time}}},
    {"goes on beyond its end",
     {within({morning})},
     {{11h, connected()}},
     20h,
     {{12h + 61s, scheduled_time}}},
    {"on another day",
     {within({mondays})},
     {{days{1} + 1h, connected()}},
     days{2},
     {{days{1} + 1h, scheduled_time}}},
    {"all of Monday", {within({mondays})}, {{0h, connected()}, {24h - 1ms, idle()}}, days{2}, {}},
    {"a night over the border of the week",
     {within({sunday_night})},
     {{0h, connected()}, {2h, idle()}, {days{6} + 23h, connected()}, {days{7} + 1h, idle()}},
     days{8},
     {}},
    {"Monday night is not Sunday night",
     {within({sunday_night})},
     {{22h, connected()}, {22h + 1min, idle()}},
     days{1},
     {{22h, scheduled_time}}},
    {"two nights that follow",
     {within({saturday_night, sunday_night})},
     {{days{6} + 1h, connected()},
      {days{6} + 2h, idle()},
      {days{6} + 23h, connected()},
      {days{6} + 23h + 1s, idle()}},
     days{6} + 24h,
     {}},
    {"every day goes on through midnight",
     {within({ScheduledTime{}})},
     {{1h, connected()}},
     days{9},
     {}},
    {"again only after one in its time",
     {within({morning})},
     {{1h, connected()},
      {1h + 1s, idle()},
      {3h, connected()},
      {3h + 1s, idle()},
      {9h, connected()},
      {9h + 1s, idle()},
      {15h, connected()},
      {15h + 1s, idle()}},
     20h,
     {{1h, scheduled_time}, {15h, scheduled_time}}},
    {"the other pattern's time",
     {within({morning}), within({mondays})},
     {{13h, connected()}},
     20h,
     {}},
    {"a pattern must allow all of it",
     {[] {
          CommunicationPattern pattern = within({mondays});
          pattern.duration_s = 60;
          return pattern;
      }(),
      within({morning})},
     {{13h, connected()}},
     20h,
     {{13h + 2min + 1ms, duration}}},
};

INSTANTIATE_TEST_SUITE_P(
    Duration, CommunicationTimeCases, testing::ValuesIn(duration_cases), name_of
);
INSTANTIATE_TEST_SUITE_P(
    Scheduled, CommunicationTimeCases, testing::ValuesIn(scheduled_cases), name_of
);

} // namespace
} // namespace iwf::core::test
