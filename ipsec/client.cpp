// SPDX-License-Identifier: Apache-2.0
#include "ipsec/client.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "ipsec/connection.hpp"

namespace iwf::ipsec {

namespace asio = boost::asio;
using Clock = base::Instant::clock;

Client::Client(asio::io_context& io, ClientSettings settings, Callbacks callbacks)
    : io_{io}
    , settings_{std::move(settings)}
    , callbacks_{std::move(callbacks)}
    , timer_{io}
    , retry_{settings_.retry_min}
{}

Client::~Client()
{
    for (const auto& connection : {events_, commands_}) {
        if (connection) {
            connection->abandon();
        }
    }
}

void Client::start()
{
    is_running_ = true;
    attempt();
}

void Client::stop()
{
    is_running_ = false;
    is_connected_ = false;
    ++attempt_;
    timer_.cancel();
    for (const auto& connection :
         {std::exchange(events_, nullptr), std::exchange(commands_, nullptr)}) {
        if (connection) {
            connection->close("stopped");
        }
    }
}

void Client::request(
    const std::string& command,
    const vici::Message& message,
    base::Instant deadline,
    Handler<vici::Message> handler
)
{
    if (!is_connected_) {
        asio::post(io_, [handler = std::move(handler)] {
            handler(base::fail("charon is not connected"));
        });
        return;
    }
    commands_->request(
        command,
        message,
        deadline,
        [handler = std::move(handler)](base::Result<vici::Reply> reply) {
            if (!reply) {
                return handler(tl::unexpected{reply.error()});
            }
            handler(std::move(reply->answer));
        }
    );
}

void Client::stream(
    const std::string& command,
    const std::string& event,
    const vici::Message& message,
    base::Instant deadline,
    Handler<std::vector<vici::Message>> handler
)
{
    if (!is_connected_) {
        asio::post(io_, [handler = std::move(handler)] {
            handler(base::fail("charon is not connected"));
        });
        return;
    }
    commands_->stream(
        command,
        event,
        message,
        deadline,
        [handler = std::move(handler)](base::Result<vici::Reply> reply) {
            if (!reply) {
                return handler(tl::unexpected{reply.error()});
            }
            if (const auto verdict = vici::verdict(reply->answer); !verdict) {
                return handler(tl::unexpected{verdict.error()});
            }
            handler(std::move(reply->streamed));
        }
    );
}

void Client::reconnect(const std::string& reason)
{
    if (is_running_ && events_) {
        lose(reason);
    }
}

base::Result<std::shared_ptr<Connection>> Client::open()
{
    return Connection::open(
        io_,
        settings_.socket,
        settings_.limits,
        settings_.rest_within,
        {
            [this](const std::string& event, const vici::Message& message) {
                callbacks_.on_event(event, message);
            },
            [this](const std::string& reason) { lose(reason); },
        }
    );
}

void Client::attempt()
{
    auto events = open();
    if (!events) {
        return lose(events.error().text);
    }
    events_ = std::move(*events);
    unconfirmed_ = settings_.events.size();
    const base::Instant deadline = Clock::now() + settings_.confirm_within;
    for (const std::string& event : settings_.events) {
        events_->subscribe(
            event,
            deadline,
            [this, attempt = attempt_](const base::Result<vici::Reply>& reply) {
                on_subscribed(attempt, reply);
            }
        );
    }
}

void Client::on_subscribed(std::uint64_t attempt, const base::Result<vici::Reply>& reply)
{
    if (attempt != attempt_) {
        return;
    }
    if (!reply) {
        return lose(reply.error().text);
    }
    if (--unconfirmed_ > 0) {
        return;
    }
    // Now that charon has taken the first from its short list.
    auto commands = open();
    if (!commands) {
        return lose(commands.error().text);
    }
    commands_ = std::move(*commands);
    is_connected_ = true;
    has_told_loss_ = false;
    connected_at_ = Clock::now();
    callbacks_.on_connected();
}

void Client::lose(const std::string& reason)
{
    ++attempt_;
    const bool was_connected = std::exchange(is_connected_, false);
    if (was_connected && Clock::now() - connected_at_ >= settings_.retry_max) {
        retry_ = settings_.retry_min;
    }
    retry_later();
    const auto events = std::exchange(events_, nullptr);
    const auto commands = std::exchange(commands_, nullptr);
    // Before the handlers: what they do shall know it.
    if (was_connected || !has_told_loss_) {
        has_told_loss_ = true;
        callbacks_.on_lost(reason);
    }
    for (const auto& connection : {events, commands}) {
        if (connection) {
            connection->close(reason);
        }
    }
}

void Client::retry_later()
{
    timer_.expires_after(retry_);
    retry_ = std::min(2 * retry_, settings_.retry_max);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error && is_running_) {
            attempt();
        }
    });
}

} // namespace iwf::ipsec
