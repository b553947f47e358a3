// SPDX-License-Identifier: Apache-2.0
#include "node_process.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "support/tcp_port.hpp"

namespace iwf::test {
namespace {

using namespace std::chrono_literals;

std::vector<std::string>
command(Kind kind, const std::vector<std::string>& options, std::uint16_t port)
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
    : ChildProcess{command(resolved.kind, options, resolved.port)}
    , port_{resolved.port}
{
    EXPECT_TRUE(await_line("ready", 20s)) << log();
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
