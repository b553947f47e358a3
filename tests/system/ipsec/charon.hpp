// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "ipsec/client.hpp"
#include "support/child_process.hpp"

/// A real charon-systemd in a network namespace of its own, which ends with it. Needs root.
namespace iwf::ipsec {

class Charon
{
public:
    /// Configuration and socket in a folder that is removed at the end. Does not start it.
    Charon();
    Charon(const Charon&) = delete;
    Charon& operator=(const Charon&) = delete;
    ~Charon();

    void start();
    void signal(int number) const;
    /// SIGSTOP, and waits until all its threads stand still.
    void stop() const;
    /// kill -9, and waits for its end.
    void kill();

    [[nodiscard]] std::string socket() const { return folder_ + "/charon.vici"; }
    [[nodiscard]] pid_t pid() const { return process_->pid(); }
    /// For a failed test: what it logged.
    [[nodiscard]] std::string log() const;

private:
    std::string folder_;
    std::unique_ptr<test::ChildProcess> process_;
};

/// A client of one charon, with what it was told.
class Watched
{
public:
    using Clock = base::Instant::clock;

    Watched(boost::asio::io_context& io, const Charon& charon, std::vector<std::string> events);

    /// The answer, or nothing when it failed: then `error` says why.
    [[nodiscard]] std::optional<vici::Message>
    ask(const std::string& command, const vici::Message& message = {});

    /// Runs the loop until it is so.
    bool run_until(const std::function<bool()>& done, std::chrono::milliseconds patience);

    Client& client() { return client_; }

    std::function<void()> on_connected{[] {}};
    std::function<void(const std::string&)> on_lost{[](const auto&) {}};
    std::function<void(const std::string&, const vici::Message&)> on_event{[](auto&, auto&) {}};
    int connected{};
    std::vector<std::string> lost;
    std::string error;

private:
    boost::asio::io_context& io_;
    Client client_;
};

} // namespace iwf::ipsec
