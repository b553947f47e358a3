// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "iwf/core/protection/security_association.hpp"

namespace iwf::core {

/// How the other end proved its identity; the later the stronger.
enum class Authentication
{
    none,
    pre_shared_key,
    certificate,
};

/// One SA in bits (algorithm_strength.hpp). What it takes over from elsewhere is `inherited`.
struct Strength
{
    static constexpr std::uint32_t inherited = std::numeric_limits<std::uint32_t>::max();

    std::uint32_t encryption{};
    std::uint32_t integrity{}; ///< of its own algorithm or of the encryption
    std::uint32_t prf{};
    std::uint32_t group{};

    friend bool operator==(const Strength&, const Strength&) = default;
};

[[nodiscard]] Strength strength_of(const IkeSa& association);

/// All 0 when it is not ESP. Until its first rekey with a group its keys are made from the
/// IKE_SA's.
[[nodiscard]] Strength strength_of(const ChildSa& child);

/// What was negotiated is too weak: which part of it, and the two values. All printable.
struct TooWeak
{
    std::string what; ///< "encryption of the CHILD_SA"
    std::string found;
    std::string needed;

    [[nodiscard]] std::string text() const;
};

/// The least protection a link may have, whoever is at its other end, inside or outside (S4). It
/// is compared with what was negotiated, never with what was configured. The defaults are those of
/// NDS/IP (TS 33.210): AES with 128 bits, HMAC-SHA2-256-128 or the check value of GCM with 16
/// octets, PRF HMAC-SHA2-256, groups MODP-2048, ECP-256, Curve25519; certificates (TS 33.310). Who
/// has inside servers with pre-shared keys lowers `authentication` for all.
struct ProtectionFloor
{
    std::uint32_t encryption_bits{128};
    std::uint32_t integrity_bits{128};
    std::uint32_t prf_bits{256};
    std::uint32_t group_bits{112};
    Authentication authentication{Authentication::certificate};

    friend bool operator==(const ProtectionFloor&, const ProtectionFloor&) = default;

    /// Whether this much is enough: for look-ups, which have no time for texts.
    [[nodiscard]] bool holds(const Strength& strength) const;

    /// The first part of an IKE_SA that is too weak; nothing when it is strong enough.
    [[nodiscard]] std::optional<TooWeak> weakness(const IkeSa& association) const;

    /// The same of a CHILD_SA.
    [[nodiscard]] std::optional<TooWeak> weakness(const ChildSa& child) const;

    /// The daemon does not tell how the other end authenticated: say what its connection demands.
    [[nodiscard]] std::optional<TooWeak> weakness(Authentication authentication) const;
};

} // namespace iwf::core
