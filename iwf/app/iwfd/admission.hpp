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
#include "iwf/core/protection/protected_link.hpp"
#include "iwf/domain/network.hpp"
#include "iwf/freediameter/settings.hpp"
#include "iwf/gateways/links.hpp"

namespace iwf::daemon {

/// Where a server may come from, what it calls itself and whether IKE has to prove who it is.
struct AdmissionRule
{
    std::string realm;
    std::vector<domain::Network> networks;
    std::optional<core::ProtectedLink> protection; ///< nothing: the contract has the server inside
};

/// A HSS or SMS-SC behind IPsec.
struct DialledRule
{
    core::ProtectedLink protection;
    domain::Network address;
};

/// Who may connect, or be connected to, as the contracts have it and as IKE proved it. admit() and
/// may_dial() run on threads of the Diameter stack; use() and see() on the core thread swap the
/// whole table and the whole snapshot.
class Admission final : public gateways::AdmissionPort
{
public:
    using Table = std::map<std::uint32_t, AdmissionRule>; ///< by PeerId

    void use(Table table);

    /// Those that we connect to, and the links that these connections need. Who is not in it needs
    /// none.
    using Dialled = std::map<std::uint32_t, DialledRule>; ///< by PeerId

    void use_dialled(Dialled dialled);

    /// Whether a connection to the peer would be protected, and by its own SA.
    [[nodiscard]] bool may_dial(diameter::PeerId peer) const;

    /// Before the first nobody is admitted who needs protection.
    void see(Snapshot snapshot) override;

    /// The error says which link of the chain is broken.
    [[nodiscard]] base::Result<void> admit(const freediameter::Applicant& applicant) const;

    [[nodiscard]] bool
    allows(diameter::PeerId peer, const std::optional<domain::Network>& remote) const override;

    /// Waits a moment for the SA of one who has none: where we called the server, its connection
    /// can be here before charon's event. `ask` has charon asked; it is called at most once.
    [[nodiscard]] base::Result<void>
    admit_soon(const freediameter::Applicant& applicant, const std::function<void()>& ask) const;

private:
    [[nodiscard]] bool may_change(const freediameter::Applicant& applicant) const;

    SharedSnapshot<Table> table_;
    SharedSnapshot<Dialled> dialled_;
    SharedSnapshot<core::BindingSnapshot> snapshot_;
};

} // namespace iwf::daemon
