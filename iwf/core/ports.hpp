// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "iwf/base/strong_id.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/procedures/notification.hpp"
#include "iwf/core/procedures/submission.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

/// What the engine asks of the gateways. Calls come from the core thread and do not block; results
/// come back as calls of the engine, never from inside one of these.
namespace iwf::core {

/// A request of a server that is owed an answer.
using ServerRequest = base::StrongId<struct ServerRequestTag>;

/// A report of an SMS-SC that is owed an answer.
using ReportRequest = base::StrongId<struct ReportRequestTag>;

/// The content of a DAA. Identities are echoed as the server wrote them.
struct Confirmation
{
    domain::ActionType action{};
    domain::ReferenceNumber reference;
    ClaimedIdentity claimed;
    domain::RequestStatus status{};
    std::optional<domain::MtcErrorDiagnostic> diagnostic;

    friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

/// Towards the HSS (S6m). Result: Engine::on_subscriber.
class HssPort
{
public:
    HssPort() = default;
    HssPort(const HssPort&) = delete;
    HssPort& operator=(const HssPort&) = delete;
    virtual ~HssPort() = default;

    virtual void look_up(const TriggerRecord& record) = 0;
};

/// Towards the SMS-SCs (T4). Result: Engine::on_submitted.
class SmsScPort
{
public:
    SmsScPort() = default;
    SmsScPort(const SmsScPort&) = delete;
    SmsScPort& operator=(const SmsScPort&) = delete;
    virtual ~SmsScPort() = default;

    /// Sends record.submission to its SMS-SC.
    virtual void submit(const TriggerRecord& record, const Submit& submit) = 0;

    virtual void answer(ReportRequest report, const AnswerReports& answer) = 0;
};

/// Towards the servers (Tsp). Result of notify: Engine::on_notified.
class ScsPort
{
public:
    ScsPort() = default;
    ScsPort(const ScsPort&) = delete;
    ScsPort& operator=(const ScsPort&) = delete;
    virtual ~ScsPort() = default;

    virtual void confirm(ServerRequest request, const Confirmation& confirmation) = 0;

    virtual void notify(const TriggerRecord& record, const Notify& notify) = 0;
};

} // namespace iwf::core
