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

Limits one_begun()
{
    Limits result;
    result.peer_under_way = 1;
    return result;
}

TEST(Inbox, gives_no_turns_to_who_has_as_many_begun_as_he_may)
{
    int wakes = 0;
    Inbox inbox{one_begun(), [&wakes] { ++wakes; }};
    InboxShare busy;
    InboxShare other;
    for (std::uint64_t serial = 1; serial <= 3; ++serial) {
        EXPECT_TRUE(offer(inbox, busy, request_of(1, serial)));
    }
    EXPECT_EQ(order(inbox, 10), "1.1 ") << "not one more in the same turn";
    EXPECT_EQ(wakes, 1) << "nothing that could be taken";
    EXPECT_FALSE(inbox.is_full()) << "of all together";
    EXPECT_TRUE(offer(inbox, other, request_of(2, 1)));
    EXPECT_EQ(wakes, 2);
    EXPECT_EQ(order(inbox, 10), "2.1 ");
    inbox.ended(busy);
    EXPECT_EQ(wakes, 3);
    EXPECT_EQ(order(inbox, 10), "1.2 ");
    EXPECT_EQ(order(inbox, 10), "");
    inbox.ended(busy);
    EXPECT_EQ(order(inbox, 10), "1.3 ");
    EXPECT_EQ(order(inbox, 10), "");
    EXPECT_EQ(wakes, 4);
}

TEST(Inbox, tells_the_end_of_a_connection_whose_share_has_no_turns)
{
    Inbox inbox{one_begun(), [] {}};
    InboxShare share;
    EXPECT_TRUE(offer(inbox, share, request_of(1, 1)));
    EXPECT_EQ(order(inbox, 10), "1.1 ");
    EXPECT_TRUE(offer(inbox, share, request_of(1, 1)));
    inbox.post(share, Closed{});
    EXPECT_TRUE(offer(inbox, share, request_of(1, 2))) << "of the next connection";
    EXPECT_TRUE(offer(inbox, share, request_of(1, 2)));
    EXPECT_EQ(order(inbox, 10), "1.1 news 1.2 ") << "in order, and what was begun before has ended";
    inbox.ended(share);
    EXPECT_EQ(order(inbox, 10), "1.2 ");
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

TEST(Inbox, begins_no_more_of_all_than_is_allowed_and_wakes_for_what_begins_nothing)
{
    int wakes = 0;
    Inbox inbox{{}, [&wakes] { ++wakes; }};
    InboxShare share;
    inbox.allow(1);
    for (std::uint64_t serial = 1; serial <= 3; ++serial) {
        EXPECT_TRUE(offer(inbox, share, request_of(1, serial)));
    }
    EXPECT_EQ(order(inbox, 256), "1.1 ");
    EXPECT_TRUE(inbox.is_full());
    EXPECT_EQ(wakes, 1) << "in vain";
    EXPECT_TRUE(offer(inbox, share, request_of(1, 4)));
    EXPECT_EQ(wakes, 1) << "there is no room for it either";
    inbox.post(AnswerArrived{});
    EXPECT_EQ(wakes, 2);
    EXPECT_EQ(order(inbox, 256), "answer ");
    EXPECT_TRUE(inbox.is_full());
    inbox.ended(share);
    EXPECT_EQ(wakes, 3);
    EXPECT_EQ(order(inbox, 256), "1.2 ");
    inbox.allow(9);
    EXPECT_EQ(wakes, 4);
    EXPECT_EQ(order(inbox, 256), "1.3 1.4 ");
    EXPECT_FALSE(inbox.is_full()) << "nothing waits";
    EXPECT_TRUE(offer(inbox, share, request_of(1, 5)));
    EXPECT_EQ(wakes, 5);
}

TEST(Inbox, counts_nothing_as_begun_of_peers_that_we_dial)
{
    Inbox inbox{one_begun(), [] {}};
    InboxShare sms_sc{true};
    inbox.allow(0);
    EXPECT_TRUE(offer(inbox, sms_sc, request_of(9, 1)));
    EXPECT_TRUE(offer(inbox, sms_sc, request_of(9, 2)));
    EXPECT_EQ(order(inbox, 10), "9.1 9.2 ");
    inbox.ended(sms_sc);
    EXPECT_FALSE(inbox.is_full());
}

} // namespace
} // namespace iwf::freediameter
