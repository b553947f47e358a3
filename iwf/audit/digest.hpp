// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"

struct evp_md_ctx_st;

/// The cryptography of the audit log, by OpenSSL's libcrypto.
namespace iwf::audit {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view octets);

/// SHA-256 of what comes in pieces.
class Sha256
{
public:
    Sha256();

    void add(std::string_view octets);

    /// Once, after the last piece.
    [[nodiscard]] Digest finish();

private:
    struct ContextDeleter
    {
        void operator()(evp_md_ctx_st* context) const;
    };

    std::unique_ptr<evp_md_ctx_st, ContextDeleter> context_;
};

/// HMAC-SHA256.
[[nodiscard]] Digest hmac(const Digest& key, std::string_view octets);

/// Whether they are equal, in a time that does not tell where they differ.
[[nodiscard]] bool same_octets(base::ByteView left, base::ByteView right);

/// The nonce of AES-256-GCM. One key seals no two texts under the same one.
using Nonce = std::array<std::uint8_t, 12>;

/// AES-256-GCM: the text sealed, and its tag of 16 octets behind it.
[[nodiscard]] base::Bytes seal(const Digest& key, const Nonce& nonce, base::ByteView text);

/// Fails when it was not sealed under this key and nonce, or was changed since.
[[nodiscard]] base::Result<base::Bytes>
unseal(const Digest& key, const Nonce& nonce, base::ByteView sealed);

/// Two digits an octet, of either case. Nothing when the text is something else.
[[nodiscard]] std::optional<base::Bytes> from_hex(std::string_view digits);

/// Likewise, for 64 digits.
[[nodiscard]] std::optional<Digest> digest_from_hex(std::string_view digits);

} // namespace iwf::audit
