// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/inbox.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

constexpr diameter::PeerId peer{7};

RequestArrived request(std::size_t avps = 0)
{
    return {{peer, 1}, {{}, base::Bytes(avps)}};
}

Limits limits(std::size_t messages, std::size_t octets, std::size_t total)
{
    Limits result;
    result.peer_inbox_messages = messages;
    result.peer_inbox_octets = octets;
    result.inbox_octets = total;
    return result;
}

TEST(Inbox, wakes_once_for_each_batch)
{
    int wakes = 0;
    Inbox inbox{{}, [&wakes] { ++wakes; }};
    inbox.post(Closed{});
    inbox.post(Closed{});
    EXPECT_EQ(wakes, 1);
    EXPECT_EQ(inbox.take(10).size(), 2U);
    EXPECT_EQ(wakes, 1);
    inbox.post(Closed{});
    EXPECT_EQ(wakes, 2);
}

bool offer(Inbox& inbox, InboxShare& share, RequestArrived arrived = request())
{
    return inbox.offer(share, arrived);
}

TEST(Inbox, gives_a_part_and_wakes_for_the_rest)
{
    int wakes = 0;
    Inbox inbox{{}, [&wakes] { ++wakes; }};
    for (std::uint64_t serial = 1; serial <= 5; ++serial) {
        inbox.post(Closed{{peer, serial}, ""});
    }
    const auto first = inbox.take(3);
    ASSERT_EQ(first.size(), 3U);
    EXPECT_EQ(std::get<Closed>(first[2]).connection.serial, 3U);
    EXPECT_EQ(wakes, 2);
    const auto rest = inbox.take(3);
    ASSERT_EQ(rest.size(), 2U);
    EXPECT_EQ(std::get<Closed>(rest[1]).connection.serial, 5U);
    EXPECT_TRUE(inbox.take(3).empty());
}

TEST(Inbox, refuses_more_requests_of_a_peer_than_its_share_until_some_are_released)
{
    Inbox inbox{limits(2, 1000, 1000), [] {}};
    InboxShare share;
    EXPECT_TRUE(offer(inbox, share));
    EXPECT_TRUE(offer(inbox, share));
    EXPECT_FALSE(offer(inbox, share));
    auto taken = inbox.take(1);
    EXPECT_FALSE(offer(inbox, share)) << "taken, not yet handled";
    inbox.release(share, std::get<RequestArrived>(taken.front()));
    EXPECT_TRUE(offer(inbox, share));
}

TEST(Inbox, counts_octets_of_a_peer_and_of_all)
{
    Inbox inbox{limits(100, 120, 200), [] {}};
    InboxShare one;
    InboxShare other;
    EXPECT_TRUE(offer(inbox, one, request(80)));
    EXPECT_FALSE(offer(inbox, one, request(4))) << "124 of 120";
    EXPECT_TRUE(offer(inbox, other, request(80)));
    EXPECT_FALSE(offer(inbox, other, request(0))) << "220 of 200 in all";
    EXPECT_EQ(inbox.messages(), 2U);
    EXPECT_EQ(inbox.octets(), 200U);
}

TEST(Inbox, never_refuses_answers_or_news_of_a_connection)
{
    Inbox inbox{limits(0, 0, 0), [] {}};
    inbox.post(AnswerArrived{});
    inbox.post(Opened{});
    EXPECT_EQ(inbox.take(9).size(), 2U);
}

TEST(Inbox, keeps_the_order_of_each_thread)
{
    Inbox inbox{{}, [] {}};
    std::vector<std::thread> threads;
    for (std::uint32_t id = 0; id < 4; ++id) {
        threads.emplace_back([&inbox, id] {
            for (std::uint64_t serial = 1; serial <= 1000; ++serial) {
                inbox.post(Closed{{diameter::PeerId{id}, serial}, ""});
            }
        });
    }
    std::vector<std::uint64_t> last(4);
    std::size_t count = 0;
    while (count < 4000) {
        for (const Event& event : inbox.take(100)) {
            const auto& connection = std::get<Closed>(event).connection;
            EXPECT_EQ(connection.serial, ++last[connection.peer.value()]);
            ++count;
        }
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace
} // namespace iwf::freediameter
