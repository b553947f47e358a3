// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/log.hpp"
#include "iwf/core/engine.hpp"
#include "iwf/core/identifiers.hpp"
#include "iwf/core/ports.hpp"
#include "iwf/diameter/s6m.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/incoming.hpp"
#include "iwf/gateways/peer_pool.hpp"
#include "iwf/gateways/reacting_node.hpp"

namespace iwf::gateways {

struct S6mSettings
{
    std::chrono::milliseconds lookup_deadline{6000}; ///< all attempts together
    std::chrono::milliseconds attempt_timeout{2000}; ///< for one HSS
    std::uint8_t type_of_address{0x91};              ///< of SM-RP-SMEA
    std::uint32_t seed{1}; ///< random: for which lookups an overloaded HSS is spared
};

/// S6m client (TS 29.336, 5.2.1): asks an HSS of the pool, then another one with the T flag when it
/// is lost, silent or too busy, until the deadline. An HSS or realm that has reported overload is
/// spared the share it names (RFC 7683): others are asked instead, and when there is none the
/// lookup is refused at once. Core thread.
class S6mGateway final : public core::HssPort
{
public:
    struct Parts
    {
        const Self& self;
        PeerPool& hss;
        PeerPool& sms_sc; ///< where a new trigger would go is told with the subscriber
        Exchange& exchange;
        Later& later;
        core::Engine& engine;
        core::Identifiers& identifiers;
        base::Clock& clock;
        base::Log& log;
    };

    S6mGateway(Parts parts, S6mSettings settings)
        : parts_{parts}
        , settings_{settings}
        , reacting_{
              {parts.hss, parts.clock, parts.log},
              {"s6m.overload", "s6m.overload_over"},
              settings.seed}
    {}

    /// Of an answer that can be read, whatever it says; null: there is none.
    using Completion = std::function<void(const diameter::s6m::SubscriberInformationAnswer*)>;

    void look_up(const core::TriggerRecord& record) override;

    /// Asks for whom else; what each SIR has is filled in. `done` is called once, never from inside
    /// of this. `rank`: how soon it may be refused to spare an HSS.
    void ask(diameter::s6m::SubscriberInformationRequest request, Abatement rank, Completion done);

    /// The reports of overload of HSSs and their realms that are in force.
    [[nodiscard]] std::vector<OverloadChange> overloaded() const { return reacting_.overloaded(); }

    /// When a report of overload ends.
    [[nodiscard]] std::optional<base::Instant> next_due() const { return reacting_.next_due(); }
    void on_time() { reacting_.on_time(); }

    /// Lookups refused since the start because overloaded HSSs were to be spared.
    [[nodiscard]] std::uint64_t held_back() const { return reacting_.held_back(); }

private:
    struct Lookup
    {
        Completion done;
        diameter::s6m::SubscriberInformationRequest request;
        std::uint32_t end_to_end{};
        base::Instant deadline;
        Abatement rank{};
        std::vector<diameter::PeerId> tried; ///< or to be spared
        bool maybe_seen{};                   ///< by an HSS before: the T flag is due
    };
    /// Shared by the completions of its attempts, of which one is alive at a time.
    using LookupPtr = std::shared_ptr<Lookup>;

    void attempt(const LookupPtr& lookup);
    void on_reply(const LookupPtr& lookup, const PoolMember& asked, const Reply& reply);
    [[nodiscard]] core::SubmissionEvent
    understand(const diameter::s6m::SubscriberInformationAnswer& answer);
    void give_up(const LookupPtr& lookup);

    Parts parts_;
    S6mSettings settings_;
    ReactingNode reacting_;
};

} // namespace iwf::gateways
