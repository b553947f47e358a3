// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/monitoring_settings.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

#include "iwf/app/config/peer_links.hpp"
#include "iwf/app/iwfd/settings.hpp"
#include "tests/unit/app/config/config_files.hpp"

#include <gtest/gtest.h>

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

config::Config load(const std::string& more, const std::string& contract = {})
{
    const config::TemporaryFolder folder;
    std::string daemon = config::smallest_daemon + more;
    if (!contract.empty()) {
        daemon += "contracts: [c.yaml]\n";
        (void)folder.write("c.yaml", contract);
    }
    auto config = config::load_config(folder.write("iwfd.yaml", daemon));
    if (!config) {
        throw std::runtime_error{text(config.error().front())};
    }
    return std::move(*config);
}

const std::string two_mmes = R"(mme:
  peers:
    - {host: mme1.core.example, address: 127.0.0.4, protection: none}
    - {host: mme2.core.example, realm: mme.example, address: 127.0.0.5, port: 3869, protection: none}
)";

TEST(MonitoringSettingsTest, what_is_not_written_is_what_the_core_has_by_itself)
{
    const auto config = load("");
    const auto settings = monitoring_settings(config);
    const core::MonitoringSettings own;
    EXPECT_EQ(settings.delivery.first_retry, own.delivery.first_retry);
    EXPECT_EQ(settings.delivery.longest_retry, own.delivery.longest_retry);
    EXPECT_EQ(settings.delivery.age_limit, own.delivery.age_limit);
    EXPECT_EQ(settings.removal.age_limit, own.removal.age_limit);
    EXPECT_EQ(settings.duplicate_window, own.duplicate_window);
    EXPECT_EQ(settings.max_in_progress, own.max_in_progress);
    EXPECT_EQ(settings.max_in_progress_per_server, own.max_in_progress_per_server);
    EXPECT_EQ(settings.max_subscriptions, own.max_subscriptions);
    EXPECT_EQ(settings.max_undelivered, own.max_undelivered);
    EXPECT_EQ(settings.max_in_flight_per_server, own.max_in_flight_per_server);
    EXPECT_FALSE(settings.reports_of_any_hss);
    EXPECT_EQ(s6t_words(config).feature_list, 1U);
    EXPECT_EQ(s6t_words(config).extended_reference_ids_bit, 9U);
    EXPECT_EQ(s6t_words(config).enterprise, 32473U);
}

TEST(MonitoringSettingsTest, each_key_reaches_its_setting)
{
    const auto config = load(R"(monitoring:
  subscriptions: 11
  undelivered_reports: 12
  requests_in_progress: 14
  requests_in_progress_per_server: 13
  reports_in_flight_per_server: 15
  report_retry_first: 2s
  report_retry_max: 3s
  report_age_limit: 4s
  reports_of_any_hss: true
  enterprise: 4294967295
features: {s6t_feature_list: 2, s6t_extended_reference_ids_bit: 31}
timers: {duplicate_window: 5m}
)");
    const auto settings = monitoring_settings(config);
    EXPECT_EQ(settings.max_subscriptions, 11U);
    EXPECT_EQ(settings.max_undelivered, 12U);
    EXPECT_EQ(settings.max_in_progress_per_server, 13U);
    EXPECT_EQ(settings.max_in_progress, 14U);
    EXPECT_EQ(settings.max_in_flight_per_server, 15U);
    EXPECT_EQ(settings.delivery.first_retry, 2s);
    EXPECT_EQ(settings.delivery.longest_retry, 3s);
    EXPECT_EQ(settings.delivery.age_limit, 4s);
    EXPECT_EQ(settings.duplicate_window, 5min);
    EXPECT_TRUE(settings.reports_of_any_hss);
    EXPECT_EQ(s6t_words(config).feature_list, 2U);
    EXPECT_EQ(s6t_words(config).extended_reference_ids_bit, 31U);
    EXPECT_EQ(s6t_words(config).enterprise, 4294967295U);
}

TEST(MonitoringSettingsTest, S6t_is_spoken_always_and_T6a_where_there_are_MMEs)
{
    EXPECT_EQ(node_config(load("")).applications.size(), 4U);
    EXPECT_EQ(node_config(load(two_mmes)).applications.size(), 5U);
}

TEST(
    MonitoringSettingsTest, MMEs_are_dialled_and_have_their_ids_between_the_SMS_SCs_and_the_servers
)
{
    const auto config = load(two_mmes, config::contract_number(1));
    const auto members = mme_members(config);
    ASSERT_EQ(members.size(), 2U);
    EXPECT_EQ(members[0].peer, diameter::PeerId{2});
    EXPECT_EQ(members[0].host.text(), "mme1.core.example");
    EXPECT_EQ(members[0].realm, "example.net"); // that of the IWF
    EXPECT_EQ(members[1].peer, diameter::PeerId{3});
    EXPECT_EQ(members[1].realm, "mme.example");
    EXPECT_EQ(first_server_id(config), 4U);
    const auto node = node_config(config);
    ASSERT_EQ(node.peers.size(), 5U);
    EXPECT_EQ(node.peers[3].identity, "mme2.core.example");
    ASSERT_TRUE(node.peers[3].dial);
    EXPECT_EQ(node.peers[3].dial->port, 3869U);
    EXPECT_FALSE(node.peers[4].dial);
    EXPECT_TRUE(mme_members(load("")).empty());
}

} // namespace
} // namespace iwf::daemon
