// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "iwf/app/neighbour/timers.hpp"
#include "iwf/app/sim/rules.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/diameter/transport.hpp"

namespace iwf::sim {

/// How an SMS-SC finds a trigger again (TS 23.682, 5.2.3.2).
struct TriggerKey
{
    std::string device; ///< the name the SCS used: external identifier or MSISDN
    std::string scs;    ///< digits of SM-RP-SMEA
    std::uint32_t reference{};

    friend bool operator==(const TriggerKey&, const TriggerKey&) = default;

    struct Hash
    {
        std::size_t operator()(const TriggerKey& key) const noexcept
        {
            const std::hash<std::string> hash;
            return hash(key.device) ^ (hash(key.scs) << 1U) ^ (std::size_t{key.reference} << 20U);
        }
    };
};

/// Whom the report of a trigger is for, and what it names.
struct ReportAddress
{
    diameter::PeerId peer;
    std::string host;
    std::string realm;
    diameter::s6m::UserIdentifier user;
    base::Bytes sm_rp_smea;
    std::uint32_t reference{};
};

/// A trigger accepted and not yet delivered.
struct PendingTrigger
{
    ReportAddress report_to;
    Reporting reporting{Reporting::once};
    std::optional<std::uint32_t> absent_diagnostic;
    bool stuck{};
    neighbour::TimerId timer;
};

using PendingTriggers = std::unordered_map<TriggerKey, PendingTrigger, TriggerKey::Hash>;

/// When and how the fate of an accepted trigger is decided.
struct Fate
{
    std::optional<std::chrono::milliseconds> after; ///< none: never
    diameter::t4::SmDeliveryOutcome outcome{};
};

/// `deliver_after`: none means never. `validity`: none means the default; 0 means one attempt,
/// however late it is. A device without serving nodes is not attempted while the validity lasts
/// (TS 23.682, 5.2.2).
[[nodiscard]] Fate fate_of(
    std::optional<std::chrono::milliseconds> deliver_after,
    diameter::t4::SmDeliveryOutcome outcome,
    std::chrono::milliseconds validity,
    bool has_serving_nodes
);

} // namespace iwf::sim
