// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "iwf/app/ctl/check.hpp"
#include "iwf/app/ctl/credentials.hpp"

/// Who vouches for a certificate, as charon decides it.
namespace iwf::ctl {

/// What charon has for it.
struct Trust
{
    std::vector<Certificate> authorities; ///< one of these must be in the chain
    std::vector<Certificate> others;      ///< charon has them too, for other links
    std::vector<RevocationList> lists;
    const mtciwf::v1::CertificateFloor& floor;
    std::int64_t now{}; ///< seconds since 1970
};

/// Whether the CA can vouch for anybody now: its flag, its dates, its CRL.
[[nodiscard]] std::vector<Finding>
check_authority(const Certificate& authority, const Trust& trust);

/// Follows the chain of issuers to the root, which must be an authority that charon has. `shown`:
/// CA certificates that come with it. `otherwise`: what it is when it leads nowhere.
[[nodiscard]] std::vector<Finding> check_issuers(
    const Certificate& certificate,
    const std::string& whose,
    const std::vector<Certificate>& shown,
    const Trust& trust,
    Grade otherwise
);

} // namespace iwf::ctl
