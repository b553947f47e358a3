// SPDX-License-Identifier: Apache-2.0
#include "libfdproto.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "iwf/diameter/fault.hpp"
#include "iwf/diameter/generated/all.hpp"
#include "iwf/diameter/result_code.hpp"
#include "support/avp_tree.hpp"
#include "support/sample_messages.hpp"

// Our codec against freeDiameter's: the same octets, the same faults.

namespace iwf::diameter {
namespace {

using test::AvpNode;
using test::Path;
using test::libfdproto::judge;

void start_once()
{
    static const bool started = test::libfdproto::start();
    ASSERT_TRUE(started);
}

class ErrorAnswers : public ::testing::Test
{
protected:
    static void SetUpTestSuite() { start_once(); }
};

class Libfdproto : public ::testing::TestWithParam<test::SampleMessage>
{
protected:
    static void SetUpTestSuite() { start_once(); }

    static void expect_same_judgement(const Message& message, const std::string& what)
    {
        const auto fault = check(message);
        const auto theirs = judge(encode(message));
        ASSERT_TRUE(theirs) << what << ": " << theirs.error().text;
        const std::string ours{fault ? name(Outcome{fault->result_code, false}) : ""};
        EXPECT_EQ(ours, theirs->error_code) << what;
    }
};

/// libfdproto has one command of a code: of S6t's and T6a's, which share theirs, it has the rules
/// that both keep. What is in their Grouped AVPs it judges like that of others.
bool is_judged_otherwise(const Message& message, const Path& level)
{
    return level.empty() && std::ranges::any_of(all_commands, [&](const CommandDefinition* other) {
               return other->code == message.header.command &&
                      other->application != message.header.application;
           });
}

/// One of the Grouped AVPs around this level has no M bit.
bool is_in_optional(AvpNode& tree, Path level)
{
    for (; !level.empty(); level.pop_back()) {
        if ((test::at(tree, level).flags & avp_flag_mandatory) == 0) {
            return true;
        }
    }
    return false;
}

INSTANTIATE_TEST_SUITE_P(
    EachMessage,
    Libfdproto,
    ::testing::ValuesIn(test::sample_messages()),
    [](const auto& p) {
        const auto dash = p.param.name.find('-');
        return p.param.name.substr(0, dash) + p.param.name.substr(dash + 1);
    }
);

TEST_P(Libfdproto, understands_what_we_write_and_writes_the_same)
{
    const base::Bytes octets = encode(GetParam().message);
    const auto theirs = judge(octets);
    ASSERT_TRUE(theirs) << theirs.error().text;
    EXPECT_EQ(theirs->error_code, "");
    EXPECT_EQ(base::to_hex(theirs->octets), base::to_hex(octets));
}

TEST_P(Libfdproto, misses_the_avps_that_we_miss)
{
    AvpNode tree = test::tree_of(GetParam().message);
    test::make_success(tree); // of answers that tell of a failure we miss less
    test::for_each_level(tree, [&](const Path& level) {
        if (is_judged_otherwise(GetParam().message, level)) {
            return;
        }
        for (std::size_t i = 0; i < test::at(tree, level).members.size(); ++i) {
            AvpNode changed = tree;
            auto& members = test::at(changed, level).members;
            if (members[i].definition() == &avp::result_code) {
                continue; // optional in the ABNF; no answer for us without a result
            }
            members.erase(members.begin() + std::ptrdiff_t(i));
            expect_same_judgement(
                test::with_tree(GetParam().message, changed),
                test::name_of(tree, level) + " without member " + std::to_string(i)
            );
        }
    });
}

TEST_P(Libfdproto, refuses_the_repetitions_that_we_refuse)
{
    AvpNode tree = test::tree_of(GetParam().message);
    test::for_each_level(tree, [&](const Path& level) {
        if (is_judged_otherwise(GetParam().message, level)) {
            return;
        }
        for (std::size_t i = 0; i < test::at(tree, level).members.size(); ++i) {
            AvpNode changed = tree;
            auto& members = test::at(changed, level).members;
            members.push_back(AvpNode{members[i]});
            expect_same_judgement(
                test::with_tree(GetParam().message, changed),
                test::name_of(tree, level) + " with member " + std::to_string(i) + " twice"
            );
        }
    });
}

/// Where they differ: it takes any AVP in a Grouped AVP without the M bit (Supported-Features in an
/// answer). RFC 6733, 4.4 allows that only when the Grouped AVP itself is unknown.
TEST_P(Libfdproto, refuses_the_unknown_avps_that_we_refuse)
{
    AvpNode tree = test::tree_of(GetParam().message);
    test::for_each_level(tree, [&](const Path& level) {
        if (is_in_optional(tree, level)) {
            return;
        }
        for (const std::uint8_t flags : {std::uint8_t{0}, avp_flag_mandatory}) {
            AvpNode changed = tree;
            test::at(changed, level).members.push_back({77'777, 0, flags, {1}, {}, {}});
            expect_same_judgement(
                test::with_tree(GetParam().message, changed), test::name_of(tree, level)
            );
        }
    });
}

TEST_F(ErrorAnswers, are_taken_and_written_the_same)
{
    unsigned tried = 0;
    for (const auto& [name, message] : test::sample_messages()) {
        if (!message.header.is_request()) {
            continue;
        }
        for (const Fault& fault :
             {Fault{result::too_busy, {}, "too busy"}, missing_avp(avp::origin_state_id)}) {
            const base::Bytes octets =
                encode(error_answer(message, fault, "iwf.example", "example"));
            const auto theirs = judge(octets);
            ASSERT_TRUE(theirs) << theirs.error().text;
            EXPECT_EQ(theirs->error_code, "") << name;
            EXPECT_EQ(base::to_hex(theirs->octets), base::to_hex(octets)) << name;
            ++tried;
        }
    }
    EXPECT_EQ(tried, 40U);
}

} // namespace
} // namespace iwf::diameter
