// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/node_parts.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "iwf/domain/identity.hpp"
#include "iwf/freediameter/address.hpp"
#include "iwf/freediameter/backlog.hpp"
#include "iwf/freediameter/crossing.hpp"
#include "iwf/freediameter/listeners.hpp"
#include "iwf/freediameter/log_bridge.hpp"
#include "iwf/freediameter/proof.hpp"
#include "iwf/freediameter/stack.hpp"
#include "iwf/freediameter/too_busy.hpp"

namespace iwf::freediameter {
namespace {

/// Of what has waited for too long no more is refused: the rest is served, late. There is not much
/// of it, as what would have to wait is refused when it comes (Receiver).
constexpr auto refusal_interval = std::chrono::microseconds{500};

base::Result<void> check_config(const NodeConfig& config)
{
    if (!domain::is_fqdn(config.identity) || !domain::is_fqdn(config.realm)) {
        return base::fail(
            "identity '" + config.identity + "' or realm '" + config.realm + "' is not an FQDN"
        );
    }
    if (config.addresses.empty()) {
        return base::fail("no own address: CER and CEA must tell one (Host-IP-Address)");
    }
    for (const std::string& address : config.addresses) {
        if (auto parsed = SocketAddress::parse(address, config.port); !parsed) {
            return base::fail("own address " + parsed.error().text);
        }
    }
    if (config.applications.empty()) {
        return base::fail("no application to advertise: every peer would refuse us");
    }
    return {};
}

} // namespace

Node::Node(NodeConfig config, Callbacks callbacks, base::Log& log)
    : config_{std::move(config)}
    , callbacks_{std::move(callbacks)}
    , intake_{config_.limits.least_under_way}
    , parts_{std::make_unique<Parts>(config_, callbacks_, log)}
{
    parts_->inbox.allow(intake_.most());
}

Node::~Node() = default;

base::Result<std::unique_ptr<Node>>
Node::create(NodeConfig config, Callbacks callbacks, base::Log& log)
{
    if (auto sound = check_config(config); !sound) {
        return tl::unexpected{sound.error()};
    }
    if (auto proved = prove_corrections(); !proved) {
        return tl::unexpected{proved.error()};
    }
    if (crossing() != nullptr) {
        return base::fail("libfdcore runs in this process already");
    }
    std::unique_ptr<Node> node{new Node{std::move(config), std::move(callbacks), log}};
    if (auto configured = node->parts_->stack.configure(); !configured) {
        return tl::unexpected{configured.error()};
    }
    for (const PeerConfig& peer : node->config_.peers) {
        if (auto added = node->add_peer(peer); !added) {
            return tl::unexpected{added.error()};
        }
    }
    return node;
}

base::Result<void> Node::start(diameter::TransportListener& listener)
{
    listener_ = &listener;
    return parts_->stack.start();
}

base::Result<diameter::PeerId> Node::add_peer(PeerConfig config)
{
    auto slot = parts_->stack.add_peer(std::move(config));
    if (!slot) {
        return tl::unexpected{slot.error()};
    }
    View view;
    view.slot = *slot;
    views_.push_back(std::move(view));
    return (*slot)->id();
}

void Node::forbid_peer(diameter::PeerId peer)
{
    if (View* const known = view(peer)) {
        known->slot->is_admissible = false;
        cut(peer, "removed from the configuration");
    }
}

void Node::allow_peer(diameter::PeerId peer)
{
    if (View* const known = view(peer)) {
        known->slot->is_admissible = true;
    }
}

base::Result<void> Node::use_devices_again()
{
    return bind_listeners_to_devices(config_);
}

base::Result<void> Node::stop(std::chrono::milliseconds patience)
{
    flush();
    is_stopped_ = true;
    return parts_->stack.stop(patience);
}

Node::View* Node::view(diameter::PeerId peer)
{
    return peer.value() < views_.size() ? &views_[peer.value()] : nullptr;
}

const Node::View* Node::view(diameter::PeerId peer) const
{
    return peer.value() < views_.size() ? &views_[peer.value()] : nullptr;
}

tl::expected<void, diameter::SendFailure> Node::send(
    diameter::TransactionId transaction, diameter::PeerId peer, const diameter::Message& request
)
{
    using diameter::SendFailure;
    View* const known = view(peer);
    if (known == nullptr || !known->is_open || is_stopped_) {
        return tl::unexpected{SendFailure::not_connected};
    }
    const auto end_to_end = request.header.end_to_end;
    if (known->in_flight.size() >= config_.limits.peer_in_flight ||
        known->in_flight.contains(end_to_end)) {
        ++known->slot->counters.too_busy_out;
        return tl::unexpected{SendFailure::too_busy};
    }
    const auto asked = known->slot->ask(known->serial, request);
    if (!asked) {
        if (asked.error() == Outbox::Taken::closed) {
            return tl::unexpected{SendFailure::not_connected};
        }
        ++known->slot->counters.too_busy_out;
        return tl::unexpected{SendFailure::too_busy};
    }
    ++known->slot->counters.requests_out;
    known->in_flight.emplace(end_to_end, Asked{transaction, *asked});
    transactions_.emplace(transaction, Place{peer, end_to_end});
    flush_later(*known);
    return {};
}

/// What the core sends in one turn leaves together, when drain() has come round.
void Node::flush_later(View& peer)
{
    if (!std::exchange(peer.is_written, false)) {
        return;
    }
    if (unwritten_.empty()) {
        callbacks_.wake();
    }
    unwritten_.push_back(peer.slot->id());
}

void Node::flush()
{
    for (const diameter::PeerId peer : std::exchange(unwritten_, {})) {
        View& known = *view(peer);
        known.is_written = true;
        known.slot->flush();
    }
}

void Node::abandon(diameter::TransactionId transaction)
{
    const auto found = transactions_.find(transaction);
    if (found == transactions_.end()) {
        return;
    }
    View& peer = *view(found->second.peer);
    const auto asked = peer.in_flight.find(found->second.end_to_end);
    peer.slot->awaited.forget(asked->second.hop_by_hop);
    peer.in_flight.erase(asked);
    transactions_.erase(found);
}

void Node::answer(diameter::Connection connection, const diameter::Message& answer)
{
    View* const known = view(connection.peer);
    if (known == nullptr) {
        return;
    }
    PeerCounters& counters = known->slot->counters;
    if (!known->is_open || known->serial != connection.serial || is_stopped_) {
        ++counters.answers_dropped;
        return;
    }
    parts_->inbox.ended(known->slot->inbox_share);
    switch (known->slot->answer(connection.serial, answer)) {
    case Outbox::Taken::yes:
        ++counters.answers_out;
        flush_later(*known);
        break;
    case Outbox::Taken::full:
        cut(connection.peer, "does not read its answers");
        [[fallthrough]];
    case Outbox::Taken::closed:
        ++counters.answers_dropped;
        break;
    }
}

void Node::refused(diameter::Connection connection)
{
    if (View* const known = view(connection.peer)) {
        known->slot->pace.refused(std::chrono::steady_clock::now(), ReadingPace::price);
    }
}

void Node::cut(diameter::PeerId peer, std::string_view reason)
{
    View* const known = view(peer);
    if (known != nullptr && !is_stopped_ && known->slot->cut(reason)) {
        parts_->log.event(
            base::Severity::warning,
            "peer.cut",
            {{"peer", known->slot->identity()}, {"reason", reason}}
        );
    }
}

bool Node::is_open(diameter::PeerId peer) const
{
    const View* const known = view(peer);
    return known != nullptr && known->is_open && known->slot->is_open() && !is_stopped_;
}

double Node::load() const
{
    if (parts_->inbox.messages() == 0) {
        return 0;
    }
    const auto target = std::chrono::duration<double>{config_.limits.queue_delay};
    return std::min(1.0, std::chrono::duration<double>{queue_delay_} / target);
}

void Node::tell(Opened& event)
{
    View& peer = *view(event.connection.peer);
    peer.is_open = true;
    peer.serial = event.connection.serial;
    peer.slot->is_failure_told = false;
    parts_->log.event(
        base::Severity::debug, // the listener knows who this is, and says so
        "peer.open",
        {{"peer", peer.slot->identity()}, {"remote", event.remote}}
    );
    listener_->on_open(event.connection, event.remote);
    if (!peer.slot->is_admissible) {
        cut(event.connection.peer, "removed from the configuration");
    }
}

void Node::tell(Closed& event)
{
    View& peer = *view(event.connection.peer);
    peer.is_open = false;
    const auto lost = std::exchange(peer.in_flight, {});
    for (const auto& [end_to_end, asked] : lost) {
        transactions_.erase(asked.transaction);
        listener_->on_failure(asked.transaction, diameter::SendFailure::connection_lost);
    }
    parts_->log.event(
        base::Severity::debug,
        "peer.closed",
        {{"peer", peer.slot->identity()}, {"reason", event.reason}}
    );
    listener_->on_closed(event.connection, event.reason);
}

void Node::tell(RequestArrived& event)
{
    View& peer = *view(event.arrival.connection.peer);
    PeerSlot& slot = *peer.slot;
    parts_->inbox.release(slot.inbox_share, event);
    const diameter::Connection connection = event.arrival.connection;
    if (!peer.is_open || peer.serial != connection.serial) {
        return parts_->inbox.ended(slot.inbox_share); // it came in while the connection closed
    }
    const base::Instant now = std::chrono::steady_clock::now();
    if (!slot.inbox_share.goes_first) {
        queue_delay_ = now - event.arrival.time;
        slot.inbox_share.time.learn(event.ahead, queue_delay_);
        if (!slot.inbox_share.is_modest && slot.standing.is_late(queue_delay_, now) &&
            now >= next_refusal_) {
            next_refusal_ = now + refusal_interval;
            refuse_as_too_busy(slot, parts_->crossing.too_busy, {connection, now}, event.message);
            parts_->inbox.ended(slot.inbox_share);
            return flush_later(peer);
        }
        ++served_;
    }
    listener_->on_request(connection, std::move(event.message));
}

void Node::tell(AnswerArrived& event)
{
    View& peer = *view(event.connection.peer);
    const auto found = peer.in_flight.find(event.message.header.end_to_end);
    if (found == peer.in_flight.end()) {
        ++peer.slot->counters.answers_unknown;
        return;
    }
    const auto transaction = found->second.transaction;
    peer.in_flight.erase(found);
    transactions_.erase(transaction);
    listener_->on_answer(transaction, event.connection, std::move(event.message));
}

} // namespace iwf::freediameter
