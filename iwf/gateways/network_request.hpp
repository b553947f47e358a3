// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "iwf/diameter/common.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/diameter/result_code.hpp"
#include "iwf/diameter/s6m.hpp"
#include "iwf/domain/identity.hpp"

/// What requests to the operator's network have in common, whatever the reference point.
namespace iwf::gateways {

/// Whether this answer says that another node of the pool may do better (RFC 6733, 7.1.3).
[[nodiscard]] bool should_try_elsewhere(const diameter::Outcome& outcome);

/// The device as the server named it, in User-Identifier (TS 29.336, 6.4.2).
[[nodiscard]] diameter::s6m::UserIdentifier user_identifier_of(const domain::DeviceIdentity& device
);

/// The IMSI in the User-Identifier of `request`; nothing when it has none. A fault is 5004.
[[nodiscard]] diameter::Decoded<std::optional<domain::Imsi>>
imsi_of(const diameter::s6m::UserIdentifier& user, const diameter::Message& request);

} // namespace iwf::gateways
