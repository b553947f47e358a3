// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "iwf/diameter/common.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/peer_pool.hpp"

namespace iwf::gateways {

/// Whether the request is for this node (RFC 6733, 6.1.4): this node relays nothing. A fault is
/// ready to be answered: 3002, 3003 or 3005.
[[nodiscard]] std::optional<diameter::Fault>
check_destination(const diameter::RequestHead& head, const Self& self);

/// Whether a request of the operator's network is of the connected node itself, for this node, and
/// has room: `owed` requests of its kind, of at most `most`, wait for their answer. `from`: null
/// when no node of that kind is connected there. A fault is ready to be answered.
[[nodiscard]] std::optional<diameter::Fault> check_network_request(
    const diameter::RequestHead& head,
    const PoolMember* from,
    const Self& self,
    std::size_t owed,
    std::size_t most
);

/// Whether the Session-Id begins with the name of who sent the request (RFC 6733, 8.8): under
/// another's it would stand in logs and traces as that one's. A fault is 5004.
[[nodiscard]] std::optional<diameter::Fault> check_session(const diameter::RequestHead& head);

/// Whether a request demands (TS 29.229, 7.2.1) what is not in our own list of features.
[[nodiscard]] bool demands_unknown_feature(
    const std::vector<diameter::SupportedFeatures>& asked, const diameter::SupportedFeatures& own
);

/// ASCII letters of host and realm names compare without case (RFC 6733, 4.3.1).
[[nodiscard]] bool same_name(std::string_view left, std::string_view right);

} // namespace iwf::gateways
