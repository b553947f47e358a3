// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

/// A program run by a test, talked to over its stdin and stdout, line by line.
namespace iwf::test {

class ChildProcess
{
public:
    /// Starts `command[0]` (a path) with the rest as arguments. Its stderr is written to a file,
    /// see log(). Aborts the test program when it cannot be started.
    explicit ChildProcess(const std::vector<std::string>& command);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    /// Kills it when it still runs.
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const { return pid_; }

    void write_line(const std::string& line);

    /// The next line of stdout that begins with `prefix`; what comes before is dropped. Nothing
    /// when it does not come in time or the program ends.
    [[nodiscard]] std::optional<std::string>
    await_line(const std::string& prefix, std::chrono::milliseconds patience);

    /// "exit 3", "signal 6", or nothing while it runs.
    [[nodiscard]] std::optional<std::string> await_end(std::chrono::milliseconds patience);
    [[nodiscard]] bool is_running() { return !await_end(std::chrono::milliseconds{0}); }

    void kill(int signal) const;

    /// What it wrote to stderr until now.
    [[nodiscard]] std::string log() const;

    /// Resident memory in KiB; 0 when it has ended.
    [[nodiscard]] long resident_kib() const;

private:
    pid_t pid_{-1};
    int input_{-1};
    int output_{-1};
    int log_{-1};
    std::string unread_;
    std::optional<std::string> end_;
};

} // namespace iwf::test
