// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sys/types.h>

#include "iwf/base/result.hpp"

namespace iwf::ipsec {

/// Owns a descriptor.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : number_{number}
    {}
    Descriptor(Descriptor&& other) noexcept
        : number_{other.release()}
    {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_{-1};
};

/// A program of somebody else's that runs for us. It has no environment, no descriptor of ours but
/// its stdin, stdout and stderr, and a process group of its own; SIGTERM, SIGINT and SIGHUP wait,
/// so that it may end its work when our unit or terminal is told to end. One thread.
class Child
{
public:
    /// Runs `program`, an absolute path, with `arguments`, of which the first is its name.
    /// `given` is all of its stdin. An error when it cannot be run.
    [[nodiscard]] static base::Result<std::unique_ptr<Child>> start(
        const std::string& program, std::span<const std::string> arguments, std::string_view given
    );

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    /// Kills it when it was not reaped, and then waits 1 s at most for its end.
    ~Child();

    /// For who reads them, to release: pipes, and a pidfd that is readable when it has ended.
    [[nodiscard]] Descriptor& output() { return output_; }
    [[nodiscard]] Descriptor& errors() { return errors_; }
    [[nodiscard]] Descriptor& ended() { return ended_; }

    /// SIGKILL to its process group; nothing after reap().
    void kill() const;

    /// How it ended: "" well, else "status 1", "signal 9"; nothing while it runs. Does not block.
    [[nodiscard]] std::optional<std::string> reap();

private:
    Child() = default;

    pid_t pid_{-1}; ///< -1: reaped, or never started
    Descriptor output_;
    Descriptor errors_;
    Descriptor ended_;
};

} // namespace iwf::ipsec
