// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "ipsec/revoked.hpp"

#include <gtest/gtest.h>

/// Lists of one CA, made by OpenSSL: twice with nothing in them, twice with serial number 0a02.
namespace iwf::ipsec {
namespace {

const std::string empty = R"(-----BEGIN X509 CRL-----
MIGqMFMCAQEwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHVGVzdCBDQRcNMjYxMTI1
MTQwMDQ3WhgPMjEyNjExMDExNDAwNDdaoA4wDDAKBgNVHRQEAwIBATAKBggqhkjO
PQQDAgNHADBEAiAYn2yXWQVlH/a2q3SRWSPIPUxU/ZaatHUxtT2A39lWBAIgWuF5
LdJIOeTPmtbspI+jCw2Lzs1Vk6Gzpb2wx3xcXwo=
-----END X509 CRL-----)";

const std::string empty_later = R"(-----BEGIN X509 CRL-----
MIGrMFMCAQEwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHVGVzdCBDQRcNMjYxMTI1
MTQxNDUyWhgPMjEyNjExMDExNDE0NTJaoA4wDDAKBgNVHRQEAwIBAjAKBggqhkjO
PQQDAgNIADBFAiEAnTkOQJE04c3TZaikIuPsAcSPnPNUarUZ7T5PsIfIrdECIBUZ
jkiBwTm2SALfIH1umrUlA/+YJwb+vzqnhGU70k6L
-----END X509 CRL-----)";

const std::string revoked = R"(-----BEGIN X509 CRL-----
MIHCMGoCAQEwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHVGVzdCBDQRcNMjYxMTI1
MTQxNDUyWhgPMjEyNjExMDExNDE0NTJaMBUwEwICCgIXDTI2MTEyNTE0MTQ1Mlqg
DjAMMAoGA1UdFAQDAgEDMAoGCCqGSM49BAMCA0gAMEUCIQDxU0cToANaqZulN2XZ
DXArnkd8+++zKkRWSd3cVb/iPAIgVHau9h17+vLY0VLZKMaOPkBaIxoVkyTn6WSw
AoDJ0Ko=
-----END X509 CRL-----)";

const std::string revoked_later = R"(-----BEGIN X509 CRL-----
MIHCMGoCAQEwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHVGVzdCBDQRcNMjYxMTI1
MTQxNDUyWhgPMjEyNjExMDExNDE0NTJaMBUwEwICCgIXDTI2MTEyNTE0MTQ1Mlqg
DjAMMAoGA1UdFAQDAgEEMAoGCCqGSM49BAMCA0gAMEUCIByWHX1cTiIpcnjn+a2M
/hsBOrXSNjiyF/5GA8Ld8FibAiEAgUCyBKRNl/7/ORvYyxhNU7VGRf4LXnAPpQyn
4D8YEMM=
-----END X509 CRL-----)";

TEST(RevokedTest, lists_that_say_the_same_are_the_same)
{
    EXPECT_EQ(revoked_part(empty), "");
    EXPECT_EQ(revoked_part(empty_later), "");
    EXPECT_EQ(revoked_part(revoked), revoked_part(revoked_later));
    EXPECT_NE(revoked_part(revoked).find("\x0a\x02"), std::string::npos);
    EXPECT_LT(revoked_part(revoked).size(), 60U);
}

TEST(RevokedTest, what_is_no_list_is_its_own)
{
    for (const std::string& text :
         {std::string{},
          std::string{"junk"},
          std::string{"\x30"},
          std::string{"\x30\x02\x30\x00", 4},
          std::string{"\x30\x84\x01\x01\x01\x01"},
          std::string{"\x30\x03\x30\x05\x02"}}) {
        EXPECT_EQ(revoked_part(text), text);
    }
}

TEST(RevokedTest, a_list_cut_short_is_its_own)
{
    for (std::size_t size = 0; size < 200; ++size) {
        const std::string cut = revoked.substr(0, size);
        EXPECT_EQ(revoked_part(cut), cut);
    }
}

} // namespace
} // namespace iwf::ipsec
