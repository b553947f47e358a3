// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/neighbour/station.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <random>
#include <utility>

#include <unistd.h>

#include "iwf/freediameter/address.hpp"

namespace iwf::neighbour {
namespace {

using namespace std::chrono_literals;

constexpr int exit_of_a_dead_stack = 70;
constexpr auto patience_with_peers = 1s;

[[noreturn]] void leave_at_once(std::string_view why)
{
    std::fprintf(stderr, "fatal: %.*s\n", static_cast<int>(why.size()), why.data());
    ::_exit(exit_of_a_dead_stack);
}

std::optional<base::Instant>
earlier(std::optional<base::Instant> left, std::optional<base::Instant> right)
{
    return left && right ? std::min(left, right) : (left ? left : right);
}

} // namespace

/// The log, until the end is wanted: libfdcore tells of its end as an error.
class Station::Log final : public base::Log
{
public:
    explicit Log(base::Severity level)
        : log_{runtime::make_log({.level = level})}
    {}

    void end() { is_ended_ = true; }

    void event(
        base::Severity severity, std::string_view name, std::initializer_list<base::LogField> fields
    ) override
    {
        if (!is_ended_) {
            log_->event(severity, name, fields);
        }
    }

private:
    std::unique_ptr<base::Log> log_;
    std::atomic<bool> is_ended_{};
};

Station::Station(const std::string& identity, base::Severity log_level)
    : log_{std::make_unique<Log>(log_level)}
    , identifiers_{identity, clock_.wall_now(), std::random_device{}()}
{}

Station::~Station() = default;

base::Result<std::unique_ptr<Station>>
Station::create(const freediameter::NodeConfig& config, base::Severity log_level)
{
    runtime::block_signals({SIGINT, SIGTERM});
    std::signal(SIGPIPE, SIG_IGN);
    std::unique_ptr<Station> station{new Station{config.identity, log_level}};
    Station* const self = station.get();
    freediameter::Callbacks callbacks{
        .admit = [](const freediameter::Applicant&) { return base::Result<void>{}; },
        .wake = [self] { self->loop_.post([self] { self->node_->drain(); }); },
        .fatal = &leave_at_once,
    };
    auto node = freediameter::Node::create(config, std::move(callbacks), *self->log_);
    if (!node) {
        return tl::unexpected{node.error()};
    }
    station->node_ = std::move(*node);
    station->exchange_ =
        std::make_unique<gateways::Exchange>(*self->node_, self->clock_, self->later_);
    self->loop_.each_turn([self] { return self->turn(); });
    return station;
}

base::Result<void> Station::start(StationClient& client)
{
    client_ = &client;
    return node_->start(*this);
}

void Station::on_signal(std::function<void()> handler)
{
    loop_.on_signal({SIGINT, SIGTERM}, [handler = std::move(handler)](int) { handler(); });
}

int Station::run()
{
    loop_.run();
    log_->end();
    if (const auto stopped = node_->stop(patience_with_peers); !stopped) {
        ::_exit(status_); // its threads do not end: nothing may be destroyed under them
    }
    return status_;
}

void Station::stop(int status)
{
    status_ = status;
    loop_.stop();
}

std::optional<base::Instant> Station::turn()
{
    later_.run();
    timers_.run(clock_.now());
    exchange_->on_time();
    later_.run();
    return earlier(timers_.next_due(), exchange_->next_due());
}

void Station::on_open(diameter::Connection connection, std::string_view)
{
    client_->on_open(connection);
}

void Station::on_closed(diameter::Connection connection, std::string_view reason)
{
    client_->on_closed(connection, reason);
}

void Station::on_request(diameter::Connection connection, diameter::Message request)
{
    client_->on_request(connection, std::move(request));
}

void Station::on_answer(
    diameter::TransactionId transaction, diameter::Connection, diameter::Message answer
)
{
    exchange_->on_answer(transaction, std::move(answer));
}

void Station::on_failure(diameter::TransactionId transaction, diameter::SendFailure failure)
{
    exchange_->on_failure(transaction, failure);
}

base::Result<std::uint16_t> choose_port(const std::string& address, std::uint16_t wanted)
{
    auto place = freediameter::SocketAddress::parse(address, wanted);
    if (!place || wanted != 0) {
        return place.map([wanted](const auto&) { return wanted; });
    }
    const int socket = ::socket(place->generic()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool bound = ::bind(socket, place->generic(), place->size()) == 0;
    const std::string why = std::strerror(errno);
    const auto found = freediameter::SocketAddress::of(socket);
    ::close(socket);
    if (!bound || !found) {
        return base::fail(address + ": no port to be had: " + why);
    }
    return found->port();
}

base::Result<std::string> own_address(const freediameter::Endpoint& remote)
{
    auto place = freediameter::SocketAddress::parse(remote.address, remote.port);
    if (!place) {
        return tl::unexpected{place.error()};
    }
    const int socket = ::socket(place->generic()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(socket, place->generic(), place->size()) == 0;
    const std::string why = std::strerror(errno);
    const auto own = freediameter::SocketAddress::of(socket);
    ::close(socket);
    if (!connected || !own) {
        return base::fail(remote.address + ": no way there: " + why);
    }
    return own->text();
}

} // namespace iwf::neighbour
