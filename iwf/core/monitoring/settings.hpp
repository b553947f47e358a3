// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>

#include "iwf/core/monitoring/expectation.hpp"
#include "iwf/core/monitoring_result.hpp"
#include "iwf/core/procedures/notification.hpp"

/// What Monitoring is told at the start, and what it tells of itself.
namespace iwf::core {

struct MonitoringSettings
{
    NotificationSettings delivery{
        std::chrono::seconds{1}, std::chrono::minutes{5}, std::chrono::hours{24}};
    NotificationSettings removal{
        std::chrono::seconds{1}, std::chrono::minutes{10}, std::chrono::hours{24}};
    ExpectationSettings expectations;
    std::chrono::milliseconds duplicate_window{std::chrono::minutes{4}};
    std::size_t max_in_progress{2'000};          ///< CIRs of servers that wait for the network
    std::size_t max_in_progress_per_server{200}; ///< likewise, of one
    std::size_t max_subscriptions{2'000'000};    ///< of all servers
    std::size_t max_undelivered{1'000'000};      ///< reports that wait for their servers
    std::size_t max_in_flight_per_server{32};    ///< RIRs without an answer
    std::size_t max_group_items{100};            ///< in one RIR
    std::size_t max_removals_in_flight{64};
    std::size_t sweep_step{256}; ///< places of the table looked at in one turn, after a reload
    std::chrono::milliseconds sweep_pause{100}; ///< while the disk takes no new work
    bool reports_of_any_hss{};                  ///< not only of the one that has the subscription
    bool refuse_unaudited{};                    ///< new work, while the audit log takes none
};

/// What an operator watches. Only grows, but for those that say "now".
struct MonitoringCounters
{
    std::uint64_t requests{};
    std::map<MonitoringResult, std::uint64_t> events;   ///< references answered, by result
    std::map<MonitoringResult, std::uint64_t> commands; ///< CIRs answered, by result
    std::uint64_t duplicates{};
    std::uint64_t reports{};         ///< of the network, that were taken
    std::uint64_t reports_unknown{}; ///< no such subscription, or it has ended
    std::uint64_t reports_forged{};  ///< of a node, event or device that is not the subscription's
    std::uint64_t reports_busy{};
    std::uint64_t reports_nameless{}; ///< of groups, about devices without a name for servers
    std::uint64_t reports_surplus{};  ///< likewise, about devices that have had all of theirs
    std::uint64_t delivered{};
    std::uint64_t given_up{};
    std::uint64_t breaches{};
    std::uint64_t write_failures{};
    std::size_t subscriptions_now{};
    std::size_t undelivered_now{};
    std::size_t in_progress_now{};
};

} // namespace iwf::core
