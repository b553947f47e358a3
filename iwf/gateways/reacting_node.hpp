// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/diameter/overload.hpp"
#include "iwf/gateways/overload_control.hpp"
#include "iwf/gateways/peer_pool.hpp"

namespace iwf::gateways {

/// Who of a pool is asked, for one application, when some have reported overload (RFC 7683): those
/// are spared the share they name; others are asked instead. Core thread.
class ReactingNode
{
public:
    struct Parts
    {
        PeerPool& pool;
        base::Clock& clock;
        base::Log& log;
    };

    /// The names of what is logged.
    struct Events
    {
        std::string_view overload;
        std::string_view overload_over;
    };

    /// `seed`: random, for which requests an overloaded node is spared.
    ReactingNode(Parts parts, Events events, std::uint32_t seed)
        : parts_{parts}
        , events_{events}
        , random_{seed}
    {}

    struct Choice
    {
        const PoolMember* member{}; ///< null: nobody is left who may be asked
        bool spared{};              ///< then: for one that was to be spared
    };

    /// Of all that are not in `tried`, where those that were chosen or spared are added.
    [[nodiscard]] Choice choose(std::vector<diameter::PeerId>& tried, Abatement rank);

    /// The only one there is for it.
    [[nodiscard]] Choice choose_only(const PoolMember& member, Abatement rank);

    /// Of an answer whose Origin-Host is that of the node that was asked: nobody else is believed.
    /// `chosen`: its OC-Supported-Features.
    void take(
        const PoolMember& from,
        std::string_view realm,
        std::optional<std::uint64_t> chosen,
        const std::optional<diameter::OverloadReport>& report
    );

    /// The reports of overload that are in force.
    [[nodiscard]] std::vector<OverloadChange> overloaded() const
    {
        return overload_.in_force(parts_.clock.now());
    }

    /// When a report of overload ends.
    [[nodiscard]] std::optional<base::Instant> next_due() const { return overload_.next_due(); }
    void on_time();

    /// Requests since the start for which nobody was left because some were to be spared.
    [[nodiscard]] std::uint64_t held_back() const { return held_back_; }

private:
    [[nodiscard]] OverloadControl::Permit permit(Abatement rank);
    void tell(const OverloadChange& change);

    Parts parts_;
    Events events_;
    OverloadControl overload_;
    std::minstd_rand random_;
    std::uint64_t held_back_{};
};

} // namespace iwf::gateways
