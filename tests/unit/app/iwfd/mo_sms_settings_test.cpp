// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>
#include <string>

#include "iwf/app/iwfd/settings.hpp"
#include "iwf/diameter/generated/sgd.hpp"
#include "tests/unit/app/config/config_files.hpp"

#include <gtest/gtest.h>

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

/// `more`: at the end of the section sms_sc.
config::Config load(const std::string& more)
{
    const config::TemporaryFolder folder;
    auto config = config::load_config(folder.write("iwfd.yaml", config::smallest_daemon + more));
    if (!config) {
        throw std::runtime_error{text(config.error().front())};
    }
    return *std::move(config);
}

bool advertises_sgd(const config::Config& config)
{
    const auto node = node_config(config);
    return std::ranges::any_of(node.applications, [](const auto& application) {
        return application.id == diameter::application::sgd.id;
    });
}

TEST(MoSmsSettings, F4_without_the_section_nothing_is_told_of_it)
{
    const auto config = load("");
    EXPECT_FALSE(advertises_sgd(config));
    EXPECT_FALSE(tsp_settings(config).mo_sms_supported);
}

TEST(MoSmsSettings, F4_with_it_sgd_is_advertised_and_the_feature_listed)
{
    const auto config =
        load("  mo_sms: {address: \"4915550000\", rate: {rate: 50/s, burst: 100}}\n");
    EXPECT_TRUE(advertises_sgd(config));
    EXPECT_TRUE(tsp_settings(config).mo_sms_supported);
    EXPECT_EQ(tsp_settings(config).mo_sms_bit, 1U);
    EXPECT_EQ(sgd_settings(config).address, "4915550000");
    EXPECT_EQ(sgd_settings(config).max_messages, 2000U);
    const auto settings = mo_sms_settings(config);
    EXPECT_EQ(settings.duplicate_window, 4min);
    EXPECT_EQ(settings.max_in_progress, 1000U);
    EXPECT_EQ(settings.max_in_progress_per_server, 200U);
    EXPECT_EQ(settings.rate, (core::RateLimit{{50, 1s}, 100}));
    EXPECT_FALSE(settings.refuse_unaudited);
}

} // namespace
} // namespace iwf::daemon
