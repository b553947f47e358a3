// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "ipsec/client.hpp"
#include "support/fake_charon.hpp"

#include <gtest/gtest.h>

namespace iwf::ipsec {

using namespace std::chrono_literals;

/// A client and the charon it speaks with, in one io_context.
class ClientWorld : public ::testing::Test
{
protected:
    using Texts = std::vector<std::string>;
    using Clock = base::Instant::clock;

    ClientWorld()
    {
        settings.socket = path();
        settings.events = {"ike-updown", "log"};
        settings.retry_min = 1ms;
        settings.retry_max = 20ms;
    }
    ~ClientWorld() override { std::filesystem::remove_all(folder_); }

    static std::string make_folder()
    {
        std::string folder = ::testing::TempDir() + "vici.XXXXXX";
        EXPECT_NE(::mkdtemp(folder.data()), nullptr);
        return folder;
    }

    [[nodiscard]] std::string path() const { return folder_ + "/vici"; }

    void make_client()
    {
        client = std::make_unique<Client>(
            io,
            settings,
            Client::Callbacks{
                [this] {
                    ++connected;
                    if (on_connected) {
                        on_connected();
                    }
                },
                [this](const std::string& reason) {
                    lost.push_back(reason);
                    if (on_lost) {
                        on_lost();
                    }
                },
                [this](const std::string& event, const vici::Message& message) {
                    events.push_back(event + " " + printable(message));
                    if (on_event) {
                        on_event();
                    }
                },
            }
        );
    }

    /// With charon there, connected.
    void connect()
    {
        charon.listen();
        charon.accept();
        make_client();
        client->start();
        ASSERT_TRUE(run_until([&] { return connected == 1; }));
    }

    bool run_until(const std::function<bool()>& done, std::chrono::milliseconds patience = 20s)
    {
        const auto deadline = Clock::now() + patience;
        while (!done() && Clock::now() < deadline) {
            io.restart();
            io.run_one_for(10ms);
        }
        return done();
    }

    /// Until nothing is ready to run.
    void run_what_is_ready()
    {
        io.restart();
        while (io.poll() > 0) {
        }
    }

    void request(const std::string& command, Clock::duration within = 20s)
    {
        client->request(command, {}, Clock::now() + within, note(command));
    }

    /// Writes down "<name> {answer}" or "<name> failed: <error>".
    Client::Handler<vici::Message> note(const std::string& name)
    {
        return [this, name](const base::Result<vici::Message>& answer) {
            answers.push_back(
                name + " " + (answer ? printable(*answer) : "failed: " + answer.error().text)
            );
        };
    }

    boost::asio::io_context io;
    ClientSettings settings;
    const std::string folder_{make_folder()};
    test::FakeCharon charon{io, path()};
    std::unique_ptr<Client> client;
    std::function<void()> on_connected;
    std::function<void()> on_lost;
    std::function<void()> on_event;
    int connected{};
    Texts lost;
    Texts events;
    Texts answers;
};

} // namespace iwf::ipsec
