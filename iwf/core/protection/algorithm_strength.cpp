// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/algorithm_strength.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace iwf::core {
namespace {

struct Encryption
{
    std::string_view name;
    std::uint32_t max_bits;  ///< what a key of any length is worth at most
    std::uint32_t only_bits; ///< of the one length of its keys; 0: the length is negotiated
    std::uint32_t integrity_bits;
};

struct Rated
{
    std::string_view name;
    std::uint32_t bits;
};

// DES, RC2, RC5 and their like are not here: a name that is missing is 0 bits strong. NULL is said.
constexpr std::array encryptions{
    Encryption{"NULL", 0, 0, 0},
    Encryption{"NULL_AES_GMAC_16", 0, 0, 128},
    Encryption{"3DES_CBC", 112, 112, 0},
    // Blocks of 64 bits: collisions after 2^32 of them (RFC 8247, 2.1).
    Encryption{"BLOWFISH_CBC", 32, 0, 0},
    Encryption{"CAST_CBC", 32, 0, 0},
    Encryption{"AES_CBC", 256, 0, 0},
    Encryption{"AES_CTR", 256, 0, 0},
    Encryption{"AES_CCM_8", 256, 0, 64},
    Encryption{"AES_CCM_12", 256, 0, 96},
    Encryption{"AES_CCM_16", 256, 0, 128},
    Encryption{"AES_GCM_8", 256, 0, 64},
    Encryption{"AES_GCM_12", 256, 0, 96},
    Encryption{"AES_GCM_16", 256, 0, 128},
    Encryption{"CAMELLIA_CBC", 256, 0, 0},
    Encryption{"CAMELLIA_CTR", 256, 0, 0},
    Encryption{"CAMELLIA_CCM_8", 256, 0, 64},
    Encryption{"CAMELLIA_CCM_12", 256, 0, 96},
    Encryption{"CAMELLIA_CCM_16", 256, 0, 128},
    Encryption{"CHACHA20_POLY1305", 256, 256, 128},
};

constexpr std::array integrities{
    Rated{"HMAC_MD5_96", 0},
    Rated{"HMAC_MD5_128", 0},
    Rated{"HMAC_SHA1_96", 80},
    Rated{"HMAC_SHA1_128", 80},
    Rated{"HMAC_SHA1_160", 80},
    Rated{"AES_XCBC_96", 96},
    Rated{"AES_CMAC_96", 96},
    Rated{"CAMELLIA_XCBC_96", 96},
    Rated{"AES_128_GMAC", 128},
    Rated{"AES_192_GMAC", 128},
    Rated{"AES_256_GMAC", 128},
    Rated{"HMAC_SHA2_256_96", 96}, // of a draft; the hash is right, the cut is not
    Rated{"HMAC_SHA2_256_128", 128},
    Rated{"HMAC_SHA2_256_256", 256},
    Rated{"HMAC_SHA2_384_192", 192},
    Rated{"HMAC_SHA2_384_384", 384},
    Rated{"HMAC_SHA2_512_256", 256},
    Rated{"HMAC_SHA2_512_512", 512},
};

constexpr std::array prfs{
    Rated{"PRF_HMAC_MD5", 0},
    Rated{"PRF_HMAC_SHA1", 80},
    Rated{"PRF_AES128_XCBC", 128},
    Rated{"PRF_AES128_CMAC", 128},
    Rated{"PRF_HMAC_SHA2_256", 256},
    Rated{"PRF_HMAC_SHA2_384", 384},
    Rated{"PRF_HMAC_SHA2_512", 512},
};

constexpr std::array groups{
    Rated{"MODP_768", 0},
    Rated{"MODP_1024", 80},
    Rated{"MODP_1536", 96},
    Rated{"MODP_2048", 112},
    Rated{"MODP_3072", 128},
    Rated{"MODP_4096", 152},
    Rated{"MODP_6144", 176},
    Rated{"MODP_8192", 200},
    // Groups 22 to 24, of small subgroups and unexplained origin (RFC 8247, 2.4).
    Rated{"MODP_1024_160", 0},
    Rated{"MODP_2048_224", 0},
    Rated{"MODP_2048_256", 0},
    Rated{"ECP_192", 96},
    Rated{"ECP_224", 96}, // half its length were 112; no profile allows it beside MODP_2048
    Rated{"ECP_224_BP", 96},
    Rated{"ECP_256", 128},
    Rated{"ECP_256_BP", 128},
    Rated{"ECP_384", 192},
    Rated{"ECP_384_BP", 192},
    Rated{"ECP_512_BP", 256},
    Rated{"ECP_521", 256},
    Rated{"CURVE_25519", 128},
    Rated{"CURVE_448", 224},
};

std::uint32_t rating(std::span<const Rated> table, std::string_view name)
{
    const auto found = std::ranges::find(table, name, &Rated::name);
    return found == table.end() ? 0 : found->bits;
}

} // namespace

EncryptionStrength encryption_strength(std::string_view name, std::uint32_t key_bits)
{
    const auto found = std::ranges::find(encryptions, name, &Encryption::name);
    if (found == encryptions.end()) {
        return {};
    }
    const std::uint32_t bits = found->only_bits != 0 ? found->only_bits : key_bits;
    return {std::min(bits, found->max_bits), found->integrity_bits};
}

std::uint32_t integrity_strength(std::string_view name)
{
    return rating(integrities, name);
}

std::uint32_t prf_strength(std::string_view name)
{
    return rating(prfs, name);
}

std::uint32_t group_strength(std::string_view name)
{
    return rating(groups, name);
}

} // namespace iwf::core
