// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/base/result.hpp"

/// Proposals in charon's words ("aes256gcm16-prfsha384-ecp384"). charon itself takes weak ones, and
/// its log is the only place where it complains of unknown ones.
namespace iwf::config {

enum class ProposalFor
{
    ike,
    esp,        ///< of kernel-libipsec, which refuses a tunnel for which ESN is offered
    kernel_esp, ///< extended sequence numbers may be offered
};

/// Fails when a word is unknown or is an algorithm below NDS/IP (TS 33.210; RFC 8221, RFC 8247), or
/// when a part is missing: encryption, its integrity, a key exchange, and for IKE a PRF.
[[nodiscard]] base::Result<void> check_proposal(std::string_view text, ProposalFor use);

} // namespace iwf::config
