// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/gateways/links.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

/// The protected links as a person wants to see them. Core thread.
namespace iwf::daemon {

/// Which ones.
struct LinkSelection
{
    std::optional<std::string> contract; ///< this one only
    std::string after;                   ///< those whose names follow
    std::size_t most{100};               ///< the rest is for another page: the core must go on
};

/// By name of the contract; nothing when the selected contract has no protected link.
[[nodiscard]] std::optional<mtciwf::v1::IpsecStatus> ipsec_status(
    const gateways::Links& links, const base::Clock& clock, const LinkSelection& selection
);

/// The IKE_SAs of the contract's server by the contract's connection; nothing when there is no such
/// contract with a protected link.
[[nodiscard]] std::optional<std::vector<core::IkeSaId>>
associations_of(const gateways::Links& links, const std::string& contract);

} // namespace iwf::daemon
