// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace iwf::core {

/// How a configuration or a report was taken: of a whole command, or of one event in it. Each is
/// one Result-Code or Experimental-Result-Code (TS 29.336, 8.3; TS 29.128, 6.3); the gateways know
/// which. The numbers are kept on disk.
enum class MonitoringResult : std::uint8_t
{
    success,                        ///< 2001
    user_unknown,                   ///< 5001
    unauthorized_requesting_entity, ///< 5510: the server may not watch for this at all
    unauthorized_service,           ///< 5511: not of this device
    range_not_allowed,              ///< 5512
    storage_not_successful,         ///< 5513
    configuration_non_existent,     ///< 5514: the reference for deletion
    reference_unknown,              ///< 5515
    unauthorized_provider,          ///< 5516
    location_not_served,            ///< 5650
    resources_exceeded,             ///< 5006
    too_busy,                       ///< 3004: later it may be taken
    unable_to_comply,               ///< 5012, and all that is none of the others
};

/// The standard's name, for people and scripts.
[[nodiscard]] std::string_view name(MonitoringResult result);

} // namespace iwf::core
