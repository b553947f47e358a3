// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/too_busy.hpp"

#include "iwf/diameter/common.hpp"

namespace iwf::freediameter {

void refuse_as_too_busy(
    PeerSlot& slot,
    const NodeConfig& self,
    const Arrival& arrival,
    const diameter::MessageView& request
)
{
    ++slot.counters.too_busy_in;
    slot.pace.refused(arrival.time, ReadingPace::cheap);
    const auto answer = diameter::error_answer(
        request, {diameter::result::too_busy, {}, {}}, self.identity, self.realm
    );
    const auto taken = slot.answer(arrival.connection.serial, answer);
    if (taken == Outbox::Taken::full) {
        slot.cut("does not read its answers");
    }
}

} // namespace iwf::freediameter
