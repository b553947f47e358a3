// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"
#include "iwf/base/strong_id.hpp"
#include "iwf/core/claimed_identity.hpp"
#include "iwf/core/policy/quota.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

namespace iwf::core {

/// Names one transaction of one server, from its DAR to the acknowledged report. Ordered by the
/// time of its making: milliseconds since 1970 in the upper 42 bits, a counter in the lower 22.
using TriggerId = base::StrongId<struct TriggerIdTag>;

enum class TriggerState : std::uint8_t
{
    intended = 1, ///< a DTR may have been sent; its answer is not known
    accepted = 2, ///< the SMS-SC has the trigger; a report is owed to the server
    reported = 3, ///< the outcome is known; the server has not acknowledged it
    closed = 4,   ///< nothing is owed; kept so that a repeated DAR finds its answer
};

/// What was or will be submitted to the SMS-SC. Internal: holds the IMSI.
struct T4Submission
{
    domain::Imsi imsi;
    domain::InternalHost sms_sc; ///< the one that has the trigger: recall and replace go there
    domain::ServingNodes serving_nodes;
    std::uint32_t end_to_end{}; ///< of the DTR; a repetition has the same
    std::string session_id;     ///< of the DTR

    friend bool operator==(const T4Submission&, const T4Submission&) = default;
};

/// All that must survive the process about one trigger. Written whole at each change of state.
struct TriggerRecord
{
    TriggerId id;
    TriggerState state{TriggerState::intended};
    std::string contract; ///< name of the server's contract
    domain::NorthHost scs_host;
    std::string scs_realm;
    domain::ActionType action{};
    domain::ReferenceNumber reference;
    std::optional<domain::ReferenceNumber> old_reference;
    ClaimedIdentity claimed;
    domain::DeviceIdentity device;
    domain::ScsIdentity scs_identity;
    std::optional<domain::TriggerData> trigger_data; ///< dropped once the SMS-SC has it
    std::optional<std::uint32_t> validity_time_s;
    std::uint32_t dar_end_to_end{}; ///< of the DAR, for duplicate detection
    std::uint64_t dar_digest{};     ///< of the DAR's content, likewise
    std::optional<T4Submission> submission;
    std::optional<domain::RequestStatus> request_status; ///< the stored answer
    std::optional<domain::MtcErrorDiagnostic> mtc_error_diagnostic;
    std::optional<domain::DeliveryOutcome> delivery_outcome;
    std::uint32_t dnr_end_to_end{}; ///< of each DNR, chosen with the acceptance; 0: not yet
    std::string dnr_session_id;
    base::WallTime created;
    base::WallTime guard_at;    ///< when a missing report becomes UNCONFIRMED
    base::WallTime reported_at; ///< when the outcome became known; epoch: not yet
    base::WallTime closed_at;   ///< epoch: not yet

    friend bool operator==(const TriggerRecord&, const TriggerRecord&) = default;
};

/// Names one write until the journal has told how it went.
using WriteId = base::StrongId<struct WriteTag>;

/// Told by the journal, on the core thread, in the order of the writes, never from inside a call.
class JournalListener
{
public:
    JournalListener() = default;
    JournalListener(const JournalListener&) = delete;
    JournalListener& operator=(const JournalListener&) = delete;
    virtual ~JournalListener() = default;

    /// The write is on disk (fsync returned).
    virtual void on_written(WriteId write) = 0;

    /// It is not, and will not be. What it promised must not be confirmed to anyone.
    virtual void on_write_failed(WriteId write, const base::Error& error) = 0;
};

/// Port to durable state. All calls from the core thread; none blocks on the disk.
class Journal
{
public:
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    virtual ~Journal() = default;

    /// Puts the record in place of an earlier one with the same id. Writes are carried out in
    /// order; exactly one of on_written and on_write_failed follows.
    virtual void put(const TriggerRecord& record, WriteId write) = 0;

    /// Likewise, in place of an earlier one of the same contract.
    virtual void put(const QuotaRecord& record, WriteId write) = 0;

    /// Forgets the record. Needs no acknowledgement: a forgotten erase is repeated after a restart.
    virtual void erase(TriggerId id) = 0;

    /// False when new work must be refused: the queue is long, the disk slow, or the last write
    /// failed and none has succeeded since.
    [[nodiscard]] virtual bool accepts_work() const = 0;
};

} // namespace iwf::core
