// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "iwf/app/neighbour/yaml.hpp"
#include "iwf/app/sim/rules.hpp"
#include "iwf/base/result.hpp"

namespace iwf::sim {

/// SMS-SC rules may say how it delivers, HSS rules that it is overloaded, those of HSS and MME how
/// events are reported.
enum class Role : std::uint8_t
{
    hss,
    sms_sc,
    mme
};

/// One rule; what is wrong with it is noted in `errors`.
[[nodiscard]] Rule read_rule(const YAML::Node& node, Role role, neighbour::YamlErrors& errors);

/// A rule in one line: "{first: 3, result: 3004}".
[[nodiscard]] base::Result<Rule> parse_rule(const std::string& text, Role role);

/// "success", "absent", "memory_full", "expired".
[[nodiscard]] base::Result<diameter::t4::SmDeliveryOutcome> parse_outcome(const std::string& text);

} // namespace iwf::sim
