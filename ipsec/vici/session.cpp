// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/session.hpp"

#include <algorithm>

namespace iwf::vici {

base::Result<RequestId>
Session::request(std::string_view command, const Message& message, base::Instant deadline)
{
    const std::string name{command};
    return send(
        {{{PacketType::command_request, name, message}, {Step::command, {}, name, deadline, {}, 0}}}
    );
}

base::Result<RequestId> Session::stream(
    std::string_view command, std::string_view event, const Message& message, base::Instant deadline
)
{
    const std::string name{command};
    const std::string told{event};
    if (subscribed_.contains(told)) {
        return base::fail(told + " is subscribed to: a stream of it could not be told apart");
    }
    return send({
        {{PacketType::event_register, told, {}},
         {Step::stream_register, {}, told, deadline, {}, 0}},
        {{PacketType::command_request, name, message},
         {Step::stream_command, {}, name, deadline, told, 0}},
        {{PacketType::event_unregister, told, {}},
         {Step::stream_unregister, {}, told, deadline, {}, 0}},
    });
}

base::Result<RequestId> Session::subscribe(std::string_view event, base::Instant deadline)
{
    const std::string name{event};
    if (subscribed_.contains(name) || is_streamed(name)) {
        return base::fail(name + " is registered already");
    }
    auto sent = send(
        {{{PacketType::event_register, name, {}}, {Step::subscription, {}, name, deadline, {}, 0}}}
    );
    if (sent) {
        subscribed_.insert(name);
    }
    return sent;
}

base::Result<RequestId> Session::unsubscribe(std::string_view event, base::Instant deadline)
{
    const std::string name{event};
    if (!subscribed_.contains(name)) {
        return base::fail(name + " is not subscribed to");
    }
    return send({
        {{PacketType::event_unregister, name, {}},
         {Step::unsubscription, {}, name, deadline, {}, 0}},
    });
}

base::Result<RequestId> Session::send(std::vector<std::pair<Packet, Expected>> packets)
{
    base::Bytes octets;
    for (auto& [packet, expected] : packets) {
        const auto encoded = encode(packet);
        if (!encoded) {
            return tl::unexpected{encoded.error()};
        }
        octets.insert(octets.end(), encoded->begin(), encoded->end());
        expected.octets = encoded->size();
    }
    if (const auto admitted = admit(packets.size(), octets.size()); !admitted) {
        return tl::unexpected{admitted.error()};
    }
    const RequestId request{++last_request_};
    for (auto& [packet, expected] : packets) {
        expected.request = request;
        deadlines_.insert(expected.deadline);
        expected_.push_back(std::move(expected));
    }
    waiting_octets_ += octets.size();
    unsent_.insert(unsent_.end(), octets.begin(), octets.end());
    return request;
}

base::Result<void> Session::admit(std::size_t packets, std::size_t octets) const
{
    if (has_ended_) {
        return base::fail("the connection to charon is lost");
    }
    if (expected_.size() + packets > limits_.requests ||
        waiting_octets_ + octets > limits_.request_octets) {
        return base::fail("too many requests wait for charon");
    }
    return {};
}

bool Session::is_streamed(std::string_view event) const
{
    return std::ranges::any_of(expected_, [&](const Expected& expected) {
        return expected.event == event ||
               (expected.step == Step::stream_unregister && expected.name == event);
    });
}

Outcomes Session::receive(base::ByteView octets)
{
    Outcomes outcomes;
    reader_.feed(octets);
    while (!has_ended_) {
        const auto packet = reader_.next();
        if (!packet) {
            fail("charon sent " + packet.error().text, outcomes);
        } else if (*packet) {
            receive_packet(**packet, outcomes);
        } else {
            break;
        }
    }
    return outcomes;
}

void Session::receive_packet(base::ByteView octets, Outcomes& outcomes)
{
    ++packets_;
    auto packet = decode_packet(octets);
    if (!packet) {
        return fail("charon sent " + packet.error().text, outcomes);
    }
    switch (packet->type) {
    case PacketType::event:
        return receive_event(std::move(*packet), octets.size(), outcomes);
    case PacketType::command_response:
    case PacketType::command_unknown:
    case PacketType::event_confirm:
    case PacketType::event_unknown:
        return receive_answer(std::move(*packet), outcomes);
    case PacketType::command_request:
    case PacketType::event_register:
    case PacketType::event_unregister:
        break;
    }
    fail("charon sent a " + std::string{to_text(packet->type)}, outcomes);
}

void Session::receive_event(Packet packet, std::size_t octets, Outcomes& outcomes)
{
    if (subscribed_.contains(packet.name)) {
        outcomes.push_back(outcome::Occurred{std::move(packet.name), std::move(packet.message)});
    } else if (!expected_.empty() && expected_.front().event == packet.name) {
        gather(std::move(packet.message), octets, outcomes);
    } else {
        fail(
            "charon sent an event that was not asked for: " + base::printable(packet.name), outcomes
        );
    }
}

void Session::gather(Message event, std::size_t octets, Outcomes& outcomes)
{
    gathered_.octets += octets;
    if (gathered_.octets > limits_.streamed_octets) {
        return fail("charon's answer to " + expected_.front().name + " has no end", outcomes);
    }
    if (gathered_.reply) {
        gathered_.reply->streamed.push_back(std::move(event));
    }
}

void Session::receive_answer(Packet packet, Outcomes& outcomes)
{
    const bool is_of_command =
        packet.type == PacketType::command_response || packet.type == PacketType::command_unknown;
    const bool command_was_asked =
        !expected_.empty() &&
        (expected_.front().step == Step::command || expected_.front().step == Step::stream_command);
    if (expected_.empty() || is_of_command != command_was_asked) {
        return fail(
            "charon sent a " + std::string{to_text(packet.type)} + " that answers nothing", outcomes
        );
    }
    const Expected asked = take_front();
    if (packet.type == PacketType::command_response) {
        take_command_answer(asked, Reply{std::move(packet.message), {}}, outcomes);
    } else if (packet.type == PacketType::command_unknown) {
        take_command_answer(
            asked, base::fail("charon does not know the command " + asked.name), outcomes
        );
    } else {
        take_event_answer(asked, packet.type == PacketType::event_confirm, outcomes);
    }
}

void Session::take_command_answer(
    const Expected& asked, base::Result<Reply> reply, Outcomes& outcomes
)
{
    if (asked.step == Step::command) {
        outcomes.push_back(outcome::Completed{asked.request, std::move(reply)});
    } else if (!reply) {
        gathered_.reply = std::move(reply);
    } else if (gathered_.reply) {
        gathered_.reply->answer = std::move(reply->answer);
    }
}

void Session::take_event_answer(const Expected& asked, bool is_known, Outcomes& outcomes)
{
    base::Result<Reply> reply;
    if (!is_known) {
        reply = base::fail("charon does not know the event " + asked.name);
    }
    switch (asked.step) {
    case Step::command:
    case Step::stream_command:
        return;
    case Step::stream_register:
        gathered_ = {std::move(reply), 0};
        return;
    case Step::stream_unregister:
        // Its own verdict changes nothing: what was to come has come.
        outcomes.push_back(outcome::Completed{asked.request, std::exchange(gathered_, {}).reply});
        return;
    case Step::subscription:
        if (!is_known) {
            subscribed_.erase(asked.name);
        }
        break;
    case Step::unsubscription:
        subscribed_.erase(asked.name);
        break;
    }
    outcomes.push_back(outcome::Completed{asked.request, std::move(reply)});
}

Session::Expected Session::take_front()
{
    Expected front = std::move(expected_.front());
    expected_.pop_front();
    deadlines_.erase(deadlines_.find(front.deadline));
    waiting_octets_ -= front.octets;
    return front;
}

std::optional<base::Instant> Session::next_due() const
{
    return deadlines_.empty() ? std::nullopt : std::optional{*deadlines_.begin()};
}

Outcomes Session::on_time(base::Instant now)
{
    Outcomes outcomes;
    const auto late = std::ranges::find_if(expected_, [&](const Expected& expected) {
        return expected.deadline <= now;
    });
    if (late != expected_.end()) {
        fail("charon did not answer in time (" + late->name + ")", outcomes);
    }
    return outcomes;
}

Outcomes Session::end(const std::string& reason)
{
    Outcomes outcomes;
    if (!has_ended_) {
        fail(reason, outcomes);
    }
    return outcomes;
}

void Session::fail(const std::string& reason, Outcomes& outcomes)
{
    has_ended_ = true;
    RequestId last{};
    for (const Expected& expected : expected_) {
        if (expected.request != last) {
            outcomes.push_back(outcome::Completed{expected.request, base::fail(reason)});
        }
        last = expected.request;
    }
    expected_.clear();
    deadlines_.clear();
    waiting_octets_ = 0;
    unsent_.clear();
    gathered_ = {};
    outcomes.push_back(outcome::Ended{reason});
}

base::Bytes Session::take_unsent()
{
    return std::exchange(unsent_, {});
}

} // namespace iwf::vici
