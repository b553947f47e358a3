// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/app/scs/fields.hpp"
#include "iwf/domain/monitoring.hpp"

namespace iwf::scs {

/// Every field of the report that is there, with the standard's names for its values.
[[nodiscard]] Fields fields_of(const domain::EventReport& report);

} // namespace iwf::scs
