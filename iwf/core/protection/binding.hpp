// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "iwf/base/clock.hpp"
#include "iwf/core/protection/carrier_index.hpp"
#include "iwf/core/protection/protected_servers.hpp"
#include "iwf/core/protection/protection_floor.hpp"
#include "iwf/core/protection/sa_table.hpp"

/// Who is at the other end of a TCP connection: the chain from its remote address over the one
/// usable CHILD_SA around it, its IKE_SA and the identity authenticated there to the contract, and
/// whether all of it is strong enough. Any link that does not hold is a refusal.
namespace iwf::core {

/// A TCP connection with the addresses inside the tunnel; both are single ones.
struct Flow
{
    domain::Network remote;
    std::optional<std::uint16_t> remote_port; ///< unknown: only a selector of all ports covers it
    domain::Network local;
    std::optional<std::uint16_t> local_port; ///< likewise; unknown where we connect
};

enum class BrokenLink
{
    stale,                   ///< the IKE daemon cannot be asked
    no_association,          ///< no CHILD_SA covers the connection
    not_usable,              ///< those that do carry nothing any more, or not yet
    ambiguous,               ///< CHILD_SAs of two identities cover it
    identity_of_no_contract, ///< authenticated, but nobody we know
    other_contract,          ///< authenticated, but as the server of another contract
    other_connection,        ///< authenticated by rules that are not the contract's
    foreign_address,         ///< the identity is right, the address is not one of the contract's
    below_floor,             ///< too weakly protected
};

/// For logs and counters: "no_association" and so on.
[[nodiscard]] std::string_view name_of(BrokenLink link);

struct BrokenBinding
{
    BrokenLink link{};
    /// Names the contract, the link and the SAs by number. No identity: a distinguished name may
    /// name a person.
    std::string text;
};

struct Binding
{
    std::string contract;
    IkeSaId ike;
    ChildSaId child; ///< of several of the same identity, the newest
};

/// The state of the links after one event. Immutable; any thread may ask a const one. Making one
/// costs less than a microsecond and nothing that grows with the number of SAs: it shares the index
/// of the table (CarrierIndex), and contract and floor are looked at when it is asked, so that a
/// new configuration does not have to visit the SAs either.
class BindingSnapshot
{
public:
    struct Rules
    {
        std::shared_ptr<const ProtectedServers> servers; ///< shared with other snapshots; not null
        ProtectionFloor floor;
        /// How long running connections go on after the daemon was lost. 0: not at all.
        std::chrono::milliseconds grace{};
    };

    /// Knows nothing and refuses all.
    BindingSnapshot() = default;

    BindingSnapshot(const SaTable& table, Rules rules);

    /// For a connection that comes up: the daemon must be there. `contract`: that it is said to be.
    [[nodiscard]] tl::expected<Binding, BrokenBinding>
    check_new(const Flow& flow, std::string_view contract) const;

    /// For one that was checked when it came up.
    [[nodiscard]] tl::expected<Binding, BrokenBinding>
    check_running(const Flow& flow, std::string_view contract, base::Instant now) const;

private:
    [[nodiscard]] tl::expected<Binding, BrokenBinding>
    check(const Flow& flow, std::string_view contract) const;

    CarrierIndex carriers_;
    Rules rules_{.servers = std::make_shared<const ProtectedServers>(), .floor = {}};
    std::optional<base::Instant> stale_since_{base::Instant::min()};
};

} // namespace iwf::core
