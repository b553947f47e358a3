// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/monitoring.hpp"

#include <cstdio>

#include <gtest/gtest.h>
#include <unistd.h>

#include "iwf/app/scs/state.hpp"

namespace iwf::scs {
namespace {

using namespace std::chrono_literals;
using diameter::monitoring::EventReport;
using diameter::s6t::ConfigurationInformationAnswer;
using domain::MonitoringType;
using domain::ScefReference;

constexpr base::WallTime now{1'795'636'801s};
constexpr diameter::Outcome unknown_reference{5515, true};

domain::DeviceIdentity device(const char* text)
{
    return *parse_device(text);
}

Settings settings()
{
    return {"scs.test", "test", {}, "iwf.test", "op.test", *domain::ScsIdentity::parse("4930")};
}

Subscribing loss(std::uint32_t reference)
{
    return {
        .device = {device("a@b.test"), false},
        .reference = {reference, {}},
        .replaced = {},
        .wanted = domain::EventParameters{},
        .lifetime = {},
        .group_guard_s = {},
    };
}

/// As it is after the wire, from which all that is told is read.
diameter::s6t::ConfigurationInformationRequest sent(const Configuration& configuration)
{
    auto request = make_request(configuration, settings(), now);
    request.head.session_id = "scs.test;1";
    request.head.destination_realm = "op.test";
    const auto read =
        diameter::s6t::decode_configuration_information_request(diameter::s6t::encode(request));
    EXPECT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, request);
    return *read;
}

ConfigurationInformationAnswer answer_with(std::uint32_t reference, diameter::Outcome outcome)
{
    ConfigurationInformationAnswer answer;
    answer.statuses.push_back({{reference, {}}, "scs.test", {{outcome, {}}}});
    return answer;
}

EventReport report_of(std::uint32_t reference)
{
    EventReport report;
    report.reference = {reference, {}};
    report.report.type = MonitoringType::loss_of_connectivity;
    return report;
}

MonitoringReport reports_of(std::initializer_list<std::uint32_t> references)
{
    MonitoringReport report;
    report.request.head.session_id = "iwf.test;1";
    report.request.user = diameter::monitoring::UserIdentifier{"a@b.test", {}, false};
    for (const std::uint32_t reference : references) {
        report.request.reports.push_back(report_of(reference));
    }
    return report;
}

TEST(Monitoring, of_a_subscription_asks_in_our_name)
{
    Subscribing wanted = loss(7);
    wanted.replaced = ScefReference{6, {}};
    wanted.lifetime = 1h + 1ms;
    const auto request = sent(wanted);
    EXPECT_EQ(request.head.origin_host, "scs.test");
    EXPECT_EQ(request.user.external_identifier, "a@b.test");
    ASSERT_EQ(request.configurations.size(), 1U);
    EXPECT_EQ(request.configurations[0].scef_id, "scs.test");
    EXPECT_EQ(request.configurations[0].reference, (ScefReference{7, {}}));
    EXPECT_EQ(request.configurations[0].for_deletion, (std::vector<ScefReference>{{6, {}}}));
    EXPECT_EQ(request.configurations[0].parameters.monitoring_until, now + 1h);
    ASSERT_EQ(request.supported_features.size(), 1U);
    EXPECT_EQ(request.supported_features[0].feature_list & (1U << 9U), 0U);
    EXPECT_EQ(request.supported_features[0].feature_list & 1U, 1U);
}

TEST(Monitoring, of_long_references_says_that_it_knows_them)
{
    Subscribing wanted = loss(0);
    wanted.reference.extended = 1ULL << 40U;
    wanted.device = {device("all@b.test"), true};
    wanted.group_guard_s = 30;
    const auto request = sent(wanted);
    EXPECT_NE(request.supported_features[0].feature_list & (1U << 9U), 0U);
    EXPECT_TRUE(request.user.group);
    EXPECT_EQ(request.group_guard_s, 30U);
}

TEST(Monitoring, of_a_pattern_tells_until_when)
{
    Subscribing told = loss(1);
    told.wanted = domain::CommunicationPattern{};
    told.lifetime = 24h;
    const auto request = sent(told);
    EXPECT_TRUE(request.configurations.empty());
    ASSERT_EQ(request.patterns.size(), 1U);
    EXPECT_EQ(request.patterns[0].patterns.at(0).valid_until, now + 24h);
}

TEST(Monitoring, ends_by_reference_or_all_together)
{
    Unsubscribing ended{{device("49171"), false}, {{7, {}}, {8, {}}}, false};
    EXPECT_EQ(sent(ended).configurations.at(0).for_deletion.size(), 2U);
    ended.patterns = true;
    EXPECT_EQ(sent(ended).patterns.at(0).for_deletion.size(), 2U);
    ended.references.clear();
    EXPECT_EQ(sent(ended).cir_flags, 1U << 3U);
    ended.patterns = false;
    EXPECT_EQ(sent(ended).cir_flags, 1U << 0U);
}

TEST(Monitoring, succeeds_when_every_result_does)
{
    EXPECT_TRUE(is_success(answer_with(7, {}), loss(7)));
    EXPECT_FALSE(is_success(answer_with(7, {5512, true}), loss(7)));
    EXPECT_FALSE(is_success(answer_with(8, {}), loss(7))) << "ours is not told of";
    auto answer = answer_with(7, {});
    answer.statuses[0].service_reports.push_back({diameter::Outcome{5012, false}, {}});
    EXPECT_FALSE(is_success(answer, loss(7))) << "one node of two";
    answer = answer_with(7, {});
    answer.head.outcome = {5001, true};
    EXPECT_FALSE(is_success(answer, loss(7)));
    answer = {};
    answer.cia_flags = diameter::s6t::cia_flag_group_in_progress;
    EXPECT_TRUE(is_success(answer, loss(7)));
    answer = {};
    answer.reports.push_back(report_of(7));
    EXPECT_TRUE(is_success(answer, loss(7)));
    const Unsubscribing ended{{device("49171"), false}, {{7, {}}}, false};
    EXPECT_TRUE(is_success({}, ended));
    EXPECT_FALSE(is_success(answer_with(7, {5514, true}), ended));
}

TEST(Monitoring, of_several_reports_tells_of_each_that_it_is_unknown)
{
    const auto one = make_answer(reports_of({7}).request, unknown_reference, settings());
    EXPECT_EQ(one.head.outcome, unknown_reference);
    EXPECT_EQ(one.head.session_id, "iwf.test;1");
    EXPECT_TRUE(one.statuses.empty());
    const auto two = make_answer(reports_of({7, 8}).request, unknown_reference, settings());
    EXPECT_TRUE(two.head.outcome.is_success());
    ASSERT_EQ(two.statuses.size(), 2U);
    EXPECT_EQ(two.statuses[1].reference.id, 8U);
    EXPECT_EQ(two.statuses[1].outcome, unknown_reference);
    const auto failed = make_answer(reports_of({7, 8}).request, {5012, false}, settings());
    EXPECT_EQ(failed.head.outcome.code, 5012U);
}

TEST(Subscriptions, are_what_was_asked_for_and_told)
{
    Subscriptions list;
    note(list, loss(7));
    Subscribing pattern = loss(7);
    pattern.wanted = domain::CommunicationPattern{};
    note(list, pattern);
    note(list, reports_of({7, 9}), now);
    ASSERT_EQ(list.size(), 3U);
    EXPECT_EQ(list[0], (Subscription{7, "a@b.test", "LOSS_OF_CONNECTIVITY", 1, now}));
    EXPECT_EQ(list[1], (Subscription{7, "a@b.test", "COMMUNICATION_PATTERN", 0, {}}));
    EXPECT_EQ(list[2].reference, 9U);
    Subscribing next = loss(8);
    next.replaced = ScefReference{7, {}};
    note(list, next);
    EXPECT_EQ(list.size(), 3U) << "7 went, 8 came";
    auto cancelled = reports_of({8});
    cancelled.request.reports[0].report.handling = domain::EventHandling::cancel;
    note(list, cancelled, now);
    EXPECT_EQ(list.size(), 2U);
    note(list, Unsubscribing{{device("a@b.test"), false}, {}, false});
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].event, pattern_event);
}

