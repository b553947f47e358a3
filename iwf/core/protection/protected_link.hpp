// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/core/protection/binding.hpp"

namespace iwf::core {

/// The connection must come through an SA of the server of this contract, or go through one of this
/// peer.
struct ProtectedLink
{
    std::string contract;                     ///< or the peer's host
    std::vector<domain::Network> local;       ///< our addresses inside the tunnel that it may be of
    std::optional<std::uint16_t> local_port;  ///< where we listen; nothing: we connect
    std::optional<std::uint16_t> remote_port; ///< where we connect to
};

/// Is the connection from `remote` bound to the server of the contract? One that comes up, and one
/// that did. Which of our addresses it goes to is not told: one of those that an SA covers.
[[nodiscard]] tl::expected<Binding, BrokenBinding> check_new(
    const BindingSnapshot& snapshot, const ProtectedLink& link, const domain::Network& remote
);
[[nodiscard]] tl::expected<Binding, BrokenBinding> check_running(
    const BindingSnapshot& snapshot,
    const ProtectedLink& link,
    const domain::Network& remote,
    base::Instant now
);

} // namespace iwf::core
