// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "iwf/app/config/difference.hpp"
#include "tests/unit/app/config/config_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DifferenceTest : public testing::Test
{
protected:
    [[nodiscard]] Config load(const std::string& daemon, const std::string& contracts) const
    {
        (void)folder_.write("contracts/some.yaml", contracts);
        auto config = load_config(
            folder_.write("iwfd.yaml", smallest_daemon + "contracts: [contracts]\n" + daemon)
        );
        EXPECT_THAT(errors_of(config), IsEmpty());
        return config ? *std::move(config) : Config{};
    }

    void write_group(const std::string& content) const
    {
        (void)folder_.write("meters.txt", content);
    }

    [[nodiscard]] static std::vector<std::string> what(const Difference& difference)
    {
        return difference.contracts.empty() ? std::vector<std::string>{}
                                            : difference.contracts.front().what;
    }

private:
    TemporaryFolder folder_;
};

TEST_F(DifferenceTest, the_same_files_have_none_nor_has_a_default_that_is_written_out)
{
    const Config before = load("", contract_number(1));
    const Config after = load("", contract_number(1) + "limits: {payload_max: 140}\n");
    const Difference none = difference(before, before);
    EXPECT_THAT(none.contracts, IsEmpty());
    EXPECT_THAT(none.daemon, IsEmpty());
    EXPECT_THAT(difference(before, after).contracts, IsEmpty());
}

TEST_F(DifferenceTest, contracts_come_and_go_by_name)
{
    const Config before = load("", contract_number(1));
    const Config after = load("", contract_number(2));
    const Difference found = difference(before, after);
    ASSERT_EQ(found.contracts.size(), 2U);
    EXPECT_EQ(found.contracts[0].contract, "server100001");
    EXPECT_EQ(found.contracts[0].kind, ChangeKind::removed);
    EXPECT_EQ(found.contracts[1].contract, "server100002");
    EXPECT_EQ(found.contracts[1].kind, ChangeKind::added);
}

TEST_F(DifferenceTest, a_change_has_a_line_for_each_key_with_what_was_and_what_will_be)
{
    const Config before = load("", contract_number(1) + "limits: {validity_max: 1h, ports: [1]}\n");
    std::string changed = contract_number(1);
    changed.replace(changed.find("[request, recall, replace]"), 26, "[request]");
    const Config after = load(
        "",
        changed + "limits: {payload_max: 200, validity_max: 90s, ports: [1, {from: 7, to: 9}]}\n"
                  "rates: {requests: {rate: 5/s, burst: 10}}\n"
    );
    EXPECT_THAT(
        what(difference(before, after)),
        ElementsAre(
            "actions: - recall - replace",
            "limits.payload_max: 140 -> 200",
            "limits.validity_max: 1h -> 90s",
            "limits.ports: + {from: 7, to: 9}",
            R"(rates.requests: none -> {rate: "5/s", burst: 10})"
        )
    );
    EXPECT_THAT(
        what(difference(after, before)).back(),
        R"(rates.requests: {rate: "5/s", burst: 10} -> none)"
    );
}

TEST_F(DifferenceTest, another_order_is_told)
{
    const std::string one = contract_number(1);
    std::string other = one;
    other.replace(other.find("request, recall"), 15, "recall, request");
    EXPECT_THAT(
        what(difference(load("", one), load("", other))), ElementsAre("actions: in another order")
    );
}

TEST_F(DifferenceTest, other_keys_of_the_daemon_are_told)
{
    const Config before = load("", contract_number(1));
    const Config after = load("log: {level: debug}\n", contract_number(1));
    EXPECT_THAT(difference(before, after).daemon, ElementsAre("log.level: info -> debug"));
}

TEST_F(DifferenceTest, F10_the_devices_of_a_group_come_and_go)
{
    const auto with = [this](const std::string& devices) {
        write_group(devices);
        return load("groups: [{name: meters, file: meters.txt}]\n", contract_number(1));
    };
    const Config before = with("m1@a.example\nm2@a.example\n");
    const Config same = with("# other lines\nm2@a.example\nm1@A.example\n");
    EXPECT_THAT(difference(before, same).daemon, IsEmpty());
    EXPECT_THAT(
        difference(before, with("m1@a.example\n")).daemon,
        ElementsAre("groups.meters: 2 -> 1 devices")
    );
    EXPECT_THAT(
        difference(before, with("m1@a.example\nm3@a.example\n")).daemon,
        ElementsAre("groups.meters: other devices, 2 as before")
    );
}

} // namespace
} // namespace iwf::config
