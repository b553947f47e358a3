// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include "iwf/app/config/config.hpp"
#include "iwf/app/config/credential.hpp"
#include "tests/unit/app/config/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iwf::config {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

class ProtectionTest : public testing::Test
{
protected:
    ProtectionTest() { write_credentials(folder); }

    [[nodiscard]] LoadResult load(const std::string& more = "") const
    {
        return load_config(folder.write("iwfd.yaml", daemon_with_ipsec + more));
    }

    TemporaryFolder folder;
};

TEST_F(ProtectionTest, plain_and_protected_servers_live_side_by_side)
{
    (void)folder.write("a.yaml", protected_contract(1));
    (void)folder.write("b.yaml", protected_contract(2, ", external: theirs"));
    (void)folder.write("c.yaml", contract_number(3));
    const auto config = load("contracts: [a.yaml, b.yaml, c.yaml]\n");
    ASSERT_THAT(errors_of(config), IsEmpty());
    EXPECT_EQ(config->daemon.ipsec().socket(), "/run/charon.vici");
    EXPECT_EQ(config->daemon.ipsec().floor().encryption_bits(), 128U);
    EXPECT_EQ(config->daemon.ipsec().ike_proposals(0), "aes256gcm16-prfsha384-ecp384");
    EXPECT_EQ(config->contracts[0].location(), mtciwf::v1::LOCATION_OUTSIDE);
    EXPECT_EQ(config->contracts[0].ike().authentication(), mtciwf::v1::AUTHENTICATION_CERTIFICATE);
}

TEST_F(ProtectionTest, files_are_found_from_the_file_that_names_them)
{
    (void)folder.write("servers/pki/a.crt", ca_certificate);
    (void)folder.write(
        "servers/a.yaml",
        protected_contract(1, ", certificate: pki/a.crt, authorities: [../pki/ca.crt]")
    );
    const auto config = load("contracts: [servers]\n");
    ASSERT_THAT(errors_of(config), IsEmpty());
    const auto& ike = config->contracts[0].ike();
    EXPECT_EQ(ike.certificate(), fs::path(folder.path() / "servers/pki/a.crt").string());
    EXPECT_EQ(ike.authorities(0), fs::path(folder.path() / "pki/ca.crt").string());
    EXPECT_EQ(
        config->daemon.ipsec().authorities(0).crls(0), (folder.path() / "pki/ca.crl").string()
    );
    // What is printed means the same files, wherever it is put.
    const TemporaryFolder elsewhere;
    const std::string dump = print_effective(*config);
    const auto again = load_config(elsewhere.write("dump.yaml", dump));
    ASSERT_THAT(errors_of(again), IsEmpty()) << dump;
    EXPECT_EQ(again->contracts[0].ike().certificate(), ike.certificate());
}

TEST_F(ProtectionTest, a_server_inside_may_have_a_secret_when_the_floor_says_so)
{
    (void)write_secret(folder, "psk", "12345678901234567890123456789012\n");
    (void)folder.write(
        "a.yaml",
        protected_contract(1, ", authentication: psk, psk_file: psk") + "location: inside\n"
    );
    EXPECT_THAT(
        errors_of(load("  floor: {authentication: psk}\ncontracts: [a.yaml]\n")), IsEmpty()
    );
}

TEST_F(ProtectionTest, ESN_may_be_offered_where_the_kernel_does_ESP)
{
    EXPECT_THAT(
        errors_of(load("  esp_proposals: [aes256gcm16-ecp384-esn-noesn]\n  if_id: 42\n")), IsEmpty()
    );
}

TEST_F(ProtectionTest, a_link_inside_the_operator_s_network_may_have_any_address)
{
    std::string text = smallest_daemon;
    text.replace(text.find("127.0.0.2"), 9, "10.1.2.3");
    text.replace(text.find("protection: none"), 16, "protection: inside");
    EXPECT_THAT(errors_of(load_config(folder.write("iwfd.yaml", text))), IsEmpty());
}

TEST_F(ProtectionTest, servers_behind_one_gateway_share_its_identity)
{
    std::string second = protected_contract(2);
    second.replace(second.find("scs2.example.com"), 16, "scs1.example.com");
    (void)folder.write("c/a.yaml", protected_contract(1));
    (void)folder.write("c/b.yaml", second);
    EXPECT_THAT(errors_of(load("contracts: [c]\n")), IsEmpty());
}

