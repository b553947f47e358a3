// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "iwf/core/claimed_identity.hpp"
#include "iwf/core/monitoring/ports.hpp"
#include "iwf/core/monitoring/subscription.hpp"
#include "iwf/core/policy/authorise_monitoring.hpp"

namespace iwf::core {

/// What a line of the audit log is about, as its server named it.
struct WatchSubject
{
    std::string_view contract;
    SubscriptionKind kind{};                          ///< never an observation
    std::optional<domain::MonitoringType> type{};     ///< of an event; nothing: all, or unknown
    std::optional<domain::ScefReference> reference{}; ///< nothing: the CIR as a whole
};

/// Of a subscription: only an event has a type. Borrows the contract's name.
[[nodiscard]] WatchSubject subject_of(
    std::string_view contract,
    SubscriptionKind kind,
    domain::MonitoringType type,
    const domain::ScefReference& reference
);

/// A configuration of a server that this instance refuses by its own rules. Borrowed for the call.
struct RefusedWatch
{
    WatchSubject subject;
    const ClaimedIdentity& claimed;
    const WatchRefusal& refusal;
};

/// A configuration of a server that was let through, and is being answered: with what became of it
/// in the network. Borrowed for the call.
struct ConfirmedWatch
{
    WatchSubject subject;
    const domain::WatchedIdentity& watched;
    bool deletes{}; ///< the end of a subscription, not its beginning
    MonitoringResult result{};
    std::string_view rules; ///< that let it through; of an end: empty
};

/// Who ends what its server has not ended.
enum class WatchEnd : std::uint8_t
{
    contract, ///< it permits it no more
    network,  ///< it cancels it
    server,   ///< it answers reports as one that knows of no such subscription
};

[[nodiscard]] std::string_view name(WatchEnd by);

/// Towards the audit log (F11), as AuditPort is for triggers.
class MonitoringAuditPort
{
public:
    MonitoringAuditPort() = default;
    MonitoringAuditPort(const MonitoringAuditPort&) = delete;
    MonitoringAuditPort& operator=(const MonitoringAuditPort&) = delete;
    virtual ~MonitoringAuditPort() = default;

    virtual void refused(const RefusedWatch& watch) = 0;

    /// See AuditPort.
    [[nodiscard]] virtual bool keeps_permits() const = 0;
    virtual void confirmed(const ConfirmedWatch& watch) = 0;

    virtual void ended(const SubscriptionRecord& record, WatchEnd by) = 0;

    /// A report of the network that is of no subscription of ours. `about`: the device that the
    /// subscription is about whose number it carries; null: there is none.
    virtual void refused(
        const NetworkReport& report, const domain::WatchedIdentity* about, std::string_view reason
    ) = 0;

    /// See AuditPort.
    [[nodiscard]] virtual bool accepts_work() const = 0;
};

} // namespace iwf::core
