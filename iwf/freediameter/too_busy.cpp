// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/too_busy.hpp"

namespace iwf::freediameter {

void refuse_as_too_busy(
    PeerSlot& slot,
    const diameter::ErrorAnswers& too_busy,
    const Arrival& arrival,
    const diameter::MessageView& request
)
{
    ++slot.counters.too_busy_in;
    slot.pace.refused(arrival.time, ReadingPace::cheap);
    const auto taken = slot.refuse(arrival.connection.serial, too_busy, request);
    if (taken == Outbox::Taken::full) {
        slot.cut("does not read its answers");
    }
}

} // namespace iwf::freediameter
