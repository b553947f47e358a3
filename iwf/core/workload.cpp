// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/workload.hpp"

#include <algorithm>

namespace iwf::core {

std::string_view name(Busy busy)
{
    switch (busy) {
    case Busy::draining:
        return "the instance is ending";
    case Busy::requests:
        return "limits.requests_in_progress is reached";
    case Busy::server:
        return "limits.requests_in_progress_per_server is reached";
    case Busy::rate:
        return "limits.rates.requests is reached";
    case Busy::share:
        return "an eighth of limits.requests_in_progress is used, and more by the server than by "
               "others";
    case Busy::triggers:
        return "limits.open_triggers is reached";
    case Busy::journal:
        return "the journal takes no work: its disk is slow, full or broken";
    case Busy::audit:
        return "the audit log takes no lines: its disk is slow, full or broken";
    }
    return "?";
}

void Workload::begin(const std::string& server)
{
    ++total_;
    ++by_server_[server];
}

void Workload::end(std::string_view server)
{
    --total_;
    const auto found = by_server_.find(server);
    if (found != by_server_.end() && --found->second == 0) {
        by_server_.erase(found);
    }
}

std::size_t Workload::of(std::string_view server) const
{
    const auto found = by_server_.find(server);
    return found == by_server_.end() ? 0 : found->second;
}

bool Workload::is_full(std::string_view server) const
{
    return of(server) > most_per_server_;
}

std::optional<Busy> Workload::check(std::string_view server, domain::Priority priority) const
{
    const std::size_t kept = priority == domain::Priority::priority ? 0 : most_ / 8;
    if (total_ > most_ - kept) {
        return Busy::requests;
    }
    if (is_full(server)) {
        return Busy::server;
    }
    if (total_ > most_ / 8) {
        const std::size_t share = total_ / by_server_.size();
        if (of(server) > std::max(least_share, share + share / 2)) {
            return Busy::share;
        }
    }
    return std::nullopt;
}

double Workload::load() const
{
    return std::min(1.0, static_cast<double>(total_) / static_cast<double>(most_));
}

} // namespace iwf::core
