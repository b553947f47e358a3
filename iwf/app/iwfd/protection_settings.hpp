// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ipsec/plan.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/protection/protected_servers.hpp"
#include "iwf/core/protection/protection_floor.hpp"

/// The configuration of the protected links in the words of each part.
namespace iwf::daemon {

/// What charon is to have. Reads certificates, keys and CRLs anew, so that a replaced file is taken
/// without a change of the configuration. Fails with the name of a file that was there when the
/// configuration was checked and is wrong now.
///
/// Servers and peers behind one IKE identity are one connection, which has the name of the first of
/// them in alphabetical order.
[[nodiscard]] base::Result<ipsec::Plan> ipsec_plan(const config::Config& config);

/// Of the contracts and peers with 'protection: ipsec'; each with the only connection its SAs may
/// be of. The authentication of an external connection is what the contract says: what charon says
/// of it comes with each ipsec::Report.
[[nodiscard]] std::vector<core::ProtectedServer> protected_servers(const config::Config& config);

[[nodiscard]] core::ProtectionFloor protection_floor(const config::Config& config);

} // namespace iwf::daemon
