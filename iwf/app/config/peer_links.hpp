// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "iwf/app/config/config.hpp"
#include "proto/mtciwf/v1/config.pb.h"

/// HSSs, SMS-SCs and MMEs behind IPsec: their links are checked, loaded and watched as those of
/// servers.
namespace iwf::config {

/// What a peer says of its link, in the words of a contract: its name is the peer's host, its one
/// address the peer's, and it is inside. The rest is empty.
[[nodiscard]] mtciwf::v1::Contract link_contract(const mtciwf::v1::Peer& peer);

/// Those with 'protection: ipsec', HSSs first, then SMS-SCs, MMEs.
[[nodiscard]] std::vector<mtciwf::v1::Peer> protected_peers(const mtciwf::v1::Daemon& daemon);

/// Of all links with 'protection: ipsec': the contracts, then link_contract() of each peer. Their
/// names differ.
[[nodiscard]] std::vector<mtciwf::v1::Contract> protected_links(const Config& config);

} // namespace iwf::config
