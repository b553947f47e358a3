// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/message_receiver.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "support/core_samples.hpp"

/// Which server gets a short message of a device (TS 23.682, 5.15).
namespace iwf::core {
namespace {

using domain::ActionType;
using domain::ExternalIdentifier;

constexpr std::uint32_t port = 5000;

/// acme and beta, each as `change` makes it.
ContractSnapshot book(
    const std::function<void(Contract&)>& change_acme,
    const std::function<void(Contract&)>& change_beta
)
{
    std::vector<Contract> contracts = test::both_contracts()->contracts();
    change_acme(contracts.at(0));
    change_beta(contracts.at(1));
    return std::make_shared<ContractBook>(*ContractBook::create(std::move(contracts)));
}

void nothing(Contract&) {}

void offer(Contract& contract)
{
    contract.sets.front().actions.offer(ActionType::msisdn_less_mo_sms, 24);
}

/// The set holds this instead of its domain.
std::function<void(Contract&)> offer_for(const DeviceRules& rules)
{
    return [rules](Contract& contract) {
        offer(contract);
        contract.sets.front().devices = DeviceSet{rules};
    };
}

ExternalIdentifier device(std::string_view text)
{
    return *ExternalIdentifier::parse(text);
}

/// Its name; of nobody the reason.
std::string found(const ContractSnapshot& contracts, std::string_view name, std::uint32_t to = port)
{
    const auto result = receiver_of(*contracts, device(name), to);
    const auto* const receiver = std::get_if<Receiver>(&result);
    return receiver == nullptr ? std::get<NoReceiver>(result).refusal.reason
                               : receiver->contract->name;
}

TEST(ReceiverTest, F4_the_server_whose_contract_offers_it_for_the_device_and_the_port)
{
    const auto contracts = book(offer, offer);
    EXPECT_EQ(found(contracts, "m1@devices.acme.example"), "acme");
    EXPECT_EQ(found(contracts, "m1@devices.beta.example"), "beta");
    const auto result = receiver_of(*contracts, device("m1@devices.acme.example"), port);
    EXPECT_EQ(
        std::get<Receiver>(result).rules.places(),
        "acme.yaml:4 acme.yaml:24 acme.yaml:33 acme.yaml:11"
    );
}

TEST(ReceiverTest, F4_nobody_when_it_is_not_offered_not_its_device_or_not_its_port)
{
    const auto contracts = book(offer, nothing);
    EXPECT_EQ(
        found(contracts, "m1@devices.beta.example"),
        "no contract offers MO-SMS of device ***@devices.beta.example"
    );
    EXPECT_EQ(
        found(contracts, "m1@devices.acme.example", 5010), "application port 5010 is not agreed"
    );
    const auto result = receiver_of(*contracts, device("m1@devices.acme.example"), 5010);
    EXPECT_EQ(std::get<NoReceiver>(result).contract->name, "acme");
    EXPECT_EQ(std::get<NoReceiver>(result).refusal.rules.places(), "acme.yaml:33");
}

TEST(ReceiverTest, F4_an_excluded_device_is_nobodys)
{
    const auto contracts = book(
        [](Contract& contract) {
            offer(contract);
            DeviceRules rules;
            rules.external_ids = {{"stolen@devices.acme.example", 15}};
            contract.exceptions = DeviceSet{rules};
        },
        nothing
    );
    EXPECT_EQ(
        found(contracts, "stolen@devices.acme.example"),
        "device ***@devices.acme.example is excluded"
    );
}

TEST(ReceiverTest, F4_of_several_the_one_whose_rule_is_the_most_specific)
{
    DeviceRules whole;
    whole.domains = {{"shared.example", 11}};
    DeviceRules one;
    one.external_ids = {{"m1@shared.example", 12}};
    EXPECT_EQ(found(book(offer_for(whole), offer_for(one)), "m1@shared.example"), "beta");
    EXPECT_EQ(found(book(offer_for(one), offer_for(whole)), "m1@shared.example"), "acme");
    EXPECT_EQ(found(book(offer_for(whole), offer_for(one)), "m2@shared.example"), "acme");
    EXPECT_EQ(found(book(offer_for(whole), offer_for(whole)), "m1@shared.example"), "acme");
}

TEST(ReceiverTest, F4_the_port_may_decide_between_two)
{
    DeviceRules whole;
    whole.domains = {{"shared.example", 11}};
    const auto at_port_6000 = [&whole](Contract& contract) {
        offer_for(whole)(contract);
        contract.limits.ports = {{{6000, 6000}, 33}};
    };
    const auto contracts = book(offer_for(whole), at_port_6000);
    EXPECT_EQ(found(contracts, "m1@shared.example", 5000), "acme");
    EXPECT_EQ(found(contracts, "m1@shared.example", 6000), "beta");
}

TEST(ReceiverTest, F4_hours_payload_and_priority_of_the_contract_have_no_say)
{
    const auto contracts = book(
        [](Contract& contract) {
            offer(contract);
            contract.limits.payload_max = {0, 31};
            contract.limits.validity_max_s = {0, 32};
            contract.limits.priority = {false, 34};
        },
        nothing
    );
    EXPECT_EQ(found(contracts, "m1@devices.acme.example"), "acme");
}

} // namespace
} // namespace iwf::core
