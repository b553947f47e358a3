// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "iwf/base/log.hpp"
#include "iwf/base/result.hpp"

/// HTTP/1.1 on a UNIX socket: how people and their tools speak with the running daemon.
namespace iwf::control {

struct Request
{
    std::string method;
    std::string path;                         ///< without the query
    std::map<std::string, std::string> query; ///< as written: nothing is unescaped
    std::string body;
    std::uint32_t user{}; ///< of the caller, as the kernel says
};

struct Response
{
    unsigned status{200};
    std::string body; ///< JSON
};

/// A refusal, with a text for whoever asked.
[[nodiscard]] Response failure(unsigned status, const std::string& text);

/// May be called at once or later, and not at all: then the deadline answers. Not after the io
/// context has ended.
using Answer = std::function<void(Response)>;

struct Route
{
    std::string method;
    std::function<void(const Request&, Answer)> serve;
    std::chrono::milliseconds patience{}; ///< for the one who serves; 0: Limits::answer
};

/// By path. A path has one method.
using Routes = std::map<std::string, Route>;

struct Limits
{
    std::size_t connections{32}; ///< at a time; further ones wait
    std::size_t header_octets{std::size_t{8} * 1024};
    std::size_t body_octets{std::size_t{64} * 1024};
    std::chrono::milliseconds read{5000};    ///< for the whole request; then it is closed
    std::chrono::milliseconds answer{10000}; ///< for the one who serves
    std::chrono::milliseconds write{5000};   ///< for the whole response
};

/// One request a connection. Never blocks, starts no thread: all runs on the io_context's only
/// thread, in pieces no longer than what a route does.
class ControlServer
{
public:
    [[nodiscard]] static base::Result<std::unique_ptr<ControlServer>> open(
        boost::asio::io_context& io,
        const std::string& path,
        Routes routes,
        base::Log& log,
        Limits limits = {}
    );

    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;
    /// No route is called any more; the file is removed.
    ~ControlServer();

private:
    struct Core;
    explicit ControlServer(std::shared_ptr<Core> core);

    std::shared_ptr<Core> core_; ///< shared with the connections, which may end later
};

} // namespace iwf::control
