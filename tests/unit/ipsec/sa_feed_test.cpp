// SPDX-License-Identifier: Apache-2.0
#include "ipsec/sa_feed.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "iwf/base/overloaded.hpp"
#include "message_of.hpp"
#include "recorded.hpp"

namespace iwf::ipsec {
namespace {

namespace sa_event = core::sa_event;

class Feed : public ::testing::Test
{
protected:
    using Texts = std::vector<std::string>;

    /// "up 2: 7", "baseline 2: 7; 3:", "down 2", "down 2: 7", "rekey 2: 7 > 8", "rekey 2 > 3".
    static std::string text_of(const core::SaEvent& event)
    {
        const auto id = [](const auto& number) { return std::to_string(number.value()); };
        const auto ike = [&](const core::IkeSa& association) {
            std::string text = id(association.id) + ":";
            for (const core::ChildSa& child : association.children) {
                text += " " + id(child.id);
            }
            return text;
        };
        return std::visit(
            base::Overloaded{
                [&](const sa_event::Baseline& baseline) {
                    std::string text = "baseline";
                    for (const core::IkeSa& association : baseline.associations) {
                        text += " " + ike(association);
                    }
                    return text;
                },
                [&](const sa_event::Up& up) { return "up " + ike(up.association); },
                [&](const sa_event::ChildrenDown& down) {
                    return "down " + id(down.ike) + ": " + id(down.children.at(0));
                },
                [&](const sa_event::IkeDown& down) { return "down " + id(down.ike); },
                [&](const sa_event::ChildRekeyed& rekeyed) {
                    return "rekey " + id(rekeyed.ike) + ": " + id(rekeyed.old) + " > " +
                           id(rekeyed.replacement.id);
                },
                [&](const sa_event::IkeRekeyed& rekeyed) {
                    return "rekey " + id(rekeyed.old) + " > " + id(rekeyed.replacement.id);
                },
                [&](const sa_event::Unreachable& lost) { return "unreachable " + lost.reason; },
            },
            event
        );
    }

    /// charon answers the oldest question.
    void answer(std::initializer_list<std::string> list)
    {
        std::vector<vici::Message> messages;
        for (const std::string& json : list) {
            messages.push_back(message_of(json));
        }
        answer_with(std::move(messages));
    }

    void answer_with(const SaFeed::Listed& listed)
    {
        ASSERT_FALSE(questions.empty());
        const auto question = std::move(questions.front());
        questions.pop_front();
        question(listed);
    }

    void happen(const char* event, const std::string& json)
    {
        feed.on_event(event, message_of(json));
    }

    Texts take_told() { return std::exchange(told, {}); }

    SaFeed::Done note(const std::string& name)
    {
        return [this, name](const base::Result<void>& result) {
            told.push_back(name + (result ? " done" : " failed: " + result.error().text));
        };
    }

    /// Connected, with IKE_SA 2 and its child 7.
    void begin()
    {
        feed.on_connected();
        answer({recorded::list_sa("2", "7")});
        answer({recorded::list_sa("2", "7")});
        ASSERT_EQ(take_told(), Texts{"baseline 2: 7"});
    }

