// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/loss_algorithm.hpp"

#include <algorithm>

namespace iwf::gateways {
namespace {

constexpr double width = 4; ///< of a band, in requests
constexpr double least = -6;

double begin_of_band(Abatement rank)
{
    switch (rank) {
    case Abatement::first:
        return least;
    case Abatement::middle:
        return least + width;
    case Abatement::last:
        return least + 2 * width;
    }
    return least;
}

} // namespace

bool LossAlgorithm::drops(Abatement rank, double chance)
{
    if (percent_ == 0 || percent_ == 100) {
        return percent_ == 100;
    }
    const bool drop = chance < (owed_ - begin_of_band(rank)) / width;
    owed_ += percent_ / 100.0 - (drop ? 1 : 0);
    return drop;
}

void LossAlgorithm::count_dropped()
{
    // No credit without end: when the other one's share has ended this one's is to be kept at once.
    const double floor = std::min(owed_, least);
    owed_ = std::max(owed_ + percent_ / 100.0 - 1, floor);
}

} // namespace iwf::gateways
