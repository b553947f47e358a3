// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "iwf/base/result.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/freediameter/crossing.hpp"

namespace iwf::freediameter {

/// Judges the first message of a new connection, before libfdcore looks at it: a CER of a
/// configured passive peer that is not connected, with an application in common (RFC 6733, 5.3),
/// and admitted by `admit`. The error says why not, without what the peer sent beyond its identity.
[[nodiscard]] base::Result<void> judge_newcomer(
    const diameter::Message& first,
    std::string_view remote,
    const Crossing& node,
    const std::function<base::Result<void>(const Applicant&)>& admit
);

/// "{----} TCP from [192.0.2.1]:59447 (4<-3)" -> "192.0.2.1"; empty when it is not of that form.
[[nodiscard]] std::string_view remote_in(std::string_view connection_id);

} // namespace iwf::freediameter
