// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/generated/all.hpp"
#include "iwf/diameter/tables.hpp"
#include "iwf/diameter/wire.hpp"
#include "support/avp_tree.hpp"
#include "support/sample_messages.hpp"

// Each message of ours, full, with one thing wrong: at every place where it can be wrong.

namespace iwf::diameter {
namespace {

using test::AvpNode;
using test::Path;

class Check : public ::testing::TestWithParam<test::SampleMessage>
{
protected:
    void SetUp() override
    {
        tree_ = test::tree_of(GetParam().message);
        test::make_success(tree_);
        ASSERT_FALSE(check(test::with_tree(GetParam().message, tree_)));
    }

    [[nodiscard]] std::optional<Fault> fault_of(const AvpNode& changed) const
    {
        return check(test::with_tree(GetParam().message, changed));
    }

    void expect_fault(
        const AvpNode& changed,
        std::uint32_t result_code,
        const Path& level,
        const base::Bytes& avp,
        const std::string& what
    ) const
    {
        SCOPED_TRACE(what + " at " + test::name_of(tree_, level));
        const auto fault = fault_of(changed);
        ASSERT_TRUE(fault);
        EXPECT_EQ(fault->result_code, result_code) << fault->text;
        EXPECT_EQ(
            base::to_hex(fault->failed_avp), base::to_hex(test::failed_avp(tree_, level, avp))
        );
    }

    /// Calls `visit(level, index)` for each AVP of the message and of its groups.
    template <class Visit>
    void for_each_avp(Visit visit)
    {
        test::for_each_level(tree_, [&](const Path& level) {
            for (std::size_t i = 0; i < test::at(tree_, level).members.size(); ++i) {
                visit(level, i);
            }
        });
    }

