// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "iwf/core/journal.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

namespace iwf::core {

/// The HSS knows the subscriber and lets this server use the service (TS 29.336, 5.2.1.2).
struct SubscriberFound
{
    domain::Imsi imsi;
    domain::ServingNodes serving_nodes;
    bool absent{};                              ///< HSS-Cause bit 0
    bool service_barred{};                      ///< HSS-Cause bit 1 or 2
    std::optional<domain::InternalHost> sms_sc; ///< where a new trigger would go now
};

/// The HSS refused, or nobody answered in time.
struct LookupRefused
{
    domain::RequestStatus status;
};

struct Recorded
{};

struct RecordFailed
{};

/// DTA 2001, or a report about the trigger that came before it.
struct SmsScAccepted
{};

/// The SMS-SC answered, and not with success.
struct SmsScRefused
{
    domain::RequestStatus status;
    std::optional<domain::MtcErrorDiagnostic> diagnostic;
};

/// The connection to the SMS-SC failed before it answered.
struct SmsScUnreachable
{
    std::optional<domain::InternalHost> next; ///< another one of the pool, not tried yet
};

/// The SMS-SC is connected and silent. It may have the trigger: nobody else is asked.
struct SmsScSilent
{};

using SubmissionEvent = std::variant<
    SubscriberFound,
    LookupRefused,
    Recorded,
    RecordFailed,
    SmsScAccepted,
    SmsScRefused,
    SmsScUnreachable,
    SmsScSilent>;

/// Ask the HSS about record().device.
struct LookUp
{};

/// Write record() to the journal; Recorded or RecordFailed follows.
struct Record
{};

/// Send record() to record().submission->sms_sc.
struct Submit
{
    bool retransmission{};                   ///< the T flag: an SMS-SC may have seen it before
    std::vector<domain::InternalHost> tried; ///< those that could not be reached before
};

/// The SMS-SC has removed the original, and that is on disk: the original is closed without a
/// report of its own, which the answer stands for (TS 23.682, 5.2.3.1 NOTE).
struct CloseOriginal
{};

/// Tell the server record().request_status. Nothing follows.
struct Confirm
{};

using SubmissionAction = std::variant<LookUp, Record, Submit, CloseOriginal, Confirm>;
using SubmissionActions = std::vector<SubmissionAction>;

/// Identifiers for the DTR, the same in each repetition of it.
struct DtrIds
{
    std::uint32_t end_to_end{};
    std::string session_id;
};

/// In what device trigger, recall and replace differ (device_trigger.hpp, recall.hpp, replace.hpp).
struct SubmissionRules
{
    /// The status with which the state of the subscriber ends the transaction, or nothing.
    std::optional<domain::RequestStatus> (*stop_for
    )(const SubscriberFound& subscriber, const TriggerRecord& record);

    /// Whether a trigger with record.reference lives at the SMS-SC after this status.
    bool (*lives_after)(domain::RequestStatus status);

    /// Whether success removes the trigger that record.old_reference (or, for a recall,
    /// record.reference) names.
    bool closes_original;
};

/// One action of a server on its way to the SMS-SC (TS 23.682, 5.2.1, 5.2.3; TS 29.368, 5.5-5.8).
///
///   looking_up --SubscriberFound--> recording_intent --Recorded--> submitting
///       |                              |                            |  ^ SmsScUnreachable, another
///       | LookupRefused, stop_for      | RecordFailed               |  | SMS-SC left:
///       recording_intent v                              v                            v
///     done (Confirm) <-----------------+      recording_outcome --Recorded/RecordFailed--> done
///
/// The order of writing is the guarantee: the intent is on disk before the DTR leaves, the outcome
/// before the server is told. A SUCCESS that could not be written is told as TEMPORARYERROR.
class Submission
{
public:
    /// `record` is the engine's and outlives the procedure. `target`: the SMS-SC that has the
    /// original of a recall or replace; nobody else is asked.
    Submission(
        TriggerRecord& record,
        const SubmissionRules& rules,
        DtrIds ids,
        std::optional<domain::InternalHost> target
    )
        : record_{record}
        , rules_{rules}
        , ids_{std::move(ids)}
        , target_{std::move(target)}
    {}

    /// A new transaction: ask the HSS.
    [[nodiscard]] SubmissionActions start();

    /// A transaction found in the journal with its DTR unanswered: sent again with the T flag.
    [[nodiscard]] SubmissionActions resume();

    [[nodiscard]] SubmissionActions on(const SubmissionEvent& event);

    [[nodiscard]] bool done() const { return state_ == State::done; }
    [[nodiscard]] bool submitting() const { return state_ == State::submitting; }

    /// True once the intent is in the journal: the record then survives, and is closed there.
    [[nodiscard]] bool journaled() const { return journaled_; }

    /// True once the outcome is in the journal too.
    [[nodiscard]] bool outcome_recorded() const { return outcome_recorded_; }

private:
    enum class State : std::uint8_t
    {
        looking_up,
        recording_intent,
        submitting,
        recording_outcome,
        done,
    };

    SubmissionActions found(const SubscriberFound& subscriber);
    SubmissionActions accepted();
    SubmissionActions refused(const SmsScRefused& refusal);
    SubmissionActions unreachable(const SmsScUnreachable& failure);
    SubmissionActions recorded();
    SubmissionActions record_failed();
    SubmissionActions finish(domain::RequestStatus status);

    TriggerRecord& record_;
    const SubmissionRules& rules_;
    DtrIds ids_;
    std::optional<domain::InternalHost> target_;
    State state_{State::looking_up};
    bool journaled_{};
    bool outcome_recorded_{};
    bool sent_before_{};
    std::vector<domain::InternalHost> tried_; ///< SMS-SCs that could not be reached
};

} // namespace iwf::core
