// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/dispatcher.hpp"

#include <utility>

#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/generated/sgd.hpp"
#include "iwf/diameter/generated/t4.hpp"
#include "iwf/diameter/generated/t6a.hpp"
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
    case PeerRole::mme:
        return "mme";
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
            parts_.watchers.on_connected(peer);
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
    case PeerRole::mme:
        parts_.mme.set_open(peer, open);
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
    if (peer != nullptr && !error_bit && hand_on(*peer, connection, request)) {
        return;
    }
    refuse(connection, std::move(request), peer);
}

/// False: nobody takes it from a peer of this role.
bool Dispatcher::hand_on(
    const Peer& peer, diameter::Connection connection, diameter::Message& request
)
{
    const auto is_command = [&request](const diameter::CommandDefinition& command) {
        return is(request.header, command);
    };
    switch (peer.role) {
    case PeerRole::scs:
        if (is_command(command::device_action_request)) {
            parts_.tsp.on_request(connection, std::move(request));
            return true;
        }
        if (is_command(command::s6t::configuration_information_request)) {
            parts_.watchers.on_request(connection, std::move(request));
            return true;
        }
        return false;
    case PeerRole::hss:
        if (is_command(command::s6t::reporting_information_request)) {
            parts_.network.on_hss_request(connection, std::move(request));
            return true;
        }
        return false;
    case PeerRole::sms_sc:
        if (is_command(command::delivery_report_request)) {
            parts_.t4.on_request(connection, std::move(request));
            return true;
        }
        if (parts_.sgd != nullptr && is_command(command::mo_forward_short_message_request)) {
            parts_.sgd->on_request(connection, std::move(request));
            return true;
        }
        return false;
    case PeerRole::mme:
        if (is_command(command::t6a::reporting_information_request)) {
            parts_.network.on_mme_request(connection, std::move(request));
            return true;
        }
        return false;
    }
    return false;
}

/// Whether some request of this application is taken from peers of this role.
bool Dispatcher::is_served(PeerRole role, diameter::ApplicationId application) const
{
    switch (role) {
    case PeerRole::scs:
        return application == command::device_action_request.application ||
               application == command::s6t::configuration_information_request.application;
    case PeerRole::hss:
        return application == command::s6t::reporting_information_request.application;
    case PeerRole::sms_sc:
        return application == command::delivery_report_request.application ||
               (parts_.sgd != nullptr &&
                application == command::mo_forward_short_message_request.application);
    case PeerRole::mme:
        return application == command::t6a::reporting_information_request.application;
    }
    return false;
}

/// What is wrong with a request that no gateway takes from this peer; null: nobody we know.
diameter::Fault Dispatcher::fault_of(const diameter::Header& header, const Peer* peer) const
{
    if (peer == nullptr) {
        return {diameter::result::unknown_peer, {}, "no such peer is configured"};
    }
    if ((header.flags & diameter::flag::error) != 0) {
        return {diameter::result::invalid_hdr_bits, {}, "a request with the E bit"};
    }
    if (is_served(peer->role, header.application)) {
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
