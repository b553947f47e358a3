// SPDX-License-Identifier: Apache-2.0
#include "echo.hpp"

#include <iostream>
#include <sstream>

#include "iwf/diameter/wire.hpp"

namespace iwf::test {
namespace {

constexpr std::uint32_t tsp = 16777309;
constexpr std::uint32_t device_action = 8388639;

void put_avp(base::Bytes& out, std::uint32_t code, base::ByteView value)
{
    diameter::put_u32(out, code);
    out.push_back(0x40);
    diameter::put_u24(out, static_cast<std::uint32_t>(8 + value.size()));
    out.insert(out.end(), value.begin(), value.end());
    out.resize((out.size() + 3) & ~std::size_t{3});
}

void say(const std::string& line)
{
    std::cout << line << std::endl;
}

std::string name_of(diameter::SendFailure failure)
{
    switch (failure) {
    case diameter::SendFailure::not_connected:
        return "not_connected";
    case diameter::SendFailure::too_busy:
        return "too_busy";
    case diameter::SendFailure::connection_lost:
        return "connection_lost";
    }
    return "?";
}

std::string text_of(diameter::Connection connection)
{
    return std::to_string(connection.peer.value()) + " " + std::to_string(connection.serial);
}

} // namespace

Echo::Echo(freediameter::NodeConfig config, Behaviour behaviour)
    : config_{std::move(config)}
    , behaviour_{behaviour}
{}

void Echo::on_open(diameter::Connection connection, std::string_view remote)
{
    say("open " + text_of(connection) + " " + std::string{remote});
}

void Echo::on_closed(diameter::Connection connection, std::string_view reason)
{
    say("closed " + text_of(connection) + " " + std::string{reason});
}

void Echo::on_request(diameter::Connection connection, diameter::Message request)
{
    ++requests_;
    if (!behaviour_.quiet) {
        say("request " + text_of(connection) + " " + base::to_hex(request.avps));
    }
    if (behaviour_.deaf) {
        return;
    }
    diameter::Message answer{request.header, {}};
    answer.header.flags &= diameter::flag::proxiable;
    const base::Bytes success{0, 0, 0x07, 0xd1};
    put_avp(answer.avps, 268, success);
    put_avp(answer.avps, 264, base::as_bytes(config_.identity));
    put_avp(answer.avps, 296, base::as_bytes(config_.realm));
    node_->answer(connection, answer);
}

void Echo::on_answer(
    diameter::TransactionId transaction, diameter::Connection connection, diameter::Message answer
)
{
    ++answers_;
    if (!behaviour_.quiet) {
        say("answer " + std::to_string(transaction.value()) + " " + text_of(connection) + " " +
            base::to_hex(answer.avps));
    }
    again();
}

void Echo::on_failure(diameter::TransactionId transaction, diameter::SendFailure failure)
{
    ++failures_;
    if (!behaviour_.quiet) {
        say("failure " + std::to_string(transaction.value()) + " " + name_of(failure));
    }
    again();
}

void Echo::again()
{
    if (sent_ < behaviour_.refill) {
        send(target_);
    }
}

void Echo::send(diameter::PeerId peer)
{
    target_ = peer;
    const auto number = ++sent_;
    diameter::Message request;
    request.header.flags = diameter::flag::request | diameter::flag::proxiable;
    request.header.command = diameter::CommandCode{device_action};
    request.header.application = diameter::ApplicationId{tsp};
    request.header.end_to_end = diameter::EndToEndId{number};
    const std::string session = config_.identity + ";1;" + std::to_string(number);
    put_avp(request.avps, 263, base::as_bytes(session));
    put_avp(request.avps, 264, base::as_bytes(config_.identity));
    put_avp(request.avps, 296, base::as_bytes(config_.realm));
    put_avp(request.avps, 283, base::as_bytes("test"));
    const auto accepted = node_->send(diameter::TransactionId{number}, peer, request);
    if (!accepted) {
        ++refusals_;
        if (!behaviour_.quiet) {
            say("refused " + std::to_string(number) + " " + name_of(accepted.error()));
        }
    }
}

void Echo::report() const
{
    const auto stats = node_->stats();
    std::ostringstream line;
    line << "stats requests=" << requests_ << " answers=" << answers_ << " failures=" << failures_
         << " refusals=" << refusals_ << " sent=" << sent_ << " admitted=" << stats.admitted
         << " refused=" << stats.refused << " accept_failures=" << stats.accept_failures
         << " suppressed=" << stats.log_lines_suppressed << " inbox=" << stats.inbox_messages;
    for (const auto& peer : stats.peers) {
        const std::string p = " p" + std::to_string(peer.peer.value()) + ".";
        line << p << "open=" << peer.open << p << "connections=" << peer.connections << p
             << "requests_in=" << peer.requests_in << p << "too_busy_in=" << peer.too_busy_in << p
             << "too_busy_out=" << peer.too_busy_out << p << "dropped=" << peer.answers_dropped << p
             << "unknown=" << peer.answers_unknown << p << "malformed=" << peer.malformed << p
             << "cut=" << peer.cut << p << "in_flight=" << peer.in_flight;
    }
    say(line.str());
}

} // namespace iwf::test
