// SPDX-License-Identifier: Apache-2.0
#include "support/child_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace iwf::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

void must(bool holds, const char* what)
{
    if (!holds) {
        std::perror(what);
        std::abort();
    }
}

[[noreturn]] void become(const std::vector<std::string>& command, int input, int output, int log)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a test that dies leaves nothing behind
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& argument : command) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    std::perror(arguments[0]);
    ::_exit(127);
}

} // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command)
{
    std::signal(SIGPIPE, SIG_IGN);
    int to_child[2] = {-1, -1};
    int from_child[2] = {-1, -1};
    must(::pipe2(to_child, O_CLOEXEC) == 0 && ::pipe2(from_child, O_CLOEXEC) == 0, "pipe2");
    log_ = ::memfd_create("log", MFD_CLOEXEC);
    must(log_ >= 0, "memfd_create");
    must(::fcntl(log_, F_SETFL, O_APPEND) == 0, "fcntl");
    pid_ = ::fork();
    must(pid_ >= 0, "fork");
    if (pid_ == 0) {
        become(command, to_child[0], from_child[1], log_);
    }
    ::close(to_child[0]);
    ::close(from_child[1]);
    input_ = to_child[1];
    output_ = from_child[0];
}

ChildProcess::~ChildProcess()
{
    if (!end_) {
        kill(SIGKILL);
        (void)await_end(10s);
    }
    ::close(input_);
    ::close(output_);
    ::close(log_);
}

void ChildProcess::write_line(const std::string& line)
{
    const std::string whole = line + "\n";
    (void)!::write(input_, whole.data(), whole.size());
}

std::optional<std::string>
ChildProcess::await_line(const std::string& prefix, std::chrono::milliseconds patience)
{
    const auto deadline = Clock::now() + patience;
    while (true) {
        for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
            std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            if (line.compare(0, prefix.size(), prefix) == 0) {
                return line;
            }
        }
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        pollfd poll_for{output_, POLLIN, 0};
        const int wait = left < 0ms ? 0 : static_cast<int>(left.count());
        if (::poll(&poll_for, 1, wait) <= 0) {
            return std::nullopt;
        }
        char buffer[65536];
        const auto size = ::read(output_, buffer, sizeof buffer);
        if (size <= 0) {
            return std::nullopt;
        }
        unread_.append(buffer, static_cast<std::size_t>(size));
    }
}

std::optional<std::string> ChildProcess::await_end(std::chrono::milliseconds patience)
{
    const auto deadline = Clock::now() + patience;
    while (!end_) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            end_ = WIFEXITED(status) ? "exit " + std::to_string(WEXITSTATUS(status))
                                     : "signal " + std::to_string(WTERMSIG(status));
        } else if (Clock::now() >= deadline) {
            return std::nullopt;
        } else {
            std::this_thread::sleep_for(2ms); // waitpid has no deadline of its own
        }
    }
    return end_;
}

void ChildProcess::kill(int signal) const
{
    if (!end_) {
        ::kill(pid_, signal);
    }
}

std::string ChildProcess::log() const
{
    std::string text;
    char buffer[65536];
    off_t offset = 0;
    for (auto size = ::pread(log_, buffer, sizeof buffer, offset); size > 0;
         size = ::pread(log_, buffer, sizeof buffer, offset)) {
        text.append(buffer, static_cast<std::size_t>(size));
        offset += size;
    }
    return text;
}

long ChildProcess::resident_kib() const
{
    std::ifstream file{"/proc/" + std::to_string(pid_) + "/statm"};
    long size = 0;
    long resident = 0;
    file >> size >> resident;
    return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

} // namespace iwf::test
