// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/monitoring.hpp"

#include <gtest/gtest.h>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/generated/sgd.hpp"
#include "support/avp_tree.hpp"
#include "support/sample_monitoring.hpp"

// What the ABNF of S6t, T6a and SGd leaves open, and how it is read.

namespace iwf::diameter {
namespace {

using domain::ScefReference;
using test::AvpNode;
using test::Fields;

constexpr std::uint32_t enterprise = 4711;

/// A message with one more AVP, whose members `write_members(out)` writes.
template <class Write>
Message with(Message message, const AvpDefinition& avp, Write write_members)
{
    AvpWriter out{message.avps};
    out.group(avp, [&] { write_members(out); });
    return message;
}

template <class Write>
auto configured_with(Write write_members)
{
    return s6t::decode_configuration_information_request(with(
        encode(test::s6t::configuration_information_request(Fields::bare)),
        avp::monitoring_event_configuration,
        [&](AvpWriter& out) {
            out.put(avp::scef_id, std::string_view{"scs.example.com"});
            write_members(out);
        }
    ));
}

template <class Write>
auto reported_with(Write write_members)
{
    return s6t::decode_reporting_information_request(
        with(
            encode(test::s6t::reporting_information_request(Fields::bare)),
            avp::monitoring_event_report,
            [&](AvpWriter& out) {
                out.put(avp::scef_reference_id, std::uint32_t{1});
                write_members(out);
            }
        ),
        enterprise
    );
}

template <class Write>
auto asked_of(Write write_members)
{
    auto request = test::s6t::configuration_information_request(Fields::bare);
    Message message = encode(request);
    AvpNode tree = test::tree_of(message);
    std::erase_if(tree.members, [](const AvpNode& node) {
        return node.definition() == &avp::user_identifier;
    });
    return s6t::decode_configuration_information_request(
        with(test::with_tree(message, tree), avp::user_identifier, write_members)
    );
}

/// How often the AVP is among these, or in a User-Identifier among them.
int count(base::ByteView avps, const AvpDefinition& definition)
{
    int found = 0;
    AvpWalker walker{avps};
    for (Avp one; walker.next(one);) {
        found += one.is(definition) ? 1 : 0;
        if (one.is(avp::user_identifier)) {
            found += count(one.value, definition);
        }
    }
    return found;
}

TEST(Monitoring, an_imsi_is_not_read)
{
    const auto read = asked_of([](AvpWriter& out) {
        out.put(avp::user_name, std::string_view{"001010123456789"});
        out.put(avp::external_identifier, std::string_view{"m@d.example"});
    });
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->user, (monitoring::UserIdentifier{"m@d.example", {}, false}));
    EXPECT_EQ(count(encode(*read).avps, avp::user_name), 0);
}

TEST(Monitoring, a_request_about_nobody_but_an_imsi_is_refused)
{
    const auto read = asked_of([](AvpWriter& out) {
        out.put(avp::user_name, std::string_view{"001010123456789"});
    });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::invalid_avp_value);
}

TEST(Monitoring, a_report_about_nobody_but_an_imsi_is_about_nobody)
{
    const auto read = s6t::decode_reporting_information_request(with(
        encode(test::s6t::reporting_information_request(Fields::bare)),
        avp::user_identifier,
        [](AvpWriter& out) { out.put(avp::user_name, std::string_view{"001010123456789"}); }
    ));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->user, std::nullopt);
}

TEST(Monitoring, whether_it_is_a_group_must_be_known)
{
    const auto asked = [](std::uint32_t type, bool named) {
        return asked_of([&](AvpWriter& out) {
            out.put(avp::msisdn, base::Bytes{0x94});
            if (named) {
                out.put(avp::external_identifier, std::string_view{"m@d.example"});
            }
            out.put(avp::type_of_external_identifier, type);
        });
    };
    EXPECT_FALSE(asked(0, false)->user.group);
    EXPECT_TRUE(asked(1, true)->user.group);
    EXPECT_EQ(asked(2, true).error().result_code, result::invalid_avp_value);
    EXPECT_EQ(asked(1, false).error().result_code, result::missing_avp);
}

