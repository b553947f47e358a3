// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "iwf/app/config/config.hpp"
#include "iwf/core/policy/authorise.hpp"
#include "iwf/domain/digits.hpp"

#include <gtest/gtest.h>

namespace iwf::config {
namespace {

const std::string lab_file = IWF_SOURCE_DIR "/deploy/lab/iwfd.yaml";

std::string all_texts(const std::vector<ConfigError>& errors)
{
    std::string out;
    for (const auto& error : errors) {
        out += text(error) + "\n";
    }
    return out;
}

Config lab_config()
{
    auto config = load_config(lab_file);
    if (!config) {
        ADD_FAILURE() << all_texts(config.error());
        return {};
    }
    return std::move(*config);
}

// C6: the example that people start from stays valid.
TEST(LabConfigTest, the_lab_s_configuration_is_valid)
{
    const Config config = lab_config();
    EXPECT_EQ(config.daemon.identity().host(), "iwf1.lab.example");
    ASSERT_EQ(config.daemon.hss().peers_size(), 2);
    EXPECT_EQ(config.daemon.hss().peers(1).host(), "hss2.core.lab.example");
    EXPECT_EQ(config.daemon.hss().peers(1).weight(), 1U); // a default
    EXPECT_EQ(duration(config.daemon.hss().lookup_deadline()), std::chrono::seconds{6});
    ASSERT_EQ(config.contracts.size(), 2U);
}

TEST(LabConfigTest, a_contract_reaches_the_policy_with_the_lines_of_its_rules)
{
    const Config config = lab_config();
    const auto* const acme = config.book->find(*domain::NorthHost::parse("scs1.acme.example"));
    ASSERT_NE(acme, nullptr);
    EXPECT_EQ(acme, config.book->find_by_name("acme"));
    core::ActionClaim claim;
    claim.identity.scs_identity = domain::to_tbcd("4930123456");
    claim.identity.msisdn = domain::to_tbcd("491510000042");
    claim.action = domain::ActionType::device_trigger_request;
    claim.application_port = 49161;
    const auto permitted = core::authorise(*acme, claim);
    ASSERT_TRUE(std::holds_alternative<core::Permitted>(permitted));
    EXPECT_EQ(
        std::get<core::Permitted>(permitted).rules.last().place(),
        IWF_SOURCE_DIR "/deploy/lab/contracts/acme.yaml:12"
    );
    claim.payload_octets = 141;
    const auto refused = core::authorise(*acme, claim);
    ASSERT_TRUE(std::holds_alternative<core::Refusal>(refused));
    EXPECT_EQ(
        std::get<core::Refusal>(refused).rules.last().place(),
        IWF_SOURCE_DIR "/deploy/lab/contracts/acme.yaml:15"
    );
}

} // namespace
} // namespace iwf::config
