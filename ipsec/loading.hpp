// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ipsec/connections.hpp"
#include "ipsec/inventory.hpp"

/// From what charon has to what it shall have. Pure.
namespace iwf::ipsec {

/// What charon took from us, as far as we remember.
struct Loaded
{
    /// Digests, by subject(), since charon was reached: a new charon has forgotten everything.
    std::map<std::string, std::uint64_t> subjects;
    std::string key; ///< charon's identifier of our private key; empty: none loaded
    /// Those that were not there before we loaded them: nobody else's.
    std::set<std::string> own_keys;
};

/// One request of a reconciliation.
struct Command
{
    std::string command;
    vici::Message message;
    std::string name;       ///< in charon, or for people
    std::string subject;    ///< what it loads, in Loaded; empty: it loads nothing
    std::uint64_t digest{}; ///< of what it loads

    [[nodiscard]] bool is_of_connection() const { return command == "load-conn"; }
};

/// In the order in which charon must get them: what is no longer wanted goes before what may take
/// its addresses, credentials before connections. What somebody else loaded is not in it.
[[nodiscard]] std::vector<Command>
commands(const Plan& plan, const Inventory& inventory, const Loaded& loaded);

/// Digest of all that a connection's tunnels depend on, by the connection's name in charon. What is
/// revoked belongs to it: no rekeying looks at certificates again.
[[nodiscard]] std::map<std::string, std::uint64_t> link_digests(const Plan& plan);

} // namespace iwf::ipsec
