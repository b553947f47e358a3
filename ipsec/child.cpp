// SPDX-License-Identifier: Apache-2.0
#include "ipsec/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
extern "C" { // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

namespace iwf::ipsec {
namespace {

constexpr int reap_attempts = 1000; // of 1 ms

std::string message(int error)
{
    return std::generic_category().message(error);
}

/// A file without a name, with `text`, to be read from its start. Unlike a pipe it takes all at
/// once, and nobody gets SIGPIPE.
Descriptor file_of(std::string_view text)
{
    Descriptor file{::memfd_create("stdin", MFD_CLOEXEC)};
    while (file.is_open() && !text.empty()) {
        const ssize_t written = ::write(file.number(), text.data(), text.size());
        if (written <= 0) {
            return {};
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::lseek(file.number(), 0, SEEK_SET) == 0 ? std::move(file) : Descriptor{};
}

struct Pipe
{
    Descriptor read;
    Descriptor write;
};

Pipe make_pipe()
{
    std::array<int, 2> ends{-1, -1};
    return ::pipe2(ends.data(), O_CLOEXEC) == 0 ? Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}}
                                                : Pipe{};
}

class Attributes
{
public:
    Attributes()
    {
        ::posix_spawnattr_init(&raw_);
        sigset_t set;
        sigfillset(&set); // what we ignore it would ignore, too
        ::posix_spawnattr_setsigdefault(&raw_, &set);
        sigemptyset(&set);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
            sigaddset(&set, signal);
        }
        ::posix_spawnattr_setsigmask(&raw_, &set);
        ::posix_spawnattr_setpgroup(&raw_, 0);
        ::posix_spawnattr_setflags(
            &raw_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        );
    }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    ~Attributes() { ::posix_spawnattr_destroy(&raw_); }

    [[nodiscard]] const posix_spawnattr_t* get() const { return &raw_; }

private:
    posix_spawnattr_t raw_{};
};

class Actions
{
public:
    Actions(int input, int output, int errors)
    {
        ::posix_spawn_file_actions_init(&raw_);
        int standard = STDIN_FILENO;
        for (const int ours : {input, output, errors}) {
            ::posix_spawn_file_actions_adddup2(&raw_, ours, standard++);
        }
        // Not all descriptors of this process are ours to mark as close-on-exec.
        ::posix_spawn_file_actions_addclosefrom_np(&raw_, standard);
    }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;
    ~Actions() { ::posix_spawn_file_actions_destroy(&raw_); }

    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &raw_; }

private:
    posix_spawn_file_actions_t raw_{};
};

} // namespace

Descriptor::~Descriptor()
{
    if (is_open()) {
        ::close(number_);
    }
}

base::Result<std::unique_ptr<Child>> Child::start(
    const std::string& program, std::span<const std::string> arguments, std::string_view given
)
{
    const Descriptor input = file_of(given);
    Pipe output = make_pipe();
    Pipe errors = make_pipe();
    if (!input.is_open() || !output.read.is_open() || !errors.read.is_open()) {
        return base::fail(program + ": no descriptors for it: " + message(errno));
    }
    std::vector<std::string> words{arguments.begin(), arguments.end()};
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    char* no_environment = nullptr;
    std::unique_ptr<Child> child{new Child}; // the constructor is private
    const Actions actions{input.number(), output.write.number(), errors.write.number()};
    const int error = ::posix_spawn(
        &child->pid_,
        program.c_str(),
        actions.get(),
        Attributes{}.get(),
        pointers.data(),
        &no_environment
    );
    if (error != 0) {
        child->pid_ = -1;
        return base::fail(program + " cannot be run: " + message(error));
    }
    child->output_ = std::move(output.read);
    child->errors_ = std::move(errors.read);
    child->ended_ = Descriptor{::pidfd_open(child->pid_, 0)};
    if (!child->ended_.is_open()) {
        return base::fail(program + ": pidfd_open: " + message(errno)); // Linux before 5.3
    }
    return child;
}

Child::~Child()
{
    kill();
    constexpr timespec pause{.tv_sec = 0, .tv_nsec = 1'000'000};
    for (int attempt = 0; !reap() && attempt < reap_attempts; ++attempt) {
        ::nanosleep(&pause, nullptr);
    }
}

void Child::kill() const
{
    if (pid_ > 0) {
        ::kill(-pid_, SIGKILL); // not reaped: nobody else can have the number
    }
}

std::optional<std::string> Child::reap()
{
    if (pid_ < 0) {
        return "";
    }
    int status = 0;
    const pid_t reaped = ::waitpid(pid_, &status, WNOHANG);
    if (reaped == 0 || (reaped < 0 && errno == EINTR)) {
        return std::nullopt;
    }
    pid_ = -1;
    if (reaped < 0) {
        return "somebody else waited for it";
    }
    if (WIFSIGNALED(status)) {
        return "signal " + std::to_string(WTERMSIG(status));
    }
    return WEXITSTATUS(status) == 0 ? "" : "status " + std::to_string(WEXITSTATUS(status));
}

} // namespace iwf::ipsec
