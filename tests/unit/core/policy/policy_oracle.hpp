// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "iwf/domain/trigger.hpp"

/// What a contract permits, said so simply that it cannot be wrong, and too slow to be used (A7).
/// It shares no code with the policy: patterns are "head*@domain", groups are lists.
namespace iwf::core::oracle {

using Texts = std::vector<std::string>;

struct Devices
{
    Texts domains, ids, prefixes;
    std::vector<std::pair<std::string, std::string>> ranges;
    Texts patterns; ///< "x*@domain": all that begin with x
    std::vector<std::size_t> groups;
};

struct Limits
{
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ports;
    std::uint32_t payload_max{}, validity_max{};
    bool priority{};
};

struct Set
{
    Devices devices;
    std::vector<domain::ActionType> actions;
    std::optional<Limits> limits;
};

struct Terms
{
    Texts scs;
    std::vector<Set> sets;
    Devices except;
    Limits limits;
    std::vector<Texts> groups; ///< of the whole configuration: devices, by name or number
};

struct Asked
{
    std::optional<std::string> external_id, msisdn, scs;
    domain::ActionType action{};
    std::size_t payload{};
    std::optional<bool> priority;
    std::optional<std::uint32_t> port, validity;
};

/// Nothing: permitted.
[[nodiscard]] std::optional<domain::RequestStatus> judge(const Terms& terms, const Asked& asked);

/// With whose other devices a request for this one is counted.
struct Counted
{
    std::size_t set{};
    std::optional<std::size_t> group; ///< of Terms::groups

    friend bool operator==(const Counted&, const Counted&) = default;
};

/// Of one that is permitted.
[[nodiscard]] Counted counted_with(const Terms& terms, const Asked& asked);

} // namespace iwf::core::oracle
