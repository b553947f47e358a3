// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "iwf/app/sim/live_events.hpp"
#include "iwf/diameter/s6t.hpp"

namespace iwf::sim {

/// The communication patterns that an HSS stores (TS 29.336, 7.2.1.2). `device`: whom a CIR is
/// about, a name of one or of a group.
class PatternStore
{
public:
    using Wanted = diameter::monitoring::CommunicationPatternConfiguration;

    void delete_all(const std::string& scef, const std::string& device);

    /// `outcome`: what is told instead of storing. Of each reference what became of it.
    [[nodiscard]] std::vector<diameter::monitoring::PatternStatus> configure(
        const std::string& scef,
        const std::string& device,
        const Wanted& wanted,
        std::optional<diameter::Outcome> outcome
    );

    [[nodiscard]] std::size_t size() const { return stored_.size(); }

private:
    struct Stored
    {
        std::string device;
        std::vector<domain::CommunicationPattern> patterns;
    };

    std::map<EventKey, Stored> stored_;
};

} // namespace iwf::sim
