// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/proposal_floor.hpp"

#include <algorithm>
#include <array>

#include "iwf/core/protection/algorithm_strength.hpp"

namespace iwf::ctl {
namespace {

/// A word of charon's proposals, by its beginning, and the name of the algorithm that charon tells
/// once it is negotiated.
struct Word
{
    std::string_view begin;
    std::string_view name;
};

constexpr std::array encryptions{
    Word{"chacha20poly1305", "CHACHA20_POLY1305"},
    Word{"aes", "AES_CBC"},
};
constexpr std::array integrities{
    Word{"sha256", "HMAC_SHA2_256_128"},
    Word{"sha384", "HMAC_SHA2_384_192"},
    Word{"sha512", "HMAC_SHA2_512_256"},
};
constexpr std::array prfs{
    Word{"prfsha256", "PRF_HMAC_SHA2_256"},
    Word{"prfsha384", "PRF_HMAC_SHA2_384"},
    Word{"prfsha512", "PRF_HMAC_SHA2_512"},
};
constexpr std::array groups{
    Word{"modp2048", "MODP_2048"},
    Word{"modp3072", "MODP_3072"},
    Word{"modp4096", "MODP_4096"},
    Word{"modp6144", "MODP_6144"},
    Word{"modp8192", "MODP_8192"},
    Word{"ecp256", "ECP_256"},
    Word{"ecp384", "ECP_384"},
    Word{"ecp521", "ECP_521"},
    Word{"x25519", "CURVE_25519"},
    Word{"curve25519", "CURVE_25519"},
    Word{"x448", "CURVE_448"},
    Word{"curve448", "CURVE_448"},
};

template <class Words>
std::string_view name_in(const Words& words, std::string_view text)
{
    const auto* const found = std::ranges::find_if(words, [text](const Word& word) {
        return text.starts_with(word.begin);
    });
    return found == words.end() ? std::string_view{} : found->name;
}

std::uint32_t key_bits(std::string_view word)
{
    for (const std::uint32_t bits : {128U, 192U, 256U}) {
        if (word.substr(3).starts_with(std::to_string(bits))) { // behind "aes"
            return bits;
        }
    }
    return 0;
}

std::string
compared(std::string_view word, std::string_view what, std::uint32_t has, std::uint32_t least)
{
    return "\"" + std::string{word} + "\" has " + std::to_string(has) + ", ipsec.floor." +
           std::string{what} + " is " + std::to_string(least);
}

void judge(std::string_view word, const mtciwf::v1::Floor& floor, std::vector<std::string>& low)
{
    const auto check = [&](std::string_view what, std::uint32_t has, std::uint32_t least) {
        if (has < least) {
            low.push_back(compared(word, what, has, least));
        }
    };
    if (const auto name = name_in(encryptions, word); !name.empty()) {
        const bool has_own = word.ends_with("16") || word.ends_with("poly1305"); // GCM, CCM
        const auto strength = core::encryption_strength(name, key_bits(word));
        check("encryption_bits", strength.key_bits, floor.encryption_bits());
        if (has_own) {
            constexpr std::uint32_t check_value = 128;
            check("integrity_bits", check_value, floor.integrity_bits());
        }
    } else if (const auto prf = name_in(prfs, word); !prf.empty()) {
        check("prf_bits", core::prf_strength(prf), floor.prf_bits());
    } else if (const auto integrity = name_in(integrities, word); !integrity.empty()) {
        check("integrity_bits", core::integrity_strength(integrity), floor.integrity_bits());
    } else if (const auto group = name_in(groups, word); !group.empty()) {
        check("group_bits", core::group_strength(group), floor.group_bits());
    }
}

} // namespace

std::vector<std::string> below_floor(std::string_view proposal, const mtciwf::v1::Floor& floor)
{
    std::vector<std::string> low;
    for (std::string_view rest = proposal; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find('-'));
        judge(word, floor, low);
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
    return low;
}

} // namespace iwf::ctl
