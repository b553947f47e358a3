// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "iwf/core/policy/device_groups_builder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace iwf::core {
namespace {

using domain::ExternalIdentifier;
using domain::Msisdn;

void add(DeviceGroupsBuilder& builder, GroupId group, std::string_view device, SourceLine line)
{
    if (const auto msisdn = Msisdn::parse(device)) {
        return builder.add(group, *msisdn, line);
    }
    builder.add(group, *ExternalIdentifier::parse(device), line);
}

/// "group:line" of each membership.
std::set<std::string> found(const DeviceGroups& groups, std::string_view device)
{
    const auto msisdn = Msisdn::parse(device);
    Memberships all =
        msisdn ? groups.find(*msisdn) : groups.find(*ExternalIdentifier::parse(device));
    std::set<std::string> out;
    while (const auto member = all.next()) {
        const auto [at, fresh] =
            out.insert(groups.group(member->group).name + ":" + std::to_string(member->line));
        EXPECT_TRUE(fresh) << *at;
    }
    return out;
}

using Names = std::set<std::string>;

TEST(DeviceGroupsTest, none_hold_nothing)
{
    EXPECT_EQ(found(DeviceGroups{}, "meter1@acme.example"), Names{});
    const DeviceGroups built = DeviceGroupsBuilder{}.build();
    EXPECT_EQ(found(built, "meter1@acme.example"), Names{});
    EXPECT_EQ(built.devices(), 0U);
    EXPECT_FALSE(built.find_group("meters").has_value());
}

TEST(DeviceGroupsTest, a_device_is_found_in_each_of_its_groups_with_its_line)
{
    DeviceGroupsBuilder builder;
    const GroupId meters = builder.add_group("meters", "meters.txt");
    const GroupId stolen = builder.add_group("stolen", "stolen.txt");
    add(builder, meters, "meter1@acme.example", 1);
    add(builder, meters, "491510000001", 2);
    add(builder, meters, "meter2@acme.example", 300);
    add(builder, stolen, "meter2@acme.example", 70000);
    add(builder, stolen, "meter2@volt.example", 8);
    const DeviceGroups groups = std::move(builder).build();

    EXPECT_EQ(found(groups, "meter1@acme.example"), Names{"meters:1"});
    EXPECT_EQ(found(groups, "491510000001"), Names{"meters:2"});
    EXPECT_EQ(found(groups, "meter2@acme.example"), (Names{"meters:300", "stolen:70000"}));
    EXPECT_EQ(found(groups, "meter2@volt.example"), Names{"stolen:8"});
    for (const char* other :
         {"meter3@acme.example", "meter1@volt.example", "meter@acme.example", "491510000002"}) {
        EXPECT_EQ(found(groups, other), Names{}) << other;
    }
    EXPECT_EQ(groups.devices(), 4U);
    EXPECT_EQ(groups.group(meters).members, 3U);
    EXPECT_EQ(groups.find_group("stolen"), stolen);
    EXPECT_TRUE(groups.knows_domain(meters, "acme.example"));
    EXPECT_FALSE(groups.knows_domain(meters, "volt.example"));
    EXPECT_TRUE(groups.knows_domain(stolen, "volt.example"));
    EXPECT_FALSE(groups.knows_domain(stolen, ""));
}

TEST(DeviceGroupsTest, a_local_part_of_digits_is_not_the_number)
{
    DeviceGroupsBuilder builder;
    const GroupId group = builder.add_group("g", "g.txt");
    add(builder, group, "491510000001", 1);
    add(builder, group, "491510000002@acme.example", 2);
    const DeviceGroups groups = std::move(builder).build();
    EXPECT_EQ(found(groups, "491510000001@acme.example"), Names{});
    EXPECT_EQ(found(groups, "491510000002"), Names{});
}

TEST(DeviceGroupsTest, a_device_twice_in_a_group_is_found_at_the_first_line)
{
    DeviceGroupsBuilder builder;
    const GroupId first = builder.add_group("first", "1.txt");
    const GroupId second = builder.add_group("second", "2.txt");
    add(builder, second, "meter1@acme.example", 9);
    add(builder, first, "meter1@acme.example", 7);
    add(builder, second, "meter1@acme.example", 3);
    add(builder, first, "meter1@acme.example", 8);
    const DeviceGroups groups = std::move(builder).build();
    EXPECT_EQ(found(groups, "meter1@acme.example"), (Names{"first:7", "second:3"}));
    EXPECT_EQ(groups.group(second).members, 1U);
}

TEST(DeviceGroupsTest, the_longest_identifier_and_many_groups_are_kept)
{
    const std::string longest = std::string(243, 'x') + "@b.example";
    DeviceGroupsBuilder builder;
    for (int i = 0; i < 1000; ++i) {
        add(builder, builder.add_group("g" + std::to_string(i), "f"), longest, 4'000'000'000U);
    }
    const DeviceGroups groups = std::move(builder).build();
    EXPECT_EQ(found(groups, longest).size(), 1000U);
    EXPECT_EQ(groups.devices(), 1U);
}

/// So many that some are alone in their bucket, some are with more than a look-up passes over, and
/// some have the tag of another in it.
TEST(DeviceGroupsTest, A7_of_many_devices_each_is_found_and_no_other)
{
    constexpr int devices = 100'000;
    const auto name = [](int i) {
        const std::string digits = std::to_string(491510000000 + i);
        return i % 2 == 0 ? digits : digits + "@d" + std::to_string(i % 7) + ".example";
    };
    DeviceGroupsBuilder builder;
    const GroupId meters = builder.add_group("meters", "meters.txt");
    for (int i = 0; i < devices; ++i) {
        add(builder, meters, name(i), static_cast<SourceLine>(i + 1));
    }
    const DeviceGroups groups = std::move(builder).build();
    ASSERT_EQ(groups.devices(), static_cast<std::size_t>(devices));
    for (int i = 0; i < devices; ++i) {
        ASSERT_EQ(found(groups, name(i)), Names{"meters:" + std::to_string(i + 1)});
        ASSERT_EQ(found(groups, name(devices + i)), Names{});
    }
}

TEST(DeviceGroupsTest, S6_a_device_in_no_group_has_members_of_none_to_look_at)
{
    DeviceGroupsBuilder builder;
    const GroupId meters = builder.add_group("meters", "meters.txt");
    for (SourceLine line = 1; line <= 1000; ++line) {
        add(builder, meters, std::to_string(491510000000 + line), line);
    }
    const DeviceGroups groups = std::move(builder).build();
    for (int i = 0; i < 1000; ++i) {
        Memberships members = groups.find(*Msisdn::parse(std::to_string(491520000000 + i)));
        EXPECT_FALSE(Memberships{members}.next().has_value());
        const auto stand_in = members.next_or_stand_in();
        ASSERT_TRUE(stand_in.has_value());
        EXPECT_EQ(stand_in->group, Memberships::no_group);
        EXPECT_FALSE(members.next_or_stand_in().has_value());
    }
}

/// Few names, so that many meet; what the groups say is what a map says.
TEST(DeviceGroupsTest, A7_any_devices_in_any_groups_are_found_as_a_map_finds_them)
{
    EXPECT_TRUE(rc::check([] {
        const auto device = [] {
            const auto name = *rc::gen::inRange(0, 40);
            const auto domain = *rc::gen::element("", "@a.example", "@b.example");
            return std::to_string(49151000 + name) + domain;
        };
        DeviceGroupsBuilder builder;
        std::map<std::string, std::map<int, SourceLine>> expected;
        const int groups = *rc::gen::inRange(1, 4);
        for (int group = 0; group < groups; ++group) {
            const GroupId id = builder.add_group(std::to_string(group), "f");
            const auto size = *rc::gen::inRange<SourceLine>(0, 60);
            for (SourceLine line = 1; line <= size; ++line) {
                const std::string name = device();
                add(builder, id, name, line);
                expected[name].emplace(group, line);
            }
        }
        const DeviceGroups made = std::move(builder).build();
        RC_ASSERT(made.devices() == expected.size());
        for (int tries = 0; tries < 60; ++tries) {
            const std::string name = device();
            Names names;
            for (const auto& [group, line] : expected[name]) {
                names.insert(std::to_string(group) + ":" + std::to_string(line));
            }
            RC_ASSERT(found(made, name) == names);
        }
    }));
}

} // namespace
} // namespace iwf::core
