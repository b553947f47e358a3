// SPDX-License-Identifier: Apache-2.0
#include "ipsec/connection.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>
#include <sys/un.h>

#include "iwf/base/overloaded.hpp"

namespace iwf::ipsec {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

std::string text_of(const error_code& error)
{
    return error == asio::error::eof ? "charon closed the connection" : error.message();
}

base::Result<void> connect(int socket, const std::string& path)
{
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path) {
        return base::fail(path + ": the path of a socket has at most 107 characters");
    }
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    // By hand: Asio takes EAGAIN, which says that charon's list is full, for "in progress", and the
    // unconnected socket, which poll() calls ready, for connected.
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return base::fail(path + ": " + std::generic_category().message(errno));
    }
    return {};
}

} // namespace

base::Result<std::shared_ptr<Connection>> Connection::open(
    asio::io_context& io,
    const std::string& path,
    vici::Limits limits,
    std::chrono::milliseconds rest_within,
    Callbacks callbacks
)
{
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return base::fail("socket: " + std::generic_category().message(errno));
    }
    asio::local::stream_protocol::socket socket{io};
    error_code error;
    socket.assign({}, descriptor, error);
    if (error) {
        return base::fail("socket: " + error.message());
    }
    if (const auto connected = connect(descriptor, path); !connected) {
        return tl::unexpected{connected.error()};
    }
    auto connection = std::make_shared<Connection>(
        io, std::move(socket), limits, rest_within, std::move(callbacks)
    );
    connection->read();
    return connection;
}

Connection::Connection(
    asio::io_context& io,
    asio::local::stream_protocol::socket socket,
    vici::Limits limits,
    std::chrono::milliseconds rest_within,
    Callbacks callbacks
)
    : io_{io}
    , socket_{std::move(socket)}
    , timer_{io}
    , rest_timer_{io}
    , rest_within_{rest_within}
    , session_{limits}
    , callbacks_{std::move(callbacks)}
{}

void Connection::request(
    const std::string& command,
    const vici::Message& message,
    base::Instant deadline,
    Completion completion
)
{
    begin(session_.request(command, message, deadline), std::move(completion));
}

void Connection::stream(
    const std::string& command,
    const std::string& event,
    const vici::Message& message,
    base::Instant deadline,
    Completion completion
)
{
    begin(session_.stream(command, event, message, deadline), std::move(completion));
}

void Connection::subscribe(const std::string& event, base::Instant deadline, Completion completion)
{
    begin(session_.subscribe(event, deadline), std::move(completion));
}

void Connection::begin(const base::Result<vici::RequestId>& sent, Completion completion)
{
    if (!sent) {
        asio::post(io_, [completion = std::move(completion), error = sent.error()] {
            completion(tl::unexpected{error});
        });
        return;
    }
    completions_.emplace(*sent, std::move(completion));
    write();
    arm();
}

void Connection::read()
{
    socket_.async_read_some(
        asio::buffer(arrived_),
        [self = shared_from_this()](const error_code& error, std::size_t size) {
            if (!self->is_open_) {
                return;
            }
            if (error) {
                return self->end(text_of(error));
            }
            self->perform(self->session_.receive(base::ByteView{self->arrived_}.first(size)));
            if (self->is_open_) {
                self->arm();
                self->watch_rest();
                self->read();
            }
        }
    );
}

void Connection::write()
{
    if (is_writing_ || !is_open_) {
        return;
    }
    leaving_ = session_.take_unsent();
    if (leaving_.empty()) {
        return;
    }
    is_writing_ = true;
    asio::async_write(
        socket_,
        asio::buffer(leaving_),
        [self = shared_from_this()](const error_code& error, std::size_t) {
            self->is_writing_ = false;
            if (!self->is_open_) {
                return;
            }
            if (error) {
                return self->end(text_of(error));
            }
            self->write();
        }
    );
}

void Connection::arm()
{
    const auto due = session_.next_due();
    if (due == armed_) {
        return;
    }
    armed_ = due;
    if (!due) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(*due);
    timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (error || !self->is_open_) {
            return;
        }
        self->armed_.reset();
        self->perform(self->session_.on_time(base::Instant::clock::now()));
        if (self->is_open_) {
            self->arm();
        }
    });
}

/// charon sends a packet at once. One whose rest does not come would hide all that follows it, and
/// on a connection of events nobody waits for an answer.
void Connection::watch_rest()
{
    if (session_.held() == 0) {
        if (rest_after_) {
            rest_after_.reset();
            rest_timer_.cancel();
        }
        return;
    }
    if (rest_after_ == session_.packets()) {
        return;
    }
    rest_after_ = session_.packets();
    rest_timer_.expires_after(rest_within_);
    rest_timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error && self->is_open_) {
            self->end("charon did not send the rest of a packet in time");
        }
    });
}

void Connection::perform(vici::Outcomes outcomes)
{
    const auto self = shared_from_this(); // a callback may let go of it
    for (vici::Outcome& outcome : outcomes) {
        std::visit(
            base::Overloaded{
                [this](vici::outcome::Completed& completed) { complete(std::move(completed)); },
                [this](const vici::outcome::Occurred& occurred) {
                    if (is_open_) {
                        callbacks_.on_event(occurred.event, occurred.message);
                    }
                },
                [this](const vici::outcome::Ended& ended) {
                    if (std::exchange(is_open_, false)) {
                        shut();
                        callbacks_.on_end(ended.reason);
                    }
                },
            },
            outcome
        );
    }
}

void Connection::complete(vici::outcome::Completed completed)
{
    if (auto waiting = completions_.extract(completed.request)) {
        waiting.mapped()(std::move(completed.reply));
    }
}

void Connection::end(const std::string& reason)
{
    perform(session_.end(reason));
}

void Connection::close(const std::string& reason)
{
    if (std::exchange(is_open_, false)) {
        shut();
        end(reason);
    }
}

void Connection::abandon()
{
    is_open_ = false;
    shut();
    completions_.clear();
}

void Connection::shut()
{
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel(ignored);
    rest_timer_.cancel(ignored);
}

} // namespace iwf::ipsec
