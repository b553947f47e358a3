// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/runtime/log.hpp"

#include <gtest/gtest.h>

namespace iwf::runtime {
namespace {

using base::Severity;

TEST(Log, a_text_line_is_an_event_with_keys)
{
    EXPECT_EQ(
        format_text(Severity::notice, "trigger.refused", {{"scs", "meters"}, {"reference", 7}}),
        "notice trigger.refused scs=meters reference=7"
    );
}

TEST(Log, what_a_peer_sent_stays_on_one_line_and_inside_its_quotes)
{
    EXPECT_EQ(
        format_text(Severity::warning, "x", {{"reason", "a\r\n\"b\" \x1b[31m"}}),
        "warning x reason=\"a\\u000d\\u000a\\\"b\\\" \\u001b[31m\""
    );
    EXPECT_EQ(
        format_json(Severity::error, "x", "T", {{"k", "\n\"\xC3"}}),
        R"({"time":"T","level":"error","event":"x","k":"\u000a\"\u00c3"})"
    );
}

TEST(Log, an_empty_value_is_visible)
{
    EXPECT_EQ(format_text(Severity::info, "x", {{"k", ""}}), "info x k=\"\"");
}

TEST(Log, a_flood_is_cut_and_its_size_told)
{
    testing::internal::CaptureStderr();
    {
        const auto log = make_log({.lines_per_second = 10});
        for (int i = 0; i < 1000; ++i) {
            log->event(Severity::info, "flood", {{"i", i}});
        }
        log->event(Severity::error, "important", {});
    }
    const std::string written = testing::internal::GetCapturedStderr();
    EXPECT_LT(std::count(written.begin(), written.end(), '\n'), 40);
    EXPECT_NE(written.find("error important"), std::string::npos);
}

TEST(Log, a_flood_of_one_severity_leaves_room_for_the_others)
{
    testing::internal::CaptureStderr();
    {
        const auto log = make_log({.lines_per_second = 10});
        for (int i = 0; i < 100; ++i) {
            log->event(Severity::info, "traffic", {{"i", i}});
        }
        log->event(Severity::notice, "peer.closed", {});
        log->event(Severity::warning, "peer.cut", {});
        for (int i = 0; i < 100; ++i) {
            log->event(Severity::warning, "peer.request_refused", {});
        }
        log->event(Severity::warning, "peer.refused", {});
    }
    const std::string written = testing::internal::GetCapturedStderr();
    EXPECT_NE(written.find("notice peer.closed"), std::string::npos);
    EXPECT_NE(written.find("warning peer.cut"), std::string::npos);
    EXPECT_NE(written.find("warning peer.refused"), std::string::npos);
}

} // namespace
} // namespace iwf::runtime
