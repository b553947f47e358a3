// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/child_process.hpp"

namespace iwf::test {

/// Ours, or libfdcore as it is.
enum class Kind
{
    corrected,
    stock
};

/// freediameter_node or freediameter_stock, listening on a free port of 127.0.0.1 unless `port` is
/// given.
class NodeProcess : public ChildProcess
{
public:
    /// Returns when it is ready.
    explicit NodeProcess(const std::vector<std::string>& options, std::uint16_t port = 0);
    NodeProcess(Kind kind, const std::vector<std::string>& options, std::uint16_t port = 0);

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// Its counters, by the names that echo.cpp gives them.
    [[nodiscard]] std::map<std::string, long> stats();

private:
    struct Resolved
    {
        Kind kind;
        std::uint16_t port;
    };
    NodeProcess(Resolved resolved, const std::vector<std::string>& options);

    std::uint16_t port_;
};

} // namespace iwf::test
