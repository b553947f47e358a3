// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/diameter/monitoring.hpp"

namespace iwf::scs {

/// The names of the bits of RIR-Flags (TS 29.336, 8.4); those without a name as numbers.
[[nodiscard]] std::vector<std::string> names_of_rir_flags(std::uint32_t flags);

/// Likewise of CIA-Flags, Supported-Monitoring-Events and S6t-HSS-Cause.
[[nodiscard]] std::vector<std::string> names_of_cia_flags(std::uint32_t flags);
[[nodiscard]] std::vector<std::string> names_of_supported_events(std::uint64_t events);
[[nodiscard]] std::vector<std::string> names_of_hss_causes(std::uint32_t causes);

/// "HSS", "MME", "SGSN".
[[nodiscard]] std::string_view name_of(diameter::monitoring::NodeType node);

} // namespace iwf::scs
