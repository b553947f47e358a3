// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "iwf/core/policy/sourced.hpp"
#include "iwf/domain/monitoring.hpp"

namespace iwf::core {

/// What a server may watch for. An event that stands nowhere is refused.
class OfferedEvents
{
public:
    void offer(domain::MonitoringType type, SourceLine line) { events_.push_back({type, line}); }

    /// Communication patterns, and the report when one is not kept.
    void offer_behaviour(SourceLine line) { behaviour_ = line; }

    /// The line that offers it, or nothing.
    [[nodiscard]] std::optional<SourceLine> find(domain::MonitoringType type) const;
    [[nodiscard]] std::optional<SourceLine> behaviour() const { return behaviour_; }

private:
    std::vector<Sourced<domain::MonitoringType>> events_; // eleven at most
    std::optional<SourceLine> behaviour_;
};

/// How much a subscription may ask for. Without one: no limit but the network's.
struct MonitoringLimits
{
    Sourced<domain::Accuracy> accuracy{domain::Accuracy::network}; ///< the finest
    std::optional<Sourced<std::uint32_t>> reports{};               ///< Maximum-Number-of-Reports
    std::optional<Sourced<std::uint32_t>> duration_s{}; ///< until Monitoring-Duration, from now
    std::optional<Sourced<std::uint32_t>> interval_s{}; ///< the shortest Periodic-Time of locations
    std::optional<Sourced<std::uint32_t>> detection_s{};   ///< the shortest Maximum-Detection-Time
    std::optional<Sourced<std::uint32_t>> subscriptions{}; ///< live at once; of the contract only
    Sourced<bool> terminal{};                              ///< IMEI in reports of associations
};

} // namespace iwf::core
