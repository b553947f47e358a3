// SPDX-License-Identifier: Apache-2.0
// Programs in nft's place, that do what nft never should.
#include "ipsec/nft.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

#include <boost/asio/post.hpp>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipsec/guard.hpp"

namespace iwf::ipsec {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;

/// Within which even a busy machine gets to what takes no time.
constexpr auto patience = 20s;
constexpr auto short_patience = 200ms;

class Nft : public ::testing::Test
{
protected:
    Nft()
    {
        std::string name = std::filesystem::temp_directory_path() / "nft-XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    ~Nft() override
    {
        EXPECT_TRUE(has_no_child());
        std::filesystem::remove_all(folder_);
    }

    static bool has_no_child() { return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD; }

    [[nodiscard]] std::string file(const std::string& name) const { return folder_ / name; }

    NftProgram script(const std::string& body, std::chrono::milliseconds limit = patience)
    {
        const NftProgram program{file("nft"), limit};
        std::ofstream{program.path} << "#!/bin/sh\n" << body << '\n';
        std::filesystem::permissions(program.path, std::filesystem::perms::owner_all);
        return program;
    }

    void await(const std::function<bool()>& is_done)
    {
        io_.restart();
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (!is_done() && std::chrono::steady_clock::now() < deadline &&
               io_.run_one_until(deadline) != 0) {
        }
        EXPECT_TRUE(is_done());
    }

    /// What a run tells.
    std::string told(const NftProgram& program, const std::string& commands = "list tables\n")
    {
        std::optional<base::Result<std::string>> result;
        const auto run =
            NftRun::start(io_, program, commands, [&](auto given) { result = std::move(given); });
        EXPECT_FALSE(result) << "from inside";
        await([&] { return result.has_value(); });
        EXPECT_TRUE(run->has_ended());
        run->abandon();
        return result ? *result ? "ok: " + **result : result->error().text : "nothing";
    }

    std::unique_ptr<Guard> guard(const NftProgram& program)
    {
        const GuardSettings settings{"ipsec0", {*domain::Network::parse("10.200.0.1")}, 3868};
        return Guard::create(io_, settings, program).value();
    }

    /// In place of nft: lists something, until hang() is called.
    NftProgram program_that_will_hang()
    {
        return script(
            "read word rest\nif [ \"$word\" = list ]; then\n if [ -e " + file("hang") +
                " ]; then exec sleep 1000; fi\n echo listed\nfi",
            patience
        );
    }
    void hang() const { std::ofstream{file("hang")} << ""; }

    asio::io_context io_{1};
    std::filesystem::path folder_;
};

TEST_F(Nft, all_commands_are_its_stdin_and_its_stdout_is_the_answer)
{
    const std::string commands(300'000, 'x');
    EXPECT_EQ(told(script("exec cat"), commands), "ok: " + commands);
    EXPECT_EQ(told(script("printf '%s ' \"$@\"")), "ok: -n -s -f - ");
    EXPECT_EQ(told(script("echo unheard >&2"), ""), "ok: ");
}

TEST_F(Nft, it_gets_no_environment_no_descriptor_and_no_signal_of_ours)
{
    ::setenv("IWF_TEST_SECRET", "1", 1);
    const int open = ::open("/dev/null", O_RDONLY); // not close-on-exec
    ASSERT_EQ(::dup2(open, 57), 57);
    ::close(open);
    EXPECT_EQ(
        told(script("wc -c < /proc/$$/environ; [ -e /proc/$$/fd/57 ] && echo leaked; exit 0")),
        "ok: 0\n"
    );
    ::close(57);
    const std::string blocked = told(script("exec grep SigBlk /proc/self/status"));
    EXPECT_THAT(blocked, EndsWith("0000000000004003\n")) << "TERM, INT, HUP";
}

TEST_F(Nft, a_failure_is_told_in_nfts_words)
{
    EXPECT_EQ(
        told(script("echo 'x:1: Error: no such thing\nlist\n^' >&2; exit 1")), "no such thing"
    );
    EXPECT_THAT(told(script("echo 'Error: \001' >&2; exit 1")), HasSubstr("\\x01"));
    EXPECT_THAT(told(script("exit 3")), EndsWith("nft ended with status 3"));
    EXPECT_THAT(told(script("kill -9 $$")), EndsWith("nft ended with signal 9"));
}

TEST_F(Nft, what_cannot_be_run_is_told)
{
    EXPECT_EQ(
        told({file("missing"), patience}),
        file("missing") + " cannot be run: No such file or directory"
    );
    EXPECT_THAT(told({folder_, patience}), HasSubstr("cannot be run: Permission denied"));
    EXPECT_EQ(
        guard({"/nowhere/nft", patience})->install().error().text,
        "nftables: table inet iwfd_guard cannot be installed: /nowhere/nft cannot be run: No such "
        "file or directory. The package nftables must be installed"
    );
}

TEST_F(Nft, what_hangs_is_killed_at_its_deadline)
{
    for (const std::string hanging :
         {"exec sleep 1000",
          "trap '' TERM; cat > /dev/null; while :; do sleep 1000; done",
          "exec sleep 1000 >&- 2>&-",
          "sleep 1000 & exit 0", // its pipes are held open
          "kill -STOP $$"}) {
        EXPECT_THAT(
            told(script(hanging, short_patience)),
            EndsWith("nft did not end within 200 ms, and was killed")
        ) << hanging;
        EXPECT_TRUE(has_no_child()) << hanging;
    }
}

TEST_F(Nft, what_it_has_started_is_killed_too)
{
    told(script("sleep 1000 & echo $! > " + file("pid") + "; exit 0", short_patience));
    pid_t left = 0;
    std::ifstream{file("pid")} >> left;
    ASSERT_GT(left, 0);
    const int process = static_cast<int>(::syscall(SYS_pidfd_open, left, 0));
    if (process < 0) {
        EXPECT_EQ(errno, ESRCH); // gone, and reaped by whoever has to
        return;
    }
    pollfd ended{process, POLLIN, 0};
    EXPECT_EQ(::poll(&ended, 1, static_cast<int>(std::chrono::milliseconds{patience}.count())), 1);
    ::close(process);
}

TEST_F(Nft, what_prints_without_end_is_killed)
{
    for (const std::string endless : {"exec yes", "exec yes >&2", "yes | tee /dev/stderr"}) {
        EXPECT_THAT(told(script(endless)), EndsWith("nft printed more than 1 MiB, and was killed"));
        EXPECT_TRUE(has_no_child()) << endless;
    }
}

TEST_F(Nft, calls_that_block_do_so_no_longer_than_the_deadline)
{
    const auto hanging = guard(script("exec sleep 1000", short_patience));
    for (const auto call :
         {+[](Guard& guard) { return guard.install(); },
          +[](Guard& guard) { return guard.remove(); }}) {
        const auto start = std::chrono::steady_clock::now();
        EXPECT_THAT(call(*hanging).error().text, HasSubstr("did not end within 200 ms"));
        EXPECT_LT(std::chrono::steady_clock::now() - start, patience);
        EXPECT_TRUE(has_no_child());
    }
}

TEST_F(Nft, a_check_does_not_keep_others_from_their_work_while_nft_hangs)
{
    auto program = program_that_will_hang();
    program.patience = 1s;
    const auto watched = guard(program);
    ASSERT_TRUE(watched->install());
    std::string answer = "none";
    const Guard::Handler handler = [&](const base::Result<void>& told) {
        answer = told ? "whole" : told.error().text;
    };
    watched->check(handler);
    await([&] { return answer == "whole"; });

    hang();
    bool worked = false;
    watched->check(handler);
    answer = "none";
    asio::post(io_, [&] { worked = answer == "none"; });
    await([&] { return answer != "none"; });
    EXPECT_TRUE(worked);
    EXPECT_THAT(answer, HasSubstr("is gone, or cannot be read: "));
    EXPECT_THAT(answer, HasSubstr("did not end within 1000 ms, and was killed"));
    EXPECT_TRUE(has_no_child());
}

TEST_F(Nft, a_second_call_while_one_is_under_way_is_refused)
{
    const auto watched = guard(program_that_will_hang());
    ASSERT_TRUE(watched->install());
    hang();
    watched->check([](const auto&) { ADD_FAILURE() << "called"; });
    std::string answer;
    watched->check([&](const base::Result<void>& told) { answer = told.error().text; });
    await([&] { return !answer.empty(); });
    EXPECT_THAT(answer, HasSubstr("has not ended yet"));
}

TEST_F(Nft, a_call_that_blocks_or_the_end_of_the_guard_ends_a_check_that_is_under_way)
{
    const auto never = [](const base::Result<void>&) { ADD_FAILURE() << "called"; };
    auto watched = guard(program_that_will_hang());
    ASSERT_TRUE(watched->install());
    hang();
    watched->check(never);
    EXPECT_TRUE(watched->remove()) << "it does not list";
    EXPECT_TRUE(has_no_child());

    std::filesystem::remove(file("hang"));
    ASSERT_TRUE(watched->install());
    hang();
    watched->check(never);
    EXPECT_FALSE(has_no_child());
    watched.reset();
    EXPECT_TRUE(has_no_child());
    io_.restart();
    io_.poll();
}

TEST_F(Nft, the_end_of_the_io_context_leaves_no_process)
{
    const auto program = script("exec sleep 1000");
    {
        asio::io_context io{1};
        (void)NftRun::start(io, program, "", [](const auto&) { ADD_FAILURE() << "called"; });
        EXPECT_FALSE(has_no_child());
    }
    EXPECT_TRUE(has_no_child());
}

} // namespace
} // namespace iwf::ipsec
