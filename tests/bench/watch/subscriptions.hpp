// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "iwf/core/monitoring/subscription.hpp"

/// Subscription number N, live, of the server N modulo the number of servers: the same whenever
/// it is made, so that who reports on it need not have seen the journal.
namespace iwf::bench {

inline constexpr const char* iwf_host = "iwf1.lab.example";
inline constexpr const char* iwf_realm = "lab.example";
inline constexpr const char* hss_host = "hss1.core.lab.example";
inline constexpr const char* hss_realm = "core.lab.example";

struct Population
{
    std::size_t subscriptions{};
    std::size_t servers{};

    [[nodiscard]] std::size_t server_of(std::size_t number) const { return number % servers; }

    /// What its server calls it.
    [[nodiscard]] std::uint32_t reference_of(std::size_t number) const
    {
        return static_cast<std::uint32_t>(number / servers + 1);
    }

    [[nodiscard]] std::size_t number_of(std::size_t server, std::uint32_t reference) const
    {
        return (reference - std::size_t{1}) * servers + server;
    }
};

[[nodiscard]] std::string server_host(std::size_t server);
[[nodiscard]] core::SubscriptionId id_of(std::size_t number);

/// A journal with all of them, in a folder that has none.
void fill(const std::filesystem::path& directory, const Population& population);

} // namespace iwf::bench
