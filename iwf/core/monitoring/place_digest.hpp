// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "iwf/domain/monitoring.hpp"

/// Where a device is, as a number: enough to see that it is elsewhere, too little to tell where.
/// (Who has a list of all cells can test each of them; nobody gets the place from the number.)
namespace iwf::core {

/// Of the finest element of the report which is no finer than `finest`: the cell, the base station,
/// the area, the network. Coarser ones count only when the finer are missing. PRA names an area
/// that devices are counted in, not where one is: it is as coarse as the network. Never 0.
/// Nothing when the report has no such element.
[[nodiscard]] std::optional<std::uint64_t>
place_of(const domain::EventReport& report, domain::Accuracy finest);

/// The same of the element that `place` was made of, so that the two may be compared. Nothing when
/// the report does not have it, as when the device now uses another kind of radio network: which
/// cell of one covers which cells of the other nobody here knows, and a device that stays may use
/// both. So places of each kind are compared with the first of their own.
[[nodiscard]] std::optional<std::uint64_t>
place_like(std::uint64_t place, const domain::EventReport& report);

} // namespace iwf::core
