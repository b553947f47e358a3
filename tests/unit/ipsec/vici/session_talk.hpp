// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ipsec/vici/session.hpp"
#include "iwf/base/overloaded.hpp"
#include "octets_of.hpp"

#include <gtest/gtest.h>

namespace iwf::vici {

/// A session, with the other end played by hand.
class SessionTalk : public ::testing::Test
{
protected:
    using Texts = std::vector<std::string>;

    static Packet answer(const char* name, const char* value)
    {
        return {PacketType::command_response, {}, Message{}.add(name, value)};
    }
    static Packet event(const char* name, const char* number)
    {
        return {PacketType::event, name, Message{}.add("n", number)};
    }

    template <class... Packets>
    Outcomes arrive(const Packets&... packets)
    {
        base::Bytes octets;
        for (const Packet& packet : {packets...}) {
            const base::Bytes one = encode(packet).value();
            octets.insert(octets.end(), one.begin(), one.end());
        }
        return session.receive(octets);
    }

    /// One line each: "<request> <answer> <event>...", "<event> <message>", "ended: <reason>".
    static Texts told(const Outcomes& outcomes)
    {
        Texts texts;
        for (const Outcome& outcome : outcomes) {
            texts.push_back(std::visit(
                base::Overloaded{
                    [](const outcome::Completed& completed) { return told(completed); },
                    [](const outcome::Occurred& occurred) {
                        return occurred.event + " " + printable(occurred.message);
                    },
                    [](const outcome::Ended& ended) { return "ended: " + ended.reason; },
                },
                outcome
            ));
        }
        return texts;
    }

    static std::string told(const outcome::Completed& completed)
    {
        std::string text = std::to_string(completed.request.value()) + " ";
        if (!completed.reply) {
            return text + "failed: " + completed.reply.error().text;
        }
        text += printable(completed.reply->answer);
        for (const Message& message : completed.reply->streamed) {
            text += " " + printable(message);
        }
        return text;
    }

    const base::Instant start{std::chrono::seconds{1000}};
    const base::Instant soon{start + std::chrono::seconds{5}};
    const Packet confirm{PacketType::event_confirm, {}, {}};
    const Packet empty_answer{PacketType::command_response, {}, {}};
    Session session;
};

} // namespace iwf::vici
