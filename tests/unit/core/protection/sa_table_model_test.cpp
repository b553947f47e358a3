// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/unit/core/protection/random_charon.hpp"
#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::test {
namespace {

using core::BoundBlock;
using core::SaChange;

constexpr int cases_a_run = 100; // of 100 runs
constexpr std::size_t choices_a_case = 80;

/// scs1 may use the first, scs2 the third, nobody the second.
constexpr std::array addresses{"10.200.1.1", "10.200.1.2", "10.200.2.7"};
constexpr std::array contracts{"scs1", "scs2"};

using Answers = std::map<std::pair<std::string, std::string>, std::string>;
using Seen = std::map<std::string, int>;

/// Of all addresses and contracts; `ask(address, contract)` answers one.
template <class Ask>
Answers answers_of(Ask ask)
{
    Answers answers;
    for (const std::string address : addresses) {
        for (const std::string contract : contracts) {
            answers[{address, contract}] = ask(address, contract);
        }
    }
    return answers;
}

Answers true_answers(const RandomCharon& charon)
{
    return answers_of([&](const auto& address, const auto& contract) {
        return charon.bound(address, contract);
    });
}

Answers answers(const Lab& lab)
{
    return answers_of([&](const auto& address, const auto& contract) {
        return lab.bound(address, contract);
    });
}

Answers answers_to_running(const Lab& lab)
{
    const core::BindingSnapshot snapshot = lab.snapshot();
    return answers_of([&](const auto& address, const auto& contract) {
        const auto binding = snapshot.check_running(flow_from(address), contract, lab.now);
        return binding ? std::to_string(binding->ike.value()) + "/" +
                             std::to_string(binding->child.value())
                       : std::string{name_of(binding.error().link)};
    });
}

std::vector<BoundBlock>
without(const std::set<BoundBlock>& all, const std::set<BoundBlock>& excluded)
{
    std::vector<BoundBlock> rest;
    std::ranges::set_difference(all, excluded, std::back_inserter(rest));
    return rest;
}

/// Whoever checks the connections in touched blocks again misses no change.
bool is_touched(const SaChange& change, const std::string& address)
{
    return std::ranges::any_of(change.touched, [&](const domain::Network& block) {
        return block.contains(network(address));
    });
}

class Walk
{
public:
    Walk(std::vector<std::uint8_t> choices, Seen& seen)
        : charon_{std::move(choices)}
        , seen_{seen}
    {}

    void run()
    {
        int steps = 0;
        while (charon_.has_choices()) {
            ++steps % 8 == 0 ? lose_charon() : happen();
        }
    }

private:
    void happen()
    {
        const auto before = charon_.bound_blocks();
        const Answers answers_before = true_answers(charon_);
        const RandomCharon::Events events = charon_.step();
        if (!events.empty()) {
            apply_first(events.front(), before, answers_before);
        }
        for (const core::SaEvent& event : events) {
            RC_ASSERT(lab_.apply(event) == SaChange{}); // is known, or follows from the first
        }
        RC_ASSERT(answers(lab_) == true_answers(charon_));
    }

    void apply_first(
        const core::SaEvent& event,
        const std::set<BoundBlock>& before,
        const Answers& answers_before
    )
    {
        const SaChange change = lab_.apply(event);
        const Answers now = true_answers(charon_);
        RC_ASSERT(answers(lab_) == now);
        RC_ASSERT(change.gained == without(charon_.bound_blocks(), before));
        RC_ASSERT(change.lost == without(before, charon_.bound_blocks()));
        RC_ASSERT(change.refused == 0U);
        for (const auto& [question, answer] : now) {
            RC_ASSERT(answer == answers_before.at(question) || is_touched(change, question.first));
            ++seen_[answer.find('/') == std::string::npos ? answer : "bound"];
        }
    }

    void lose_charon()
    {
        const auto before = charon_.bound_blocks();
        const Answers answers_before = true_answers(charon_);
        lab_.apply(core::sa_event::Unreachable{"end of file"});
        for (const core::SaEvent& event : charon_.of_another_run()) {
            RC_ASSERT(lab_.apply(event) == SaChange{});
        }
        RC_ASSERT(answers(lab_).at({addresses[0], contracts[0]}) == "stale");
        RC_ASSERT(answers_to_running(lab_) == answers_before);
        charon_.change_unseen();
        apply_first(charon_.baseline(), before, answers_before);
    }

    RandomCharon charon_;
    Lab lab_;
    Seen& seen_;
};

TEST(SaTableModelTest, S4_S5_whatever_charon_tells_the_answers_are_those_of_the_true_list)
{
    Seen seen;
    // Without shrinking: it would run all walks again for each of their thousands of choices.
    const auto some_choices = rc::gen::noShrink(rc::gen::container<std::vector<std::uint8_t>>(
        choices_a_case, rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint8_t>())
    ));
    EXPECT_TRUE(rc::check([&] {
        for (int i = 0; i < cases_a_run; ++i) {
            Walk{*some_choices, seen}.run();
        }
    }));
    for (const char* answer :
         {"bound",
          "no_association",
          "not_usable",
          "ambiguous",
          "identity_of_no_contract",
          "other_contract",
          "foreign_address",
          "below_floor"}) {
        EXPECT_GT(seen[answer], 1000) << answer << " is hardly tried";
    }
}

} // namespace
} // namespace iwf::test
