// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/core/journal.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::core {

/// What to do with a report of an SMS-SC.
enum class ReportVerdict : std::uint8_t
{
    unknown, ///< no such trigger is open: answered 2001 so that the SMS-SC stops; counted
    forged,  ///< not from the SMS-SC that has the trigger: refused, nothing changes; counted
    proves_acceptance, ///< it overtook the DTA: the trigger is accepted, then reported
    deliver,           ///< tell the server, then answer
    join,              ///< the server is being told already: answered together with that
};

/// Delivery report (TS 29.368, 5.6; TS 29.337, 5.x): judges a DRR against the trigger it names.
/// `record`: nothing when none is open. `from`: the SMS-SC by its connection.
[[nodiscard]] ReportVerdict judge(const TriggerRecord* record, const domain::InternalHost& from);

} // namespace iwf::core
