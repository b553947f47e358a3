// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/rules.hpp"

#include <gtest/gtest.h>

#include "iwf/app/sim/rules_yaml.hpp"

namespace iwf::sim {
namespace {

using namespace std::chrono_literals;
using diameter::t4::TriggerAction;

Rule rule(const std::string& text)
{
    auto parsed = parse_rule(text, Role::sms_sc);
    EXPECT_TRUE(parsed) << parsed.error().text;
    return parsed.value_or(Rule{});
}

RuleBook book(const std::vector<std::string>& texts)
{
    std::vector<Rule> rules;
    for (const std::string& text : texts) {
        rules.push_back(rule(text));
    }
    return {rules, 7};
}

Occasion occasion(std::uint32_t reference = 1)
{
    return {{"a@b.test", "262019900000001"}, reference, TriggerAction::trigger};
}

std::string refused_of(RuleBook rules, int count)
{
    std::string seen;
    for (int number = 0; number < count; ++number) {
        seen += rules.decide(occasion()).result ? 'x' : '.';
    }
    return seen;
}

TEST(Rules, without_one_all_goes_well)
{
    const Behaviour behaviour = book({}).decide(occasion());
    EXPECT_FALSE(behaviour.result);
    EXPECT_EQ(behaviour.silence, Loss::none);
    EXPECT_EQ(behaviour.reporting, Reporting::once);
}

TEST(Rules, the_first_that_fits_decides)
{
    RuleBook rules = book({"{device: x@y.test, result: 3002}", "{result: 3004}", "{result: 5012}"});
    EXPECT_EQ(rules.decide(occasion()).result, (diameter::Outcome{3004, false}));
    rules.put_first(rule("{experimental: 5531}"));
    EXPECT_EQ(rules.decide(occasion()).result, (diameter::Outcome{5531, true}));
    rules.clear();
    EXPECT_FALSE(rules.decide(occasion()).result);
}

TEST(Rules, match_any_name_of_the_device_the_reference_and_the_action)
{
    EXPECT_TRUE(book({"{device: a@b.test, result: 3004}"}).decide(occasion()).result);
    EXPECT_TRUE(book({"{device: '262019900000001', result: 3004}"}).decide(occasion()).result);
    EXPECT_FALSE(book({"{device: c@b.test, result: 3004}"}).decide(occasion()).result);
    EXPECT_TRUE(book({"{reference: 1, result: 3004}"}).decide(occasion(1)).result);
    EXPECT_FALSE(book({"{reference: 1, result: 3004}"}).decide(occasion(2)).result);
    EXPECT_TRUE(book({"{action: trigger, result: 3004}"}).decide(occasion()).result);
    EXPECT_FALSE(book({"{action: recall, result: 3004}"}).decide(occasion()).result);
}

TEST(Rules, count_what_they_are_about)
{
    EXPECT_EQ(refused_of(book({"{first: 3, result: 3004}"}), 6), "xxx...");
    EXPECT_EQ(refused_of(book({"{skip: 2, result: 3004}"}), 6), "..xxxx");
    EXPECT_EQ(refused_of(book({"{every: 3, result: 3004}"}), 7), "..x..x.");
    EXPECT_EQ(refused_of(book({"{skip: 1, every: 2, first: 2, result: 3004}"}), 8), "..x.x...");
}

TEST(Rules, do_by_chance_the_same_for_the_same_seed)
{
    const std::string once = refused_of(book({"{probability: 0.5, result: 3004}"}), 200);
    EXPECT_EQ(once, refused_of(book({"{probability: 0.5, result: 3004}"}), 200));
    const auto hits = std::count(once.begin(), once.end(), 'x');
    EXPECT_GT(hits, 60);
    EXPECT_LT(hits, 140);
    EXPECT_EQ(refused_of(book({"{probability: 0, result: 3004}"}), 3), "...");
}

TEST(Rules, say_all_that_a_simulator_can_do_wrong)
{
    const Behaviour behaviour =
        rule("{delay: 2s, experimental: 5533, diagnostic: 1, silence: after, close: before, "
             "wrong: truncated_group, deliver_after: 3s, outcome: memory_full, "
             "absent_diagnostic: 4, report: twice, stuck: true}")
            .behaviour;
    EXPECT_EQ(behaviour.delay, 2s);
    EXPECT_EQ(behaviour.result, (diameter::Outcome{5533, true}));
    EXPECT_EQ(behaviour.diagnostic, domain::MtcErrorDiagnostic::new_message_not_stored);
    EXPECT_EQ(behaviour.silence, Loss::after);
    EXPECT_EQ(behaviour.close, Loss::before);
    EXPECT_EQ(behaviour.wrong, WrongAnswer::truncated_group);
    EXPECT_EQ(behaviour.deliver_after, 3s);
    EXPECT_EQ(behaviour.outcome, diameter::t4::SmDeliveryOutcome::ue_memory_capacity_exceeded);
    EXPECT_EQ(behaviour.absent_diagnostic, 4U);
    EXPECT_EQ(behaviour.reporting, Reporting::twice);
    EXPECT_TRUE(behaviour.stuck);
    EXPECT_TRUE(rule("{deliver_after: never}").behaviour.deliver_never);
}

TEST(Rules, of_an_hss_say_how_overloaded_it_is)
{
    const auto overload = [](const std::string& text) {
        const auto parsed = parse_rule("{overload: {" + text + "}}", Role::hss);
        EXPECT_TRUE(parsed) << parsed.error().text;
        return parsed.value_or(Rule{}).behaviour.overload;
    };
    using diameter::OverloadReport;
    using diameter::OverloadScope;
    EXPECT_EQ(
        overload("sequence: 7, of: realm, reduction: 50, validity: 1m"),
        (OverloadReport{7, OverloadScope::realm, 50, 60})
    );
    EXPECT_EQ(
        overload("reduction: 101, validity: 0"), (OverloadReport{1, OverloadScope::host, 101, 0})
    );
    EXPECT_EQ(overload(""), (OverloadReport{1, OverloadScope::host, {}, {}}));
    EXPECT_FALSE(rule("{}").behaviour.overload);
}

TEST(Rules, that_are_wrong_are_refused_with_the_place)
{
    const auto error = [](const std::string& text, Role role = Role::sms_sc) {
        const auto parsed = parse_rule(text, role);
        return parsed ? "" : parsed.error().text;
    };
    EXPECT_EQ(error("{first: x}"), "rule:1:9: first: 'x' is no number from 0 to 4294967295");
    EXPECT_EQ(
        error("{silence: sometimes}"), "rule:1:11: silence: 'sometimes' is none of: before, after"
    );
    EXPECT_NE(
        error("{reslt: 1}").find("rule:1:2: unknown key 'reslt'; allowed: "), std::string::npos
    );
    EXPECT_NE(error("{result: 1, experimental: 2}").find("either"), std::string::npos);
    EXPECT_NE(error("{every: 0}").find("at least 1"), std::string::npos);
    EXPECT_NE(error("{report: late}", Role::hss).find("'late' is none of: "), std::string::npos);
    EXPECT_NE(
        error("{overload: {of: all}}", Role::hss).find("'all' is none of: host, realm"),
        std::string::npos
    );
    EXPECT_NE(error("{overload: {}}").find("unknown key 'overload'"), std::string::npos);
    EXPECT_NE(error("[]").find("mapping"), std::string::npos);
    EXPECT_NE(error("{").find("rule:"), std::string::npos);
}

} // namespace
} // namespace iwf::sim
