// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/app/config/config.hpp"

/// What a new configuration would change, for people: printed before a reload and logged after it.
namespace iwf::config {

enum class ChangeKind : std::uint8_t
{
    added,
    removed,
    changed,
};

[[nodiscard]] std::string_view name(ChangeKind kind);

/// One server's contract, known by its name.
struct ContractChange
{
    ChangeKind kind{};
    std::string contract;
    /// Of a change: a line for each key, "limits.payload_max: 140 -> 200",
    /// "devices.external_ids: + \"a@b.example\" - \"c@b.example\"".
    std::vector<std::string> what;
};

struct Difference
{
    std::vector<ContractChange> contracts; ///< by name
    std::vector<std::string> daemon;       ///< lines as of a change; of iwfd.yaml's other keys
};

/// Both with their defaults; a default that was written out is no difference.
[[nodiscard]] Difference difference(const Config& from, const Config& to);

} // namespace iwf::config
