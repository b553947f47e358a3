// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "iwf/diameter/generated/s6t.hpp"
#include "iwf/diameter/generated/t6a.hpp"
#include "iwf/diameter/s6t.hpp"
#include "iwf/diameter/t6a.hpp"
#include "support/gateway_world.hpp"

/// S6t to servers, S6t and T6a to the network, on the wire (F5, S7, S8).
namespace iwf::test {
namespace {

using domain::MonitoringType;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
namespace command = diameter::command;
namespace s6t = diameter::s6t;
namespace t6a = diameter::t6a;
namespace monitoring = diameter::monitoring;

class MonitoringOnTheWire : public testing::Test
{
protected:
    void TearDown() override { EXPECT_THAT(world_.transport.faults(), IsEmpty()); }

    static diameter::RequestHead server_head() { return dar(1).head; }

    static s6t::ConfigurationInformationRequest
    cir(std::uint32_t reference, MonitoringType type = MonitoringType::loss_of_connectivity)
    {
        s6t::ConfigurationInformationRequest request;
        request.head = server_head();
        request.user.external_identifier = "meter7@devices.acme.example";
        monitoring::EventConfiguration event;
        event.reference = {reference, std::nullopt};
        event.scef_id = "scs.acme.example";
        event.parameters.type = type;
        event.parameters.maximum_reports = 2;
        request.configurations.push_back(std::move(event));
        return request;
    }

    static diameter::RequestHead node_head(const std::string& host)
    {
        diameter::RequestHead head;
        head.session_id = host + ";1;1";
        head.origin_host = host;
        head.origin_realm = "internal";
        head.destination_host = "iwf.operator.example";
        head.destination_realm = "operator.example";
        return head;
    }

    static diameter::AnswerHead answer_from(const std::string& host)
    {
        diameter::AnswerHead head;
        head.session_id = host + ";1;1";
        head.origin_host = host;
        head.origin_realm = "internal";
        return head;
    }

    /// The CIR that HSS A was asked last.
    s6t::ConfigurationInformationRequest asked_of_hss()
    {
        const auto& sent = world_.transport.sent();
        for (auto one = sent.rbegin(); one != sent.rend(); ++one) {
            if (one->peer == peer::hss_a) {
                return *s6t::decode_configuration_information_request(one->message);
            }
        }
        throw std::logic_error{"HSS A was not asked"};
    }

    void hss_agrees()
    {
        s6t::ConfigurationInformationAnswer answer;
        answer.head = answer_from(hss_host(peer::hss_a).text());
        world_.answer(
            world_.waiting_for(command::s6t::configuration_information_request), s6t::encode(answer)
        );
    }

    s6t::ConfigurationInformationAnswer cia(const Arrived& asked)
    {
        return *s6t::decode_configuration_information_answer(*world_.transport.answer_of(asked));
    }

    /// acme watches: what the HSS knows it by.
    domain::ScefReference watch(std::uint32_t reference)
    {
        world_.ask(peer::acme, s6t::encode(cir(reference)), 0x100 + reference);
        const auto ours = *asked_of_hss().configurations.front().reference;
        hss_agrees();
        return ours;
    }

    Arrived hss_reports(const domain::ScefReference& ours, std::uint32_t end_to_end)
    {
        s6t::ReportingInformationRequest request;
        request.head = node_head(hss_host(peer::hss_a).text());
        monitoring::EventReport report;
        report.reference = ours;
        report.scef_id = "iwf.operator.example";
        report.report.type = MonitoringType::loss_of_connectivity;
        report.report.loss_reason = domain::LossOfConnectivityReason::purged_mme;
        request.reports.push_back(report);
        return world_.ask(peer::hss_a, s6t::encode(request), end_to_end);
    }

