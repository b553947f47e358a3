// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/authorise.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/policy/sample_contract.hpp"

namespace iwf::core {
namespace {

using domain::ActionType;
using domain::Priority;
using domain::RequestStatus;
using domain::to_tbcd;

void expect_refused(
    const ActionClaim& claim, RequestStatus status, std::string_view reason, std::string_view place
)
{
    const Contract contract = sample_contract();
    const Decision decision = authorise(contract, claim);
    ASSERT_TRUE(std::holds_alternative<Refusal>(decision));
    const auto& refusal = std::get<Refusal>(decision);
    EXPECT_EQ(refusal.status, status);
    EXPECT_EQ(refusal.reason, reason);
    ASSERT_FALSE(refusal.rules.empty());
    EXPECT_EQ(refusal.rules.last().place(), place);
}

void expect_permitted(const ActionClaim& claim, std::string_view device, std::string_view place)
{
    const Contract contract = sample_contract();
    const Decision decision = authorise(contract, claim);
    ASSERT_TRUE(std::holds_alternative<Permitted>(decision)) << std::get<Refusal>(decision).reason;
    const auto& permitted = std::get<Permitted>(decision);
    EXPECT_EQ(domain::clear_text(permitted.device), device);
    EXPECT_EQ(permitted.scs_identity.digits(), "4930123");
    ASSERT_FALSE(permitted.rules.empty());
    EXPECT_EQ(permitted.rules.last().place(), place);
}

ActionClaim claim_for_msisdn(std::string_view digits)
{
    ActionClaim claim = sample_claim();
    claim.identity.external_identifier.reset();
    claim.identity.msisdn = to_tbcd(digits);
    return claim;
}

ActionClaim claim_for_external_id(std::string_view text)
{
    ActionClaim claim = sample_claim();
    claim.identity.external_identifier = text;
    return claim;
}

// F1, F7; spec/tsp.md 7.3. Permitted: one row a kind of rule.

TEST(AuthoriseTest, a_device_of_a_domain_is_permitted)
{
    expect_permitted(sample_claim(), "meter7@devices.acme.example", "acme.yaml:11");
}

TEST(AuthoriseTest, the_case_of_the_domain_does_not_matter)
{
    expect_permitted(
        claim_for_external_id("Meter7@DEVICES.Acme.Example"),
        "Meter7@devices.acme.example",
        "acme.yaml:11"
    );
}

TEST(AuthoriseTest, a_single_identifier_is_permitted)
{
    expect_permitted(
        claim_for_external_id("meter1@shared.example"), "meter1@shared.example", "acme.yaml:12"
    );
}

TEST(AuthoriseTest, a_number_with_an_agreed_prefix_is_permitted)
{
    expect_permitted(claim_for_msisdn("4915112345"), "4915112345", "acme.yaml:13");
}

TEST(AuthoriseTest, the_ends_of_a_range_belong_to_it)
{
    expect_permitted(claim_for_msisdn("491700000100"), "491700000100", "acme.yaml:14");
    expect_permitted(claim_for_msisdn("491700000299"), "491700000299", "acme.yaml:14");
}

TEST(AuthoriseTest, a_claim_without_port_priority_and_validity_is_permitted)
{
    ActionClaim claim = sample_claim();
    claim.application_port.reset();
    claim.validity_time_s.reset();
    expect_permitted(claim, "meter7@devices.acme.example", "acme.yaml:11");
}

TEST(AuthoriseTest, validity_0_asks_for_one_attempt_and_is_permitted_in_a_request)
{
    ActionClaim claim = sample_claim();
    claim.validity_time_s = 0;
    expect_permitted(claim, "meter7@devices.acme.example", "acme.yaml:11");
}

TEST(AuthoriseTest, non_priority_may_be_said_by_everyone)
{
    ActionClaim claim = sample_claim();
    claim.priority = Priority::non_priority;
    expect_permitted(claim, "meter7@devices.acme.example", "acme.yaml:11");
}

// Step 2: 103

TEST(AuthoriseTest, without_scs_identity_the_status_is_103)
{
    ActionClaim claim = sample_claim();
    claim.identity.scs_identity.reset();
    expect_refused(claim, RequestStatus::invalid_scs_id, "no SCS-Identity", "acme.yaml:4");
}

TEST(AuthoriseTest, a_malformed_scs_identity_is_103)
{
    ActionClaim claim = sample_claim();
    claim.identity.scs_identity = base::Bytes{0x94, 0xFA};
    expect_refused(
        claim, RequestStatus::invalid_scs_id, "SCS-Identity is not TBCD digits", "acme.yaml:4"
    );
    claim.identity.scs_identity = to_tbcd("1234567890123456");
    expect_refused(
        claim,
        RequestStatus::invalid_scs_id,
        "SCS-Identity \"1234567890123456\": expected 1 to 15 decimal digits",
        "acme.yaml:4"
    );
}

TEST(AuthoriseTest, A2_the_scs_identity_of_another_server_is_103)
{
    ActionClaim claim = sample_claim();
    claim.identity.scs_identity = to_tbcd("4930124");
    expect_refused(
        claim,
        RequestStatus::invalid_scs_id,
        "SCS-Identity 4930124 is not one of this server",
        "acme.yaml:4"
    );
}

// Step 3: 105

TEST(AuthoriseTest, an_action_that_is_not_offered_is_105)
{
    ActionClaim claim = sample_claim();
    claim.action = ActionType::device_trigger_recall;
    expect_refused(
        claim,
        RequestStatus::not_authorized,
        "action RECALL is not offered to this server",
        "acme.yaml:20"
    );
}

// Step 6: 101

TEST(AuthoriseTest, a_payload_one_octet_above_the_limit_is_101)
{
    ActionClaim claim = sample_claim();
    claim.payload_octets = 141;
    expect_refused(
        claim,
        RequestStatus::invalid_payload,
        "payload of 141 octets, at most 140 are agreed",
        "acme.yaml:31"
    );
}

TEST(AuthoriseTest, a_port_outside_the_agreed_ones_is_101)
{
    ActionClaim claim = sample_claim();
    claim.application_port = 5010;
    expect_refused(
        claim, RequestStatus::invalid_payload, "application port 5010 is not agreed", "acme.yaml:33"
    );
    claim.application_port = 65536 + 5000;
    expect_refused(
        claim,
        RequestStatus::invalid_payload,
        "application port 70536 is not agreed",
        "acme.yaml:33"
    );
}

TEST(AuthoriseTest, priority_that_was_not_agreed_is_101)
{
    ActionClaim claim = sample_claim();
    claim.priority = Priority::priority;
    expect_refused(claim, RequestStatus::invalid_payload, "priority is not agreed", "acme.yaml:34");
}

// Step 6: 104

TEST(AuthoriseTest, a_validity_one_second_above_the_limit_is_104)
{
    ActionClaim claim = sample_claim();
    claim.validity_time_s = 86401;
    expect_refused(
        claim,
        RequestStatus::invalid_period,
        "validity of 86401 s, at most 86400 s are agreed",
        "acme.yaml:32"
    );
}

TEST(AuthoriseTest, a_replace_with_validity_0_is_104)
{
    ActionClaim claim = sample_claim();
    claim.action = ActionType::device_trigger_replace;
    claim.validity_time_s = 0;
    expect_refused(
        claim, RequestStatus::invalid_period, "a replace needs a validity above 0", "acme.yaml:1"
    );
}

// Step 6: 102

TEST(AuthoriseTest, a_malformed_external_identifier_is_102)
{
    for (const char* text : {"", "meter7", "@devices.acme.example", "a b@devices.acme.example"}) {
        expect_refused(
            claim_for_external_id(text),
            RequestStatus::invalid_external_id,
            "External-Identifier is malformed: expected local@domain",
            "acme.yaml:10"
        );
    }
}

TEST(AuthoriseTest, A5_an_external_identifier_of_a_foreign_domain_is_102)
{
    for (const char* domain : {"evil.example", "sub.devices.acme.example", "acme.example"}) {
        expect_refused(
            claim_for_external_id(std::string{"meter7@"} + domain),
            RequestStatus::invalid_external_id,
            std::string{"External-Identifier of a foreign domain: ***@"} + domain,
            "acme.yaml:10"
        );
    }
}

TEST(AuthoriseTest, a_malformed_msisdn_is_102)
{
    ActionClaim claim = claim_for_msisdn("4915112345");
    for (const auto& octets :
         {base::Bytes{},
          base::Bytes{0x94, 0xF1, 0x51},
          to_tbcd("1234"),
          to_tbcd("1234567890123456")}) {
        claim.identity.msisdn = octets;
        expect_refused(
            claim,
            RequestStatus::invalid_external_id,
            "MSISDN is malformed: expected TBCD of 5 to 15 digits",
            "acme.yaml:10"
        );
    }
}

TEST(AuthoriseTest, a_claim_that_names_no_device_is_102)
{
    ActionClaim claim = sample_claim();
    claim.identity.external_identifier.reset();
    expect_refused(claim, RequestStatus::invalid_external_id, "no device is named", "acme.yaml:10");
}

TEST(AuthoriseTest, a_claim_that_names_a_device_twice_is_102)
{
    ActionClaim claim = sample_claim();
    claim.identity.msisdn = to_tbcd("4915112345");
    expect_refused(
        claim,
        RequestStatus::invalid_external_id,
        "External-Identifier and MSISDN are both given",
        "acme.yaml:10"
    );
}

// Step 6: 105

TEST(AuthoriseTest, A5_a_number_outside_prefixes_and_ranges_is_105)
{
    expect_refused(
        claim_for_msisdn("491700000300"),
        RequestStatus::not_authorized,
        "device **********00 is not in the contract",
        "acme.yaml:10"
    );
    expect_refused(
        claim_for_msisdn("4917000001000"), // a digit more than the range has
        RequestStatus::not_authorized,
        "device ***********00 is not in the contract",
        "acme.yaml:10"
    );
}

TEST(AuthoriseTest, A5_an_unlisted_identifier_of_a_domain_known_from_single_ones_is_105)
{
    expect_refused(
        claim_for_external_id("meter2@shared.example"),
        RequestStatus::not_authorized,
        "device ***@shared.example is not in the contract",
        "acme.yaml:10"
    );
}

// Order and exceptions

TEST(AuthoriseTest, of_several_faults_the_first_in_the_order_of_the_standard_decides)
{
    ActionClaim claim = claim_for_external_id("meter7@evil.example");
    claim.identity.scs_identity.reset();
    claim.action = ActionType::msisdn_less_mo_sms;
    claim.payload_octets = 141;
    claim.validity_time_s = 86401;
    const Contract contract = sample_contract();
    const auto status = [&contract, &claim] {
        return std::get<Refusal>(authorise(contract, claim)).status;
    };
    EXPECT_EQ(status(), RequestStatus::invalid_scs_id);
    claim.identity.scs_identity = to_tbcd("4930123");
    EXPECT_EQ(status(), RequestStatus::not_authorized);
    claim.action = ActionType::device_trigger_request;
    EXPECT_EQ(status(), RequestStatus::invalid_payload);
    claim.payload_octets = 0;
    EXPECT_EQ(status(), RequestStatus::invalid_period);
    claim.validity_time_s.reset();
    EXPECT_EQ(status(), RequestStatus::invalid_external_id);
}

TEST(AuthoriseTest, what_a_recall_says_of_a_trigger_is_ignored)
{
    Contract contract = sample_contract();
    contract.sets[0].actions.offer(ActionType::device_trigger_recall, 23);
    ActionClaim claim = sample_claim();
    claim.action = ActionType::device_trigger_recall;
    claim.payload_octets = 1000;
    claim.priority = Priority::priority;
    claim.application_port = 1;
    claim.validity_time_s = 1'000'000;
    EXPECT_TRUE(std::holds_alternative<Permitted>(authorise(contract, claim)));
}

TEST(AuthoriseTest, F7_a_permit_names_every_rule_it_rests_on)
{
    const Contract contract = sample_contract();
    const Decision decision = authorise(contract, sample_claim());
    std::string said;
    for (const DecidingRule& rule : std::get<Permitted>(decision).rules) {
        said += rule.to_text() + "\n";
    }
    EXPECT_EQ(
        said,
        "scs_identity 4930123 (acme.yaml:4)\n"
        "action REQUEST (acme.yaml:21)\n"
        "payload (acme.yaml:31)\n"
        "port (acme.yaml:33)\n"
        "validity (acme.yaml:32)\n"
        "device devices.acme.example (acme.yaml:11)\n"
    );
}

TEST(AuthoriseTest, an_empty_contract_permits_nothing)
{
    Contract contract = sample_contract();
    contract.sets[0].devices = DeviceSet{};
    EXPECT_TRUE(std::holds_alternative<Refusal>(authorise(contract, sample_claim())));
    EXPECT_TRUE(std::holds_alternative<Refusal>(authorise(contract, claim_for_msisdn("49151123"))));
    contract = sample_contract();
    contract.sets[0].actions = OfferedActions{};
    EXPECT_TRUE(std::holds_alternative<Refusal>(authorise(contract, sample_claim())));
}

} // namespace
} // namespace iwf::core
