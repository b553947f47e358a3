// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "iwf/app/runtime/event_loop.hpp"
#include "iwf/base/result.hpp"

namespace iwf::sim {

/// A UNIX socket that answers lines: one command in, one line out, as often as the caller wants.
/// Has a thread of its own; `obey` runs on the core thread.
class Control
{
public:
    using Obey = std::function<std::string(std::string_view command)>;

    /// A socket file that nobody listens on any more is replaced. `loop` outlives it.
    [[nodiscard]] static base::Result<std::unique_ptr<Control>>
    open(const std::string& path, runtime::EventLoop& loop, Obey obey);

    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;
    /// Before it the loop must run, or have been stopped for good.
    ~Control();

private:
    struct Server;
    explicit Control(std::unique_ptr<Server> server);

    std::unique_ptr<Server> server_;
};

/// Sends one command to the socket of a simulator; its answer.
[[nodiscard]] base::Result<std::string>
ask_control(const std::string& path, const std::string& command);

} // namespace iwf::sim
