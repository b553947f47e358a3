// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "iwf/app/config/config.hpp"
#include "iwf/core/policy/authorise.hpp"
#include "iwf/domain/digits.hpp"
#include "tests/unit/app/config/config_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// C3, F7: sets, groups, patterns and exclusions, from the files to the decision.
namespace iwf::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view contract = R"(name: acme
identity:
  host: scs.acme.example
  realm: acme.example
  scs_identity: ["4930123"]
protection: none
device_sets:
  - name: meters
    devices:
      external_id_patterns: ['meter[0-9]{2,4}@acme.example']
      groups: [pilot]
    actions: [request, recall]
  - name: valves
    devices:
      external_id_domains: [acme.example]
      msisdn_prefixes: ["49151"]
    actions: [request]
    limits:
      payload_max: 10
except:
  groups: [stolen]
limits:
  payload_max: 100
)";

class DeviceTermsTest : public testing::Test
{
protected:
    DeviceTermsTest()
    {
        write("groups/pilot.txt", "# pilot\npump1@acme.example\n491510000001\n");
        write("groups/stolen.txt", "meter13@acme.example\n");
        write("acme.yaml", std::string{contract});
        daemon_ = write(
            "iwfd.yaml",
            smallest_daemon + "contracts: [acme.yaml]\n"
                              "groups:\n"
                              "  - {name: pilot, file: groups/pilot.txt}\n"
                              "  - {name: stolen, file: groups/stolen.txt}\n"
        );
    }

    std::string write(const std::string& name, const std::string& content)
    {
        return folder_.write(name, content);
    }

    /// The places of the rules, relative to the folder.
    std::string judged(
        const Config& config, std::string_view device, domain::ActionType action, std::size_t octets
    )
    {
        core::ActionClaim claim;
        claim.identity.scs_identity = domain::to_tbcd("4930123");
        if (domain::all_digits(device)) {
            claim.identity.msisdn = domain::to_tbcd(device);
        } else {
            claim.identity.external_identifier = device;
        }
        claim.action = action;
        claim.payload_octets = octets;
        const auto decision = core::authorise(*config.book->find_by_name("acme"), claim);
        const auto* const refusal = std::get_if<core::Refusal>(&decision);
        std::string out =
            refusal == nullptr ? "SUCCESS" : std::string{domain::name(refusal->status)};
        const auto& rules =
            refusal == nullptr ? std::get<core::Permitted>(decision).rules : refusal->rules;
        const std::string folder = folder_.path().string() + "/";
        for (const core::DecidingRule& rule : rules) {
            std::string place = rule.place();
            place.erase(0, place.starts_with(folder) ? folder.size() : 0);
            out += " " + std::string{name(rule.kind)} + "=" + place;
        }
        return out;
    }

    TemporaryFolder folder_;
    std::string daemon_;
};

constexpr auto request = domain::ActionType::device_trigger_request;
constexpr auto recall = domain::ActionType::device_trigger_recall;

TEST_F(DeviceTermsTest, F7_every_rule_of_a_decision_has_its_file_and_line)
{
    const auto config = load_config(daemon_);
    ASSERT_THAT(errors_of(config), IsEmpty());
    EXPECT_EQ(
        judged(*config, "meter12@acme.example", request, 100),
        "SUCCESS scs_identity=acme.yaml:5 action=acme.yaml:12 payload=acme.yaml:23 "
        "device_set=acme.yaml:8 device=acme.yaml:10"
    );
    EXPECT_EQ(
        judged(*config, "491510000001", recall, 0),
        "SUCCESS scs_identity=acme.yaml:5 action=acme.yaml:12 device_set=acme.yaml:8 "
        "device=acme.yaml:11 member=groups/pilot.txt:3"
    );
    EXPECT_EQ(
        judged(*config, "valve1@acme.example", request, 11),
        "INVPAYLOAD device_set=acme.yaml:13 device=acme.yaml:15 payload=acme.yaml:19"
    );
    EXPECT_EQ(
        judged(*config, "valve1@acme.example", recall, 0),
        "NOTAUTHORIZED device_set=acme.yaml:13 device=acme.yaml:15 action=acme.yaml:17"
    );
    EXPECT_EQ(
        judged(*config, "meter13@acme.example", request, 0),
        "NOTAUTHORIZED exclusion=acme.yaml:21 member=groups/stolen.txt:1"
    );
    EXPECT_EQ(judged(*config, "meter1@volt.example", request, 0), "INVEXTID device=acme.yaml:8");
}

