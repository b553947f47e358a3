// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "iwf/diameter/message.hpp"

struct msg;

namespace iwf::freediameter {

/// The message this thread of libfdcore read last, as its octets came. libfdcore's own object holds
/// only the header when the message is not one of the base protocol: what it cannot see it cannot
/// fall over.
struct Received
{
    const ::msg* object{}; ///< to compare, never to follow
    diameter::Message message;
};

[[nodiscard]] Received& received_here();

/// A message of the base protocol that libfdcore shall read itself: application 0, not proxiable.
[[nodiscard]] bool is_link_local(const diameter::Header& header);

/// May libfdcore read this one? Not longer than any honest one, whole AVPs, and no Session-Id,
/// which no base command has and on which libfdcore's session code fails.
[[nodiscard]] bool is_fit_for_libfdcore(const diameter::Message& message);

} // namespace iwf::freediameter
