// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "iwf/audit/digest.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/base/result.hpp"

namespace iwf::audit {

/// The secret of an audit log. From it come, by HMAC-SHA256, the key of each day (UTC), which makes
/// and resolves the pseudonyms of that day, and the key that proves each line. Those are computed
/// when needed, and never stored. A device has another pseudonym each day: without the key nobody
/// follows it from one day to the next.
class Key
{
public:
    /// Of the content of a key file: 64 hexadecimal digits and a line end, as of
    /// `openssl rand -hex 32`.
    [[nodiscard]] static base::Result<Key> parse(std::string_view content);

    /// Which key it is, without telling it: 8 digits.
    [[nodiscard]] std::string id() const;

    /// "d:" and 24 digits: HMAC-SHA256 of the identity under the day's key, its first 96 bits.
    [[nodiscard]] std::string pseudonym(base::WallTime time, std::string_view identity) const;

    /// The identity behind a pseudonym, for who has the key: AES-256-GCM, its nonce the pseudonym
    /// (of which no two identities of a day have the same); hexadecimal. Its length tells that of
    /// the identity in steps of 32.
    [[nodiscard]] std::string sealed(base::WallTime time, std::string_view identity) const;

    /// The other way. Fails when the key is another, or either was changed.
    [[nodiscard]] base::Result<std::string>
    reveal(base::WallTime time, std::string_view pseudonym, std::string_view sealed) const;

    /// What proves that who wrote a line had the key: 128 bits, hexadecimal.
    [[nodiscard]] std::string proof(const Digest& hash) const;

private:
    explicit Key(const Digest& master)
        : master_{master}
        , proof_key_{hmac(master, "mtc-iwf audit proof")}
    {}

    [[nodiscard]] Digest day_key(base::WallTime time) const;

    Digest master_;
    Digest proof_key_;
};

} // namespace iwf::audit
