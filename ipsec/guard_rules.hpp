// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/result.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::ipsec {

inline constexpr std::string_view guard_table = "inet iwfd_guard";

/// Where we connect to.
struct GuardedPeer
{
    domain::Network address; ///< as of GuardSettings::addresses
    std::uint16_t port{};    ///< TCP, 1 to 65535
};

struct GuardSettings
{
    /// Where what came out of ESP comes in: kernel-libipsec's TUN device, or an XFRM interface. It
    /// need not exist yet. 1 to 15 of a-z, A-Z, 0-9, '_', '-', '.'; not "lo". Empty: ESP in the
    /// kernel without one; then it matters whether an SA carried the packet.
    std::string device;
    /// What the Diameter listener is bound to: one or more single addresses, IPv4 or IPv6. The
    /// unspecified ones and IPv4 written as IPv6 are refused: no packet carries them, so that
    /// nothing would be guarded.
    std::vector<domain::Network> addresses;
    std::uint16_t port{}; ///< TCP, 1 to 65535
    std::vector<GuardedPeer> peers{};
};

/// The commands, as nft reads them, that put the guard's table in place of one that may be there,
/// in one transaction; an error when the settings are not as said above.
[[nodiscard]] base::Result<std::string> guard_rules(const GuardSettings& settings);

/// The commands that take the table away, which may be there or not: deleting what is not there is
/// an error, making what is there is none.
[[nodiscard]] std::string guard_removal();

} // namespace iwf::ipsec
