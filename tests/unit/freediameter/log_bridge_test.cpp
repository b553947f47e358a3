// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/log_bridge.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

class RecordingLog : public base::Log
{
public:
    void event(base::Severity, std::string_view name, std::initializer_list<base::LogField> fields)
        override
    {
        lines.push_back(
            std::string{name} + " " + (fields.size() == 0 ? "" : fields.begin()->value)
        );
    }

    std::vector<std::string> lines;
};

TEST(LogBridge, lets_so_many_lines_a_second_pass_and_counts_the_rest)
{
    RecordingLog log;
    LogBridge bridge{log};
    for (int count = 0; count < 1000; ++count) {
        bridge.event(base::Severity::warning, "peer.refused", {});
    }
    // The thousand may take the turn of a second, hardly two.
    EXPECT_GE(log.lines.size(), 10U);
    EXPECT_LE(log.lines.size(), 33U);
    EXPECT_GE(bridge.suppressed(), 900U);
}

TEST(LogBridge, a_refusal_is_told_in_a_second_full_of_other_lines_and_they_in_one_full_of_refusals)
{
    const auto is_told = [](const char* many, const char* one) {
        RecordingLog log;
        LogBridge bridge{log};
        for (int count = 0; count < 1000; ++count) {
            bridge.event(base::Severity::warning, many, {});
        }
        bridge.event(base::Severity::warning, one, {{"peer", "scs1"}});
        return std::ranges::count(log.lines, std::string{one} + " scs1") == 1;
    };
    EXPECT_TRUE(is_told("peer.cut", "peer.refused"));
    EXPECT_TRUE(is_told("peer.refused", "peer.cut"));
}

} // namespace
} // namespace iwf::freediameter
