// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "iwf/base/clock.hpp"

namespace iwf::core {

/// How many unknown devices a server may ask for before it is taken to be searching.
struct ProbingLimit
{
    std::uint32_t unknown{};           ///< different names; 0: no limit; 10,000 at most
    std::chrono::milliseconds per{};   ///< within this time
    std::chrono::milliseconds pause{}; ///< then none of its requests is looked at so long

    friend bool operator==(const ProbingLimit&, const ProbingLimit&) = default;
};

/// The unknown devices that one server has asked for of late. A name that comes again tells it
/// nothing new, and is counted once. Keeps no more names than the limit says, none longer than 256
/// octets.
class ProbeWatch
{
public:
    /// The server is being paused.
    [[nodiscard]] bool pausing(base::Instant now) const
    {
        return pause_ends_ && now < *pause_ends_;
    }

    /// A device that it asked for is unknown, foreign or not its own. True: that was one too many,
    /// and the pause has begun. After it the count begins anew.
    [[nodiscard]] bool
    unknown_device(const ProbingLimit& limit, std::string_view name, base::Instant now);

private:
    std::set<std::string, std::less<>> names_;
    std::deque<std::pair<base::Instant, std::string>> order_; ///< the oldest first
    std::optional<base::Instant> pause_ends_;
};

} // namespace iwf::core
