// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/procedures/notification.hpp"

#include <algorithm>

#include "iwf/base/overloaded.hpp"

namespace iwf::core {

NotificationActions Notification::start()
{
    ++attempts_;
    return {Notify{.retransmission = false}};
}

NotificationActions Notification::start_again()
{
    ++attempts_;
    return {Notify{.retransmission = true}};
}

NotificationActions Notification::resume(base::WallTime now)
{
    outcome_recorded_ = true;
    attempts_ = 1; // whether the server saw it before the restart is not known: the T flag is due
    return retry(now);
}

NotificationActions Notification::on(const NotificationEvent& event)
{
    return std::visit(
        base::Overloaded{
            [this](const Acknowledged&) {
                // Also when it comes after its time: the server knows now.
                const bool may_end = state_ == State::telling || state_ == State::waiting;
                return may_end ? end() : NotificationActions{};
            },
            [this](const NotAcknowledged&) { return not_acknowledged(); },
            [this](const RetryDue& due) {
                return state_ == State::waiting ? retry(due.now) : NotificationActions{};
            },
            [this](const Recorded&) { return recorded(); },
            [this](const RecordFailed&) { return record_failed(); },
        },
        event
    );
}

NotificationActions Notification::end()
{
    record_.state = TriggerState::closed;
    state_ = State::recording_end;
    return {Record{}};
}

NotificationActions Notification::not_acknowledged()
{
    if (state_ != State::telling) {
        return {};
    }
    if (outcome_recorded_) {
        state_ = State::waiting;
        return {AnswerReports{.accepted = true}, next_retry()}; // those that came meanwhile
    }
    record_.state = TriggerState::reported;
    state_ = State::recording_outcome;
    return {Record{}};
}

NotificationActions Notification::retry(base::WallTime now)
{
    if (now - record_.reported_at >= settings_.age_limit) {
        gave_up_ = true;
        return end();
    }
    state_ = State::telling;
    ++attempts_;
    return {Notify{.retransmission = true}};
}

NotificationActions Notification::recorded()
{
    if (state_ == State::recording_outcome) {
        outcome_recorded_ = true;
        state_ = State::waiting;
        return {AnswerReports{.accepted = true}, next_retry()};
    }
    if (state_ == State::recording_end) {
        state_ = State::done;
        return {AnswerReports{.accepted = true}};
    }
    return {};
}

NotificationActions Notification::record_failed()
{
    if (state_ == State::recording_outcome) {
        state_ = State::waiting;
        return {AnswerReports{.accepted = false}, next_retry()};
    }
    if (state_ == State::recording_end) {
        // The server knows; only our note of it is missing. A repetition after a crash carries the
        // T flag, so the report may be answered.
        state_ = State::done;
        return {AnswerReports{.accepted = true}};
    }
    return {};
}

RetryAfter Notification::next_retry()
{
    return {backoff(settings_, attempts_)};
}

std::chrono::milliseconds backoff(const NotificationSettings& settings, std::uint32_t attempts)
{
    const std::uint32_t doublings = std::min(attempts > 0 ? attempts - 1 : 0, 20U);
    const auto delay = settings.first_retry * (1LL << doublings);
    return std::min(std::chrono::milliseconds{delay}, settings.longest_retry);
}

} // namespace iwf::core
