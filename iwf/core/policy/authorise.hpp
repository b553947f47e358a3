// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "iwf/core/claimed_identity.hpp"
#include "iwf/core/policy/claimed_device.hpp"
#include "iwf/core/policy/contract.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

namespace iwf::core {

/// What a server asks for, as far as its contract has a say. A request or a replace without
/// Trigger-Data is not the policy's: it is answered with 5005 before.
struct ActionClaim
{
    ClaimedIdentity identity;
    domain::ActionType action{};
    std::size_t payload_octets{};
    std::optional<domain::Priority> priority;
    std::optional<std::uint32_t> application_port;
    std::optional<std::uint32_t> validity_time_s;
};

/// The contract permits the action; these are the names it goes on under.
struct Permitted
{
    domain::DeviceIdentity device;
    domain::ScsIdentity scs_identity;
    const ContractLimits* limits{};    ///< of the device's set; borrowed from the contract
    const DeviceTerms* set{};          ///< that it is in; borrowed from the contract
    std::optional<DecidingRule> group; ///< the rule by which it is in it, when that names a group
    DecidingRules rules;               ///< all it rests on; borrowed from the contract
};

/// The contract does not. For the record and for `explain`; the server learns the status only.
struct Refusal
{
    domain::RequestStatus status{};
    std::string reason;  ///< one line, devices masked
    DecidingRules rules; ///< what led to it, the last: what refuses, or where a permit is missing
};

using Decision = std::variant<Permitted, Refusal>;

/// Judges a claim by the contract of the server that made it. What the contract does not permit is
/// refused. In the order of TS 29.368, 5.5 as spec/tsp.md 7.3 has it (the first that fails
/// decides):
///
///   2    SCS-Identity absent, malformed or not of this contract            103 INVSCSID
///   3    action not offered                                                105 NOTAUTHORIZED
///   6    request, replace: payload above the limit, port or priority not
///        permitted                                                         101 INVPAYLOAD
///        request, replace: validity above the limit; replace: validity 0   104 INVPERIOD
///        no device named; both names given; External-Identifier malformed
///        or of a domain foreign to the contract; MSISDN malformed          102 INVEXTID
///        device well named, but excluded or in no set of the contract;
///        action not offered for the set it is in                           105 NOTAUTHORIZED
///
/// Which set a device is in (the order of precedence, for all who write and read contracts):
///
///     A device that an exclusion names is in no set, whatever else names it; any other is in the
///     set whose rule is the most specific, which for External-Identifiers is an exact one before a
///     group before a pattern before a domain, and for numbers a group before a prefix or range, of
///     which the one that holds the fewest numbers; of equals the one that stands first.
///
/// Actions and limits of that set count, and of no other; a set without limits, and a device
/// without a set, has those of the contract. A device that the contract excludes is answered as one
/// that it does not name, and that as one that nobody's contract names: an answer tells nothing of
/// other servers' devices, nor of what is in their groups.
///
/// Quota (108) and rate (109), step 4, and load, step 5, stand between 3 and 6: see Amounts. Two
/// names for a device are refused, not ranked: they may mean two devices, of which one is judged
/// and the other echoed. An External-Identifier whose domain the contract knows only from single
/// identifiers, patterns or groups is not foreign, so an unlisted one is 105 as an unlisted MSISDN
/// is. A recall carries no trigger: payload, port, priority and validity in it are ignored
/// (spec/tsp.md 5).
[[nodiscard]] Decision authorise(const Contract& contract, const ActionClaim& claim);
Decision authorise(Contract&& contract, const ActionClaim& claim) = delete; // decisions borrow

/// The same of a claim whose device is on its way. Takes the device's name when it permits.
[[nodiscard]] Decision
authorise(const Contract& contract, const ActionClaim& claim, ClaimedDevice& device);

/// Steps 2 and 3 of it: whether this server may ask for this action at all.
[[nodiscard]] std::optional<Refusal>
authorise_server(const Contract& contract, const ActionClaim& claim);

} // namespace iwf::core
