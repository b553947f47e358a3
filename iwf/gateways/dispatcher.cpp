// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/dispatcher.hpp"

#include <utility>

#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/tsp.hpp"

namespace iwf::gateways {
namespace {

namespace command = diameter::command;

std::string_view name_of(PeerRole role)
{
    switch (role) {
    case PeerRole::scs:
        return "scs";
    case PeerRole::hss:
        return "hss";
    case PeerRole::sms_sc:
        return "sms-sc";
    }
    return "?";
}

bool is(const diameter::Header& header, const diameter::CommandDefinition& command)
{
    return header.application == command.application && header.command == command.code;
}

} // namespace

void Dispatcher::add_peer(diameter::PeerId peer, PeerRole role, std::string name)
{
    peers_.insert_or_assign(peer, Peer{role, std::move(name)});
}

void Dispatcher::on_open(diameter::Connection connection, std::string_view remote)
{
    const auto peer = peers_.find(connection.peer);
    if (peer == peers_.end()) {
        return;
    }
    parts_.log.event(
        base::Severity::notice,
        "peer.open",
        {{"role", name_of(peer->second.role)}, {"name", peer->second.name}, {"remote", remote}}
    );
    parts_.links.opened(connection, remote);
    if (parts_.links.holds(connection)) {
        set_open(connection.peer, true);
    }
}

void Dispatcher::on_closed(diameter::Connection connection, std::string_view reason)
{
    const auto peer = peers_.find(connection.peer);
    if (peer == peers_.end()) {
        return;
    }
    parts_.log.event(
        base::Severity::notice,
        "peer.closed",
        {{"role", name_of(peer->second.role)}, {"name", peer->second.name}, {"reason", reason}}
    );
    parts_.links.closed(connection);
    set_open(connection.peer, false);
}

void Dispatcher::set_away(diameter::PeerId peer)
{
    if (peers_.contains(peer)) {
        set_open(peer, false);
    }
}

void Dispatcher::set_open(diameter::PeerId peer, bool open)
{
    switch (peers_.at(peer).role) {
    case PeerRole::scs:
        if (open) {
            parts_.tsp.on_connected(peer);
        }
        return;
    case PeerRole::hss:
        parts_.hss.set_open(peer, open);
        return;
    case PeerRole::sms_sc:
        parts_.sms_sc.set_open(peer, open);
        if (open) {
            parts_.engine.resume_submissions(&parts_.sms_sc.find(peer)->host);
        }
        return;
    }
}

void Dispatcher::on_request(diameter::Connection connection, diameter::Message request)
{
    if (!parts_.links.holds(connection)) {
        return;
    }
    const auto found = peers_.find(connection.peer);
    const Peer* const peer = found == peers_.end() ? nullptr : &found->second;
    const bool error_bit = (request.header.flags & diameter::flag::error) != 0;
    if (peer != nullptr && !error_bit) {
        if (peer->role == PeerRole::scs && is(request.header, command::device_action_request)) {
            return parts_.tsp.on_request(connection, std::move(request));
        }
        if (peer->role == PeerRole::sms_sc &&
            is(request.header, command::delivery_report_request)) {
            return parts_.t4.on_request(connection, std::move(request));
        }
    }
    refuse(connection, std::move(request), peer);
}

/// What is wrong with a request that no gateway takes from this peer; null: nobody we know.
diameter::Fault Dispatcher::fault_of(const diameter::Header& header, const Peer* peer)
{
    if (peer == nullptr) {
        return {diameter::result::unknown_peer, {}, "no such peer is configured"};
    }
    if ((header.flags & diameter::flag::error) != 0) {
        return {diameter::result::invalid_hdr_bits, {}, "a request with the E bit"};
    }
    const diameter::ApplicationId expected = peer->role == PeerRole::scs
                                                 ? command::device_action_request.application
                                                 : command::delivery_report_request.application;
    if (peer->role != PeerRole::hss && header.application == expected) {
        return {diameter::result::command_unsupported, {}, "command is not served on this link"};
    }
    return {
        diameter::result::application_unsupported, {}, "application is not served on this link"};
}

void Dispatcher::refuse(
    diameter::Connection connection, diameter::Message request, const Peer* peer
)
{
    const diameter::Header header = request.header;
    const diameter::Fault fault = fault_of(header, peer);
    parts_.log.event(
        base::Severity::warning,
        "peer.request_refused",
        {{"role", peer == nullptr ? std::string_view{"?"} : name_of(peer->role)},
         {"name", peer == nullptr ? std::string_view{"?"} : peer->name},
         {"application", header.application.value()},
         {"command", header.command.value()},
         {"result", fault.result_code}}
    );
    Incoming{parts_.transport, parts_.self, connection, std::move(request)}.refuse(fault);
}

void Dispatcher::on_answer(
    diameter::TransactionId transaction, diameter::Connection connection, diameter::Message answer
)
{
    if (!parts_.links.holds(connection)) {
        return parts_.exchange.on_failure(transaction, diameter::SendFailure::connection_lost);
    }
    parts_.exchange.on_answer(transaction, std::move(answer));
}

void Dispatcher::on_failure(diameter::TransactionId transaction, diameter::SendFailure failure)
{
    parts_.exchange.on_failure(transaction, failure);
}

} // namespace iwf::gateways
