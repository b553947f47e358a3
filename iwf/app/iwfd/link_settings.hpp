// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "iwf/app/config/config.hpp"
#include "iwf/app/iwfd/admission.hpp"
#include "iwf/base/result.hpp"
#include "iwf/freediameter/settings.hpp"
#include "iwf/gateways/links.hpp"

/// What the configuration says about protected links, in the words of the core. The configuration
/// was checked: none of these fails.
namespace iwf::daemon {

/// True when a link needs charon, or one that a reload brings can: a listener has a device.
[[nodiscard]] bool needs_ipsec(const config::Config& config);

[[nodiscard]] gateways::LinkRules link_rules(const config::Config& config);

/// What the link of this server must come through; nothing: it needs none.
[[nodiscard]] std::optional<core::ProtectedLink>
protected_link(const config::Config& config, const mtciwf::v1::Contract& contract);

/// What the connection to this HSS or SMS-SC must go through; nothing: it needs nothing.
[[nodiscard]] std::optional<core::ProtectedLink>
protected_link(const config::Config& config, const mtciwf::v1::Peer& peer);

/// Where that connection leaves from: an address of ours inside the tunnel, and the device.
[[nodiscard]] std::optional<freediameter::Departure>
departure(const config::Config& config, const mtciwf::v1::Peer& peer);

/// The listeners' addresses that are reached through a device only.
[[nodiscard]] std::map<std::string, std::string> listen_devices(const config::Config& config);

/// The same error, and which servers nobody listens for because of it; of many the first three.
[[nodiscard]] base::Error name_servers(const config::Config& config, base::Error error);

} // namespace iwf::daemon
