// SPDX-License-Identifier: Apache-2.0
/// How much the node gives the core to do, and of whom.
#include "iwf/freediameter/node_parts.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include <sys/resource.h>

#include "iwf/freediameter/overload/modesty.hpp"

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

void Node::drain()
{
    Inbox& inbox = parts_->inbox;
    for (Event& event : inbox.take(batch)) {
        std::visit([this](auto& arrived) { tell(arrived); }, event);
    }
    flush();
    const base::Instant now = std::chrono::steady_clock::now();
    if (intake_.ends_interval(now, inbox.is_full())) {
        intake_.look(now, waits_of_this_thread());
        inbox.allow(intake_.most());
    }
    if (now - judged_ >= judgement_interval) {
        judge_modesty(now);
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
