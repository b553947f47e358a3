// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/identity.hpp"

#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace iwf::domain {
namespace {

std::string error_of(std::string_view external_identifier)
{
    const auto id = ExternalIdentifier::parse(external_identifier);
    return id ? "accepted" : id.error().text;
}

// TS 23.003, 19.7.2

TEST(ExternalIdentifierTest, local_part_and_domain_are_told_apart)
{
    const auto id = *ExternalIdentifier::parse("123456789@domain.com");
    EXPECT_EQ(id.text(), "123456789@domain.com");
    EXPECT_EQ(id.local(), "123456789");
    EXPECT_EQ(id.domain(), "domain.com");
}

TEST(ExternalIdentifierTest, the_domain_is_compared_without_case_and_the_local_part_with_it)
{
    EXPECT_EQ(ExternalIdentifier::parse("Meter7@DOMAIN.Com")->text(), "Meter7@domain.com");
    EXPECT_EQ(*ExternalIdentifier::parse("a@B.C"), *ExternalIdentifier::parse("a@b.c"));
    EXPECT_NE(*ExternalIdentifier::parse("A@b.c"), *ExternalIdentifier::parse("a@b.c"));
}

TEST(ExternalIdentifierTest, what_rfc_4282_allows_in_a_username_is_accepted)
{
    for (const char* local : {"a", "a.b.c", "!#$%&'*+-/=?^_`{|}~", "m\xC3\xA4ter"}) {
        EXPECT_EQ(error_of(std::string{local} + "@d.example"), "accepted");
    }
}

TEST(ExternalIdentifierTest, a_text_without_both_parts_is_refused_with_the_text)
{
    EXPECT_EQ(error_of(""), R"(External-Identifier "": expected local@domain)");
    EXPECT_EQ(error_of("meter7"), R"(External-Identifier "meter7": expected local@domain)");
    EXPECT_NE(error_of("@d.example").find("before '@'"), std::string::npos);
    EXPECT_NE(error_of("meter7@").find("after '@'"), std::string::npos);
    EXPECT_NE(error_of("@").find("before '@'"), std::string::npos);
}

TEST(ExternalIdentifierTest, a_username_that_is_no_dot_string_is_refused)
{
    for (const char* local : {".a", "a.", ".", "a..b", "a b", "a\tb", "a\x7F", "\"a\"", "a\\b"}) {
        EXPECT_NE(error_of(std::string{local} + "@d.example").find("before '@'"), std::string::npos)
            << local;
    }
    using namespace std::string_view_literals;
    EXPECT_NE(error_of("a\0b@d.example"sv), "accepted");
}

TEST(ExternalIdentifierTest, a_domain_that_is_no_domain_name_is_refused)
{
    const std::string label_of_64(64, 'd');
    for (const std::string& domain :
         {std::string{"localhost"},
          std::string{".example"},
          std::string{"d.example."},
          std::string{"d..example"},
          std::string{"-d.example"},
          std::string{"d-.example"},
          std::string{"d e.example"},
          std::string{"d@e.example"},
          std::string{"\xC3\xA4.example"},
          label_of_64 + ".example"}) {
        EXPECT_NE(error_of("a@" + domain).find("after '@'"), std::string::npos) << domain;
    }
}

TEST(ExternalIdentifierTest, two_hundred_fifty_three_octets_are_the_most)
{
    const std::string domain = "@d.example";
    EXPECT_EQ(error_of(std::string(253 - domain.size(), 'a') + domain), "accepted");
    EXPECT_NE(
        error_of(std::string(254 - domain.size(), 'a') + domain).find("longer than 253 octets"),
        std::string::npos
    );
}

TEST(ExternalIdentifierTest, an_error_shows_no_control_character_and_is_not_long)
{
    const std::string error = error_of("\x1B[31m\n" + std::string(1000, 'x'));
    EXPECT_EQ(error.find('\n'), std::string::npos);
    EXPECT_EQ(error.find('\x1B'), std::string::npos);
    EXPECT_LT(error.size(), 200U);
}

TEST(MsisdnTest, five_to_fifteen_digits_are_a_number)
{
    EXPECT_EQ(Msisdn::parse("49151")->digits(), "49151");
    EXPECT_EQ(Msisdn::parse("123456789012345")->digits(), "123456789012345");
    for (const char* text : {"", "4915", "1234567890123456", "+49151", "49 151", "4915a"}) {
        EXPECT_FALSE(Msisdn::parse(text)) << text;
    }
    EXPECT_EQ(
        Msisdn::parse("+49151").error().text, "MSISDN \"+49151\": expected 5 to 15 decimal digits"
    );
}

// TS 29.336, 6.4.4
TEST(ScsIdentityTest, one_to_fifteen_digits_are_a_server)
{
    EXPECT_EQ(ScsIdentity::parse("1")->digits(), "1");
    EXPECT_EQ(ScsIdentity::parse("123456789012345")->digits(), "123456789012345");
    for (const char* text : {"", "1234567890123456", "scs.acme.example", "+1"}) {
        EXPECT_FALSE(ScsIdentity::parse(text)) << text;
    }
}

// TS 23.003, 2.2
TEST(ImsiTest, six_to_fifteen_digits_are_a_subscriber)
{
    EXPECT_EQ(Imsi::parse("262011")->digits(southbound), "262011");
    EXPECT_EQ(Imsi::parse("262011234567890")->digits(southbound), "262011234567890");
    for (const char* text : {"", "26201", "2620112345678901", "26201123456789F"}) {
        EXPECT_FALSE(Imsi::parse(text)) << text;
    }
}

TEST(ImsiTest, S7_the_error_about_a_wrong_one_does_not_quote_it)
{
    EXPECT_EQ(Imsi::parse("26201123456789x").error().text, "IMSI: expected 6 to 15 decimal digits");
}

TEST(DiameterHostTest, a_host_is_held_in_lower_case)
{
    EXPECT_EQ(NorthHost::parse("SCS.Acme.Example")->text(), "scs.acme.example");
    EXPECT_EQ(*InternalHost::parse("HSS1.x"), *InternalHost::parse("hss1.X"));
}

TEST(DiameterHostTest, what_is_no_host_name_is_refused_and_named)
{
    EXPECT_EQ(
        NorthHost::parse("scs acme").error().text,
        "Diameter identity \"scs acme\": expected a host name (FQDN)"
    );
    for (const char* text : {"", ".", "a..b", "a.", "aaa://host", "host:3868", "h\xC3\xB6st"}) {
        EXPECT_FALSE(InternalHost::parse(text)) << text;
    }
}

TEST(DiameterHostTest, labels_have_63_octets_and_names_255_at_most)
{
    const std::string label(63, 'a');
    EXPECT_TRUE(is_fqdn(label));
    EXPECT_FALSE(is_fqdn(label + "a"));
    const std::string longest = label + "." + label + "." + label + "." + label;
    EXPECT_EQ(longest.size(), 255U);
    EXPECT_TRUE(is_fqdn(longest));
    EXPECT_FALSE(is_fqdn(longest + ".a"));
}

TEST(IdentityTest, S7_what_is_internal_has_no_way_into_what_a_server_may_see)
{
    EXPECT_FALSE((std::is_constructible_v<NorthHost, InternalHost>));
    EXPECT_FALSE((std::is_constructible_v<InternalHost, NorthHost>));
    EXPECT_FALSE((std::is_constructible_v<DeviceIdentity, Imsi>));
    EXPECT_FALSE((std::is_constructible_v<Msisdn, Imsi>));
    EXPECT_FALSE((std::is_convertible_v<Imsi, std::string>));
}

TEST(IdentityTest, masked_keeps_the_domain_or_two_digits)
{
    EXPECT_EQ(masked(*ExternalIdentifier::parse("meter7@D.example")), "***@d.example");
    EXPECT_EQ(masked(*Msisdn::parse("4915112345678")), "***********78");
    EXPECT_EQ(masked(*Msisdn::parse("49151")), "***51");
}

TEST(IdentityTest, clear_text_is_what_a_person_would_write)
{
    EXPECT_EQ(clear_text(*ExternalIdentifier::parse("meter7@d.example")), "meter7@d.example");
    EXPECT_EQ(clear_text(*Msisdn::parse("4915112345678")), "4915112345678");
}

} // namespace
} // namespace iwf::domain
