// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "component/random_network.hpp"
#include "tests/support/rounds.hpp"

namespace iwf::test {
namespace {

using domain::RequestStatus;
using testing::IsEmpty;

TEST(Interleavings, in_ten_thousand_random_orders_of_events_every_promise_is_kept)
{
    std::map<RequestStatus, int> statuses;
    std::uint64_t notified = 0;
    std::uint64_t forged = 0;
    for (std::uint32_t seed = 1; seed <= rounds(10'000U); ++seed) {
        RandomNetwork network{seed};
        for (int i = 0; i < 30; ++i) {
            network.step();
        }
        network.settle();
        ASSERT_THAT(network.broken(), IsEmpty()) << "seed " << seed;
        for (const auto& [status, count] : network.statuses()) {
            statuses[status] += count;
        }
        const core::EngineCounters counters = network.world().engine().counters();
        for (const auto& [outcome, count] : counters.notified) {
            notified += count;
        }
        forged += counters.reports_forged;
    }
    // The walk gets everywhere: else it shows nothing.
    for (const RequestStatus status :
         {RequestStatus::success,
          RequestStatus::invalid_external_id,
          RequestStatus::replace_fail,
          RequestStatus::recall_fail,
          RequestStatus::original_message_sent,
          RequestStatus::permanent_error,
          RequestStatus::temporary_error}) {
        EXPECT_GT(statuses[status], rounds(100)) << domain::name(status);
    }
    EXPECT_GT(notified, rounds(1'000U));
    EXPECT_GT(forged, rounds(100U));
}

} // namespace
} // namespace iwf::test
