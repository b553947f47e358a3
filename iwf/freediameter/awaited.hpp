// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "iwf/diameter/message.hpp"

namespace iwf::freediameter {

/// The requests of ours that a peer has not answered on this connection, by the Hop-by-Hop
/// Identifier under which they left (RFC 6733, 3). Any thread.
class Awaited
{
public:
    /// Of a request that is about to leave.
    void add(diameter::HopByHopId hop_by_hop, const diameter::Header& request)
    {
        const std::lock_guard lock{mutex_};
        requests_.insert_or_assign(
            hop_by_hop, Request{request.end_to_end, request.command, request.application}
        );
    }

    /// Whether this answers one of them (RFC 6733, 6.2: its identifiers, command and application).
    /// No other answer does then.
    [[nodiscard]] bool take(const diameter::Header& answer)
    {
        const std::lock_guard lock{mutex_};
        const auto found = requests_.find(answer.hop_by_hop);
        if (found == requests_.end()) {
            return false;
        }
        const Request& request = found->second;
        const bool fits = request.end_to_end == answer.end_to_end &&
                          request.command == answer.command &&
                          request.application == answer.application;
        if (fits) {
            requests_.erase(found);
        }
        return fits;
    }

    void forget(diameter::HopByHopId hop_by_hop)
    {
        const std::lock_guard lock{mutex_};
        requests_.erase(hop_by_hop);
    }

    void clear()
    {
        const std::lock_guard lock{mutex_};
        requests_.clear();
    }

    [[nodiscard]] std::size_t size() const
    {
        const std::lock_guard lock{mutex_};
        return requests_.size();
    }

private:
    struct Request
    {
        diameter::EndToEndId end_to_end;
        diameter::CommandCode command;
        diameter::ApplicationId application;
    };

    mutable std::mutex mutex_;
    std::unordered_map<diameter::HopByHopId, Request> requests_;
};

} // namespace iwf::freediameter