    std::deque<std::function<void(SaFeed::Listed)>> questions;
    Texts told;
    std::function<void()> on_tell;
    SaFeed feed{{
        [this](auto handler) { questions.push_back(std::move(handler)); },
        // As the client does.
        [this](const std::string& reason) { feed.on_lost(reason); },
        [this](const core::SaEvent& event) {
            told.push_back(text_of(event));
            if (on_tell) {
                on_tell();
            }
        },
    }};
};

TEST_F(Feed, joins_two_answers_to_one_baseline_for_charon_leaves_out_who_is_busy)
{
    feed.on_connected();
    answer({recorded::list_sa("2", "7"), recorded::list_sa("4", "9")});
    EXPECT_EQ(told, Texts{});
    answer({recorded::list_sa("2", "8"), recorded::list_sa("3", "6")});
    EXPECT_EQ(told, Texts{"baseline 2: 8 3: 6 4: 9"});
    EXPECT_TRUE(questions.empty());
}

TEST_F(Feed, tells_events_of_the_meantime_after_the_baseline)
{
    feed.on_connected();
    happen("child-updown", recorded::child_updown(true, "3", "8"));
    answer({});
    happen("child-rekey", recorded::child_rekey("3", "8", "9"));
    happen("ike-rekey", recorded::ike_rekey("3", "4"));
    EXPECT_EQ(take_told(), Texts{});
    answer({recorded::list_sa("2", "7")});
    EXPECT_EQ(take_told(), (Texts{"baseline 2: 7", "up 3: 8", "rekey 3: 8 > 9", "rekey 3 > 4"}));
    happen("child-updown", recorded::child_updown(true, "5", "10"));
    EXPECT_EQ(take_told(), Texts{"up 5: 10"});
}

TEST_F(Feed, tells_at_once_and_again_after_the_baseline_what_is_gone)
{
    feed.on_connected();
    happen("child-updown", recorded::child_updown(false, "2", "7"));
    happen("ike-updown", recorded::updown(false, "2"));
    EXPECT_EQ(take_told(), (Texts{"down 2: 7", "down 2"}));
    answer({recorded::list_sa("2", "7")});
    answer({});
    EXPECT_EQ(take_told(), (Texts{"baseline 2: 7", "down 2: 7", "down 2"}));
}

TEST_F(Feed, takes_nothing_away_when_it_refreshes)
{
    begin();
    feed.refresh(note("refresh"));
    answer({recorded::list_sa("3", "8")});
    EXPECT_EQ(take_told(), (Texts{"up 3: 8", "refresh done"}));
    feed.refresh(note("refresh"));
    answer({});
    EXPECT_EQ(take_told(), Texts{"refresh done"});
}

TEST_F(Feed, does_not_bring_back_with_a_refresh_what_went_in_the_meantime)
{
    begin();
    feed.refresh(note("refresh"));
    happen("child-updown", recorded::child_updown(false, "2", "7"));
    happen("child-updown", recorded::child_updown(true, "2", "8"));
    EXPECT_EQ(take_told(), (Texts{"down 2: 7", "up 2: 8"}));
    answer({recorded::list_sa("2", "7")});
    EXPECT_EQ(take_told(), (Texts{"up 2: 7", "down 2: 7", "up 2: 8", "refresh done"}));
    happen("ike-updown", recorded::updown(false, "2"));
    EXPECT_EQ(take_told(), Texts{"down 2"});
}

TEST_F(Feed, does_not_tell_with_a_refresh_what_is_only_under_way)
{
    begin();
    feed.refresh(note("refresh"));
    answer({recorded::attempt("9")});
    EXPECT_EQ(take_told(), Texts{"refresh done"});
}

TEST_F(Feed, asks_one_question_at_a_time_and_a_new_one_for_who_came_after_it)
{
    begin();
    feed.refresh(note("a"));
    feed.refresh(note("b"));
    feed.refresh(note("c"));
    EXPECT_EQ(questions.size(), 1U);
    answer({});
    EXPECT_EQ(take_told(), Texts{"a done"});
    EXPECT_EQ(questions.size(), 1U);
    answer({});
    EXPECT_EQ(take_told(), (Texts{"b done", "c done"}));
    EXPECT_TRUE(questions.empty());
}

TEST_F(Feed, refreshes_from_inside_the_end_of_a_refresh)
{
    begin();
    feed.refresh([&](const auto&) { feed.refresh(note("inner")); });
    feed.refresh(note("late"));
    answer({});
    EXPECT_EQ(questions.size(), 1U);
    answer({});
    while (!questions.empty()) {
        answer({});
    }
    EXPECT_EQ(take_told(), (Texts{"inner done", "late done"}));
}

TEST_F(Feed, asks_anew_for_who_refreshes_from_inside_an_event)
{
    begin();
    feed.refresh(note("first"));
    on_tell = [&] {
        on_tell = {};
        feed.refresh(note("second"));
    };
    answer({recorded::list_sa("3", "8")});
    EXPECT_EQ(take_told(), (Texts{"up 3: 8", "first done"}));
    answer({});
    EXPECT_EQ(take_told(), Texts{"second done"});
}

TEST_F(Feed, fails_a_refresh_during_which_the_connection_is_lost_from_inside)
{
    begin();
    feed.refresh(note("refresh"));
    on_tell = [&] {
        on_tell = {};
        feed.on_lost("inside");
    };
    answer({recorded::list_sa("3", "8")});
    EXPECT_EQ(
        take_told(), (Texts{"up 3: 8", "unreachable inside", "refresh failed: charon was lost"})
    );
}

TEST_F(Feed, refreshes_after_the_baseline_who_asked_before_it)
{
    feed.on_connected();
    feed.refresh(note("refresh"));
    answer({});
    answer({});
    EXPECT_EQ(take_told(), Texts{"baseline"});
    answer({recorded::list_sa("2", "7")});
    EXPECT_EQ(take_told(), (Texts{"up 2: 7", "refresh done"}));
}

TEST_F(Feed, says_that_charon_is_unreachable_and_begins_anew)
{
    begin();
    feed.refresh(note("a"));
    feed.refresh(note("b"));
    feed.on_lost("gone");
    EXPECT_EQ(take_told(), (Texts{"unreachable gone", "a failed: gone", "b failed: gone"}));
    answer_with(base::fail("gone"));
    happen("child-updown", recorded::child_updown(true, "2", "7"));
    feed.refresh(note("c"));
    EXPECT_EQ(take_told(), Texts{"c failed: charon is not connected"});
    begin();
}

TEST_F(Feed, forgets_events_and_answers_of_a_connection_that_is_lost)
{
    feed.on_connected();
    happen("child-updown", recorded::child_updown(true, "2", "7"));
    answer({recorded::list_sa("2", "7")});
    feed.on_lost("gone");
    feed.on_connected();
    EXPECT_EQ(take_told(), Texts{"unreachable gone"});
    answer({recorded::list_sa("2", "7")}); // to the question of before
    EXPECT_EQ(take_told(), Texts{});
    answer({});
    answer({});
    EXPECT_EQ(take_told(), Texts{"baseline"});
}

TEST_F(Feed, makes_the_connection_anew_when_an_event_cannot_be)
{
    begin();
    happen("child-updown", R"({"up":"yes","scs2":{"uniqueid":"2"}})");
    EXPECT_EQ(take_told(), Texts{"unreachable child-updown: scs2: no CHILD_SA in the event"});
}

TEST_F(Feed, makes_the_connection_anew_when_an_answer_cannot_be_or_fails)
{
    feed.on_connected();
    answer({R"({"scs2":{"state":"ESTABLISHED"}})"});
    EXPECT_EQ(
        take_told(), Texts{"unreachable list-sas: scs2: an association without its uniqueid"}
    );
    feed.on_connected();
    answer_with(base::fail("not now"));
    EXPECT_EQ(take_told(), Texts{"unreachable list-sas: not now"});
}

TEST_F(Feed, does_not_hold_events_without_end)
{
    feed.on_connected();
    const auto up = message_of(recorded::updown(true, "2"));
    for (std::size_t i = 0; i < SaFeed::max_held; ++i) {
        feed.on_event("ike-updown", up);
    }
    EXPECT_EQ(take_told(), Texts{});
    feed.on_event("ike-updown", up);
    EXPECT_EQ(take_told(), Texts{"unreachable charon tells events and does not answer"});
}

TEST_F(Feed, stops_telling_when_the_connection_is_lost_from_inside)
{
    feed.on_connected();
    happen("child-updown", recorded::child_updown(true, "3", "8"));
    answer({});
    on_tell = [&] {
        on_tell = {};
        feed.on_lost("inside");
    };
    answer({recorded::list_sa("2", "7")});
    EXPECT_EQ(take_told(), (Texts{"baseline 2: 7", "unreachable inside"}));
}

TEST_F(Feed, does_not_tell_what_it_held_of_a_connection_that_is_lost_from_inside)
{
    feed.on_connected();
    happen("child-updown", recorded::child_updown(true, "3", "8"));
    happen("child-updown", recorded::child_updown(true, "4", "9"));
    answer({});
    on_tell = [&] {
        if (told.back() == "up 3: 8") {
            on_tell = {};
            feed.on_lost("inside");
        }
    };
    answer({});
    EXPECT_EQ(take_told(), (Texts{"baseline", "up 3: 8", "unreachable inside"}));
}

} // namespace
} // namespace iwf::ipsec
