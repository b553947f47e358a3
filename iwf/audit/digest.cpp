// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/digest.hpp"

#include <algorithm>
#include <cassert>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace iwf::audit {
namespace {

struct CipherDeleter
{
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherPtr = std::unique_ptr<EVP_CIPHER_CTX, CipherDeleter>;

constexpr std::size_t tag_octets = 16;

const std::uint8_t* octets_of(std::string_view text)
{
    return base::as_bytes(text).data();
}

/// Of functions that cannot fail but for want of memory, which is the end of the process.
void must_succeed(bool done)
{
    if (!done) {
        OPENSSL_die("libcrypto", __FILE__, __LINE__);
    }
}

std::optional<std::uint8_t> digit(char c)
{
    if (c >= '0' && c <= '9') {
        return static_cast<std::uint8_t>(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return static_cast<std::uint8_t>(c - 'a' + 10);
    }
    if (c >= 'A' && c <= 'F') {
        return static_cast<std::uint8_t>(c - 'A' + 10);
    }
    return std::nullopt;
}

} // namespace

Digest sha256(std::string_view octets)
{
    Digest digest{};
    must_succeed(
        EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1
    );
    return digest;
}

Sha256::Sha256()
    : context_{EVP_MD_CTX_new()}
{
    must_succeed(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Sha256::add(std::string_view octets)
{
    must_succeed(EVP_DigestUpdate(context_.get(), octets.data(), octets.size()) == 1);
}

Digest Sha256::finish()
{
    Digest digest{};
    must_succeed(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
    return digest;
}

void Sha256::ContextDeleter::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Digest hmac(const Digest& key, std::string_view octets)
{
    Digest digest{};
    must_succeed(
        HMAC(
            EVP_sha256(),
            key.data(),
            static_cast<int>(key.size()),
            octets_of(octets),
            octets.size(),
            digest.data(),
            nullptr
        ) != nullptr
    );
    return digest;
}

bool same_octets(base::ByteView left, base::ByteView right)
{
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

base::Bytes seal(const Digest& key, const Nonce& nonce, base::ByteView text)
{
    const CipherPtr cipher{EVP_CIPHER_CTX_new()};
    base::Bytes sealed(text.size() + tag_octets);
    int length = 0;
    must_succeed(
        cipher != nullptr &&
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) ==
            1 &&
        EVP_EncryptUpdate(
            cipher.get(), sealed.data(), &length, text.data(), static_cast<int>(text.size())
        ) == 1 &&
        EVP_EncryptFinal_ex(cipher.get(), sealed.data() + length, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            cipher.get(),
            EVP_CTRL_GCM_GET_TAG,
            static_cast<int>(tag_octets),
            sealed.data() + text.size()
        ) == 1
    );
    return sealed;
}

base::Result<base::Bytes> unseal(const Digest& key, const Nonce& nonce, base::ByteView sealed)
{
    if (sealed.size() < tag_octets) {
        return base::fail("is too short to be sealed");
    }
    const CipherPtr cipher{EVP_CIPHER_CTX_new()};
    const std::size_t size = sealed.size() - tag_octets;
    base::Bytes text(size);
    base::Bytes tag(sealed.end() - tag_octets, sealed.end());
    int length = 0;
    const bool good =
        cipher != nullptr &&
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) ==
            1 &&
        EVP_DecryptUpdate(
            cipher.get(), text.data(), &length, sealed.data(), static_cast<int>(size)
        ) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_octets), tag.data()
        ) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), text.data() + length, &length) == 1;
    if (!good) {
        return base::fail("was sealed with another key, or changed since");
    }
    return text;
}

std::optional<base::Bytes> from_hex(std::string_view digits)
{
    if (digits.size() % 2 != 0) {
        return std::nullopt;
    }
    base::Bytes octets;
    octets.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = digit(digits[i]);
        const auto low = digit(digits[i + 1]);
        if (!high || !low) {
            return std::nullopt;
        }
        octets.push_back(static_cast<std::uint8_t>(*high << 4U | *low));
    }
    return octets;
}

std::optional<Digest> digest_from_hex(std::string_view digits)
{
    const auto octets = from_hex(digits);
    Digest digest{};
    if (!octets || octets->size() != digest.size()) {
        return std::nullopt;
    }
    std::ranges::copy(*octets, digest.begin());
    return digest;
}

} // namespace iwf::audit
