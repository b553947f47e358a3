// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/proposal.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "iwf/app/config/config_error.hpp"
#include "iwf/base/bytes.hpp"

namespace iwf::config {
namespace {

using base::fail;
using base::Result;

enum class Part
{
    encryption,    ///< needs integrity beside it
    authenticated, ///< encryption that brings its own integrity
    integrity,     ///< in IKE it names the PRF, too
    prf,
    group,
    esn,
    weak,
};

struct Word
{
    std::string_view text;
    Part part;
};

constexpr std::array words{
    Word{"aes128", Part::encryption},
    Word{"aes192", Part::encryption},
    Word{"aes256", Part::encryption},
    Word{"aes128gcm16", Part::authenticated},
    Word{"aes192gcm16", Part::authenticated},
    Word{"aes256gcm16", Part::authenticated},
    Word{"aes128ccm16", Part::authenticated},
    Word{"aes192ccm16", Part::authenticated},
    Word{"aes256ccm16", Part::authenticated},
    Word{"chacha20poly1305", Part::authenticated},
    Word{"sha256", Part::integrity},
    Word{"sha384", Part::integrity},
    Word{"sha512", Part::integrity},
    Word{"prfsha256", Part::prf},
    Word{"prfsha384", Part::prf},
    Word{"prfsha512", Part::prf},
    Word{"modp2048", Part::group},
    Word{"modp3072", Part::group},
    Word{"modp4096", Part::group},
    Word{"modp6144", Part::group},
    Word{"modp8192", Part::group},
    Word{"ecp256", Part::group},
    Word{"ecp384", Part::group},
    Word{"ecp521", Part::group},
    Word{"x25519", Part::group},
    Word{"curve25519", Part::group},
    Word{"x448", Part::group},
    Word{"curve448", Part::group},
    Word{"esn", Part::esn},
    Word{"noesn", Part::esn},
    Word{"null", Part::weak},
    Word{"des", Part::weak},
    Word{"3des", Part::weak},
    Word{"blowfish128", Part::weak},
    Word{"cast128", Part::weak},
    Word{"md5", Part::weak},
    Word{"sha", Part::weak},
    Word{"sha1", Part::weak},
    Word{"aesxcbc", Part::weak},
    Word{"sha256_96", Part::weak},
    Word{"prfmd5", Part::weak},
    Word{"prfsha1", Part::weak},
    Word{"modpnull", Part::weak},
    Word{"modpnone", Part::weak},
    Word{"none", Part::weak},
    Word{"modp768", Part::weak},
    Word{"modp1024", Part::weak},
    Word{"modp1024s160", Part::weak},
    Word{"modp1536", Part::weak},
    Word{"modp2048s224", Part::weak},
    Word{"modp2048s256", Part::weak},
    Word{"ecp192", Part::weak},
    Word{"ecp224", Part::weak},
    Word{"aes128gcm8", Part::weak},
    Word{"aes256gcm8", Part::weak},
    Word{"aes128gcm12", Part::weak},
    Word{"aes256gcm12", Part::weak},
    Word{"aes128gmac", Part::weak},
    Word{"aes256gmac", Part::weak},
};

std::string in_quotes(std::string_view text)
{
    return "\"" + base::printable(text) + "\"";
}

Result<void> unknown(std::string_view text)
{
    std::vector<std::string> known;
    for (const Word& word : words) {
        if (word.part != Part::weak) {
            known.emplace_back(word.text);
        }
    }
    return fail(
        in_quotes(text) +
        " is not known; expected charon's words with '-' between, like "
        "aes256gcm16-prfsha384-ecp384" +
        did_you_mean(text, known)
    );
}

/// How many words of each part a proposal has.
class Parts
{
public:
    Result<void> take(std::string_view text)
    {
        const auto* const word = std::ranges::find(words, text, &Word::text);
        if (word == words.end()) {
            return unknown(text);
        }
        if (word->part == Part::weak) {
            return fail(
                in_quotes(text) + " is too weak for NDS/IP (TS 33.210); remove it: what is not "
                                  "offered cannot be negotiated"
            );
        }
        has_[static_cast<std::size_t>(word->part)] = true;
        return {};
    }

    [[nodiscard]] bool has(Part part) const { return has_[static_cast<std::size_t>(part)]; }

private:
    std::array<bool, static_cast<std::size_t>(Part::weak)> has_{};
};

Result<void> check_together(const Parts& parts, ProposalFor use)
{
    if (parts.has(Part::encryption) == parts.has(Part::authenticated)) {
        return fail(
            parts.has(Part::encryption)
                ? "has encryption with and without integrity of its own; write two proposals"
                : "has no encryption; expected one like aes256gcm16"
        );
    }
    if (parts.has(Part::encryption) != parts.has(Part::integrity)) {
        return fail(
            parts.has(Part::encryption) ? "has no integrity; expected one like sha256"
                                        : "has integrity beside encryption that brings its own; "
                                          "remove it"
        );
    }
    if (!parts.has(Part::group)) {
        return fail("has no key exchange; expected one like ecp384");
    }
    const bool is_ike = use == ProposalFor::ike;
    if (is_ike && parts.has(Part::authenticated) && !parts.has(Part::prf)) {
        return fail("has no PRF; expected one like prfsha384");
    }
    if (!is_ike && parts.has(Part::prf)) {
        return fail("has a PRF, which ESP has not; remove it");
    }
    if (parts.has(Part::esn) && use != ProposalFor::kernel_esp) {
        return fail(
            is_ike ? "has ESN, which IKE has not; remove it"
                   : "has ESN, for which kernel-libipsec refuses the tunnel; remove 'esn' and "
                     "'noesn', or set ipsec.if_id for ESP in the kernel"
        );
    }
    return {};
}

} // namespace

Result<void> check_proposal(std::string_view text, ProposalFor use)
{
    Parts parts;
    for (std::string_view rest = text;;) {
        const std::size_t dash = rest.find('-');
        if (const auto taken = parts.take(rest.substr(0, dash)); !taken) {
            return fail(in_quotes(text) + ": " + taken.error().text);
        }
        if (dash == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(dash + 1);
    }
    if (const auto whole = check_together(parts, use); !whole) {
        return fail(in_quotes(text) + " " + whole.error().text);
    }
    return {};
}

} // namespace iwf::config
