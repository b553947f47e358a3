// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ipsec/vici/message.hpp"
#include "iwf/base/result.hpp"
#include "iwf/core/protection/security_association.hpp"

/// From charon's words about security associations to the core's.
namespace iwf::ipsec {

/// The IKE_SAs of one list-sa event: one, as charon 5.9 sends it.
///
/// A CHILD_SA one of whose selectors is not understood is not usable; what else cannot be is an
/// error. An IKE_SA of version 1 is never established: TS 33.210 has no place for it.
[[nodiscard]] base::Result<std::vector<core::IkeSa>> read_list(const vici::Message& list_sa);

/// What an ike-updown, child-updown, ike-rekey or child-rekey says; nothing for other events. An
/// error when something is missing that must be there: then it is not known any more what there is.
[[nodiscard]] base::Result<std::optional<core::SaEvent>>
read_event(std::string_view event, const vici::Message& message);

} // namespace iwf::ipsec
