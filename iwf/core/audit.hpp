// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/core/claimed_identity.hpp"
#include "iwf/core/journal.hpp"
#include "iwf/core/policy/authorise.hpp"
#include "iwf/domain/trigger.hpp"

namespace iwf::core {

/// A request of a server that this instance refuses by its own rules. Borrowed for the call.
struct RefusedTrigger
{
    std::string_view contract;
    domain::ActionType action{};
    domain::ReferenceNumber reference;
    const ClaimedIdentity& claimed;
    const Refusal& refusal;
};

/// A request of a server that was let through, and is being answered: with what became of it in the
/// network. Borrowed for the call.
struct ConfirmedTrigger
{
    const TriggerRecord& record; ///< has its request status
    std::string_view rules;      ///< that let it through, as DecidingRules::to_text() has them;
                                 ///< empty: an earlier process judged it
};

/// Towards the audit log (F11). Calls come from the core thread and do not block.
class AuditPort
{
public:
    AuditPort() = default;
    AuditPort(const AuditPort&) = delete;
    AuditPort& operator=(const AuditPort&) = delete;
    virtual ~AuditPort() = default;

    virtual void refused(const RefusedTrigger& trigger) = 0;

    /// False: confirmed() would keep nothing, so nobody need make its texts.
    [[nodiscard]] virtual bool keeps_permits() const = 0;
    virtual void confirmed(const ConfirmedTrigger& trigger) = 0;

    /// False: what is decided now cannot be written down.
    [[nodiscard]] virtual bool accepts_work() const = 0;
};

} // namespace iwf::core
