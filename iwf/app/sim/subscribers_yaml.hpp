// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/app/neighbour/yaml.hpp"
#include "iwf/app/sim/subscribers.hpp"

namespace iwf::sim {

/// Reads the lists `subscribers` and `ranges` of `map`; what is wrong is noted in `errors`.
void read_subscribers(
    neighbour::YamlMap& map, Subscribers& subscribers, neighbour::YamlErrors& errors
);

} // namespace iwf::sim
