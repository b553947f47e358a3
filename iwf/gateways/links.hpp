// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/protection/protected_link.hpp"
#include "iwf/core/protection/sa_table.hpp"
#include "iwf/diameter/transport.hpp"
#include "iwf/gateways/dispatcher.hpp"

namespace iwf::gateways {

/// What the contracts demand of the links.
struct LinkRules
{
    /// With an external connection: `authentication` is what charon says of it, learned later.
    std::vector<core::ProtectedServer> servers;
    core::ProtectionFloor floor;
    std::chrono::milliseconds grace{}; ///< without the IKE daemon
};

/// How connections of the IKE daemon make the other end prove itself, by their names.
using Authentications = std::map<std::string, core::Authentication>;

/// Who lets servers in, on whatever thread.
class AdmissionPort
{
public:
    using Snapshot = std::shared_ptr<const core::BindingSnapshot>; ///< any thread may ask it

    AdmissionPort() = default;
    AdmissionPort(const AdmissionPort&) = delete;
    AdmissionPort& operator=(const AdmissionPort&) = delete;
    virtual ~AdmissionPort() = default;

    /// After each event of the IKE daemon, and after each change of contracts or floor.
    virtual void see(Snapshot snapshot) = 0;

    /// Whether who is connected from there would still be admitted, as far as its address says.
    [[nodiscard]] virtual bool
    allows(diameter::PeerId peer, const std::optional<domain::Network>& remote) const = 0;
};

/// Which connections of servers, and to HSSs and SMS-SCs, are protected, by an SA of the very node,
/// at this moment: keeps the table of associations, tells admission, and cuts a connection as soon
/// as a link of its chain breaks. Core thread.
class Links final : public LinkGuard
{
public:
    struct Parts
    {
        diameter::Transport& transport;
        AdmissionPort& admission;
        base::Clock& clock;
        base::Log& log;
        /// The peer's link holds no more, or not yet: nothing may be sent to it, whatever the
        /// transport still believes.
        std::function<void(diameter::PeerId)> lost;
        /// Ends an IKE_SA that is below the floor.
        std::function<void(core::IkeSaId)> terminate;
    };

    explicit Links(Parts parts);

    /// Which servers need protection, and how much. Connections that do not fit any more are cut,
    /// those from an address that admission allows no more too.
    void use(LinkRules rules, std::map<diameter::PeerId, core::ProtectedLink> links);

    /// What the IKE daemon says of connections: it counts, whatever the contract believes. Of one
    /// that is not told, what was told before.
    void learn(const Authentications& authentications);

    void apply(const core::SaEvent& event);

    void opened(diameter::Connection connection, std::string_view remote) override;
    void closed(diameter::Connection connection) override;
    [[nodiscard]] bool holds(diameter::Connection connection) override;

    /// When the grace without the IKE daemon ends.
    [[nodiscard]] std::optional<base::Instant> next_due() const;
    void on_time();

    /// How it is now, for people (link_status.hpp).
    [[nodiscard]] const core::SaTable& table() const { return table_; }
    [[nodiscard]] const core::ProtectedServers& servers() const { return *rules_.servers; }
    [[nodiscard]] const std::map<diameter::PeerId, core::ProtectedLink>& links() const
    {
        return links_;
    }
    /// Where the server's connection comes from; nothing: it has none.
    [[nodiscard]] std::optional<domain::Network> remote_of(diameter::PeerId peer) const;
    /// Whether a connection from there would be let in, or its next message be served.
    [[nodiscard]] tl::expected<core::Binding, core::BrokenBinding>
    check_now(diameter::PeerId peer, const domain::Network& remote) const;

private:
    struct Open
    {
        diameter::Connection connection;
        std::optional<domain::Network> remote; ///< nothing: not a literal address
    };

    void use_rules();
    void publish();
    void recheck(const std::vector<domain::Network>* touched);
    void cut(diameter::PeerId peer, std::string_view reason);
    void enforce_floor(const core::SaEvent& event);
    void end_if_weak(const core::IkeSa& association);
    void end(core::IkeSaId ike, const core::TooWeak& weakness);
    void log_change(const core::SaEvent& event, const core::SaChange& change);
    [[nodiscard]] bool is_ours(const std::string& identity) const;
    [[nodiscard]] tl::expected<core::Binding, core::BrokenBinding>
    check(const core::ProtectedLink& link, const Open& open) const;

    Parts parts_;
    core::SaTable table_;
    LinkRules wanted_;
    Authentications learned_;
    core::BindingSnapshot::Rules rules_{
        .servers = std::make_shared<const core::ProtectedServers>(), .floor = {}};
    std::map<diameter::PeerId, core::ProtectedLink> links_;
    std::shared_ptr<const core::BindingSnapshot> snapshot_;
    std::unordered_map<diameter::PeerId, Open> open_;
    std::set<core::IkeSaId> ours_; ///< IKE_SAs of servers of contracts
    std::optional<base::Instant> grace_ends_;
};

} // namespace iwf::gateways
