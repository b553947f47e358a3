// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/identifiers.hpp"

#include <algorithm>

namespace iwf::core {
namespace {

constexpr unsigned counter_bits = 22;
constexpr std::uint32_t low_20_bits = 0xFFFFF;

std::uint32_t seconds_of(base::WallTime time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
    return static_cast<std::uint32_t>(seconds);
}

} // namespace

Identifiers::Identifiers(std::string host, base::WallTime started, std::uint32_t seed)
    : session_prefix_{std::move(host) + ";" + std::to_string(seconds_of(started)) + ";"}
    , session_suffix_{";" + std::to_string(seed)}
    , next_end_to_end_{(seconds_of(started) << 20U) | (seed & low_20_bits)}
{}

std::string Identifiers::next_session_id()
{
    return session_prefix_ + std::to_string(session_counter_++) + session_suffix_;
}

TriggerId Identifiers::next_trigger(base::WallTime now)
{
    const auto milliseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    last_trigger_ = std::max(last_trigger_ + 1, milliseconds << counter_bits);
    return TriggerId{last_trigger_};
}

void Identifiers::start_after(TriggerId id)
{
    last_trigger_ = std::max(last_trigger_, id.value());
}

} // namespace iwf::core
