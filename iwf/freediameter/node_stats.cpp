// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/node_parts.hpp"

namespace iwf::freediameter {

Stats Node::stats() const
{
    Stats stats;
    const Crossing& crossing = parts_->crossing;
    stats.admitted = crossing.admitted;
    stats.refused = crossing.refused;
    stats.accept_failures = crossing.accept_failures;
    stats.log_lines_suppressed = parts_->log.suppressed();
    stats.inbox_messages = parts_->inbox.messages();
    stats.inbox_octets = parts_->inbox.octets();
    for (const View& known : views_) {
        const PeerCounters& from = known.slot->counters;
        PeerStats peer;
        peer.peer = known.slot->id();
        peer.open = known.slot->is_open();
        peer.connections = from.connections;
        peer.requests_in = from.requests_in;
        peer.answers_in = from.answers_in;
        peer.requests_out = from.requests_out;
        peer.answers_out = from.answers_out;
        peer.too_busy_in = from.too_busy_in;
        peer.too_busy_out = from.too_busy_out;
        peer.answers_dropped = from.answers_dropped;
        peer.answers_unknown = from.answers_unknown;
        peer.malformed = from.malformed;
        peer.cut = from.cut;
        peer.inbox_messages = known.slot->inbox_share.messages;
        peer.in_flight = known.in_flight.size();
        stats.peers.push_back(peer);
    }
    return stats;
}

} // namespace iwf::freediameter
