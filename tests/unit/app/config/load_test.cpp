// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <string>

#include "iwf/app/config/check_command.hpp"
#include "iwf/app/config/config.hpp"
#include "tests/unit/app/config/config_files.hpp"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

namespace iwf::config {
namespace {

using namespace std::chrono_literals;
using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> names_of_contracts(const LoadResult& result)
{
    std::vector<std::string> out;
    if (result) {
        for (const auto& contract : result->contracts) {
            out.push_back(contract.name());
        }
    }
    return out;
}

TEST(LoadConfigTest, the_smallest_file_is_enough_and_gets_the_defaults)
{
    const TemporaryFolder folder;
    const auto config = load_config(folder.write("iwfd.yaml", smallest_daemon));
    ASSERT_THAT(errors_of(config), IsEmpty());
    EXPECT_EQ(config->daemon.listen(0).port(), 3868U);
    EXPECT_EQ(config->daemon.hss().peers(0).realm(), "example.net"); // that of the IWF
    EXPECT_EQ(duration(config->daemon.timers().watchdog()), std::chrono::seconds{30});
    EXPECT_EQ(config->daemon.sms_sc().type_of_address(), 145U);
    EXPECT_EQ(config->daemon.features().msisdn_less_mo_sms_bit(), 1U);
    EXPECT_TRUE(config->daemon.journal().sync());
    EXPECT_TRUE(config->book->contracts().empty());
}

TEST(LoadConfigTest, contracts_are_found_by_path_folder_and_pattern_once_each)
{
    const TemporaryFolder folder;
    (void)folder.write("one.yaml", contract_number(1));
    (void)folder.write("all/two.yaml", contract_number(2));
    (void)folder.write("all/three.yaml", contract_number(3));
    (void)folder.write("all/note.txt", "not a contract");
    (void)folder.write("more/four.yaml", contract_number(4));
    const auto config = load_config(folder.write(
        "iwfd.yaml", smallest_daemon + "contracts: [one.yaml, all, 'all/t*.yaml', 'm*/*.yaml']\n"
    ));
    ASSERT_THAT(errors_of(config), IsEmpty());
    EXPECT_THAT(
        names_of_contracts(config),
        ElementsAre("server100001", "server100003", "server100002", "server100004")
    );
}

TEST(LoadConfigTest, a_folder_may_be_empty)
{
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.path() / "contracts");
    EXPECT_THAT(
        errors_of(
            load_config(folder.write("iwfd.yaml", smallest_daemon + "contracts: [contracts]\n"))
        ),
        IsEmpty()
    );
}

TEST(LoadConfigTest, a_contract_gets_its_defaults_and_they_permit_least)
{
    const TemporaryFolder folder;
    const auto contract = folder.write("a.yaml", contract_number(1));
    const auto config = load_config(folder.write("iwfd.yaml", daemon_with_contract(contract)));
    ASSERT_THAT(errors_of(config), IsEmpty());
    const core::Contract& terms = config->book->contracts().front();
    EXPECT_EQ(terms.limits.payload_max.value, 140U);
    EXPECT_EQ(terms.limits.validity_max_s.value, 86400U);
    EXPECT_FALSE(terms.limits.validity_default_s.has_value());
    EXPECT_TRUE(terms.limits.ports.empty());
    EXPECT_FALSE(terms.limits.priority.value);
    EXPECT_THAT(config->contracts[0].addresses(), ElementsAre("127.0.0.0/8", "::1"));
}

TEST(LoadConfigTest, windows_lines_and_a_byte_order_mark_change_nothing)
{
    const TemporaryFolder folder;
    std::string content = "\xEF\xBB\xBF";
    for (const char c : smallest_daemon) {
        content += c == '\n' ? "\r\n" : std::string{c};
    }
    EXPECT_THAT(errors_of(load_config(folder.write("iwfd.yaml", content))), IsEmpty());
}

TEST(LoadConfigTest, all_errors_of_all_files_are_told_in_one_run_and_sorted)
{
    const TemporaryFolder folder;
    std::string broken = contract_number(1);
    broken.replace(broken.find("none"), 4, "nobody");
    const auto a = folder.write("contracts/a.yaml", broken);
    const auto b = folder.write("contracts/b.yaml", "name: [\n");
    const auto c = folder.write("contracts/c.yaml", contract_number(1) + "limit: {}\n");
    std::string daemon = smallest_daemon + "contracts: [contracts]\nlog: {level: loud}\n";
    daemon.replace(daemon.find("realm: example.net"), 18, "realm: example net");
    const auto file = folder.write("iwfd.yaml", daemon);
    EXPECT_THAT(
        errors_of(load_config(file)),
        ElementsAre(
            a + ":6:13: protection: \"nobody\" is not known; expected one of none, ipsec",
            b + ":2:1: not YAML: end of sequence flow not found",
            c + ":1:7: name: \"server100001\" is already the name of another contract (" + a +
                ":1); expected one that nobody else has",
            c +
                ":3:9: identity.host: \"scs100001.example.com\" is already the host of contract "
                "\"server100001\" (" +
                a + ":3); expected one that nobody else has",
            c +
                ":5:18: identity.scs_identity[0]: \"49100001\" is already an SCS-Identity of "
                "contract \"server100001\" (" +
                a + ":5); expected one that nobody else has",
            c + ":11:1: limit: unknown key; allowed: name, identity, protection, addresses, "
                "devices, actions, device_sets, except, limits, ike, location, rates, quotas, "
                "hours, time_zone; did you mean \"limits\"?",
            file + ":3:10: identity.realm: \"example net\" is not a host or realm name; expected a "
                   "realm (domain name)",
            file + ":18:14: log.level: \"loud\" is not known; expected one of debug, info, "
                   "notice, warning, error"
        )
    );
}

TEST(LoadConfigTest, a_file_that_cannot_be_read_is_an_error_of_its_own)
{
    const TemporaryFolder folder;
    const std::string missing = (folder.path() / "iwfd.yaml").string();
    EXPECT_THAT(
        errors_of(load_config(missing)),
        ElementsAre(missing + ":1:1: cannot be read: No such file or directory")
    );
    const std::string itself = folder.path().string();
    EXPECT_THAT(errors_of(load_config(itself)), ElementsAre(itself + ":1:1: is not a file"));
    EXPECT_THAT(errors_of(load_config("/dev/zero")), ElementsAre("/dev/zero:1:1: is not a file"));
    const auto large = folder.write("large.yaml", std::string(17U * 1024 * 1024, '#'));
    EXPECT_THAT(
        errors_of(load_config(large)),
        ElementsAre(large + ":1:1: is larger than 16 MiB; expected a configuration")
    );
}

TEST(LoadConfigTest, a_file_of_rubbish_costs_neither_much_time_nor_endless_errors)
{
    const TemporaryFolder folder;
    std::string content;
    for (int i = 0; i < 50'000; ++i) {
        content += "key" + std::to_string(i) + ": {a: [}\n";
    }
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(errors_of(load_config(folder.write("a.yaml", content))), testing::SizeIs(1));
    content.clear();
    for (int i = 0; i < 50'000; ++i) {
        content += "key" + std::to_string(i) + ": 1\n";
    }
    EXPECT_THAT(errors_of(load_config(folder.write("b.yaml", content))), testing::SizeIs(10'000));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{20});
}

/// The effective configuration as the lab's and a full one of test data.
void expect_dump_loads_to_the_same(const std::string& file)
{
    const auto first = load_config(file);
    ASSERT_THAT(errors_of(first), IsEmpty());
    const TemporaryFolder folder;
    const std::string dump = print_effective(*first);
    const auto second = load_config(folder.write("dump.yaml", dump));
    ASSERT_THAT(errors_of(second), IsEmpty()) << dump;
    mtciwf::v1::Daemon daemon = first->daemon;
    daemon.clear_contracts();
    EXPECT_TRUE(MessageDifferencer::Equals(daemon, second->daemon)) << dump;
    ASSERT_EQ(first->contracts.size(), second->contracts.size());
    for (std::size_t i = 0; i < first->contracts.size(); ++i) {
        EXPECT_TRUE(MessageDifferencer::Equals(first->contracts[i], second->contracts[i])) << dump;
    }
    EXPECT_THAT(dump, HasSubstr("# default"));
    EXPECT_THAT(print_effective(*second), testing::Not(HasSubstr("# default")));
}

TEST(PrintEffectiveTest, what_is_printed_loads_to_the_same_configuration)
{
    expect_dump_loads_to_the_same(IWF_SOURCE_DIR "/deploy/lab/iwfd.yaml");
    const TemporaryFolder folder;
    const auto contract = folder.write(
        "a.yaml",
        contract_number(1) + "limits: {validity_default: 90s, ports: [0, {from: 1, to: 65535}]}\n"
                             "rates: {per_device: {rate: 6/m, burst: 3}}\n"
                             "quotas: {day: 4000000000, time_zone: -05:30}\n"
                             "hours:\n"
                             "  - {days: mon-fri, from: 08:00, to: \"18:00\"}\n"
                             "  - {from: fri 22:00, to: mon 06:00}\n"
                             "time_zone: Europe/Berlin\n"
    );
    expect_dump_loads_to_the_same(folder.write(
        "iwfd.yaml", daemon_with_contract(contract) + "product: 'a \"b\" \\ # \xC3\xBC: {'\n"
    ));
}

TEST(LoadConfigTest, rates_and_quotas_become_terms_with_the_line_that_says_each)
{
    const TemporaryFolder folder;
    const auto contract = folder.write(
        "a.yaml",
        "rates:\n"
        "  requests: {rate: 100/h, burst: 7}\n"
        "quotas:\n"
        "  day: 10\n"
        "  month: 200\n"
        "  time_zone: -05:30\n" +
            contract_number(1)
    );
    const auto config = load_config(folder.write("iwfd.yaml", daemon_with_contract(contract)));
    ASSERT_THAT(errors_of(config), IsEmpty());
    const core::Contract& terms = config->book->contracts().front();
    const core::Sourced<core::RateLimit> rate{{{100, std::chrono::hours{1}}, 7}, 2};
    EXPECT_EQ(terms.rates.requests, rate);
    EXPECT_EQ(terms.rates.per_device, std::nullopt);
    const auto& limits = terms.quotas.limits;
    EXPECT_EQ(limits[core::QuotaPeriod::hour], std::nullopt);
    EXPECT_EQ(limits[core::QuotaPeriod::day], (core::Sourced<std::uint64_t>{10, 4}));
    EXPECT_EQ(limits[core::QuotaPeriod::month], (core::Sourced<std::uint64_t>{200, 5}));
    EXPECT_EQ(terms.quotas.zone.offset_at({}), -std::chrono::minutes{330});
}

TEST(LoadConfigTest, hours_become_spans_of_the_week_in_the_zone_of_the_contract)
{
    const TemporaryFolder folder;
    const auto contract = folder.write(
        "a.yaml",
        "hours:\n"
        "  - {days: \"wed, sat-sun\", from: 22:00, to: 06:00}\n"
        "  - {from: fri 22:00, to: mon 24:00}\n"
        "time_zone: Europe/Berlin\n"
        "quotas: {day: 1}\n" +
            contract_number(1)
    );
    const auto config = load_config(folder.write("iwfd.yaml", daemon_with_contract(contract)));
    ASSERT_THAT(errors_of(config), IsEmpty());
    const core::Contract& terms = config->book->contracts().front();
    using std::chrono::days;
    using Span = core::Sourced<core::WeekSpan>;
    EXPECT_THAT(
        terms.hours.spans,
        ElementsAre(
            Span{{days{2} + 22h, days{3} + 6h}, 2},
            Span{{days{5} + 22h, days{6} + 6h}, 2},
            Span{{days{6} + 22h, days{7} + 6h}, 2},
            Span{{days{4} + 22h, days{8}}, 3}
        )
    );
    EXPECT_EQ(terms.hours_line, 2U);
    // The database's own rules, as far as it writes them out.
    for (const core::TimeZone& zone : {terms.hours.zone, terms.quotas.zone}) {
        EXPECT_EQ(zone.name(), "Europe/Berlin");
        for (const int year : {2026, 2030, 2036}) {
            const auto new_year = std::chrono::sys_days{std::chrono::year{year} / 1 / 1};
            EXPECT_EQ(zone.offset_at(new_year), 1h);
            EXPECT_EQ(zone.offset_at(new_year + days{181}), 2h);
        }
    }
    const auto change = std::chrono::sys_days{std::chrono::year{2027} / 3 / 28} + 1h;
    EXPECT_EQ(terms.hours.zone.offset_at(change - std::chrono::milliseconds{1}), 1h);
    EXPECT_EQ(terms.hours.zone.offset_at(change), 2h);
}

TEST(PrintEffectiveTest, what_was_written_is_not_marked_as_default_and_the_rest_is)
{
    const TemporaryFolder folder;
    const auto config =
        load_config(folder.write("iwfd.yaml", smallest_daemon + "timers: {drain: 10s}\n"));
    ASSERT_THAT(errors_of(config), IsEmpty());
    const std::string dump = print_effective(*config);
    EXPECT_THAT(dump, HasSubstr("  drain: 10s\n"));
    EXPECT_THAT(dump, HasSubstr("  watchdog: 30s  # default\n"));
    EXPECT_THAT(dump, HasSubstr("      realm: \"example.net\"  # default\n"));
}

TEST(CheckConfigTest, says_in_a_line_and_the_status_that_all_is_right)
{
    const TemporaryFolder folder;
    const auto file = folder.write("iwfd.yaml", smallest_daemon);
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(check_config(file, out, err), 0);
    EXPECT_EQ(out.str(), file + ": correct; iwf.example.net, 0 contracts\n");
    EXPECT_EQ(err.str(), "");
    EXPECT_EQ(dump_config(file, out, err), 0);
    EXPECT_THAT(out.str(), HasSubstr("identity:\n  host: \"iwf.example.net\"\n"));
}

TEST(CheckConfigTest, prints_the_errors_and_fails)
{
    const TemporaryFolder folder;
    const auto file = folder.write("iwfd.yaml", smallest_daemon + "prodct: x\n");
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(check_config(file, out, err), 1);
    EXPECT_EQ(out.str(), "");
    EXPECT_THAT(err.str(), HasSubstr(file + ":17:1: prodct: unknown key; allowed: "));
    EXPECT_THAT(err.str(), HasSubstr("did you mean \"product\"?\n1 error; "));
    EXPECT_EQ(dump_config(file, out, err), 1);
}

// RELIABILITY, PARTS 2: 20,000 servers.
TEST(LoadConfigTest, twenty_thousand_contracts_load_in_seconds)
{
    const TemporaryFolder folder;
    for (int i = 0; i < 20'000; ++i) {
        (void)folder.write("contracts/" + std::to_string(i) + ".yaml", contract_number(i));
    }
    const auto file = folder.write("iwfd.yaml", smallest_daemon + "contracts: [contracts]\n");
    const auto begin = std::chrono::steady_clock::now();
    const auto config = load_config(file);
    const auto took = std::chrono::steady_clock::now() - begin;
    ASSERT_THAT(errors_of(config), IsEmpty());
    EXPECT_EQ(config->book->contracts().size(), 20'000U);
    RecordProperty("load_ms", static_cast<int>(took / std::chrono::milliseconds{1}));
    EXPECT_LT(took, std::chrono::seconds{30}); // a few seconds on an idle machine
}

} // namespace
} // namespace iwf::config
