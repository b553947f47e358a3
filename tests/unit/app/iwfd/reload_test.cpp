// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "iwf/app/iwfd/reload.hpp"
#include "tests/support/core_fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* away_text = "charon cannot be asked";

mtciwf::v1::Contract contract(const std::string& name)
{
    mtciwf::v1::Contract out;
    out.set_name(name);
    return out;
}

ipsec::PlannedLink link(const std::string& name, const std::string& identity = "i")
{
    ipsec::PlannedLink out;
    out.name = name;
    out.identity = identity;
    return out;
}

Candidate candidate(
    const std::vector<std::string>& contracts, const std::vector<ipsec::PlannedLink>& links = {}
)
{
    Candidate out;
    for (const std::string& name : contracts) {
        out.config.contracts.push_back(contract(name));
    }
    out.plan.links = links;
    return out;
}

/// One connection as charon has it.
ipsec::Report report(const std::string& connection, const std::string& error)
{
    ipsec::Report out;
    out.links.push_back({connection, error, {}});
    return out;
}

/// What the daemon does for a reload, written down.
class ReloadTest : public testing::Test
{
protected:
    void begin(Candidate candidate, bool watches_charon = true)
    {
        reload_.begin_with(std::move(candidate), watches_charon);
    }

    /// Runs until it waits for charon, or to its end.
    void run(ReadCandidate read, bool dry_run = false)
    {
        reload_.run(dry_run, [this](const ReloadOutcome& outcome) {
            outcomes_.push_back(outcome);
        });
        std::exchange(then_, nullptr)(std::move(read));
    }

    [[nodiscard]] const ReloadOutcome& outcome() const { return outcomes_.at(0); }

    test::FakeClock clock_;
    std::function<void(ReadCandidate)> then_;
    std::vector<ipsec::Plan> plans_;
    std::vector<std::string> steps_;
    std::optional<std::string> away_;
    std::optional<std::string> peer_error_;
    std::vector<ReloadOutcome> outcomes_;
    Reload reload_{Reload::Ports{
        .read = [this](std::function<void(ReadCandidate)> then) { then_ = std::move(then); },
        .plan =
            [this](const ipsec::Plan& plan) {
                plans_.push_back(plan);
                steps_.emplace_back("plan");
            },
        .charon_away = [this] { return away_; },
        .add_peers = [this](const config::Config&) -> base::Result<void> {
            steps_.emplace_back("peers");
            if (peer_error_) {
                return base::fail(*peer_error_);
            }
            return {};
        },
        .commit = [this](const config::Config&) { steps_.emplace_back("commit"); },
        .clock = clock_,
    }};
};

TEST_F(ReloadTest, without_new_connections_it_is_done_at_once)
{
    begin(candidate({"a"}), false);
    run(candidate({"b"}));
    EXPECT_THAT(steps_, ElementsAre("peers", "commit"));
    EXPECT_TRUE(outcome().is_applied);
    EXPECT_THAT(outcome().difference.contracts, SizeIs(2));
    EXPECT_EQ(outcome().contracts, 1U);
    EXPECT_EQ(reload_.config().contracts.at(0).name(), "b");
}

TEST_F(ReloadTest, wrong_files_change_nothing_and_all_that_is_wrong_is_told)
{
    begin(candidate({"a"}));
    run(tl::unexpected{std::vector<std::string>{"x:1:1: no", "y:2:2: no"}});
    EXPECT_THAT(steps_, IsEmpty());
    EXPECT_THAT(outcome().errors, ElementsAre("x:1:1: no", "y:2:2: no"));
    EXPECT_FALSE(outcome().is_applied);
    EXPECT_EQ(outcome().contracts, 1U);
}

TEST_F(ReloadTest, a_dry_run_tells_the_difference_and_changes_nothing)
{
    begin(candidate({"a"}));
    run(candidate({"a", "b"}, {link("b")}), true);
    EXPECT_THAT(steps_, IsEmpty());
    EXPECT_THAT(outcome().difference.contracts, SizeIs(1));
    EXPECT_FALSE(outcome().is_applied);
    EXPECT_THAT(outcome().errors, IsEmpty());
    EXPECT_EQ(reload_.config().contracts.size(), 1U);
}

TEST_F(ReloadTest, contracts_are_in_force_when_charon_has_the_connections_and_not_before)
{
    begin(candidate({"a"}));
    run(candidate({"a", "b"}, {link("b")}));
    EXPECT_THAT(steps_, ElementsAre("plan"));
    EXPECT_TRUE(reload_.is_running());
    reload_.on_report(report("iwf-b", ""));
    EXPECT_THAT(steps_, ElementsAre("plan", "peers", "commit"));
    EXPECT_TRUE(outcome().is_applied);
    EXPECT_FALSE(reload_.is_running());
}

TEST_F(ReloadTest, what_charon_does_not_take_is_undone)
{
    begin(candidate({"a"}, {link("a")}));
    run(candidate({"a", "b"}, {link("a"), link("b")}));
    reload_.on_report(report("iwf-b", "parsing certificate failed"));
    EXPECT_THAT(steps_, ElementsAre("plan", "plan"));
    EXPECT_EQ(plans_.back().links, std::vector{link("a")});
    ASSERT_THAT(outcome().errors, SizeIs(2));
    EXPECT_EQ(outcome().errors[0], "iwf-b: parsing certificate failed");
    EXPECT_THAT(outcome().errors[1], HasSubstr("is given again what it had"));
    EXPECT_EQ(reload_.config().contracts.size(), 1U);
}

