// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace iwf::base {

constexpr std::size_t cache_line = 64; ///< octets

/// Has the memory bring these octets while something else is done. A hint: it changes nothing, and
/// the octets need not be there.
inline void prefetch(const void* from, std::size_t octets)
{
    const auto* const at = static_cast<const char*>(from);
    for (std::size_t i = 0; i < octets; i += cache_line) {
        __builtin_prefetch(at + i);
    }
}

} // namespace iwf::base