TEST_F(DeviceTermsTest, what_is_printed_loads_to_the_same_decisions)
{
    const auto config = load_config(daemon_);
    ASSERT_THAT(errors_of(config), IsEmpty());
    const TemporaryFolder elsewhere;
    const auto again = load_config(elsewhere.write("dump.yaml", print_effective(*config)));
    ASSERT_THAT(errors_of(again), IsEmpty());
    const auto status = [this](const Config& of, std::string_view device, auto... claim) {
        const std::string all = judged(of, device, claim...);
        return all.substr(0, all.find(' '));
    };
    for (const char* device :
         {"meter12@acme.example",
          "meter1@acme.example",
          "meter13@acme.example",
          "pump1@acme.example",
          "x@volt.example",
          "491510000001",
          "491510000002"}) {
        for (const std::size_t octets : {10U, 11U, 100U, 101U}) {
            EXPECT_EQ(
                status(*again, device, request, octets), status(*config, device, request, octets)
            );
        }
        EXPECT_EQ(status(*again, device, recall, 0U), status(*config, device, recall, 0U));
    }
}

TEST_F(DeviceTermsTest, rates_of_sets_and_groups_have_their_lines)
{
    write(
        "acme.yaml",
        std::string{contract} + "rates:\n"
                                "  per_group: {rate: 50/m, burst: 5}\n"
    );
    const auto before = load_config(daemon_);
    ASSERT_THAT(errors_of(before), IsEmpty());
    const core::Sourced<core::RateLimit> rate{{{50, std::chrono::minutes{1}}, 5}, 25};
    EXPECT_EQ(before->book->find_by_name("acme")->rates.per_group, rate);
    EXPECT_EQ(before->book->find_by_name("acme")->sets[1].requests, std::nullopt);
    std::string with_rate{contract};
    with_rate.insert(
        with_rate.find("except:"), "    rates:\n      requests: {rate: 6/h, burst: 2}\n"
    );
    write("acme.yaml", with_rate);
    const auto after = load_config(daemon_);
    ASSERT_THAT(errors_of(after), IsEmpty());
    const core::Sourced<core::RateLimit> of_set{{{6, std::chrono::hours{1}}, 2}, 21};
    EXPECT_EQ(after->book->find_by_name("acme")->sets[1].requests, of_set);
    EXPECT_EQ(after->book->find_by_name("acme")->sets[0].requests, std::nullopt);
    const TemporaryFolder elsewhere;
    const auto again = load_config(elsewhere.write("dump.yaml", print_effective(*after)));
    ASSERT_THAT(errors_of(again), IsEmpty());
    EXPECT_EQ(again->book->find_by_name("acme")->sets[1].requests->value, of_set.value);
}

constexpr std::string_view watching = R"(name: acme
identity: {host: scs.acme.example, realm: acme.example, scs_identity: ["4930123"]}
protection: none
device_sets:
  - name: meters
    devices: {external_id_domains: [acme.example]}
    actions: [request, location, loss_of_connectivity]
  - name: valves
    devices: {msisdn_prefixes: ["49151"]}
    actions: [behaviour, association]
    limits:
      monitoring: {terminal: true, reports: 7}
limits:
  monitoring:
    accuracy: base_station
    duration: 24h
    interval: 1m
    detection_time: 2m
    subscriptions: 9
)";

