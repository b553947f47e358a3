// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "iwf/app/neighbour/yaml.hpp"
#include "iwf/app/sim/monitoring_settings.hpp"
#include "iwf/base/result.hpp"

/// What is wrong is noted in the errors of the map.
namespace iwf::sim {

/// `monitoring` of one subscriber. Finishes the map.
[[nodiscard]] std::shared_ptr<const MonitoringProfile>
read_monitoring_profile(neighbour::YamlMap& map);

/// `monitoring` of the whole HSS. Finishes the map.
void read_monitoring_settings(neighbour::YamlMap& map, MonitoringSettings& settings);

/// `mme` of an MME. Finishes the map.
void read_mme_settings(neighbour::YamlMap& map, MmeSettings& settings);

/// The list `groups` of `map`.
[[nodiscard]] std::vector<Group>
read_groups(neighbour::YamlMap& map, neighbour::YamlErrors& errors);

/// The list `script` of `map`.
[[nodiscard]] std::vector<ScriptLine>
read_script(neighbour::YamlMap& map, neighbour::YamlErrors& errors);

/// report_timeout, report_interval, report_attempts.
void read_repeat(neighbour::YamlMap& map, RepeatSettings& repeat);

/// IMEI, 14 or 15 digits, and after a slash the software version, 2 digits, if it is known:
/// "35450412345678/05".
[[nodiscard]] base::Result<domain::Terminal> parse_terminal(std::string_view text);

} // namespace iwf::sim
