// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/inbox.hpp"

#include <array>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

constexpr diameter::PeerId peer{7};

RequestArrived request(std::size_t avps = 0)
{
    return {{{peer, 1}}, {{}, base::Bytes(avps)}};
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
    InboxShare share;
    inbox.post(share, Closed{});
    inbox.post(share, Closed{});
    EXPECT_EQ(wakes, 1);
    EXPECT_EQ(inbox.take(10).size(), 2U);
    EXPECT_EQ(wakes, 1);
    inbox.post(share, Closed{});
    EXPECT_EQ(wakes, 2);
}

bool offer(Inbox& inbox, InboxShare& share, const RequestArrived& arrived = request())
{
    return inbox.offer(share, arrived.arrival, arrived.message);
}

TEST(Inbox, gives_a_part_and_wakes_for_the_rest)
{
    int wakes = 0;
    Inbox inbox{{}, [&wakes] { ++wakes; }};
    InboxShare share;
    for (std::uint64_t serial = 1; serial <= 5; ++serial) {
        inbox.post(share, Closed{{peer, serial}, ""});
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

/// Peer and serial of a request of this share.
RequestArrived request_of(std::uint32_t id, std::uint64_t serial)
{
    return {{{diameter::PeerId{id}, serial}}, {}};
}

std::string order_of(const std::deque<Event>& events)
{
    std::string out;
    for (const Event& event : events) {
        if (const auto* const request = std::get_if<RequestArrived>(&event)) {
            out += std::to_string(request->arrival.connection.peer.value()) + "." +
                   std::to_string(request->arrival.connection.serial) + " ";
        } else {
            out += std::holds_alternative<AnswerArrived>(event) ? "answer " : "news ";
        }
    }
    return out;
}

std::string order(Inbox& inbox, std::size_t most)
{
    return order_of(inbox.take(most));
}

TEST(Inbox, who_sends_much_waits_for_itself_only)
{
    Inbox inbox{{}, [] {}};
    InboxShare greedy;
    InboxShare modest;
    for (std::uint64_t serial = 1; serial <= 4; ++serial) {
        EXPECT_TRUE(offer(inbox, greedy, request_of(1, serial)));
    }
    EXPECT_TRUE(offer(inbox, modest, request_of(2, 1)));
    inbox.post(modest, Closed{});
    EXPECT_EQ(order(inbox, 3), "1.1 2.1 1.2 ");
    EXPECT_TRUE(offer(inbox, modest, request_of(2, 2)));
    EXPECT_EQ(order(inbox, 9), "news 1.3 2.2 1.4 ");
}

TEST(Inbox, what_ends_work_goes_first_but_shuts_nobody_out)
{
    Inbox inbox{{}, [] {}};
    InboxShare server;
    InboxShare sms_sc{true};
    EXPECT_TRUE(offer(inbox, server, request_of(1, 1)));
    EXPECT_TRUE(offer(inbox, server, request_of(1, 2)));
    inbox.post(AnswerArrived{});
    for (std::uint64_t serial = 1; serial <= 9; ++serial) {
        EXPECT_TRUE(offer(inbox, sms_sc, request_of(9, serial)));
    }
    EXPECT_EQ(order(inbox, 99), "answer 9.1 9.2 9.3 9.4 9.5 9.6 9.7 1.1 9.8 9.9 1.2 ");
}

TEST(Inbox, never_refuses_answers_or_news_of_a_connection)
{
    Inbox inbox{limits(0, 0, 0), [] {}};
    InboxShare share;
    inbox.post(AnswerArrived{});
    inbox.post(share, Opened{});
    EXPECT_EQ(inbox.take(9).size(), 2U);
}

TEST(Inbox, keeps_the_order_of_each_thread)
{
    Inbox inbox{{}, [] {}};
    std::vector<std::thread> threads;
    std::array<InboxShare, 4> shares;
    for (std::uint32_t id = 0; id < 4; ++id) {
        threads.emplace_back([&inbox, &share = shares.at(id), id] {
            for (std::uint64_t serial = 1; serial <= 1000; ++serial) {
                inbox.post(share, Closed{{diameter::PeerId{id}, serial}, ""});
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

TEST(Inbox, gives_no_turns_to_a_share_that_is_held)
{
    int wakes = 0;
    Inbox inbox{{}, [&wakes] { ++wakes; }};
    InboxShare held;
    InboxShare other;
    inbox.hold(held, true);
    EXPECT_TRUE(offer(inbox, held));
    EXPECT_TRUE(offer(inbox, held));
    EXPECT_EQ(wakes, 0) << "nothing that could be taken";
    EXPECT_TRUE(offer(inbox, other));
    EXPECT_EQ(inbox.take(10).size(), 1U);
    EXPECT_EQ(wakes, 1);
    inbox.hold(held, false);
    EXPECT_EQ(wakes, 2);
    EXPECT_EQ(inbox.take(1).size(), 1U);
    inbox.hold(held, true);
    EXPECT_TRUE(inbox.take(10).empty());
    inbox.hold(held, false);
    EXPECT_EQ(inbox.take(10).size(), 1U);
    EXPECT_TRUE(inbox.take(10).empty());
}

TEST(Inbox, tells_the_end_of_a_connection_whose_share_is_held)
{
    Inbox inbox{{}, [] {}};
    InboxShare share;
    inbox.hold(share, true);
    EXPECT_TRUE(offer(inbox, share));
    inbox.post(share, Closed{});
    inbox.hold(share, true); // the core knows of no end yet
    EXPECT_TRUE(offer(inbox, share)) << "of the next connection";
    const auto taken = inbox.take(10);
    ASSERT_EQ(taken.size(), 2U) << "and no more";
    EXPECT_TRUE(std::holds_alternative<RequestArrived>(taken.front())) << "in order";
    EXPECT_TRUE(std::holds_alternative<Closed>(taken.back()));
    EXPECT_TRUE(inbox.take(10).empty()) << "it is held";
    inbox.hold(share, false);
    EXPECT_EQ(inbox.take(10).size(), 1U);
}

TEST(Inbox, gives_few_turns_at_a_time_so_that_what_is_begun_goes_on)
{
    int wakes = 0;
    Inbox inbox{{}, [&wakes] { ++wakes; }};
    InboxShare share;
    for (int i = 0; i < 200; ++i) {
        EXPECT_TRUE(offer(inbox, share));
    }
    const std::size_t first = inbox.take(256).size();
    EXPECT_LT(first, 100U);
    EXPECT_EQ(wakes, 2) << "there is more";
    inbox.post(AnswerArrived{});
    EXPECT_TRUE(std::holds_alternative<AnswerArrived>(inbox.take(256).front()));
}

TEST(Inbox, gives_no_more_turns_than_there_is_room_for_and_wakes_for_what_needs_none)
{
    int wakes = 0;
    Inbox inbox{{}, [&wakes] { ++wakes; }};
    InboxShare share;
    for (std::uint64_t serial = 1; serial <= 3; ++serial) {
        EXPECT_TRUE(offer(inbox, share, request_of(1, serial)));
    }
    EXPECT_EQ(inbox.take(256, 1).size(), 1U);
    EXPECT_TRUE(inbox.is_stopped());
    EXPECT_EQ(wakes, 1) << "in vain";
    EXPECT_TRUE(offer(inbox, share, request_of(1, 4)));
    EXPECT_EQ(wakes, 1) << "there is no room for it either";
    inbox.post(AnswerArrived{});
    EXPECT_EQ(wakes, 2);
    EXPECT_EQ(inbox.take(256, 0).size(), 1U) << "the answer";
    EXPECT_TRUE(inbox.is_stopped());
    EXPECT_EQ(order_of(inbox.take(256, 3)), "1.2 1.3 1.4 ");
    EXPECT_FALSE(inbox.is_stopped()) << "nothing waits";
    EXPECT_TRUE(offer(inbox, share, request_of(1, 5)));
    EXPECT_EQ(wakes, 3);
}

} // namespace
} // namespace iwf::freediameter