TEST_F(ReloadTest, a_connection_that_was_wrong_before_does_not_keep_others_out)
{
    begin(candidate({"a"}, {link("a")}));
    reload_.on_report(report("iwf-a", "was wrong before"));
    run(candidate({"a", "b"}, {link("a"), link("b")}));
    ipsec::Report mixed = report("iwf-a", "was wrong before");
    mixed.links.push_back({"iwf-b", "", {}});
    mixed.links.push_back({"of-a-script", "is not loaded", {}});
    reload_.on_report(mixed);
    EXPECT_TRUE(outcome().is_applied);
}

TEST_F(ReloadTest, a_changed_connection_counts_as_a_new_one)
{
    begin(candidate({"a"}, {link("a", "old")}));
    run(candidate({"a"}, {link("a", "new")}));
    reload_.on_report(report("iwf-a", "no"));
    EXPECT_FALSE(outcome().is_applied);
}

TEST_F(ReloadTest, a_change_of_what_all_share_makes_every_connection_count_and_every_new_problem)
{
    begin(candidate({"a"}, {link("a")}));
    ipsec::Report known;
    known.problems = {"known before"};
    reload_.on_report(known);
    Candidate next = candidate({"a"}, {link("a")});
    next.plan.ike_proposals = {"aes256-sha256-ecp256"};
    run(next);
    ipsec::Report now = known;
    now.problems.emplace_back("new");
    reload_.on_report(now);
    EXPECT_THAT(outcome().errors, testing::Contains("new"));
    EXPECT_THAT(outcome().errors, testing::Not(testing::Contains("known before")));
}

TEST_F(ReloadTest, what_is_taken_away_does_not_wait_for_charon)
{
    begin(candidate({"a", "b"}, {link("a"), link("b")}));
    away_ = away_text;
    run(candidate({"a"}, {link("a")}));
    EXPECT_THAT(steps_, ElementsAre("plan", "peers", "commit"));
    EXPECT_TRUE(outcome().is_applied);
}

TEST_F(ReloadTest, new_connections_need_a_charon_that_can_be_asked)
{
    begin(candidate({"a"}));
    away_ = away_text;
    run(candidate({"a", "b"}, {link("b")}));
    EXPECT_THAT(steps_, IsEmpty());
    EXPECT_THAT(outcome().errors, ElementsAre(HasSubstr(away_text)));
}

TEST_F(ReloadTest, a_charon_that_is_lost_meanwhile_undoes_it)
{
    begin(candidate({"a"}));
    run(candidate({"a", "b"}, {link("b")}));
    reload_.on_time();
    EXPECT_TRUE(reload_.is_running());
    away_ = away_text;
    reload_.on_time();
    EXPECT_THAT(outcome().errors, ElementsAre(HasSubstr(away_text)));
    EXPECT_THAT(plans_.back().links, IsEmpty());
}

TEST_F(ReloadTest, a_charon_that_does_not_tell_undoes_it)
{
    begin(candidate({"a"}));
    run(candidate({"a", "b"}, {link("b")}));
    ASSERT_TRUE(reload_.next_due());
    clock_.advance(61s);
    reload_.on_time();
    EXPECT_THAT(outcome().errors, ElementsAre(HasSubstr("60 s")));
    EXPECT_FALSE(reload_.next_due());
}

TEST_F(ReloadTest, a_server_that_cannot_be_added_undoes_the_connections)
{
    begin(candidate({"a"}, {link("a")}));
    peer_error_ = "b: too many peers";
    run(candidate({"a", "b"}, {link("a"), link("b")}));
    reload_.on_report(report("iwf-b", ""));
    EXPECT_THAT(steps_, ElementsAre("plan", "peers", "plan"));
    EXPECT_EQ(plans_.back().links, std::vector{link("a")});
    EXPECT_EQ(outcome().errors.at(0), "b: too many peers");
}

TEST_F(ReloadTest, the_first_protected_contract_needs_a_restart_when_charon_is_not_watched)
{
    begin(candidate({"a"}), false);
    run(candidate({"a", "b"}, {link("b")}));
    EXPECT_THAT(outcome().errors, ElementsAre(HasSubstr("needs a restart")));
    EXPECT_THAT(steps_, IsEmpty());
}

TEST_F(ReloadTest, a_daemon_that_ends_takes_nothing_new)
{
    begin(candidate({"a"}));
    run(candidate({"a", "b"}, {link("b")}));
    reload_.stop("the daemon is ending");
    EXPECT_THAT(outcome().errors, ElementsAre(HasSubstr("the daemon is ending")));
    outcomes_.clear();
    run(candidate({"a", "b"}));
    EXPECT_THAT(outcome().errors, ElementsAre("the daemon is ending"));
    EXPECT_EQ(reload_.config().contracts.size(), 1U);
}

TEST_F(ReloadTest, keys_that_only_a_start_takes_are_told_and_stay_as_they_were)
{
    begin(candidate({"a"}));
    Candidate next = candidate({"a"});
    next.config.daemon.set_product("other");
    next.config.daemon.mutable_ipsec()->set_socket("/other");
    next.config.daemon.mutable_ipsec()->set_grace(1000);
    run(next);
    EXPECT_EQ(reload_.config().daemon.product(), "");
    EXPECT_EQ(reload_.config().daemon.ipsec().socket(), "");
    EXPECT_EQ(reload_.config().daemon.ipsec().grace(), 1000U);
    EXPECT_THAT(
        outcome().needs_restart, testing::Contains(HasSubstr("product: none -> \"other\""))
    );
}

} // namespace
} // namespace iwf::daemon
