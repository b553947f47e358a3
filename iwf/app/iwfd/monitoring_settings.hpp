// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/app/config/config.hpp"
#include "iwf/core/monitoring/monitoring.hpp"
#include "iwf/gateways/watched_network.hpp"
#include "iwf/gateways/watchers.hpp"

/// What the configuration says of monitoring, in the words of each part. The configuration was
/// checked: none of these fails.
namespace iwf::daemon {

[[nodiscard]] core::MonitoringSettings monitoring_settings(const config::Config& config);

[[nodiscard]] gateways::S6tWords s6t_words(const config::Config& config);
[[nodiscard]] gateways::WatcherSettings watcher_settings(const config::Config& config);
[[nodiscard]] gateways::WatchedNetworkSettings
watched_network_settings(const config::Config& config, std::uint32_t seed);

} // namespace iwf::daemon