    GatewayWorld world_;
};

TEST_F(MonitoringOnTheWire, a_subscription_and_its_report_under_two_names)
{
    const Arrived asked = world_.ask(peer::acme, s6t::encode(cir(77)), 0x177);
    EXPECT_EQ(world_.transport.answer_of(asked), nullptr) << "answered before the network was";
    const auto south = asked_of_hss();
    EXPECT_EQ(south.user.external_identifier, "meter7@devices.acme.example");
    EXPECT_EQ(south.configurations.front().scef_id, "iwf.operator.example");
    const auto ours = *south.configurations.front().reference;
    EXPECT_NE(ours.id, 77U);
    ASSERT_TRUE(ours.extended);
    EXPECT_EQ(static_cast<std::uint32_t>(*ours.extended), ours.id);
    hss_agrees();
    const auto answer = cia(asked);
    EXPECT_TRUE(answer.head.outcome.is_success());
    ASSERT_THAT(answer.statuses, SizeIs(1));
    EXPECT_EQ(answer.statuses.front().reference.id, 77U);

    const Arrived reported = hss_reports(ours, 5);
    const auto ria =
        *s6t::decode_reporting_information_answer(*world_.transport.answer_of(reported));
    EXPECT_TRUE(ria.head.outcome.is_success());
    const auto& rir = world_.transport.sent().back();
    ASSERT_EQ(rir.peer, peer::acme);
    const auto told = *s6t::decode_reporting_information_request(rir.message);
    EXPECT_EQ(told.reports.front().reference, (domain::ScefReference{77, std::nullopt}));
    EXPECT_EQ(told.reports.front().scef_id, "scs.acme.example");
    EXPECT_EQ(told.head.destination_host, "scs.acme.example");
    const std::string octets{base::as_text(rir.message.avps)};
    EXPECT_THAT(octets, Not(HasSubstr("internal"))) << "a node of the operator is named (S7)";
}

TEST_F(MonitoringOnTheWire, a_server_is_told_until_it_has_acknowledged)
{
    const auto ours = watch(77);
    hss_reports(ours, 5);
    world_.fail(world_.transport.sent().size() - 1, diameter::SendFailure::connection_lost);
    world_.pass(std::chrono::seconds{1});
    const auto& again = world_.transport.sent().back();
    EXPECT_EQ(again.peer, peer::acme);
    EXPECT_NE(again.message.header.flags & diameter::flag::retransmitted, 0);
    s6t::ReportingInformationAnswer answer;
    answer.head = answer_from("scs.acme.example");
    answer.head.outcome = {diameter::experimental::scef_reference_id_unknown, true};
    world_.answer(world_.transport.sent().size() - 1, s6t::encode(answer));
    world_.pass(std::chrono::milliseconds{10});
    const auto south = asked_of_hss();
    EXPECT_EQ(south.configurations.front().for_deletion, std::vector{ours})
        << "the server knows nothing of it: it leaves the network";
}

TEST_F(MonitoringOnTheWire, another_scef_or_another_server_is_refused)
{
    auto foreign = cir(1);
    foreign.configurations.front().scef_id = "scs.beta.example";
    const Arrived one = world_.ask(peer::acme, s6t::encode(foreign), 1);
    EXPECT_EQ(cia(one).head.outcome.code, diameter::result::invalid_avp_value);
    EXPECT_FALSE(cia(one).head.failed_avp.empty());
    auto spoofed = cir(2);
    spoofed.head.origin_host = "scs.beta.example";
    spoofed.head.session_id = "scs.beta.example;1;1";
    const Arrived two = world_.ask(peer::acme, s6t::encode(spoofed), 2);
    EXPECT_EQ(cia(two).head.outcome.code, diameter::result::unable_to_comply);
    EXPECT_EQ(world_.log.count("s6t.identity_spoofed"), 1U);
    EXPECT_EQ(world_.count_sent(command::s6t::configuration_information_request, peer::hss_a), 0U);
}

TEST_F(MonitoringOnTheWire, who_may_not_report_is_refused_unread)
{
    const auto ours = watch(77);
    s6t::ReportingInformationRequest forged;
    forged.head = node_head("scs.beta.example");
    monitoring::EventReport report;
    report.reference = ours;
    forged.reports.push_back(report);
    const Arrived north = world_.ask(peer::beta, s6t::encode(forged), 9);
    EXPECT_EQ(world_.log.count("peer.request_refused"), 1U);
    ASSERT_NE(world_.transport.answer_of(north), nullptr);
    // An HSS may not say what a MME says, nor as whom it is not connected.
    t6a::ReportingInformationRequest by_mme;
    by_mme.head = node_head(hss_host(peer::hss_a).text());
    by_mme.reports.push_back(report);
    world_.ask(peer::hss_a, t6a::encode(by_mme), 10);
    EXPECT_EQ(world_.log.count("peer.request_refused"), 2U);
    forged.head = node_head(hss_host(peer::hss_b).text());
    world_.ask(peer::hss_a, s6t::encode(forged), 11);
    EXPECT_EQ(world_.log.count("monitoring.report_refused"), 1U);
    EXPECT_EQ(world_.count_sent(command::s6t::reporting_information_request, peer::acme), 0U);
}

TEST_F(MonitoringOnTheWire, a_mme_reports_what_the_hss_was_asked_for)
{
    const auto ours = watch(77);
    t6a::ReportingInformationRequest request;
    request.head = node_head(mme_a().text());
    monitoring::EventReport report;
    report.reference = {ours.id, std::nullopt}; // a MME of an older release
    report.report.loss_reason = domain::LossOfConnectivityReason::detached_mme;
    request.reports.push_back(report);
    const Arrived asked = world_.ask(peer::mme_a, t6a::encode(request), 3);
    const auto ria = *t6a::decode_reporting_information_answer(*world_.transport.answer_of(asked));
    EXPECT_TRUE(ria.head.outcome.is_success());
    EXPECT_EQ(world_.count_sent(command::s6t::reporting_information_request, peer::acme), 1U);
}

TEST_F(MonitoringOnTheWire, another_hss_is_asked_when_the_first_does_not_answer)
{
    const Arrived asked = world_.ask(peer::acme, s6t::encode(cir(77)), 0x177);
    world_.fail(
        world_.waiting_for(command::s6t::configuration_information_request),
        diameter::SendFailure::connection_lost
    );
    const auto& second = world_.transport.sent().back();
    EXPECT_EQ(second.peer, peer::hss_b);
    EXPECT_NE(second.message.header.flags & diameter::flag::retransmitted, 0);
    world_.pass(std::chrono::seconds{6});
    EXPECT_EQ(cia(asked).head.outcome.code, diameter::result::unable_to_comply);
}

TEST_F(MonitoringOnTheWire, devices_in_an_area_are_counted_by_the_mmes_themselves)
{
    auto request = cir(77, MonitoringType::number_of_ues_in_area);
    auto& parameters = request.configurations.front().parameters;
    parameters.maximum_reports.reset();
    domain::Location area;
    area.mme.emplace().tracking_area = base::Bytes{0x62, 0xF2, 0x10, 0, 7};
    parameters.areas.push_back(area);
    const Arrived asked = world_.ask(peer::acme, s6t::encode(request), 0x177);
    const std::size_t place = world_.waiting_for(command::t6a::configuration_information_request);
    EXPECT_EQ(world_.transport.sent()[place].peer, peer::mme_a);
    const auto south =
        *t6a::decode_configuration_information_request(world_.transport.sent()[place].message);
    t6a::ConfigurationInformationAnswer answer;
    answer.head = answer_from(mme_a().text());
    monitoring::EventReport report;
    report.reference = *south.configurations.front().reference;
    report.report.ue_counts.push_back({area, 42});
    answer.reports.push_back(report);
    world_.answer(place, t6a::encode(answer));
    const auto told = cia(asked);
    ASSERT_THAT(told.reports, SizeIs(1));
    EXPECT_EQ(told.reports.front().report.ue_counts.front().count, 42U);
    EXPECT_EQ(told.reports.front().reference.id, 77U);
}

TEST_F(MonitoringOnTheWire, subscriptions_and_reports_survive_a_crash)
{
    const auto ours = watch(77);
    hss_reports(ours, 5);
    world_.restart();
    world_.open_all();
    const auto& rir = world_.transport.sent().back();
    ASSERT_EQ(rir.peer, peer::acme);
    EXPECT_NE(rir.message.header.flags & diameter::flag::retransmitted, 0);
    const Arrived again = hss_reports(ours, 6);
    const auto ria = *s6t::decode_reporting_information_answer(*world_.transport.answer_of(again));
    EXPECT_TRUE(ria.head.outcome.is_success());
}

} // namespace
} // namespace iwf::test
