// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/app/scs/output.hpp"
#include "iwf/app/scs/server.hpp"
#include "iwf/app/scs/settings.hpp"
#include "iwf/base/clock.hpp"

namespace iwf::scs {

/// So many triggers a second, for so long.
struct Phase
{
    double rate{};
    std::chrono::milliseconds duration{};
};

/// Many triggers: at a rate, whatever is answered (open loop), or so many at a time (closed).
struct Load
{
    std::vector<domain::DeviceIdentity> devices; ///< one after the other, again and again
    domain::ReferenceNumber first;               ///< the others count up from it
    domain::TriggerData trigger_data;
    std::optional<std::uint32_t> validity_time_s;
    std::optional<double> rate; ///< a second; none: `window`
    std::optional<Phase> then;  ///< after `duration`; with a rate only
    /// With a rate only: no more are unanswered than are due in this time, and what is due beyond
    /// that is never sent.
    std::optional<std::chrono::milliseconds> backlog;
    std::uint32_t window{1};
    std::optional<std::chrono::milliseconds> duration;
    std::optional<std::uint64_t> count;
    std::chrono::milliseconds patience{}; ///< for one answer, and for the connection
    std::optional<std::chrono::milliseconds> wait_reports;
    bool timeline{}; ///< tell each tenth of a second, in JSON
};

/// Runs a node of its own and returns the exit status. Once a process.
[[nodiscard]] int run(const Settings& settings, const Load& command, const Output& output);

/// With a rate: when a trigger is due that has so many before it, after the beginning.
[[nodiscard]] base::Instant::duration due_after(const Load& load, std::uint64_t before);

/// With a rate: how many may be unanswered when one more is due, so long after the beginning.
[[nodiscard]] std::uint64_t most_unanswered(const Load& load, base::Instant::duration after);

/// The devices that DEVICE and --devices N mean: "load-{}@iot.test" counts from 1, digits count up.
[[nodiscard]] base::Result<std::vector<domain::DeviceIdentity>>
device_range(const std::string& pattern, std::uint32_t count);

} // namespace iwf::scs
