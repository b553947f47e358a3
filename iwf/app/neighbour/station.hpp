// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "iwf/app/neighbour/timers.hpp"
#include "iwf/app/runtime/event_loop.hpp"
#include "iwf/app/runtime/log.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/identifiers.hpp"
#include "iwf/diameter/transport.hpp"
#include "iwf/freediameter/node.hpp"
#include "iwf/gateways/exchange.hpp"
#include "iwf/gateways/later.hpp"

namespace iwf::neighbour {

/// What a program on a Station is told; answers to its own requests come by Exchange.
class StationClient
{
public:
    StationClient() = default;
    StationClient(const StationClient&) = delete;
    StationClient& operator=(const StationClient&) = delete;
    virtual ~StationClient() = default;

    virtual void on_open(diameter::Connection connection) = 0;
    virtual void on_closed(diameter::Connection connection, std::string_view reason) = 0;
    virtual void on_request(diameter::Connection connection, diameter::Message request) = 0;
};

/// A Diameter node with a loop, timers and requests of its own: what each neighbour of the IWF is
/// built on. Core thread, but for loop().post().
class Station final : private diameter::TransportListener
{
public:
    /// Signals SIGINT and SIGTERM are blocked from here on, and come by on_signal().
    [[nodiscard]] static base::Result<std::unique_ptr<Station>>
    create(const freediameter::NodeConfig& config, base::Severity log_level);

    ~Station() override;

    /// Listens and dials. `client` outlives the station.
    [[nodiscard]] base::Result<void> start(StationClient& client);

    void on_signal(std::function<void()> handler);

    /// Until stop(); its status. Parts from the peers then.
    [[nodiscard]] int run();
    void stop(int status);

    [[nodiscard]] base::Instant now() const { return clock_.now(); }
    [[nodiscard]] runtime::EventLoop& loop() { return loop_; }
    [[nodiscard]] Timers& timers() { return timers_; }
    [[nodiscard]] gateways::Exchange& exchange() { return *exchange_; }
    [[nodiscard]] diameter::Transport& transport() { return *node_; }
    [[nodiscard]] core::Identifiers& identifiers() { return identifiers_; }

private:
    class Log;

    Station(const std::string& identity, base::Severity log_level);

    [[nodiscard]] std::optional<base::Instant> turn();

    void on_open(diameter::Connection connection, std::string_view remote) override;
    void on_closed(diameter::Connection connection, std::string_view reason) override;
    void on_request(diameter::Connection connection, diameter::Message request) override;
    void on_answer(
        diameter::TransactionId transaction,
        diameter::Connection connection,
        diameter::Message answer
    ) override;
    void on_failure(diameter::TransactionId transaction, diameter::SendFailure failure) override;

    runtime::SystemClock clock_;
    std::unique_ptr<Log> log_;
    core::Identifiers identifiers_;
    runtime::EventLoop loop_;
    Timers timers_;
    gateways::Later later_;
    std::unique_ptr<freediameter::Node> node_;
    std::unique_ptr<gateways::Exchange> exchange_;
    StationClient* client_{};
    int status_{};
};

/// A TCP port of this numeric address that is free now, or `wanted` when it is not 0.
[[nodiscard]] base::Result<std::uint16_t>
choose_port(const std::string& address, std::uint16_t wanted);

/// The numeric address this machine would speak to `remote` from; nothing is sent.
[[nodiscard]] base::Result<std::string> own_address(const freediameter::Endpoint& remote);

} // namespace iwf::neighbour
