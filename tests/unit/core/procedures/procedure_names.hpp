// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "iwf/base/overloaded.hpp"
#include "iwf/core/procedures/notification.hpp"
#include "iwf/core/procedures/submission.hpp"
#include "support/core_samples.hpp"

/// Actions of procedures as words, so that an expectation reads as a list.
namespace iwf::test {

[[nodiscard]] inline std::vector<std::string> names(const core::SubmissionActions& actions)
{
    std::vector<std::string> words;
    for (const core::SubmissionAction& action : actions) {
        words.push_back(std::visit(
            base::Overloaded{
                [](const core::LookUp&) { return std::string{"lookup"}; },
                [](const core::Record&) { return std::string{"record"}; },
                [](const core::Submit& submit) {
                    return std::string{submit.retransmission ? "submit T" : "submit"};
                },
                [](const core::CloseOriginal&) { return std::string{"close original"}; },
                [](const core::Confirm&) { return std::string{"confirm"}; },
            },
            action
        ));
    }
    return words;
}

[[nodiscard]] inline std::vector<std::string> names(const core::NotificationActions& actions)
{
    std::vector<std::string> words;
    for (const core::NotificationAction& action : actions) {
        words.push_back(std::visit(
            base::Overloaded{
                [](const core::Record&) { return std::string{"record"}; },
                [](const core::Notify& notify) {
                    return std::string{notify.retransmission ? "notify T" : "notify"};
                },
                [](const core::AnswerReports& answer) {
                    return std::string{answer.accepted ? "reports accepted" : "reports refused"};
                },
                [](const core::RetryAfter& retry) {
                    return "retry after " + std::to_string(retry.delay.count());
                },
            },
            action
        ));
    }
    return words;
}

/// One of each kind but for Recorded and RecordFailed.
[[nodiscard]] inline std::vector<core::SubmissionEvent> all_but_the_journal()
{
    return {
        subscriber(),
        core::LookupRefused{domain::RequestStatus::not_authorized},
        core::SmsScAccepted{},
        core::SmsScRefused{domain::RequestStatus::permanent_error, std::nullopt},
        core::SmsScUnreachable{sms_sc_b()},
        core::SmsScUnreachable{std::nullopt},
        core::SmsScSilent{},
    };
}

[[nodiscard]] inline std::vector<core::SubmissionEvent> all_submission_events()
{
    std::vector<core::SubmissionEvent> events = all_but_the_journal();
    events.emplace_back(core::Recorded{});
    events.emplace_back(core::RecordFailed{});
    return events;
}

/// No event brings it to do anything any more.
inline void expect_deaf(core::Submission& procedure)
{
    EXPECT_TRUE(procedure.done());
    for (const core::SubmissionEvent& event : all_submission_events()) {
        EXPECT_EQ(names(procedure.on(event)), std::vector<std::string>{}) << event.index();
    }
    EXPECT_TRUE(procedure.done());
}

} // namespace iwf::test