TEST(Monitoring, a_type_that_is_not_defined_is_refused_unless_it_is_only_deleted)
{
    const auto adding = configured_with([](AvpWriter& out) {
        out.put(avp::scef_reference_id, std::uint32_t{1});
        out.put(avp::monitoring_type, std::uint32_t{11});
    });
    ASSERT_FALSE(adding);
    EXPECT_EQ(adding.error().result_code, result::invalid_avp_value);
    EXPECT_EQ(
        adding.error().text,
        "Monitoring-Event-Configuration: Monitoring-Type (3127) has a value that is not defined"
    );
    const auto deleting = configured_with([](AvpWriter& out) {
        out.put(avp::scef_reference_id_for_deletion, std::uint32_t{1});
        out.put(avp::monitoring_type, std::uint32_t{11});
    });
    ASSERT_TRUE(deleting) << deleting.error().text;
    EXPECT_EQ(deleting->configurations.at(0).for_deletion, (std::vector{ScefReference{1, {}}}));
}

TEST(Monitoring, a_configuration_without_any_reference_is_refused)
{
    const auto read =
        configured_with([](AvpWriter& out) { out.put(avp::monitoring_type, std::uint32_t{1}); });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::missing_avp);
}

TEST(Monitoring, of_reachability_exactly_one_kind_can_be_asked_for)
{
    const auto asked = [](std::uint32_t bits) {
        return configured_with([&](AvpWriter& out) {
            out.put(avp::scef_reference_id, std::uint32_t{1});
            out.put(avp::monitoring_type, std::uint32_t{1});
            out.group(avp::ue_reachability_configuration, [&] {
                out.put(avp::reachability_type, bits);
            });
        });
    };
    EXPECT_EQ(
        asked(2)->configurations[0].parameters.ue_reachability->type, domain::ReachabilityType::data
    );
    EXPECT_EQ(
        asked(5)->configurations[0].parameters.ue_reachability->type, domain::ReachabilityType::sms
    );
    EXPECT_EQ(asked(0).error().result_code, result::invalid_avp_value);
    EXPECT_EQ(asked(3).error().result_code, result::invalid_avp_value);
}

TEST(Monitoring, what_is_asked_for_in_a_way_that_is_not_defined_is_refused)
{
    const auto asked = [](const AvpDefinition& avp) {
        return configured_with([&](AvpWriter& out) {
            out.put(avp::scef_reference_id, std::uint32_t{1});
            out.put(avp::monitoring_type, std::uint32_t{2});
            out.group(avp::location_information_configuration, [&] {
                out.put(avp, std::uint32_t{5});
            });
        });
    };
    EXPECT_TRUE(asked(avp::periodic_time));
    EXPECT_EQ(asked(avp::accuracy).error().result_code, result::invalid_avp_value);
    EXPECT_EQ(asked(avp::monte_location_type).error().result_code, result::invalid_avp_value);
}

TEST(Monitoring, of_references_for_deletion_as_many_of_both_are_two_halves)
{
    const auto read = configured_with([](AvpWriter& out) {
        out.put(avp::scef_reference_id_ext, std::uint64_t{9});
        out.put(avp::monitoring_type, std::uint32_t{1});
        out.put(avp::scef_reference_id_for_deletion, std::uint32_t{1});
        out.put(avp::scef_reference_id_for_deletion_ext, std::uint64_t{2});
    });
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->configurations.at(0).reference, (ScefReference{0, 9}));
    EXPECT_EQ(read->configurations.at(0).for_deletion, (std::vector{ScefReference{1, 2}}));
}

TEST(Monitoring, of_references_for_deletion_those_of_64_bits_count)
{
    const auto read = configured_with([](AvpWriter& out) {
        out.put(avp::monitoring_type, std::uint32_t{1});
        out.put(avp::scef_reference_id_for_deletion, std::uint32_t{1});
        out.put(avp::scef_reference_id_for_deletion, std::uint32_t{3});
        out.put(avp::scef_reference_id_for_deletion_ext, std::uint64_t{2});
    });
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->configurations.at(0).for_deletion, (std::vector{ScefReference{0, 2}}));
}

