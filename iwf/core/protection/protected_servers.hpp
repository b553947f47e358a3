// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/core/protection/protection_floor.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::core {

/// What a contract says about the link to its server, or the configuration about that to a HSS or
/// SMS-SC.
struct ProtectedServer
{
    std::string contract; ///< its name; or the peer's host
    std::string identity; ///< IKE identity of the other end; several servers may stand behind one
    std::vector<domain::Network> blocks; ///< protected addresses; empty: those its SA grants
    Authentication authentication{};     ///< that its connection demands of the other end
    std::string
        connection; ///< the only one its SAs may be of, as `authentication` is its; empty: any
};

/// A block that lies within a block of a server with another identity.
struct Overlap
{
    std::string contract; ///< of the inner block
    std::string text;     ///< one line that names both contracts and blocks
};

/// All of them: there the address does not say who it is, and the SAs of both do come up. Of
/// several blocks around one the closest is named.
[[nodiscard]] std::vector<Overlap> overlaps(const std::vector<ProtectedServer>& servers);

/// The servers of one version of the configuration. Immutable.
class ProtectedServers
{
public:
    ProtectedServers() = default;
    ProtectedServers(const ProtectedServers&) = delete;
    ProtectedServers& operator=(const ProtectedServers&) = delete;
    ProtectedServers(ProtectedServers&&) = default;
    ProtectedServers& operator=(ProtectedServers&&) = default;
    ~ProtectedServers() = default;

    /// Fails with the first of overlaps(), when two servers have the same contract, or when an
    /// identity is empty or charon's "%any".
    [[nodiscard]] static base::Result<ProtectedServers> create(std::vector<ProtectedServer> servers
    );

    /// Those behind this canonical_identity(): null for none.
    [[nodiscard]] const std::vector<const ProtectedServer*>* behind(const std::string& identity
    ) const;

    [[nodiscard]] const ProtectedServer* find(std::string_view contract) const;

private:
    /// Pointers and keys into servers_, whose elements do not move when the vector is moved.
    std::vector<ProtectedServer> servers_;
    std::unordered_map<std::string, std::vector<const ProtectedServer*>> by_identity_;
    std::unordered_map<std::string_view, const ProtectedServer*> by_contract_;
};

} // namespace iwf::core
