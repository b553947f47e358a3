// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/record_codec.hpp"

#include "tests/support/store/sample_monitoring.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace iwf::store {
namespace {

using core::SubscriptionId;
using mtciwf::v1::ReportRecord;
using mtciwf::v1::SubscriptionRecord;
using testing::full_report;
using testing::full_subscription;
using ::testing::StartsWith;

template <class Message, class Record>
Message message_of(const Record& record)
{
    Message message;
    to_message(record, message);
    return message;
}

template <class Message>
struct WrongField
{
    std::string name;
    std::function<void(Message&)> spoil;
};

template <class Message>
void expect_refused(const Message& message, const std::vector<WrongField<Message>>& cases)
{
    for (const WrongField<Message>& wrong : cases) {
        Message spoilt = message;
        wrong.spoil(spoilt);
        const auto read = from_message(spoilt);
        ASSERT_FALSE(read) << wrong.name;
        EXPECT_THAT(read.error().text, StartsWith(wrong.name + ": "));
    }
}

TEST(MonitoringWrongValues, a_value_no_subscription_can_have_is_refused_with_the_name_of_its_field)
{
    const auto reachability = [](auto& m) {
        return m.mutable_parameters()->mutable_ue_reachability();
    };
    const auto location = [](auto& m) { return m.mutable_parameters()->mutable_location(); };
    using State = SubscriptionRecord::State;
    using Kind = SubscriptionRecord::Kind;
    expect_refused<SubscriptionRecord>(
        message_of<SubscriptionRecord>(full_subscription(SubscriptionId{77})),
        {
            {"state", [](auto& m) { m.clear_state(); }},
            {"state", [](auto& m) { m.set_state(static_cast<State>(5)); }},
            {"kind", [](auto& m) { m.clear_kind(); }},
            {"kind", [](auto& m) { m.set_kind(static_cast<Kind>(4)); }},
            {"watched", [](auto& m) { m.clear_watched(); }},
            {"external_identifier", [](auto& m) { m.set_external_identifier("x"); }},
            {"external_group", [](auto& m) { m.set_external_group("x"); }},
            {"msisdn", [](auto& m) { m.set_msisdn("x"); }},
            {"node", [](auto& m) { m.set_node("no host"); }},
            {"parameters.type", [](auto& m) { m.clear_parameters(); }},
            {"parameters.type", [](auto& m) { m.mutable_parameters()->set_type(11); }},
            {"parameters.association", [](auto& m) { m.mutable_parameters()->set_association(2); }},
            {"parameters.ue_reachability.type", [&](auto& m) { reachability(m)->set_type(0); }},
            {"parameters.ue_reachability.type", [&](auto& m) { reachability(m)->set_type(3); }},
            {"parameters.location.type", [&](auto& m) { location(m)->set_type(2); }},
            {"parameters.location.accuracy", [&](auto& m) { location(m)->set_accuracy(5); }},
            {"patterns.indicator", [](auto& m) { m.mutable_patterns(1)->set_indicator(2); }},
            {"patterns.stationary", [](auto& m) { m.mutable_patterns(1)->set_stationary(2); }},
        }
    );
}

TEST(MonitoringWrongValues, a_value_no_report_can_have_is_refused_with_the_name_of_its_field)
{
    const auto pdn = [](auto& m) { return m.mutable_report()->mutable_pdn_connectivity(1); };
    expect_refused<ReportRecord>(
        message_of<ReportRecord>(full_report(SubscriptionId{77}, 78)),
        {
            {"external_identifier", [](auto& m) { m.set_external_identifier("x"); }},
            {"msisdn", [](auto& m) { m.set_msisdn("x"); }},
            {"status.result", [](auto& m) { m.mutable_status()->set_result(13); }},
            {"report.type", [](auto& m) { m.mutable_report()->set_type(11); }},
            {"report.handling", [](auto& m) { m.mutable_report()->set_handling(3); }},
            {"report.roaming", [](auto& m) { m.mutable_report()->set_roaming(2); }},
            {"report.imei_change", [](auto& m) { m.mutable_report()->set_imei_change(0); }},
            {"report.imei_change", [](auto& m) { m.mutable_report()->set_imei_change(3); }},
            {"report.reachability", [](auto& m) { m.mutable_report()->set_reachability(2); }},
            {"report.reachability_cause",
             [](auto& m) { m.mutable_report()->set_reachability_cause(2); }},
            {"report.loss_reason", [](auto& m) { m.mutable_report()->set_loss_reason(6); }},
            {"report.broken", [](auto& m) { m.mutable_report()->set_broken(0); }},
            {"report.broken", [](auto& m) { m.mutable_report()->set_broken(5); }},
            {"report.pdn_connectivity.type", [&](auto& m) { pdn(m)->clear_type(); }},
            {"report.pdn_connectivity.type", [&](auto& m) { pdn(m)->set_type(2); }},
        }
    );
}

} // namespace
} // namespace iwf::store
