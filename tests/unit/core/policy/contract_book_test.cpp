// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/contract_book.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/core/policy/sample_contract.hpp"

namespace iwf::core {
namespace {

Contract other_contract()
{
    Contract contract = sample_contract();
    contract.name = "fleet";
    contract.host = *domain::NorthHost::parse("scs.fleet.example");
    contract.scs_identities = {{*domain::ScsIdentity::parse("777"), 3}};
    contract.file = "fleet.yaml";
    contract.line = 2;
    return contract;
}

TEST(ContractBookTest, finds_a_contract_by_host_and_by_name)
{
    const auto book = ContractBook::create({sample_contract(), other_contract()});
    ASSERT_TRUE(book.has_value());
    const Contract* const found = book->find(*domain::NorthHost::parse("SCS.Fleet.example"));
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->name, "fleet");
    EXPECT_EQ(book->find_by_name("fleet"), found);
}

TEST(ContractBookTest, knows_nobody_else)
{
    const auto book = ContractBook::create({sample_contract()});
    ASSERT_TRUE(book.has_value());
    EXPECT_EQ(book->find(*domain::NorthHost::parse("scs.evil.example")), nullptr);
    EXPECT_EQ(book->find_by_name("scs.acme.example"), nullptr);
    EXPECT_EQ(ContractBook{}.find_by_name("acme"), nullptr);
}

TEST(ContractBookTest, still_finds_after_a_move)
{
    auto book = ContractBook::create({sample_contract(), other_contract()});
    ASSERT_TRUE(book.has_value());
    const ContractBook moved = std::move(*book);
    ASSERT_NE(moved.find_by_name("acme"), nullptr);
    EXPECT_EQ(moved.find_by_name("acme")->name, "acme");
}

TEST(ContractBookTest, A7_a_contract_made_of_one_in_a_book_is_judged_by_what_it_says_itself)
{
    auto made = ContractBook::create({sample_contract(), other_contract()});
    ASSERT_TRUE(made.has_value());
    const ContractBook book = std::move(*made);
    const Contract& acme = *book.find_by_name("acme");
    EXPECT_TRUE(std::holds_alternative<Permitted>(authorise(acme, sample_claim())));

    Contract changed = acme;
    changed.sets.clear();
    EXPECT_TRUE(std::holds_alternative<Refusal>(authorise(changed, sample_claim())));
    changed = acme;
    changed.scs_identities = {{*domain::ScsIdentity::parse("777"), 3}};
    EXPECT_TRUE(std::holds_alternative<Refusal>(authorise(changed, sample_claim())));
}

TEST(ContractBookTest, finds_each_of_many)
{
    std::vector<Contract> contracts;
    for (int i = 0; i < 1000; ++i) {
        const std::string number = std::to_string(i);
        Contract& contract = contracts.emplace_back(sample_contract());
        contract.name = number;
        contract.host = *domain::NorthHost::parse("scs" + number + ".example");
        contract.scs_identities = {{*domain::ScsIdentity::parse("8" + number), 3}};
    }
    const auto book = ContractBook::create(std::move(contracts));
    ASSERT_TRUE(book.has_value());
    for (const Contract& contract : book->contracts()) {
        EXPECT_EQ(book->find_by_name(contract.name), &contract);
        EXPECT_EQ(book->find(contract.host), &contract);
        EXPECT_EQ(book->find_by_name(contract.name + "0000"), nullptr);
    }
}

TEST(ContractBookTest, refuses_two_contracts_that_would_share_a_server)
{
    const auto error_of = [](const Contract& second) {
        const auto book = ContractBook::create({sample_contract(), second});
        return book ? std::string{} : book.error().text;
    };
    Contract same_name = other_contract();
    same_name.name = "acme";
    EXPECT_EQ(
        error_of(same_name),
        "fleet.yaml:2: the name \"acme\" is already that of the contract at acme.yaml:1"
    );
    Contract same_host = other_contract();
    same_host.host = sample_contract().host;
    EXPECT_EQ(
        error_of(same_host),
        "fleet.yaml:2: the host \"scs.acme.example\" is already that of the contract at acme.yaml:1"
    );
    Contract same_scs = other_contract();
    same_scs.scs_identities.push_back({*domain::ScsIdentity::parse("4930123"), 4});
    EXPECT_EQ(
        error_of(same_scs),
        "fleet.yaml:2: SCS-Identity \"4930123\" is already that of the contract at acme.yaml:1"
    );
}

} // namespace
} // namespace iwf::core