    AvpNode tree_;
};

std::vector<test::SampleMessage> full_samples()
{
    auto samples = test::sample_messages();
    std::erase_if(samples, [](const auto& sample) { return sample.name.ends_with("bare"); });
    return samples;
}

INSTANTIATE_TEST_SUITE_P(
    EachMessage,
    Check,
    ::testing::ValuesIn(full_samples()),
    [](const auto& p) { return p.param.name.substr(0, p.param.name.find('-')); }
);

AvpNode unknown_avp(std::uint8_t flags)
{
    return {77'777, (flags & avp_flag_vendor) != 0 ? 4242U : 0U, flags, {1, 2, 3}, {}, {}};
}

base::Bytes example(const AvpDefinition& definition)
{
    return AvpNode{
        definition.code,
        definition.vendor,
        definition.flags,
        base::Bytes(minimum_size(definition.type)),
        {},
        {},
    }
        .octets();
}

const Rule* rule_of(const AvpNode& parent, const AvpNode& node)
{
    for (const Rule& rule : parent.rules) {
        if (rule.avp != nullptr && rule.avp == node.definition()) {
            return &rule;
        }
    }
    return nullptr;
}

TEST_P(Check, a_missing_avp_is_told_with_an_example_of_it)
{
    unsigned tried = 0;
    for_each_avp([&](const Path& level, std::size_t index) {
        AvpNode changed = tree_;
        AvpNode& parent = test::at(changed, level);
        const Rule* const rule = rule_of(parent, parent.members[index]);
        if (rule == nullptr || rule->min == 0) {
            return;
        }
        parent.members.erase(parent.members.begin() + std::ptrdiff_t(index));
        expect_fault(
            changed, result::missing_avp, level, example(*rule->avp), std::string{rule->avp->name}
        );
        ++tried;
    });
    EXPECT_GE(tried, 4U);
}

TEST_P(Check, a_single_avp_that_comes_twice_is_told_with_its_second_instance)
{
    unsigned tried = 0;
    for_each_avp([&](const Path& level, std::size_t index) {
        AvpNode changed = tree_;
        AvpNode& parent = test::at(changed, level);
        const AvpNode node = parent.members[index];
        const Rule* const rule = rule_of(parent, node);
        if (rule == nullptr || rule->max != 1) {
            return;
        }
        parent.members.push_back(node);
        expect_fault(
            changed,
            result::avp_occurs_too_many_times,
            level,
            node.whole(),
            std::string{rule->avp->name}
        );
        ++tried;
    });
    EXPECT_GE(tried, 5U);
}

TEST_P(Check, a_number_of_wrong_length_is_told_with_a_zero_of_the_right_one)
{
    unsigned tried = 0;
    for_each_avp([&](const Path& level, std::size_t index) {
        const AvpNode node = test::at(tree_, level).members[index];
        const AvpDefinition& definition = *node.definition();
        if (!has_fixed_size(definition.type)) {
            return;
        }
        for (const std::size_t size : {0U, 1U, 3U, 5U, 7U, 9U, 16U}) {
            AvpNode changed = tree_;
            test::at(changed, level).members[index].value.resize(size);
            expect_fault(
                changed,
                result::invalid_avp_length,
                level,
                example(definition),
                std::string{definition.name} + " of " + std::to_string(size)
            );
            ++tried;
        }
    });
    EXPECT_GE(tried, 14U);
}

TEST_P(Check, an_unknown_avp_is_refused_with_the_m_bit_and_ignored_without)
{
    test::for_each_level(tree_, [&](const Path& level) {
        for (const std::uint8_t vendor_flag : {std::uint8_t{0}, avp_flag_vendor}) {
            AvpNode changed = tree_;
            auto& members = test::at(changed, level).members;
            members.push_back(unknown_avp(vendor_flag));
            EXPECT_FALSE(fault_of(changed)) << test::name_of(tree_, level);

            members.back() = unknown_avp(vendor_flag | avp_flag_mandatory);
            expect_fault(
                changed, result::avp_unsupported, level, members.back().whole(), "unknown AVP"
            );
        }
    });
}

TEST_P(Check, the_m_bit_of_a_known_avp_does_not_matter)
{
    for_each_avp([&](const Path& level, std::size_t index) {
        AvpNode changed = tree_;
        test::at(changed, level).members[index].flags ^= avp_flag_mandatory;
        const auto fault = fault_of(changed);
        EXPECT_FALSE(fault) << test::name_of(tree_, level) << ": " << fault->text;
    });
}

TEST_P(Check, a_wrong_v_bit_makes_another_avp)
{
    for_each_avp([&](const Path& level, std::size_t index) {
        AvpNode changed = tree_;
        AvpNode& parent = test::at(changed, level);
        AvpNode& node = parent.members[index];
        const Rule* const rule = rule_of(parent, node);
        const bool is_only_one = rule != nullptr && rule->min == 1;
        const AvpDefinition* const definition = node.definition();
        node.flags ^= avp_flag_vendor;
        node.vendor = node.vendor == 0 ? 4242 : 0;
        if (definition == &avp::session_id) {
            return; // then the first AVP is wrong: another test
        }
        node.flags |= avp_flag_mandatory;
        expect_fault(changed, result::avp_unsupported, level, node.whole(), "V bit, M bit");
        node.flags = static_cast<std::uint8_t>(node.flags & ~avp_flag_mandatory);
        if (is_only_one) {
            expect_fault(changed, result::missing_avp, level, example(*definition), "V bit");
        }
    });
}

TEST_P(Check, a_reserved_flag_is_refused)
{
    for_each_avp([&](const Path& level, std::size_t index) {
        if (level.empty() && index == 0) {
            return;
        }
        AvpNode changed = tree_;
        AvpNode& node = test::at(changed, level).members[index];
        node.flags |= 0x01;
        expect_fault(changed, result::invalid_avp_bits, level, node.whole(), "reserved flag");
    });
}

TEST_P(Check, the_end_to_end_security_flag_is_ignored)
{
    for_each_avp([&](const Path& level, std::size_t index) {
        AvpNode changed = tree_;
        test::at(changed, level).members[index].flags |= avp_flag_protected;
        EXPECT_FALSE(fault_of(changed));
    });
}

TEST_P(Check, a_session_id_that_is_not_first_counts_as_missing)
{
    AvpNode changed = tree_;
    std::swap(changed.members[0], changed.members[1]);
    expect_fault(changed, result::missing_avp, {}, example(avp::session_id), "order");
}

TEST_P(Check, a_session_id_that_is_empty_or_has_a_nul_is_an_invalid_value)
{
    for (const base::Bytes& value : {base::Bytes{}, base::Bytes{'a', 0, 'b'}}) {
        AvpNode changed = tree_;
        changed.members[0].value = value;
        expect_fault(
            changed, result::invalid_avp_value, {}, changed.members[0].whole(), "Session-Id"
        );
    }
}

TEST_P(Check, the_name_of_a_node_is_neither_empty_nor_holds_what_names_cannot)
{
    unsigned tried = 0;
    for_each_avp([&](const Path& level, std::size_t index) {
        if (test::at(tree_, level).members[index].definition()->type !=
            AvpType::diameter_identity) {
            return;
        }
        for (const base::Bytes& value :
             {base::Bytes{}, base::Bytes{'a', 0}, base::Bytes{' '}, base::Bytes(256, 'a')}) {
            AvpNode changed = tree_;
            AvpNode& node = test::at(changed, level).members[index];
            node.value = value;
            expect_fault(changed, result::invalid_avp_value, level, node.whole(), "name");
            ++tried;
        }
    });
    EXPECT_GE(tried, 8U);
}

TEST_P(Check, an_undefined_number_is_refused_in_requests_and_let_through_in_answers)
{
    for_each_avp([&](const Path& level, std::size_t index) {
        AvpNode changed = tree_;
        AvpNode& node = test::at(changed, level).members[index];
        if (node.definition()->type != AvpType::enumerated) {
            return;
        }
        node.value = {0, 0, 0x27, 0x0F};
        if (GetParam().message.header.is_request()) {
            expect_fault(changed, result::invalid_avp_value, level, node.whole(), "9999");
        } else {
            EXPECT_FALSE(fault_of(changed));
        }
    });
}

TEST_P(Check, a_length_beyond_the_level_or_below_the_header_is_told_with_a_readable_header)
{
    Message message = test::with_tree(GetParam().message, tree_);
    const std::size_t size = tree_.members.back().octets().size();
    const std::size_t last = message.avps.size() - size;
    const auto one_more = static_cast<std::uint32_t>(size + 1);
    const AvpDefinition& definition = *tree_.members.back().definition();
    for (const std::uint32_t length : {0U, 1U, 7U, one_more, 0xFFFFFFU}) {
        for (std::size_t i = 0; i < 3; ++i) {
            message.avps[last + 5 + i] = static_cast<std::uint8_t>(length >> (16 - 8 * i));
        }
        const auto fault = check(message);
        ASSERT_TRUE(fault);
        EXPECT_EQ(fault->result_code, result::invalid_avp_length);
        EXPECT_EQ(fault->failed_avp, example(definition));
    }
}

TEST_P(Check, less_than_a_header_at_the_end_is_told_filled_up_with_zeros)
{
    for (const std::size_t octets : {1U, 4U, 7U}) {
        Message message = test::with_tree(GetParam().message, tree_);
        message.avps.resize(message.avps.size() + octets, 0x40);
        const auto fault = check(message);
        ASSERT_TRUE(fault);
        EXPECT_EQ(fault->result_code, result::invalid_avp_length);
        base::Bytes expected(octets, 0x40);
        expected.resize(8);
        expected[5] = expected[6] = 0;
        expected[7] = 8;
        EXPECT_EQ(fault->failed_avp, expected);
    }
}

TEST_P(Check, each_truncated_message_is_faulty_or_ends_with_a_whole_avp)
{
    const Message whole = test::with_tree(GetParam().message, tree_);
    for (std::size_t size = 0; size < whole.avps.size(); ++size) {
        Message message{
            whole.header, {whole.avps.begin(), whole.avps.begin() + std::ptrdiff_t(size)}};
        AvpWalker walker{message.avps};
        for (Avp avp; walker.next(avp);) {
        }
        EXPECT_TRUE(check(message) || !walker.is_broken()) << size;
        EXPECT_FALSE(decode({encode(whole).data(), header_size + size})) << size;
    }
}

TEST_P(Check, the_first_fault_in_the_message_is_told)
{
    AvpNode changed = tree_;
    changed.members.push_back(unknown_avp(avp_flag_mandatory));
    changed.members.push_back(changed.members[0]); // Session-Id again
    expect_fault(
        changed, result::avp_unsupported, {}, unknown_avp(avp_flag_mandatory).whole(), "two faults"
    );
}

TEST(CheckHeader, an_unknown_command_or_application_is_refused)
{
    Message message = encode(test::device_action_request(test::Fields::bare));
    message.header.command = CommandCode{1};
    EXPECT_EQ(check(message)->result_code, result::command_unsupported);
    message.header.application = ApplicationId{1};
    EXPECT_EQ(check(message)->result_code, result::application_unsupported);
}

TEST(CheckHeader, a_request_with_the_e_bit_is_refused)
{
    Message message = encode(test::device_action_request(test::Fields::bare));
    message.header.flags |= flag::error;
    EXPECT_EQ(check(message)->result_code, result::invalid_hdr_bits);
}

TEST(CheckTables, every_command_and_group_has_fewer_rules_than_a_level_can_count)
{
    for (const CommandDefinition* const command : all_commands) {
        EXPECT_LE(command->rules.size(), max_rules) << command->name;
        EXPECT_EQ(
            find_command({command->flags, command->code, command->application, {}, {}}), command
        );
    }
    for (const AvpDefinition* const definition : all_avps) {
        EXPECT_LE(definition->members.size(), max_rules) << definition->name;
        EXPECT_EQ(find_avp(definition->vendor, definition->code), definition);
    }
}

} // namespace
} // namespace iwf::diameter
