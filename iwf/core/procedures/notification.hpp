// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <variant>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/procedures/submission.hpp"

namespace iwf::core {

/// The server acknowledged the DNR.
struct Acknowledged
{};

/// No connection, no answer in time, or an answer that is no acknowledgement.
struct NotAcknowledged
{};

/// The back-off is over, or the server has just connected.
struct RetryDue
{
    base::WallTime now;
};

using NotificationEvent =
    std::variant<Acknowledged, NotAcknowledged, RetryDue, Recorded, RecordFailed>;

/// Send the DNR for record().
struct Notify
{
    bool retransmission{}; ///< the T flag: the server may have seen it
};

/// Answer the reports of SMS-SCs that wait for this.
struct AnswerReports
{
    bool accepted{}; ///< false: what the answer would promise is not on disk
};

/// RetryDue is wanted after this time.
struct RetryAfter
{
    std::chrono::milliseconds delay;
};

using NotificationAction = std::variant<Record, Notify, AnswerReports, RetryAfter>;
using NotificationActions = std::vector<NotificationAction>;

struct NotificationSettings
{
    std::chrono::milliseconds first_retry{1000};
    std::chrono::milliseconds longest_retry{60'000};
    std::chrono::milliseconds age_limit{std::chrono::hours{24}};
};

/// How long to wait after so many attempts: twice as long each time, up to the longest.
[[nodiscard]] std::chrono::milliseconds
backoff(const NotificationSettings& settings, std::uint32_t attempts);

/// Tells a server how its trigger went until it has acknowledged it (TS 29.368, 5.6; S8).
///
///   telling --Acknowledged--> recording_end --Recorded--> done
///     |  ^
///     |  | RetryDue                                 age limit: recording_end
///     v  |
///   recording_outcome (first time only) --> waiting
///
/// The report of the SMS-SC is answered when the server knows and that is on disk, or when the
/// outcome is on disk and will be told later: never before.
class Notification
{
public:
    /// `record` is the engine's and outlives the procedure; its delivery_outcome is set.
    Notification(TriggerRecord& record, const NotificationSettings& settings)
        : record_{record}
        , settings_{settings}
    {}

    /// A new outcome.
    [[nodiscard]] NotificationActions start();

    /// A new outcome of a trigger that an earlier process had: it may have told the server and died
    /// before that was on disk, so the T flag is due.
    [[nodiscard]] NotificationActions start_again();

    /// An outcome found in the journal.
    [[nodiscard]] NotificationActions resume(base::WallTime now);

    [[nodiscard]] NotificationActions on(const NotificationEvent& event);

    [[nodiscard]] bool done() const { return state_ == State::done; }
    [[nodiscard]] bool waiting() const { return state_ == State::waiting; }

    /// True once the outcome is in the journal: a report about it may be answered.
    [[nodiscard]] bool outcome_recorded() const { return outcome_recorded_; }

    /// The age limit ended it: the server was never reached.
    [[nodiscard]] bool gave_up() const { return gave_up_; }

private:
    enum class State : std::uint8_t
    {
        telling,
        recording_outcome,
        waiting,
        recording_end,
        done
    };

    NotificationActions end();
    NotificationActions not_acknowledged();
    NotificationActions retry(base::WallTime now);
    NotificationActions recorded();
    NotificationActions record_failed();
    RetryAfter next_retry();

    TriggerRecord& record_;
    NotificationSettings settings_;
    State state_{State::telling};
    bool outcome_recorded_{};
    bool gave_up_{};
    std::uint32_t attempts_{};
};

} // namespace iwf::core
