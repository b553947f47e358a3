// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/outbox.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "iwf/freediameter/backlog.hpp"

namespace iwf::freediameter {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t much = 64U << 20U;
constexpr std::uint64_t serial = 3;

diameter::Header header(std::uint32_t number)
{
    diameter::Header result;
    result.end_to_end = diameter::EndToEndId{number};
    return result;
}

/// Two ends of a connection; small buffers.
class OutboxTest : public testing::Test
{
protected:
    OutboxTest()
    {
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0);
        const int small = 4096;
        ::setsockopt(ends_[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        outbox_.open(ends_[0], serial);
    }
    ~OutboxTest() override
    {
        outbox_.close();
        ::close(ends_[0]);
        ::close(ends_[1]);
    }

    /// Up to `most` octets that arrive within the time.
    base::Bytes read(std::size_t most, std::chrono::milliseconds time = 10s)
    {
        base::Bytes all;
        const auto end = std::chrono::steady_clock::now() + time;
        while (all.size() < most && std::chrono::steady_clock::now() < end) {
            ::pollfd readable{ends_[1], POLLIN, 0};
            if (::poll(&readable, 1, 10) <= 0) {
                continue;
            }
            base::Bytes some(most - all.size());
            const ssize_t count = ::recv(ends_[1], some.data(), some.size(), MSG_DONTWAIT);
            if (count <= 0) {
                break;
            }
            all.insert(all.end(), some.begin(), some.begin() + count);
        }
        return all;
    }

    Outbox::Taken append(std::uint32_t number, std::size_t size = 0, std::size_t most = much)
    {
        const base::Bytes avps(size, static_cast<std::uint8_t>(number));
        return outbox_.append(serial, header(number), avps, most);
    }

    int ends_[2]{};
    Backlog backlog_;
    Outbox outbox_{backlog_};
};

TEST_F(OutboxTest, writes_nothing_before_it_is_flushed_and_then_all_at_once)
{
    EXPECT_EQ(append(1), Outbox::Taken::yes);
    EXPECT_EQ(append(2, 4), Outbox::Taken::yes);
    EXPECT_TRUE(read(1, 50ms).empty());
    EXPECT_EQ(outbox_.waiting(), 44U);
    outbox_.flush();
    EXPECT_EQ(outbox_.waiting(), 0U);
    base::Bytes expected = diameter::encode({header(1), {}});
    diameter::encode_onto(expected, header(2), base::Bytes(4, 2));
    EXPECT_EQ(read(44), expected);
}

TEST_F(OutboxTest, takes_no_message_for_another_connection_or_after_the_end)
{
    EXPECT_EQ(outbox_.append(serial - 1, header(1), {}, much), Outbox::Taken::closed);
    outbox_.end();
    EXPECT_EQ(append(1), Outbox::Taken::closed);
    EXPECT_TRUE(outbox_.write(base::Bytes(20, 9))) << "a DPA may still leave";
    EXPECT_EQ(read(20), base::Bytes(20, 9));
    outbox_.close();
    EXPECT_FALSE(outbox_.write(base::Bytes(20, 9)));
}

TEST_F(OutboxTest, is_full_beyond_its_bound_and_takes_again_when_that_has_left)
{
    EXPECT_EQ(append(1, 80, 150), Outbox::Taken::yes);
    EXPECT_EQ(append(2, 80, 150), Outbox::Taken::full);
    outbox_.flush();
    EXPECT_EQ(append(2, 80, 150), Outbox::Taken::yes);
}

TEST_F(OutboxTest, leaves_to_the_backlog_what_the_connection_does_not_take_and_mixes_nothing)
{
    constexpr std::uint32_t messages = 500;
    base::Bytes expected;
    for (std::uint32_t number = 1; number <= messages; ++number) {
        const base::Bytes avps(1000, static_cast<std::uint8_t>(number));
        EXPECT_EQ(append(number, 1000), Outbox::Taken::yes);
        diameter::encode_onto(expected, header(number), avps);
        if (number % 100 == 0) {
            outbox_.flush();
            const base::Bytes watchdog(20, 0x77);
            EXPECT_TRUE(outbox_.write(watchdog));
            expected.insert(expected.end(), watchdog.begin(), watchdog.end());
        }
    }
    EXPECT_GT(outbox_.waiting(), expected.size() / 2) << "the buffers are not small";
    EXPECT_EQ(read(expected.size()), expected);
    EXPECT_EQ(outbox_.waiting(), 0U);
}

TEST_F(OutboxTest, ends_a_connection_that_takes_nothing)
{
    EXPECT_EQ(append(1, 1U << 20U), Outbox::Taken::yes);
    const auto begin = std::chrono::steady_clock::now();
    outbox_.flush();
    ::pollfd ended{ends_[1], POLLRDHUP, 0};
    ASSERT_EQ(::poll(&ended, 1, 20'000), 1);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, Backlog::patience - 100ms);
}

TEST_F(OutboxTest, drops_what_waits_when_the_connection_closes)
{
    EXPECT_EQ(append(1, 1U << 20U), Outbox::Taken::yes);
    outbox_.flush();
    outbox_.close();
    EXPECT_EQ(outbox_.waiting(), 0U);
    outbox_.open(ends_[0], serial);
    EXPECT_EQ(append(2), Outbox::Taken::yes);
    outbox_.flush();
    EXPECT_GT(outbox_.waiting(), 0U) << "the first one's beginning still fills the buffers";
}

} // namespace
} // namespace iwf::freediameter
