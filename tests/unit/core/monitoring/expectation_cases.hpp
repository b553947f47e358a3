// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "tests/unit/core/monitoring/watched_device.hpp"

#include <gtest/gtest.h>

/// What a device does, and what of that is told. Tolerance is 60 s, quiet an hour.
namespace iwf::core::test {

struct Step
{
    std::chrono::milliseconds at{};
    domain::EventReport report;
};

struct Case
{
    std::string name; ///< what is told, and when
    std::vector<domain::CommunicationPattern> patterns;
    std::vector<Step> steps;
    std::chrono::milliseconds until{}; ///< time passes so far after the last step
    std::vector<Told> told;
};

std::ostream& operator<<(std::ostream& out, const Case& one);

/// Lets the device do it, and compares.
class ExpectationCases : public testing::TestWithParam<Case>
{
protected:
    static void run(const Case& given);
};

/// Its name, as gtest allows it.
std::string name_of(const testing::TestParamInfo<Case>& info);

domain::CommunicationPattern
until(domain::CommunicationPattern pattern, std::chrono::milliseconds end);
domain::CommunicationPattern on_demand(domain::CommunicationPattern pattern);
domain::EventReport at(domain::EventReport report, std::chrono::milliseconds generated);
domain::EventReport idle_since(std::chrono::milliseconds since);
domain::EventReport suspended(domain::EventReport report);
domain::EventReport by_paging();
domain::EventReport failed();

} // namespace iwf::core::test
