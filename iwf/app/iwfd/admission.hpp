// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "iwf/app/iwfd/shared_snapshot.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/protection/binding.hpp"
#include "iwf/domain/network.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::daemon {

/// The connection must come through an SA of the server of this contract.
struct ProtectedLink
{
    std::string contract;
    std::vector<domain::Network> local; ///< our addresses inside the tunnel that it may connect to
    std::uint16_t local_port{};
};

/// Where a server may come from, what it calls itself and whether IKE has to prove who it is.
struct AdmissionRule
{
    std::string realm;
    std::vector<domain::Network> networks;
    std::optional<ProtectedLink> protection; ///< nothing: the contract has the server inside
};

/// Is the connection from `remote` bound to the server of the contract? One that comes up, and one
/// that did. Which of our addresses it goes to is not told: one of those that an SA covers.
[[nodiscard]] tl::expected<core::Binding, core::BrokenBinding> check_new(
    const core::BindingSnapshot& snapshot, const ProtectedLink& link, const domain::Network& remote
);
[[nodiscard]] tl::expected<core::Binding, core::BrokenBinding> check_running(
    const core::BindingSnapshot& snapshot,
    const ProtectedLink& link,
    const domain::Network& remote,
    base::Instant now
);

/// Who may connect, as the contracts have it and as IKE proved it. admit() runs on threads of the
/// Diameter stack; use() and see() on the core thread swap the whole table and the whole snapshot.
class Admission
{
public:
    using Table = std::map<std::uint32_t, AdmissionRule>;          ///< by PeerId
    using Snapshot = std::shared_ptr<const core::BindingSnapshot>; ///< shared with admit()

    void use(Table table);

    /// After each event of the IKE daemon, and after each change of contracts or floor. Before the
    /// first nobody is admitted who needs protection.
    void see(Snapshot snapshot);

    /// The error says which link of the chain is broken.
    [[nodiscard]] base::Result<void> admit(const freediameter::Applicant& applicant) const;

    /// Whether who is connected from there would still be admitted, as far as its address says.
    [[nodiscard]] bool
    allows(diameter::PeerId peer, const std::optional<domain::Network>& remote) const;

    /// Waits a moment for the SA of one who has none: where we called the server, its connection
    /// can be here before charon's event. `ask` has charon asked; it is called at most once.
    [[nodiscard]] base::Result<void>
    admit_soon(const freediameter::Applicant& applicant, const std::function<void()>& ask) const;

private:
    [[nodiscard]] bool may_change(const freediameter::Applicant& applicant) const;

    SharedSnapshot<Table> table_;
    SharedSnapshot<core::BindingSnapshot> snapshot_;
};

} // namespace iwf::daemon
