// SPDX-License-Identifier: Apache-2.0
#include "node_process.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "support/raw_peer.hpp"
#include "support/tcp_port.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;

std::vector<std::string>
command_line(Kind kind, const std::vector<std::string>& options, std::uint16_t port)
{
    std::vector<std::string> words{
        kind == Kind::corrected ? FREEDIAMETER_NODE : FREEDIAMETER_STOCK,
        "--listen",
        "127.0.0.1",
        "--port",
        std::to_string(port)};
    words.insert(words.end(), options.begin(), options.end());
    return words;
}

} // namespace

NodeProcess::NodeProcess(const std::vector<std::string>& options, std::uint16_t port)
    : NodeProcess{Kind::corrected, options, port}
{}

NodeProcess::NodeProcess(Kind kind, const std::vector<std::string>& options, std::uint16_t port)
    : NodeProcess{Resolved{kind, port != 0 ? port : free_tcp_port()}, options}
{}

NodeProcess::NodeProcess(Resolved resolved, const std::vector<std::string>& options)
    : ChildProcess{command_line(resolved.kind, options, resolved.port)}
    , port_{resolved.port}
{
    EXPECT_TRUE(await_line("ready", 20s)) << log();
    // Stock libfdcore listens some time after it has said that it started.
    for (int tries = 0; resolved.kind == Kind::stock && tries < 1000; ++tries) {
        if (RawPeer::connect(port_)) {
            break;
        }
        (void)await_end(5ms);
    }
}

std::map<std::string, long> NodeProcess::stats()
{
    write_line("stats");
    std::map<std::string, long> found;
    std::istringstream words{await_line("stats", 20s).value_or("")};
    for (std::string word; words >> word;) {
        if (const auto equals = word.find('='); equals != std::string::npos) {
            found[word.substr(0, equals)] = std::stol(word.substr(equals + 1));
        }
    }
    EXPECT_FALSE(found.empty()) << log();
    return found;
}

} // namespace iwf::test
