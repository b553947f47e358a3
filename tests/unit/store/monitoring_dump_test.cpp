// SPDX-License-Identifier: Apache-2.0
#include "iwf/store/dump.hpp"

#include "iwf/store/record_format.hpp"
#include "tests/support/store/sample_monitoring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::store {
namespace {

using core::SubscriptionId;
using ::testing::EndsWith;
using testing::full_report;
using testing::full_subscription;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr DumpOptions json{.format = DumpFormat::json};
constexpr DumpOptions clear{.identities = SubscriberIdentities::clear};

std::string line_of(const core::SubscriptionRecord& record, DumpOptions options)
{
    return dump_record(key_of(record.id), RecordEncoder{}.encode(record), options).value();
}

std::string line_of(const core::ReportRecord& record, DumpOptions options)
{
    const std::string key = key_of_report(record.subscription, record.sequence);
    return dump_record(key, RecordEncoder{}.encode(record), options).value();
}

TEST(MonitoringDump, a_subscription_is_a_line_of_json)
{
    const std::string line = line_of(full_subscription(SubscriptionId{0xFFFFFFFFFFFFFFFF}), json);
    EXPECT_THAT(
        line,
        StartsWith(R"({"subscription":"18446744073709551615","state":"ENDED",)"
                   R"("kind":"OBSERVATION","removal_owed":true,"contract":"meters",)"
                   R"("reference.id":4026531841,"reference.extended":"17293822577692639235",)"
                   R"("external_group":"all-meters@meters.example",)"
                   R"("parameters.type":"PDN_CONNECTIVITY_STATUS",)")
    );
    EXPECT_THAT(line, HasSubstr(R"("parameters.monitoring_until":"2023-11-14T22:13:21.000Z")"));
    EXPECT_THAT(line, HasSubstr(R"("parameters.location.accuracy":"PLMN-ID")"));
    EXPECT_THAT(line, HasSubstr(R"("parameters.provider_id":"provider-\\xff")"));
    EXPECT_THAT(line, HasSubstr(R"("patterns.1.scheduled.0.days":127)"));
    EXPECT_THAT(line, HasSubstr(R"("memory.told_at.0":"2023-11-14T22:13:28.000Z")"));
    EXPECT_THAT(line, HasSubstr(R"("node":"hss-2.core.operator.example")"));
    EXPECT_THAT(line, EndsWith(R"("created":"2023-11-14T22:13:28.001Z","counted":95})"));
}

TEST(MonitoringDump, a_subscription_is_a_line_of_text_with_only_what_is_set)
{
    EXPECT_EQ(
        line_of(testing::bare_subscription(SubscriptionId{5}), {}),
        "subscription=5 state=INTENDED kind=EVENT msisdn=12345 parameters.type=LOSS_OF_CONNECTIVITY"
    );
    EXPECT_EQ(line_of(testing::bare_report(SubscriptionId{5}, 6), {}), "report_of=5 sequence=6");
}

TEST(MonitoringDump, a_report_is_a_line_with_the_names_of_the_standard)
{
    const std::string line = line_of(full_report(SubscriptionId{5}, 6), {});
    EXPECT_THAT(line, StartsWith("report_of=5 sequence=6 origin.sender=17293822594872508423 "));
    EXPECT_THAT(line, HasSubstr(" report.type=PDN_CONNECTIVITY_STATUS report.handling=CANCEL "));
    EXPECT_THAT(line, HasSubstr(" report.visited_plmn=62f210 "));
    EXPECT_THAT(line, HasSubstr(" report.loss_reason=UE_PURGED_SGSN "));
    EXPECT_THAT(line, HasSubstr(" report.broken=SCHEDULED_TIME "));
    EXPECT_THAT(line, HasSubstr(" report.pdn_connectivity.1.access_point_name=iot-\\xfe.example "));
    EXPECT_THAT(line, HasSubstr(" msisdn=49170123456 "));
    EXPECT_THAT(
        line,
        EndsWith(" received=2023-11-14T22:13:29.001Z may_be_repeated=true "
                 "status.result=7 status.absent_subscriber=true")
    );
}

TEST(MonitoringDump, what_tells_the_device_or_its_place_is_masked_unless_asked_for)
{
    const auto report = full_report(SubscriptionId{5}, 6);
    const auto subscription = full_subscription(SubscriptionId{5});
    const std::string masked = line_of(report, {}) + ' ' + line_of(subscription, {});
    EXPECT_THAT(masked, HasSubstr(" report.terminal.imei=************48 "));
    EXPECT_THAT(masked, HasSubstr(" report.location.mme.cell=************81 "));
    EXPECT_THAT(masked, HasSubstr(" report.pdn_connectivity.0.addresses.1=**********02 "));
    EXPECT_THAT(masked, HasSubstr(" memory.place=******************35 "));
    for (const char* secret : {"3520990017614", "23f110", "00010a0000", "17375808", "21f110"}) {
        EXPECT_THAT(masked, Not(HasSubstr(secret)));
    }
    const std::string shown = line_of(report, clear) + ' ' + line_of(subscription, clear);
    for (const char* secret :
         {"imei=35209900176148",
          "mme.cell=23f11000000181",
          "addresses.1=00010a000002",
          "place=17375808098319191535"}) {
        EXPECT_THAT(shown, HasSubstr(secret));
    }
}

TEST(MonitoringDump, a_record_of_an_unknown_kind_says_so)
{
    const auto dumped = dump_record("unknown", "", {});
    ASSERT_FALSE(dumped);
    EXPECT_EQ(dumped.error().text, "the key is not one this release writes");
}

TEST(MonitoringDump, the_count_of_a_member_of_a_group_is_a_line_without_its_digest)
{
    const core::MemberRecord record{SubscriptionId{5}, 1234567, 3};
    const std::string line =
        dump_record(
            key_of_member(record.subscription, record.member), RecordEncoder{}.encode(record), {}
        )
            .value();
    EXPECT_THAT(line, StartsWith("member_of=5 "));
    EXPECT_THAT(line, EndsWith(" reports=3"));
    EXPECT_THAT(line, Not(HasSubstr("12345")));
}

} // namespace
} // namespace iwf::store
