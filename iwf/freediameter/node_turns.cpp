// SPDX-License-Identifier: Apache-2.0
/// How much the node gives the core to do, and of whom.
#include "iwf/freediameter/node_parts.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include <sys/resource.h>

#include "iwf/freediameter/modesty.hpp"

namespace iwf::freediameter {
namespace {

/// After so many events drain() lets the core thread's other work go first.
constexpr std::size_t batch = 256;

/// So long that what holds all up for a third of a second is no sign that they ask too much.
constexpr std::chrono::seconds judgement_interval{3};

/// How often this thread had nothing to do, or waited for a lock.
std::uint64_t waits_of_this_thread()
{
    ::rusage usage{};
    return ::getrusage(RUSAGE_THREAD, &usage) == 0 ? static_cast<std::uint64_t>(usage.ru_nvcsw) : 0;
}

} // namespace

/// Who has much under way gets no more turns until something of it is answered.
void Node::count_under_way(View& peer, bool more)
{
    if (peer.slot->inbox_share.goes_first || (!more && peer.under_way == 0)) {
        return;
    }
    const std::size_t most = config_.limits.peer_under_way;
    const bool was_full = peer.under_way >= most;
    const std::size_t change = more ? 1 : -std::size_t{1};
    peer.under_way += change;
    under_way_ += change;
    const bool is_full = peer.under_way >= most;
    if (is_full != was_full) {
        parts_->inbox.hold(peer.slot->inbox_share, is_full);
    }
}

/// What it has under way is of a connection that is over.
void Node::forget_under_way(View& peer)
{
    under_way_ -= std::exchange(peer.under_way, 0);
    parts_->inbox.hold(peer.slot->inbox_share, false);
}

void Node::drain()
{
    Inbox& inbox = parts_->inbox;
    for (Event& event : inbox.take(batch, intake_.room(under_way_))) {
        std::visit([this](auto& arrived) { tell(arrived); }, event);
    }
    flush();
    const base::Instant now = std::chrono::steady_clock::now();
    if (intake_.ends_interval(now, inbox.is_stopped())) {
        intake_.look(now, waits_of_this_thread());
    }
    if (now - judged_ >= judgement_interval) {
        judge_modesty(now);
    }
    if (inbox.is_stopped() && intake_.room(under_way_) != 0) {
        callbacks_.wake();
    }
}

void Node::on_time(base::Instant now)
{
    if (const auto due = next_due(); due && *due <= now) {
        drain();
    }
}

void Node::judge_modesty(base::Instant now)
{
    judged_ = now;
    std::vector<InboxShare*> shares;
    for (const View& peer : views_) {
        if (!peer.slot->inbox_share.goes_first) {
            shares.push_back(&peer.slot->inbox_share);
        }
    }
    freediameter::judge_modesty(shares, std::exchange(served_, 0));
}

} // namespace iwf::freediameter
