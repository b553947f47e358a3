// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/crossing.hpp"

namespace iwf::freediameter {
namespace {

std::atomic<Crossing*> current{};

} // namespace

void set_crossing(Crossing* crossing)
{
    current = crossing;
}

Crossing* crossing()
{
    return current;
}

} // namespace iwf::freediameter
