// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "iwf/base/clock.hpp"
#include "iwf/domain/monitoring.hpp"

namespace iwf::core {

/// What a report says about a device's communication.
struct CommunicationSign
{
    enum class Kind : std::uint8_t
    {
        connected,   ///< begins, and cannot have gone on before
        pdn_created, ///< begins, or goes on with another PDN
        ended,
    };

    Kind kind{};
    base::WallTime moment; ///< as the network says it, but not after the report came
};

/// Read from what the report carries rather than from its type, since types 1 and 8 share contents
/// (TS 29.128, 6.4). Without Reachability-Cause, which is younger, "reachable for data" is taken
/// for connected mode; reachable for SMS says nothing. Of several PDN connections one created
/// outweighs others deleted. Nothing when the report is of something else.
[[nodiscard]] std::optional<CommunicationSign>
communication_in(const domain::EventReport& report, base::WallTime at);

} // namespace iwf::core
