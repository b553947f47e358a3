// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/core/claimed_identity.hpp"
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

/// Towards the audit log (F11). Calls come from the core thread and do not block.
class AuditPort
{
public:
    AuditPort() = default;
    AuditPort(const AuditPort&) = delete;
    AuditPort& operator=(const AuditPort&) = delete;
    virtual ~AuditPort() = default;

    virtual void refused(const RefusedTrigger& trigger) = 0;

    /// False: what is decided now cannot be written down.
    [[nodiscard]] virtual bool accepts_work() const = 0;
};

} // namespace iwf::core
