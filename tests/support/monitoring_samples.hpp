// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "iwf/core/policy/contract_book.hpp"
#include "iwf/domain/monitoring.hpp"

/// What tests of monitoring talk about, beside core_samples.hpp.
namespace iwf::test {

[[nodiscard]] domain::InternalHost mme_a();
[[nodiscard]] domain::WatchedIdentity meter7();

/// The contracts of core_samples.hpp; acme may watch for everything, as finely as a tracking area.
[[nodiscard]] core::ContractSnapshot
watching_contracts(const std::function<void(core::Contract&)>& change = [](core::Contract&) {});

} // namespace iwf::test
