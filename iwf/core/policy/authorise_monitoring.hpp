// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "iwf/base/clock.hpp"
#include "iwf/core/claimed_identity.hpp"
#include "iwf/core/monitoring_result.hpp"
#include "iwf/core/policy/contract.hpp"
#include "iwf/domain/monitoring.hpp"

namespace iwf::core {

/// What a server wants to watch, as far as its contract has a say.
struct WatchClaim
{
    const ClaimedIdentity& identity;
    bool group{};
    const domain::EventParameters* event{}; ///< null: how the device behaves
    base::WallTime now;
};

/// The contract permits it; this goes on to the network.
struct WatchPermitted
{
    domain::WatchedIdentity watched;
    domain::EventParameters granted;  ///< what was asked for, with what was left open filled in
    const MonitoringLimits* limits{}; ///< of the device's set; borrowed from the contract
    DecidingRules rules;              ///< all it rests on; borrowed from the contract
};

struct WatchRefusal
{
    MonitoringResult result{};
    std::string reason; ///< one line, devices masked
    DecidingRules rules;
};

using WatchDecision = std::variant<WatchPermitted, WatchRefusal>;

/// Judges by the contract, in the order of TS 29.336, 7.2.1.2, of which this node takes the HSS's
/// place towards the server. The first that fails decides:
///
///   outside the hours of the contract; event offered for no set   5510
///   UNAUTHORIZED_REQUESTING_ENTITY no device named, both names given, malformed, foreign domain;
///   a group that is no External-Identifier                        5001 USER_UNKNOWN
///   excluded, in no set, event not offered for its set            5511 UNAUTHORIZED_SERVICE
///   more or finer than the limits of its set, or than the event's
///   own rules have (TS 29.336, 8.4)                               5512 REQUESTED_RANGE_IS_NOT
///   ALLOWED
///
/// Which set a device is in: see authorise(). A device that is not the server's is answered as one
/// that nobody ever heard of.
[[nodiscard]] WatchDecision authorise_watch(const Contract& contract, const WatchClaim& claim);
WatchDecision authorise_watch(Contract&& contract, const WatchClaim& claim) = delete; // borrows

/// Who is meant; nothing when the names are none, two, or malformed.
[[nodiscard]] std::optional<domain::WatchedIdentity>
watched_of(const ClaimedIdentity& claimed, bool group);

/// Whether the contract still permits what it permitted, or another version of it did: asked before
/// a report goes to the server. The limits by which it is stripped; null: it does not.
[[nodiscard]] const MonitoringLimits* limits_of_watch(
    const Contract& contract,
    const domain::WatchedIdentity& watched,
    const domain::EventParameters* event
);

} // namespace iwf::core
