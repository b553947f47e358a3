// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/too_busy.hpp"

#include <chrono>

#include "iwf/diameter/common.hpp"

namespace iwf::freediameter {

void refuse_as_too_busy(PeerSlot& slot, const NodeConfig& self, const RequestArrived& request)
{
    ++slot.counters.too_busy_in;
    slot.pace.refused(std::chrono::steady_clock::now(), ReadingPace::cheap);
    const auto answer = diameter::error_answer(
        request.message, {diameter::result::too_busy, {}, {}}, self.identity, self.realm
    );
    const auto taken = slot.answer(request.connection.serial, answer);
    if (taken == Outbox::Taken::full) {
        slot.cut("does not read its answers");
    }
}

} // namespace iwf::freediameter
