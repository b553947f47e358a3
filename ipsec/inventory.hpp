// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ipsec/plan.hpp"
#include "ipsec/vici/message.hpp"
#include "iwf/base/result.hpp"

/// What charon says that it has. Pure.
namespace iwf::ipsec {

/// By name, each as list-conns tells it.
using ListedConnections = std::map<std::string, vici::Message>;

struct ListedPool
{
    std::string first; ///< address
    bool is_single{};
    bool is_in_use{};
};

using ListedPools = std::map<std::string, ListedPool>;

struct Inventory
{
    ListedConnections connections;
    std::set<std::string> keys;        ///< identifiers, as load-key answers
    std::set<std::string> shared_keys; ///< names
    std::set<std::string> authorities; ///< names
    ListedPools pools;                 ///< by name
};

/// Of the events of list-conns.
[[nodiscard]] ListedConnections read_connections(const std::vector<vici::Message>& listed);

/// Of the answer to get-pools.
[[nodiscard]] ListedPools read_pools(const vici::Message& answer);

/// The items of a list in an answer; none when it is not there.
[[nodiscard]] std::set<std::string> read_names(const vici::Message& answer, std::string_view list);

/// What a connection, as list-conns tells it, demands of the other end. The strongest of several
/// rounds; none when it is neither of those that we know.
[[nodiscard]] core::Authentication authentication_of(const vici::Message& listed);

/// Whether charon took what it was given: it answers yes to much that it then ignores. The error
/// says which part it has otherwise.
[[nodiscard]] base::Result<void>
check_listed(const Plan& plan, const PlannedLink& link, const vici::Message& listed);

} // namespace iwf::ipsec