TEST(Subscriptions, of_patterns_are_those_that_tell_what_is_broken)
{
    Subscriptions list;
    note(list, loss(7));
    Subscribing pattern = loss(7);
    pattern.wanted = domain::CommunicationPattern{};
    note(list, pattern);
    auto broken = reports_of({7, 9});
    for (auto& one : broken.request.reports) {
        one.report.type = domain::MonitoringType::location_reporting;
        one.report.broken = domain::BrokenExpectation::stationary;
    }
    note(list, broken, now);
    ASSERT_EQ(list.size(), 3U);
    EXPECT_EQ(list[0].reports, 0U);
    EXPECT_EQ(list[1], (Subscription{7, "a@b.test", "COMMUNICATION_PATTERN", 1, now}));
    EXPECT_EQ(list[2], (Subscription{9, "a@b.test", "COMMUNICATION_PATTERN", 1, now}));
}

TEST(Subscriptions, are_read_as_they_were_written)
{
    const Subscriptions list{
        {7, "a@b.test", "LOSS_OF_CONNECTIVITY", 3, now},
        {18446744073709551615U, "49171", "?", 0, {}}};
    EXPECT_EQ(*read_subscriptions(write_subscriptions(list)), list);
    EXPECT_TRUE(read_subscriptions("")->empty());
    for (const char* const wrong : {"7\n", "x\ta\tb\t0\t-\n", "7\ta\tb\t0\tnever\n"}) {
        EXPECT_FALSE(read_subscriptions(wrong)) << wrong;
    }
}

TEST(StateFile, is_shared_by_commands)
{
    const std::string path = ::testing::TempDir() + "iwf_scs_state." + std::to_string(::getpid());
    const StateFile file{path};
    EXPECT_TRUE(file.read()->empty()) << "not there yet";
    for (const std::uint32_t reference : {7U, 8U}) {
        EXPECT_TRUE(StateFile{path}.change([&](Subscriptions& list) { note(list, loss(reference)); }
        ));
    }
    EXPECT_EQ(file.read()->size(), 2U);
    EXPECT_TRUE(file.change([](Subscriptions& list) { list.pop_back(); }));
    EXPECT_EQ(file.read()->size(), 1U);
    (void)std::remove(path.c_str());
    EXPECT_FALSE(StateFile{"/nowhere/at/all"}.change([](Subscriptions&) {}));
}

} // namespace
} // namespace iwf::scs