TEST_F(DeviceTermsTest, F5_what_may_be_watched_and_how_much_of_it_have_their_lines)
{
    using domain::MonitoringType;
    write("acme.yaml", std::string{watching});
    const auto config = load_config(daemon_);
    ASSERT_THAT(errors_of(config), IsEmpty());
    const core::Contract& acme = *config->book->find_by_name("acme");
    const auto& events = acme.sets[0].events;
    EXPECT_EQ(events.find(MonitoringType::location_reporting), 7U);
    EXPECT_EQ(events.find(MonitoringType::loss_of_connectivity), 7U);
    EXPECT_EQ(events.find(MonitoringType::roaming_status), std::nullopt);
    EXPECT_EQ(events.behaviour(), std::nullopt);
    EXPECT_EQ(acme.sets[0].actions.find(request), 7U);
    EXPECT_EQ(acme.sets[0].actions.find(recall), std::nullopt);
    EXPECT_FALSE(acme.sets[0].limits);
    EXPECT_EQ(acme.sets[1].events.behaviour(), 10U);
    EXPECT_EQ(acme.sets[1].events.find(MonitoringType::change_of_association), 10U);
    EXPECT_EQ(acme.sets[1].actions.find(request), std::nullopt);
    using Number = core::Sourced<std::uint32_t>;
    const auto& limits = acme.limits.monitoring;
    EXPECT_EQ(limits.accuracy, (core::Sourced{domain::Accuracy::base_station, 15U}));
    EXPECT_EQ(limits.reports, std::nullopt);
    EXPECT_EQ(limits.duration_s, (Number{86'400, 16}));
    EXPECT_EQ(limits.interval_s, (Number{60, 17}));
    EXPECT_EQ(limits.detection_s, (Number{120, 18}));
    EXPECT_EQ(limits.subscriptions, (Number{9, 19}));
    EXPECT_EQ(limits.terminal, (core::Sourced{false, 0U}));
    const auto& own = acme.sets[1].limits->monitoring;
    EXPECT_EQ(own.accuracy, (core::Sourced{domain::Accuracy::network, 0U}));
    EXPECT_EQ(own.reports, (Number{7, 12}));
    EXPECT_EQ(own.terminal, (core::Sourced{true, 12U}));
    EXPECT_EQ(own.subscriptions, (Number{9, 19})); // of the server, whatever device it watches
}

TEST_F(DeviceTermsTest, F5_each_word_is_an_event_of_the_standard)
{
    using domain::MonitoringType;
    constexpr std::array<std::string_view, 11> words{
        "loss_of_connectivity",
        "ue_reachability",
        "location",
        "association",
        "roaming",
        "communication_failure",
        "availability",
        "ue_count",
        "reachability_and_idle",
        "availability_and_idle",
        "pdn_connectivity"};
    for (std::uint32_t type = 0; type < words.size(); ++type) {
        std::string text{watching};
        const std::string_view before = "request, location, loss_of_connectivity";
        text.replace(text.find(before), before.size(), words[type]);
        text.resize(text.find("  - name: valves"));
        write("acme.yaml", text);
        const auto config = load_config(daemon_);
        ASSERT_THAT(errors_of(config), IsEmpty());
        const auto& events = config->book->find_by_name("acme")->sets[0].events;
        for (std::uint32_t other = 0; other < words.size(); ++other) {
            EXPECT_EQ(events.find(MonitoringType{other}).has_value(), other == type)
                << words[type] << ' ' << other;
        }
    }
}

TEST_F(DeviceTermsTest, F5_what_is_printed_lets_as_much_be_watched)
{
    write("acme.yaml", std::string{watching});
    const auto config = load_config(daemon_);
    ASSERT_THAT(errors_of(config), IsEmpty());
    const TemporaryFolder elsewhere;
    const auto again = load_config(elsewhere.write("dump.yaml", print_effective(*config)));
    ASSERT_THAT(errors_of(again), IsEmpty());
    const core::Contract& acme = *again->book->find_by_name("acme");
    ASSERT_TRUE(acme.sets[0].limits); // those of the contract, written into the set
    EXPECT_EQ(acme.sets[0].limits->monitoring.interval_s->value, 60U);
    EXPECT_EQ(acme.sets[0].limits->monitoring.subscriptions->value, 9U);
    EXPECT_EQ(acme.sets[1].limits->monitoring.interval_s, std::nullopt);
    EXPECT_EQ(acme.sets[1].limits->monitoring.reports->value, 7U);
    EXPECT_TRUE(acme.sets[1].events.behaviour());
}

TEST_F(DeviceTermsTest, B7_wrong_lines_of_groups_are_told_with_all_other_errors)
{
    const std::string pilot = write("groups/pilot.txt", "pump1@acme.example\npump2\n");
    const std::string acme = write("acme.yaml", std::string{contract} + "colour: red\n");
    const auto config = load_config(daemon_);
    const auto errors = errors_of(config);
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_TRUE(errors[0].starts_with(acme + ":24:1: colour: unknown key")) << errors[0];
    EXPECT_EQ(errors[1], pilot + ":2:1: not a device; expected local@domain, or 5 to 15 digits");
}

TEST_F(DeviceTermsTest, a_version_keeps_its_groups_when_the_next_is_loaded)
{
    const auto before = load_config(daemon_);
    ASSERT_THAT(errors_of(before), IsEmpty());
    write("groups/stolen.txt", "# found again\n");
    const auto after = load_config(daemon_);
    ASSERT_THAT(errors_of(after), IsEmpty());
    EXPECT_TRUE(judged(*before, "meter13@acme.example", request, 0).starts_with("NOTAUTHORIZED"));
    EXPECT_TRUE(judged(*after, "meter13@acme.example", request, 0).starts_with("SUCCESS"));
}

} // namespace
} // namespace iwf::config
