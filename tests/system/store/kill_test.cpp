// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/journal_store.hpp"
#include "tests/support/store/journal_driver.hpp"
#include "tests/support/store/sample_records.hpp"
#include "tests/support/store/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include <csignal>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace iwf::store {
namespace {

using core::TriggerId;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

/// A store_writer and what it says. `descriptor` is the stream of it that is read.
class Writer
{
public:
    Writer(const std::filesystem::path& directory, std::uint64_t first_id, int descriptor)
    {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0) {
            std::abort();
        }
        const std::string first = std::to_string(first_id);
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(ends[1], descriptor);
            ::close(ends[0]);
            ::close(ends[1]);
            ::execl(STORE_WRITER, STORE_WRITER, directory.c_str(), first.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        output_ = ends[0];
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer()
    {
        kill();
        ::close(output_);
    }

    /// Reads what it says until `end`, or to the end of the stream.
    void read_until(steady_clock::time_point end)
    {
        while (read_once(end)) {
        }
    }

    /// Waits until it has said something.
    [[nodiscard]] bool read_some(steady_clock::duration deadline)
    {
        return read_once(steady_clock::now() + deadline);
    }

    /// Kills it; its wait status.
    int kill()
    {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, &status_, 0);
            process_ = -1;
        }
        return status_;
    }

    [[nodiscard]] const std::string& said() const { return said_; }

    [[nodiscard]] std::vector<std::uint64_t> ids() const
    {
        std::vector<std::uint64_t> ids(said_.size() / sizeof(std::uint64_t));
        said_.copy(reinterpret_cast<char*>(ids.data()), ids.size() * sizeof(std::uint64_t));
        return ids;
    }

private:
    /// One piece; false at the end of the stream or of the time.
    bool read_once(steady_clock::time_point end)
    {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now());
        pollfd readable{.fd = output_, .events = POLLIN, .revents = 0};
        const int wait = static_cast<int>(std::max(left.count(), std::int64_t{0}));
        if (::poll(&readable, 1, wait) <= 0) {
            return false;
        }
        std::array<char, 65536> piece{};
        const ssize_t size = ::read(output_, piece.data(), piece.size());
        if (size > 0) {
            said_.append(piece.data(), static_cast<std::size_t>(size));
        }
        return size > 0;
    }

    pid_t process_{-1};
    int output_{-1};
    int status_{};
    std::string said_;
};

class KillTest : public ::testing::Test
{
protected:
    KillTest() { options_.directory = top_.path() / "journal"; }

    std::unique_ptr<JournalStore> open()
    {
        return open_journal(options_, log_, core_.wake()).value();
    }

    testing::TemporaryDirectory top_;
    testing::CollectingLog log_;
    testing::JournalDriver core_;
    JournalOptions options_;
};

TEST_F(KillTest, forty_kills_at_random_moments_lose_no_acknowledged_record)
{
    constexpr int rounds = 40;
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    std::uniform_int_distribution<int> lifetime{0, 100};
    std::vector<std::uint64_t> acknowledged;
    std::uint64_t next_id = 1;
    for (int round = 0; round < rounds; ++round) {
        Writer writer{options_.directory, next_id, STDOUT_FILENO};
        // Each fourth is killed while it opens or soon after, the others while they write.
        if (round % 4 != 0) {
            ASSERT_TRUE(writer.read_some(20s)) << "it does not write";
        }
        writer.read_until(steady_clock::now() + std::chrono::milliseconds{lifetime(random)});
        const int status = writer.kill();
        ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself, status " << status;
        writer.read_until(steady_clock::now() + 20s);
        const auto ids = writer.ids();
        acknowledged.insert(acknowledged.end(), ids.begin(), ids.end());

        const auto loaded = open()->load();
        ASSERT_TRUE(loaded) << loaded.error().text;
        std::size_t lost = acknowledged.size();
        auto expected = acknowledged.begin();
        for (const core::TriggerRecord& record : *loaded) {
            EXPECT_EQ(record, testing::full_record(record.id));
            if (expected != acknowledged.end() && record.id.value() == *expected) {
                ++expected;
                --lost;
            }
        }
        ASSERT_EQ(lost, 0U) << "of " << acknowledged.size() << " in round " << round;
        next_id = loaded->empty() ? 1 : loaded->back().id.value() + 1;
    }
    RecordProperty("acknowledged", std::to_string(acknowledged.size()));
    EXPECT_GT(acknowledged.size(), 1000U) << "the test must have written";
}

TEST_F(KillTest, another_process_on_the_same_directory_is_told_the_process_of_the_first)
{
    const auto journal = open();
    Writer second{options_.directory, 1, STDERR_FILENO};
    second.read_until(steady_clock::now() + 20s);
    EXPECT_THAT(
        second.said(), ::testing::HasSubstr("in use by process " + std::to_string(::getpid()))
    );
}

} // namespace
} // namespace iwf::store
