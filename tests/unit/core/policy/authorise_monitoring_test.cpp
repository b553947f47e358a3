// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/authorise_monitoring.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "iwf/core/policy/device_groups_builder.hpp"
#include "tests/unit/core/policy/sample_contract.hpp"

#include <gtest/gtest.h>

/// C3, F5, F7: which events a server may watch of which devices, what it is told else, and by which
/// rules.
namespace iwf::core {
namespace {

using namespace std::chrono_literals;
using domain::EventParameters;
using domain::MonitoringType;

constexpr base::WallTime now{1'700'000'000'000ms}; // a Tuesday, 22:13:20
constexpr GroupId fleet{0};
constexpr GroupId stolen{1};

GroupsSnapshot sample_groups()
{
    DeviceGroupsBuilder builder;
    const auto id = [](std::string_view text) { return *domain::ExternalIdentifier::parse(text); };
    (void)builder.add_group("fleet", "fleet.txt");
    (void)builder.add_group("stolen", "stolen.txt");
    builder.add(fleet, id("truck1@fleet.example"), 1);
    builder.add(fleet, id("truck2@fleet.example"), 2);
    builder.add(stolen, id("truck2@fleet.example"), 5);
    return std::make_shared<const DeviceGroups>(std::move(builder).build());
}

/// sample_contract(), of whose devices losses and locations may be watched; and a set of trucks
/// with limits of its own, of which roaming and behaviour; but for what is stolen.
Contract sample_terms()
{
    Contract contract = sample_contract();
    contract.groups = sample_groups();
    contract.sets[0].name = "meters";
    contract.sets[0].events.offer(MonitoringType::loss_of_connectivity, 23);
    contract.sets[0].events.offer(MonitoringType::location_reporting, 24);
    contract.limits.monitoring.reports = {5, 35};
    DeviceRules trucks;
    trucks.groups = {{fleet, 52}};
    contract.sets.push_back(DeviceTerms{
        .devices = DeviceSet{std::move(trucks), contract.groups},
        .actions = {},
        .limits = contract.limits,
        .name = "trucks",
        .line = 51,
        .actions_line = 53,
    });
    contract.sets[1].events.offer(MonitoringType::roaming_status, 54);
    contract.sets[1].events.offer_behaviour(55);
    contract.sets[1].limits->monitoring.reports = {2, 57};
    DeviceRules exceptions;
    exceptions.groups = {{stolen, 61}};
    contract.exceptions = DeviceSet{std::move(exceptions), contract.groups};
    return contract;
}

struct Asked
{
    std::optional<std::string> external_id{};
    std::optional<std::string> number{};
    std::optional<MonitoringType> event{}; ///< nothing: behaviour
    std::uint32_t reports{1};
    bool group{};
};

struct Judged
{
    MonitoringResult result{};
    std::string rules;
    std::string reason;
};

Judged judged(const Contract& contract, const Asked& asked)
{
    ClaimedIdentity identity;
    identity.external_identifier = asked.external_id;
    if (asked.number) {
        identity.msisdn = domain::to_tbcd(*asked.number);
    }
    EventParameters event;
    event.type = asked.event.value_or(MonitoringType{});
    event.maximum_reports = asked.reports;
    const WatchDecision decision = authorise_watch(
        contract,
        {.identity = identity,
         .group = asked.group,
         .event = asked.event ? &event : nullptr,
         .now = now}
    );
    if (const auto* refusal = std::get_if<WatchRefusal>(&decision)) {
        return {refusal->result, refusal->rules.places(), refusal->reason};
    }
    const auto& permitted = std::get<WatchPermitted>(decision);
    EXPECT_EQ(permitted.watched.group, asked.group);
    return {MonitoringResult::success, permitted.rules.places(), ""};
}

constexpr auto loss = MonitoringType::loss_of_connectivity;
constexpr auto roaming = MonitoringType::roaming_status;
const std::string meter = "meter7@devices.acme.example";
const std::string truck = "truck1@fleet.example";
const std::string stolen_truck = "truck2@fleet.example";

struct Case
{
    const char* what;
    Asked asked;
    MonitoringResult result;
    const char* rules;
};

void expect_all(const std::vector<Case>& cases)
{
    const Contract contract = sample_terms();
    for (const Case& one : cases) {
        const Judged judgement = judged(contract, one.asked);
        EXPECT_EQ(name(judgement.result), name(one.result)) << one.what;
        EXPECT_EQ(judgement.rules, one.rules) << one.what;
        EXPECT_EQ(judgement.reason.find("meter7"), std::string::npos) << judgement.reason;
    }
}

TEST(AuthoriseMonitoringTest, the_rules_that_a_permit_rests_on)
{
    using enum MonitoringResult;
    expect_all({
        {"an event of the set, by the domain",
         {.external_id = meter, .event = loss},
         success,
         "acme.yaml:10 acme.yaml:11 acme.yaml:23"},
        {"by its number",
         {.number = "491511234567", .event = loss},
         success,
         "acme.yaml:10 acme.yaml:13 acme.yaml:23"},
        {"by its group, which names its file",
         {.external_id = truck, .event = roaming},
         success,
         "acme.yaml:51 acme.yaml:52 fleet.txt:1 acme.yaml:54"},
        {"behaviour",
         {.external_id = truck},
         success,
         "acme.yaml:51 acme.yaml:52 fleet.txt:1 acme.yaml:55"},
        {"a group of the network's, in a domain of the contract",
         {.external_id = "all@devices.acme.example", .event = loss, .group = true},
         success,
         "acme.yaml:10 acme.yaml:11 acme.yaml:23"},
    });
}

TEST(AuthoriseMonitoringTest, who_is_not_named_as_the_server_may_name_him)
{
    using enum MonitoringResult;
    expect_all({
        {"what no set offers",
         {.external_id = meter, .event = MonitoringType::pdn_connectivity_status},
         unauthorized_requesting_entity,
         "acme.yaml:20"},
        {"nobody is named", {.event = loss}, user_unknown, "acme.yaml:10"},
        {"two names",
         {.external_id = meter, .number = "491511234567", .event = loss},
         user_unknown,
         "acme.yaml:10"},
        {"malformed", {.external_id = "meter7", .event = loss}, user_unknown, "acme.yaml:10"},
        {"a number too short", {.number = "4915", .event = loss}, user_unknown, "acme.yaml:10"},
        {"a foreign domain",
         {.external_id = "meter7@volt.example", .event = loss},
         user_unknown,
         "acme.yaml:10"},
        {"a group that is a number",
         {.number = "491511234567", .event = loss, .group = true},
         user_unknown,
         "acme.yaml:10"},
    });
}

TEST(AuthoriseMonitoringTest, which_devices_and_how_much)
{
    using enum MonitoringResult;
    expect_all({
        {"excluded",
         {.external_id = stolen_truck, .event = roaming},
         unauthorized_service,
         "acme.yaml:61 stolen.txt:5"},
        {"in no set", {.number = "493000000", .event = loss}, unauthorized_service, "acme.yaml:10"},
        {"a group that is in no set",
         {.external_id = "all@fleet.example", .event = loss, .group = true},
         unauthorized_service,
         "acme.yaml:10"},
        {"an event of the other set",
         {.external_id = truck, .event = loss},
         unauthorized_service,
         "acme.yaml:51 acme.yaml:52 fleet.txt:1 acme.yaml:53"},
        {"behaviour of the other set",
         {.external_id = meter},
         unauthorized_service,
         "acme.yaml:10 acme.yaml:11 acme.yaml:20"},
        {"as many reports as agreed",
         {.external_id = meter, .event = loss, .reports = 5},
         success,
         "acme.yaml:10 acme.yaml:11 acme.yaml:23"},
        {"one more",
         {.external_id = meter, .event = loss, .reports = 6},
         range_not_allowed,
         "acme.yaml:10 acme.yaml:11 acme.yaml:23 acme.yaml:35"},
        {"more than a set agreed",
         {.external_id = truck, .event = roaming, .reports = 3},
         range_not_allowed,
         "acme.yaml:51 acme.yaml:52 fleet.txt:1 acme.yaml:54 acme.yaml:57"},
        {"against the standard, which has no line",
         {.external_id = meter, .event = loss, .reports = 0},
         range_not_allowed,
         "acme.yaml:10 acme.yaml:11 acme.yaml:23"},
    });
}

/// Each step makes right what the one before was refused for, and all that follows is wrong still.
TEST(AuthoriseMonitoringTest, the_first_that_fails_decides)
{
    Contract contract = sample_terms();
    contract.hours.spans = {{{}, 71}}; // no time at all
    contract.hours_line = 70;
    Asked asked{
        .external_id = "x@volt.example",
        .event = MonitoringType::pdn_connectivity_status,
        .reports = 0};
    EXPECT_EQ(judged(contract, asked).rules, "acme.yaml:70");
    EXPECT_EQ(judged(contract, asked).result, MonitoringResult::unauthorized_requesting_entity);
    contract.hours = {};
    EXPECT_EQ(judged(contract, asked).rules, "acme.yaml:20");
    EXPECT_EQ(judged(contract, asked).result, MonitoringResult::unauthorized_requesting_entity);
    asked.event = loss;
    EXPECT_EQ(judged(contract, asked).result, MonitoringResult::user_unknown);
    asked.external_id = stolen_truck;
    EXPECT_EQ(judged(contract, asked).rules, "acme.yaml:61 stolen.txt:5");
    asked.external_id = truck;
    EXPECT_EQ(judged(contract, asked).result, MonitoringResult::unauthorized_service);
    asked.event = roaming;
    EXPECT_EQ(judged(contract, asked).result, MonitoringResult::range_not_allowed);
    asked.reports = 2;
    EXPECT_EQ(judged(contract, asked).result, MonitoringResult::success);
}

TEST(AuthoriseMonitoringTest, what_is_permitted_has_the_limits_of_its_set)
{
    const Contract contract = sample_terms();
    const auto limits = [&contract](const std::string& device, std::optional<MonitoringType> type) {
        EventParameters event;
        event.type = type.value_or(MonitoringType{});
        const domain::WatchedIdentity watched{*domain::ExternalIdentifier::parse(device), false};
        return limits_of_watch(contract, watched, type ? &event : nullptr);
    };
    EXPECT_EQ(limits(meter, loss), &contract.limits.monitoring);
    EXPECT_EQ(limits(truck, roaming), &contract.sets[1].limits->monitoring);
    EXPECT_EQ(limits(truck, std::nullopt), &contract.sets[1].limits->monitoring);
    EXPECT_EQ(limits(truck, loss), nullptr);
    EXPECT_EQ(limits(meter, std::nullopt), nullptr);
    EXPECT_EQ(limits(stolen_truck, roaming), nullptr);
    EXPECT_EQ(limits("x@volt.example", loss), nullptr);
}

} // namespace
} // namespace iwf::core
