// SPDX-License-Identifier: Apache-2.0
/// The node under test as a process of its own: options on the command line, commands on stdin,
/// what happens on stdout, the log on stderr.
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include <unistd.h>

#include "echo.hpp"

namespace {

using namespace std::chrono_literals;
using namespace iwf;

/// The core thread's queue: what Asio is in the daemon.
class Loop
{
public:
    void post(std::string command)
    {
        const std::lock_guard lock{mutex_};
        commands_.push_back(std::move(command));
        changed_.notify_one();
    }

    void wake()
    {
        const std::lock_guard lock{mutex_};
        is_woken_ = true;
        changed_.notify_one();
    }

    /// Waits for something to do. True: drain. `command` is empty when there is none.
    bool next(std::string& command)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return is_woken_ || !commands_.empty(); });
        command.clear();
        if (!commands_.empty()) {
            command = std::move(commands_.front());
            commands_.pop_front();
        }
        return std::exchange(is_woken_, false);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_woken_{};
    std::deque<std::string> commands_;
};

class StderrLog : public base::Log
{
public:
    void event(base::Severity, std::string_view name, std::initializer_list<base::LogField> fields)
        override
    {
        std::string line{name};
        for (const auto& field : fields) {
            line += " " + std::string{field.key} + "=" + field.value;
        }
        line += "\n";
        (void)!::write(STDERR_FILENO, line.data(), line.size());
    }
};

struct Options
{
    freediameter::NodeConfig config;
    test::Behaviour behaviour;
    std::string only_from; ///< admit from this address only; empty: from anywhere
};

/// "name" or "name@address:port"
freediameter::PeerConfig parse_peer(const std::string& text)
{
    const auto at = text.find('@');
    if (at == std::string::npos) {
        return {text, {}};
    }
    const auto colon = text.rfind(':');
    const auto port = static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)));
    return {text.substr(0, at), freediameter::Endpoint{text.substr(at + 1, colon - at - 1), port}};
}

bool parse_limit(freediameter::NodeConfig& config, const std::string& key, int value)
{
    if (key == "--port") {
        config.port = static_cast<std::uint16_t>(value);
    } else if (key == "--watchdog") {
        config.watchdog = std::chrono::seconds{value};
    } else if (key == "--first-message") {
        config.first_message = std::chrono::seconds{value};
    } else if (key == "--newcomers") {
        config.newcomers = value;
    } else if (key == "--inbox") {
        config.limits.peer_inbox_messages = static_cast<std::size_t>(value);
    } else if (key == "--in-flight") {
        config.limits.peer_in_flight = static_cast<std::size_t>(value);
    } else {
        return false;
    }
    return true;
}

void parse_option(Options& options, const std::string& key, const std::string& value)
{
    if (key == "--identity") {
        options.config.identity = value;
    } else if (key == "--listen") {
        options.config.addresses.push_back(value);
    } else if (key == "--peer") {
        options.config.peers.push_back(parse_peer(value));
    } else if (key == "--only-from") {
        options.only_from = value;
    } else if (key == "--quiet") {
        options.behaviour.quiet = value == "yes";
    } else if (key == "--deaf") {
        options.behaviour.deaf = value == "yes";
    } else if (key == "--refill") {
        options.behaviour.refill = static_cast<std::uint32_t>(std::stoul(value));
    } else if (!parse_limit(options.config, key, std::atoi(value.c_str()))) {
        std::cerr << "unknown option " << key << "\n";
        std::exit(2);
    }
}

Options parse(int count, char** values)
{
    Options options;
    options.config.identity = "node.test";
    options.config.realm = "test";
    options.config.applications = {{diameter::ApplicationId{16777309}, 10415, "Tsp"}};
    options.config.redial = 1s;
    for (int index = 1; index + 1 < count; index += 2) {
        parse_option(options, values[index], values[index + 1]);
    }
    return options;
}

diameter::PeerId peer_id(const std::string& text)
{
    return diameter::PeerId{static_cast<std::uint32_t>(std::stoul(text))};
}

/// False: leave.
bool obey(const std::string& command, test::Echo& echo, freediameter::Node& node)
{
    std::istringstream words{command};
    std::string verb;
    std::string argument;
    std::string peer = "0";
    words >> verb >> argument >> peer;
    if (verb == "send") {
        for (auto left = std::stoul(argument); left > 0; --left) {
            echo.send(peer_id(peer));
        }
    } else if (verb == "stats") {
        echo.report();
    } else if (verb == "abandon") {
        node.abandon(diameter::TransactionId{std::stoull(argument)});
    } else if (verb == "cut") {
        node.cut(peer_id(argument), "told to");
    } else if (verb == "forbid") {
        node.forbid_peer(peer_id(argument));
    } else if (verb == "allow") {
        node.allow_peer(peer_id(argument));
    } else if (verb == "add") {
        const auto added = node.add_peer(parse_peer(argument));
        std::cout << (added ? "added " + std::to_string(added->value())
                            : "not added: " + added.error().text)
                  << std::endl;
    }
    return verb != "stop";
}

void run(Loop& loop, test::Echo& echo, freediameter::Node& node)
{
    std::string command;
    bool goes_on = true;
    while (goes_on) {
        if (loop.next(command)) {
            node.drain();
        }
        if (!command.empty()) {
            goes_on = obey(command, echo, node);
        }
    }
}

[[noreturn]] void leave_at_once(std::string_view why)
{
    std::fprintf(stderr, "fatal: %.*s\n", static_cast<int>(why.size()), why.data());
    ::_exit(3);
}

} // namespace

int main(int count, char** values)
{
    const Options options = parse(count, values);
    StderrLog log;
    Loop loop;
    const auto admit = [&options](const freediameter::Applicant& who) -> base::Result<void> {
        if (!options.only_from.empty() && who.remote != options.only_from) {
            return base::fail("not from " + options.only_from);
        }
        return {};
    };
    test::Echo echo{options.config, options.behaviour};
    auto node = freediameter::Node::create(
        options.config,
        {.admit = admit, .wake = [&loop] { loop.wake(); }, .fatal = &leave_at_once},
        log
    );
    if (!node) {
        std::cerr << node.error().text << "\n";
        return 1;
    }
    echo.use(**node);
    if (auto started = (*node)->start(echo); !started) {
        std::cerr << started.error().text << "\n";
        return 1;
    }
    std::cout << "ready" << std::endl;
    std::thread reader{[&loop] {
        for (std::string line; std::getline(std::cin, line);) {
            loop.post(line);
        }
        loop.post("stop");
    }};
    run(loop, echo, **node);
    const auto stopped = (*node)->stop(1s);
    std::cout << (stopped ? "stopped" : "not stopped: " + stopped.error().text) << std::endl;
    ::_exit(stopped ? 0 : 4); // the reader may still sit in getline
}