TEST(Monitoring, what_is_new_in_a_report_is_left_out_of_it)
{
    const auto read = reported_with([](AvpWriter& out) {
        out.put(avp::monitoring_type, std::uint32_t{99});
        out.put(avp::event_handling, std::uint32_t{99});
        out.put(avp::roaming_information, std::uint32_t{99});
        out.put(avp::reachability_information, std::uint32_t{99});
        out.put(avp::reachability_cause, std::uint32_t{99});
        out.put(avp::loss_of_connectivity_reason, std::uint32_t{99});
        out.put(avp::imei_change, std::uint32_t{3});
        out.group(avp::pdn_connectivity_status_report, [&] {
            out.put(avp::service_selection, std::string_view{"internet"});
            out.put(avp::pdn_connectivity_status_type, std::uint32_t{99});
        });
        out.group(avp::service_report, [&] { out.put(avp::node_type, std::uint32_t{99}); });
    });
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->reports.at(0).report, domain::EventReport{});
    EXPECT_EQ(read->reports.at(0).service_reports, (std::vector<monitoring::ServiceReport>(1)));
}

TEST(Monitoring, a_result_of_a_service_is_of_the_vendor_that_is_named)
{
    const auto result_of = [](std::optional<std::uint32_t> vendor) {
        const auto read = reported_with([&](AvpWriter& out) {
            out.group(avp::service_report, [&] {
                out.group(avp::service_result, [&] {
                    out.put(avp::vendor_id, vendor);
                    out.put(avp::service_result_code, std::uint32_t{5511});
                });
            });
        });
        return read->reports.at(0).service_reports.at(0).result;
    };
    EXPECT_EQ(result_of({}), (Outcome{5511, false}));
    EXPECT_EQ(result_of(0), (Outcome{5511, false}));
    EXPECT_EQ(result_of(vendor_3gpp), (Outcome{5511, true}));
    EXPECT_EQ(result_of(9), (Outcome{result::unable_to_comply, false}));
}

TEST(Monitoring, a_broken_expectation_is_an_avp_of_the_configured_enterprise)
{
    auto request = test::s6t::reporting_information_request(Fields::bare);
    monitoring::EventReport report;
    report.report.broken = domain::BrokenExpectation::periodic_time;
    request.reports = {report};
    const Message message = encode(request, enterprise);
    EXPECT_NE(
        base::to_hex(message.avps)
            .find("00000001"
                  "80000010"
                  "00001267"
                  "00000002"),
        std::string::npos
    );
    EXPECT_EQ(s6t::decode_reporting_information_request(message, enterprise), request);
    const auto others = s6t::decode_reporting_information_request(message);
    ASSERT_TRUE(others);
    EXPECT_EQ(others->reports.at(0).report.broken, std::nullopt);
}

TEST(Monitoring, the_same_command_code_is_another_command_in_another_application)
{
    const Message s6t = encode(test::s6t::configuration_information_request(Fields::bare));
    const Message t6a = encode(test::t6a::configuration_information_request(Fields::bare));
    EXPECT_EQ(s6t.header.command, t6a.header.command);
    EXPECT_TRUE(s6t::decode_configuration_information_request(s6t));
    EXPECT_TRUE(t6a::decode_configuration_information_request(t6a));
    EXPECT_EQ(
        s6t::decode_configuration_information_request(t6a).error().result_code,
        result::command_unsupported
    );
    EXPECT_EQ(
        t6a::decode_configuration_information_request(s6t).error().result_code,
        result::command_unsupported
    );
    // The ABNF of each is kept: S6t demands a user, T6a none.
    Message without_user = t6a;
    without_user.header.application = s6t.header.application;
    EXPECT_FALSE(check(t6a));
    EXPECT_EQ(check(without_user)->result_code, result::missing_avp);
}

TEST(Monitoring, the_identity_in_an_answer_to_a_short_message_is_not_mandatory)
{
    const auto answer = encode(test::mo_forward_short_message_answer(Fields::full));
    int found = 0;
    AvpWalker walker{answer.avps};
    for (Avp one; walker.next(one);) {
        if (one.is(avp::external_identifier)) {
            ++found;
            EXPECT_FALSE(one.is_mandatory());
        }
    }
    EXPECT_EQ(found, 1);
}

} // namespace
} // namespace iwf::diameter
