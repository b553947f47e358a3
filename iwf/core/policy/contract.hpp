// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/prefetch.hpp"
#include "iwf/core/policy/deciding_rule.hpp"
#include "iwf/core/policy/device_set.hpp"
#include "iwf/core/policy/monitoring_terms.hpp"
#include "iwf/core/policy/probe_watch.hpp"
#include "iwf/core/policy/quota.hpp"
#include "iwf/core/policy/service_hours.hpp"
#include "iwf/core/policy/sourced.hpp"
#include "iwf/core/policy/token_bucket.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/trigger.hpp"

namespace iwf::core {

/// Port numbers from `first` to `last`, both included.
struct PortRange
{
    std::uint16_t first{};
    std::uint16_t last{};

    friend bool operator==(const PortRange&, const PortRange&) = default;
};

/// What a server may do. An action that stands nowhere is refused.
class OfferedActions
{
public:
    void offer(domain::ActionType action, SourceLine line);

    /// The line that offers the action, or nothing.
    [[nodiscard]] std::optional<SourceLine> find(domain::ActionType action) const;

private:
    std::vector<Sourced<domain::ActionType>> actions_; // four at most
};

/// How large a request may be. The defaults permit least.
struct ContractLimits
{
    Sourced<std::uint32_t> payload_max;    ///< octets
    Sourced<std::uint32_t> validity_max_s; ///< of a Validity-Time a server asks for
    std::optional<Sourced<std::uint32_t>> validity_default_s; ///< without: the product's default
    std::vector<Sourced<PortRange>> ports;                    ///< that a server may name
    Sourced<bool> priority;                                   ///< may ask for Priority
    SourceLine ports_line{};                                  ///< 0: names none
    // Of the contract only; those of a set have none:
    std::optional<Sourced<std::uint32_t>> priority_share{}; ///< of its requests, 1 to 100 percent
    std::optional<Sourced<std::uint32_t>> pending{};        ///< triggers at once
    Sourced<ProbingLimit> probing{};
    MonitoringLimits monitoring{}; ///< of a set without limits: those of the contract
};

/// Some of the devices, and what the server may do with them.
struct DeviceTerms
{
    DeviceSet devices;
    OfferedActions actions;
    std::optional<ContractLimits> limits{}; ///< without: those of the contract
    std::string name{};                     ///< empty: the contract has no other
    SourceLine line{};                      ///< where it begins
    SourceLine actions_line{};
    OfferedEvents events{};
    std::optional<Sourced<RateLimit>> requests{}; ///< for all its devices together; has a name
};

/// How fast requests may come. Without: as fast as this instance can.
struct ContractRates
{
    std::optional<Sourced<RateLimit>> requests;   ///< of the server
    std::optional<Sourced<RateLimit>> per_device; ///< of the server for each of its devices
    std::optional<Sourced<RateLimit>> per_group; ///< for all devices that one group lets it address
};

/// Of what a decision reads of a contract, as much as memory brings at once: see
/// contract_facts.hpp.
struct alignas(base::cache_line) FactLine
{
    std::array<std::byte, base::cache_line> octets{};
};

/// Where the facts of a contract in a book are. A contract that is made of another, and may then be
/// changed, has none.
struct FactsPlace
{
    FactsPlace() = default;
    FactsPlace(const FactsPlace&) noexcept {}
    FactsPlace& operator=(const FactsPlace&) noexcept
    {
        at = nullptr;
        return *this;
    }
    ~FactsPlace() = default;

    const FactLine* at{};
};

/// What the operator agreed with one server (TS 23.682, 5.2.1). Immutable once it is in a
/// ContractBook. Begins with what each decision reads of it.
struct alignas(base::cache_line) Contract
{
    std::string name;
    FactsPlace facts{};
    domain::NorthHost host;
    std::string realm;
    std::vector<Sourced<domain::ScsIdentity>> scs_identities;
    std::vector<DeviceTerms> sets;
    DeviceSet exceptions{}; ///< devices that are in none of the sets, whatever these say
    ContractLimits limits;  ///< of sets without their own, and of devices in no set
    ContractRates rates{};
    Quotas quotas{};
    ServiceHours hours{};
    GroupsSnapshot groups{};   ///< those its rules name; null: they name none
    std::string file;          ///< it was read from
    SourceLine line{};         ///< where it begins
    SourceLine scs_line{};     ///< where its SCS-Identities begin
    SourceLine devices_line{}; ///< where the sets begin
    SourceLine actions_line{}; ///< where the actions of the only set begin; of several: the sets
    SourceLine hours_line{};   ///< 0: always

    /// "file:line"; of a default, the place of the contract.
    [[nodiscard]] std::string place(SourceLine at) const;

    /// The rule at this line, for a decision; of a default, the contract as a whole. Borrows.
    [[nodiscard]] DecidingRule rule(RuleKind kind, SourceLine at, std::string_view text = {}) const;
};

} // namespace iwf::core
