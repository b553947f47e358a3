// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/log_bridge.hpp"

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
    EXPECT_GE(log.lines.size(), 20U);
    EXPECT_LE(log.lines.size(), 63U);
    EXPECT_GE(bridge.suppressed(), 900U);
}

} // namespace
} // namespace iwf::freediameter
