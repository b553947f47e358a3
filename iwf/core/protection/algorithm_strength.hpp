// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

/// How strong an algorithm is, by the name strongSwan 5.9.8 gives it. A name that is not known is 0
/// bits strong, weaker than everything; so is one that is broken or that RFC 8247 says MUST NOT be
/// used, whatever its arithmetic promises.
namespace iwf::core {

struct EncryptionStrength
{
    std::uint32_t key_bits{};
    /// Of the check value that an authenticated encryption brings along; 0: brings none.
    std::uint32_t integrity_bits{};
};

/// `key_bits` as negotiated; an algorithm with keys of one length only may leave it 0.
[[nodiscard]] EncryptionStrength encryption_strength(std::string_view name, std::uint32_t key_bits);

/// Bits of the check value, at most of what its hash is worth.
[[nodiscard]] std::uint32_t integrity_strength(std::string_view name);

/// Bits of the output.
[[nodiscard]] std::uint32_t prf_strength(std::string_view name);

/// Bits of a symmetric key that is as hard to find (NIST SP 800-57 part 1, table 2).
[[nodiscard]] std::uint32_t group_strength(std::string_view name);

} // namespace iwf::core
