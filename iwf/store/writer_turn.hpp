// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace iwf::store {

/// What a writer thread has to do next, as its queue tells it.
enum class WriterTurn : std::uint8_t
{
    batch,  ///< there is something to write
    idle,   ///< there is not, and the time is up
    closed, ///< there is not, and there will not be
};

} // namespace iwf::store