TEST_F(ProtectionTest, every_file_is_looked_at_and_named_where_it_is_written)
{
    (void)folder.write("pki/iwf.crt", ca_crl);
    (void)folder.write("pki/ca.crl", "junk");
    fs::permissions(folder.path() / "pki/iwf.key", fs::perms::others_read, fs::perm_options::add);
    fs::remove(folder.path() / "pki/ca.crt");
    const std::string file = (folder.path() / "iwfd.yaml").string();
    EXPECT_THAT(
        errors_of(load()),
        ElementsAre(
            file + ":21:18: ipsec.local.certificate: \"pki/iwf.crt\" is a CRL; expected a "
                   "certificate, PEM or DER",
            file + ":22:10: ipsec.local.key: \"pki/iwf.key\" is open to everybody; take the rights "
                   "of others away (chmod o= FILE)",
            file + ":25:20: ipsec.authorities[0].certificate: \"pki/ca.crt\" cannot be read: No "
                   "such file or directory",
            file + ":26:14: ipsec.authorities[0].crls[0]: \"pki/ca.crl\" is neither PEM nor DER of "
                   "X.509; expected a CRL, PEM or DER"
        )
    );
}

TEST_F(ProtectionTest, a_secret_is_long_and_nobody_else_may_read_it)
{
    const auto error = [](const std::string& file) {
        return read_credential(file, Credential::pre_shared_key).error().text;
    };
    const std::string secret(32, 's');
    EXPECT_EQ(
        read_credential(write_secret(folder, "a", secret + "\n"), Credential::pre_shared_key),
        secret
    );
    EXPECT_THAT(
        error(write_secret(folder, "b", std::string(31, 's') + "\n")), HasSubstr("holds 31 octets")
    );
    EXPECT_THAT(error(folder.write("c", secret)), HasSubstr("open to everybody"));
}

base::Result<void> check(const std::string& content, Credential what)
{
    return check_credential(content, what);
}

std::string unhex(std::string_view digits)
{
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        out += static_cast<char>(std::stoi(std::string{digits.substr(i, 2)}, nullptr, 16));
    }
    return out;
}

TEST(CredentialTest, DER_is_told_apart_by_what_stands_first)
{
    const std::string certificate = unhex("30073005a003020102");
    const std::string crl = unhex("300530030201013000").substr(0, 7);
    EXPECT_TRUE(check(certificate, Credential::certificate));
    EXPECT_TRUE(check(crl, Credential::revocation_list));
    EXPECT_TRUE(check(key_stub, Credential::private_key));
    EXPECT_FALSE(check(certificate, Credential::revocation_list));
    EXPECT_FALSE(check(crl, Credential::certificate));
    EXPECT_FALSE(check(key_stub, Credential::certificate));
}

TEST(CredentialTest, broken_DER_is_nothing)
{
    for (const char* digits :
         {"", "30", "3080", "308401000000", "30820100", "3003020101ff0000", "3003"}) {
        EXPECT_FALSE(check(unhex(digits), Credential::certificate)) << digits;
    }
}

TEST(CredentialTest, PEM_is_told_by_its_label)
{
    EXPECT_TRUE(check(ca_certificate, Credential::certificate));
    EXPECT_TRUE(check("some text before\n" + ca_crl, Credential::revocation_list));
    EXPECT_EQ(
        check(ca_certificate + ca_certificate, Credential::certificate).error().text,
        "holds more than one thing, of which charon takes the first only; expected one a file"
    );
    const std::string mark = "-----BEGIN ";
    EXPECT_TRUE(check(
        mark + "EC PARAMETERS-----\n" + mark + "EC PRIVATE KEY-----\n", Credential::private_key
    ));
    EXPECT_THAT(
        check(mark + "ENCRYPTED PRIVATE KEY-----\n", Credential::private_key).error().text,
        EndsWith("expected a private key without one: nobody is there to type it")
    );
    EXPECT_FALSE(
        check(mark + "RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", Credential::private_key)
    );
    EXPECT_FALSE(check(mark + "CERTIFICATE", Credential::private_key));
}

TEST(CredentialTest, what_vici_cannot_carry_is_refused)
{
    const TemporaryFolder folder;
    const auto file = folder.write("ca.crl", ca_crl + std::string(66'000, '\n'));
    EXPECT_THAT(
        read_credential(file, Credential::revocation_list).error().text,
        HasSubstr("charon takes 65535 at most")
    );
}

} // namespace
} // namespace iwf::config
