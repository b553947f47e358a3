// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/app/config/config.hpp"
#include "iwf/core/monitoring/monitoring.hpp"

/// What the configuration says of monitoring, in the words of each part. The configuration was
/// checked: none of these fails.
namespace iwf::daemon {

/// Some contract offers an event or behaviour, or there are MMEs. False: S6t and T6a are not
/// spoken.
[[nodiscard]] bool offers_monitoring(const config::Config& config);

[[nodiscard]] core::MonitoringSettings monitoring_settings(const config::Config& config);

/// What S6t leaves to configuration, or nobody could verify.
struct S6tWords
{
    std::uint32_t feature_list{};               ///< Feature-List-ID
    std::uint32_t extended_reference_ids_bit{}; ///< 0 to 31
    std::uint32_t enterprise{};                 ///< vendor of Broken-Expectation
};

[[nodiscard]] S6tWords s6t_words(const config::Config& config);

} // namespace iwf::daemon
