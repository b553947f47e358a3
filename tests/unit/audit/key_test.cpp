// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/key.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace iwf::audit {
namespace {

using namespace std::chrono_literals;

const std::string digits(64, 'a');
const std::string other_digits(64, 'b');
constexpr base::WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 12h};

TEST(AuditKey, is_64_digits_and_perhaps_a_line_end)
{
    EXPECT_TRUE(Key::parse(digits));
    EXPECT_TRUE(Key::parse(digits + "\n"));
    for (const std::string& wrong : {std::string{}, digits + "a", digits + "\n\n", " " + digits}) {
        EXPECT_FALSE(Key::parse(wrong)) << wrong;
    }
}

TEST(AuditKey, gives_a_device_one_pseudonym_a_day)
{
    const Key key = *Key::parse(digits);
    const std::string name = key.pseudonym(noon, "meter1@meters.acme.example");
    EXPECT_EQ(name.size(), 26U);
    EXPECT_EQ(name.substr(0, 2), "d:");
    EXPECT_EQ(key.pseudonym(noon + 11h, "meter1@meters.acme.example"), name);
    EXPECT_NE(key.pseudonym(noon + 12h, "meter1@meters.acme.example"), name);
    EXPECT_NE(key.pseudonym(noon, "meter2@meters.acme.example"), name);
    EXPECT_NE(Key::parse(other_digits)->pseudonym(noon, "meter1@meters.acme.example"), name);
}

TEST(AuditKey, reveals_what_it_has_sealed_that_day_and_nobody_else_does)
{
    const Key key = *Key::parse(digits);
    for (const std::string& identity :
         {std::string{},
          std::string{"meter1@x.example"},
          std::string(300, 'x'),
          std::string("a\0b", 3)}) {
        const auto name = key.pseudonym(noon, identity);
        const auto sealed = key.sealed(noon, identity);
        EXPECT_EQ(key.reveal(noon, name, sealed), identity);
        EXPECT_FALSE(key.reveal(noon + 24h, name, sealed));
        EXPECT_FALSE(Key::parse(other_digits)->reveal(noon, name, sealed));
        EXPECT_FALSE(key.reveal(noon, key.pseudonym(noon, "another"), sealed));
    }
    EXPECT_FALSE(key.reveal(noon, "d:", ""));
    EXPECT_FALSE(key.reveal(noon, "meter1", "00"));
}

TEST(AuditKey, hides_how_long_an_identity_is_but_for_steps_of_32)
{
    const Key key = *Key::parse(digits);
    EXPECT_EQ(key.sealed(noon, "a").size(), key.sealed(noon, std::string(30, 'a')).size());
    EXPECT_NE(key.sealed(noon, "a").size(), key.sealed(noon, std::string(31, 'a')).size());
}

TEST(AuditKey, has_an_id_and_a_proof_that_are_not_those_of_another)
{
    const Key key = *Key::parse(digits);
    const Key other = *Key::parse(other_digits);
    EXPECT_EQ(key.id().size(), 8U);
    EXPECT_NE(key.id(), other.id());
    EXPECT_EQ(key.proof(Digest{1}).size(), 32U);
    EXPECT_NE(key.proof(Digest{1}), key.proof(Digest{2}));
    EXPECT_NE(key.proof(Digest{1}), other.proof(Digest{1}));
}

} // namespace
} // namespace iwf::audit
