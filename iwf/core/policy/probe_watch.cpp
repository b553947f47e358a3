// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/probe_watch.hpp"

namespace iwf::core {
namespace {

constexpr std::size_t longest_name = 256; ///< octets; no device has a longer one

} // namespace

bool ProbeWatch::unknown_device(const ProbingLimit& limit, std::string_view name, base::Instant now)
{
    if (limit.unknown == 0 || pausing(now)) {
        return false; // it asked before the pause
    }
    while (!order_.empty() && now - order_.front().first >= limit.per) {
        names_.erase(order_.front().second);
        order_.pop_front();
    }
    const auto [at, fresh] = names_.emplace(name.substr(0, longest_name));
    if (fresh) {
        order_.emplace_back(now, *at);
    }
    if (names_.size() < limit.unknown) {
        return false;
    }
    names_.clear();
    order_.clear();
    pause_ends_ = now + limit.pause;
    return true;
}

} // namespace iwf::core
