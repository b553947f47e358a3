// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/app/sim/rules.hpp"
#include "iwf/app/sim/rules_yaml.hpp"
#include "iwf/app/sim/subscribers.hpp"
#include "iwf/base/result.hpp"
#include "iwf/freediameter/settings.hpp"

namespace iwf::sim {

/// How an SMS-SC delivers and reports when no rule says otherwise.
struct DeliverySettings
{
    bool never{};
    std::chrono::milliseconds after{std::chrono::milliseconds{100}};
    diameter::t4::SmDeliveryOutcome outcome{diameter::t4::SmDeliveryOutcome::successful_transfer};
    std::chrono::milliseconds default_validity{std::chrono::hours{24}};
    std::chrono::milliseconds report_timeout{std::chrono::seconds{5}};
    std::chrono::milliseconds report_interval{std::chrono::seconds{1}}; ///< between attempts
    std::uint32_t report_attempts{60};
    std::size_t capacity{1'000'000}; ///< pending triggers; beyond it: SC_CONGESTION
};

struct SimConfig
{
    std::string identity;
    std::string realm;
    freediameter::Endpoint listen;
    std::string control; ///< path of the socket; empty: none
    std::vector<std::string> peers;
    std::uint32_t seed{1};
    std::vector<Rule> rules;
    std::vector<ScriptLine> script; ///< HSS and MME
    Subscribers subscribers;        ///< HSS; MME: the devices it serves
    MonitoringSettings monitoring;  ///< HSS
    MmeSettings mme;
    DeliverySettings delivery; ///< SMS-SC
};

/// All that is wrong with the file in one error, a line each: FILE:LINE:COLUMN: what.
[[nodiscard]] base::Result<SimConfig> load_config(const std::string& path, Role role);
[[nodiscard]] base::Result<SimConfig>
parse_config(const std::string& text, const std::string& name, Role role);

} // namespace iwf::sim
