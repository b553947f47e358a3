// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/tap.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/received.hpp"
#include "iwf/freediameter/too_busy.hpp"

namespace iwf::freediameter {
namespace {

/// RFC 6733, 6.2: an answer is of the same command, application and End-to-End id.
bool is_answer_to(const ::msg_hdr& request, const diameter::Header& answer)
{
    return request.msg_code == answer.command.value() &&
           request.msg_appl == answer.application.value() &&
           request.msg_eteid == answer.end_to_end.value();
}

/// Its receiver waits for this thread, that of the peer's state machine, and TCP for the receiver.
/// A peer that we dial never waits: what it asks is about work that was taken on.
void keep_pace(const PeerSlot& slot, const Inbox& inbox)
{
    using std::chrono::steady_clock;
    if (!slot.is_passive()) {
        return;
    }
    const base::Instant latest = steady_clock::now() + ReadingPace::longest;
    for (base::Instant now = steady_clock::now(); now < latest; now = steady_clock::now()) {
        const auto pause = slot.pace.pause(now, slot.inbox_share.messages, inbox.messages());
        if (pause <= base::Instant::duration{} && !slot.is_behind()) {
            return;
        }
        std::this_thread::sleep_for(std::max<base::Instant::duration>(pause, ReadingPace::price));
    }
}

} // namespace

void tap_incoming(MessagePtr message, PeerSlot* slot)
{
    Crossing* const node = crossing();
    Received& received = received_here();
    if (slot == nullptr || !slot->is_connected() || received.object != message.get()) {
        return;
    }
    received.object = nullptr;
    diameter::Message content = std::exchange(received.message, {});
    if (content.header.is_request()) {
        keep_pace(*slot, node->inbox);
        ++slot->counters.requests_in;
        RequestArrived request{slot->connection(), std::move(content)};
        if (!node->inbox.offer(slot->inbox_share, request)) {
            refuse_as_too_busy(*slot, node->config, request);
        }
        return;
    }
    ::msg* request = nullptr;
    (void)::fd_msg_answ_getq(message.get(), &request);
    if (request == nullptr || !is_answer_to(*header_of(request), content.header)) {
        ++slot->counters.answers_unknown;
        return;
    }
    ++slot->counters.answers_in;
    node->inbox.post(AnswerArrived{slot->connection(), std::move(content)});
}

void tap_returned(MessagePtr message, PeerSlot* slot)
{
    if (slot != nullptr && message != nullptr) {
        ++slot->counters.returned;
    }
}

} // namespace iwf::freediameter
