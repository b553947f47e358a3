// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace iwf::freediameter {

/// A function that libfdcore calls and this program defines in its place.
struct Correction
{
    const char* symbol;
    void* ours;
};

/// All of them, in no order. Linking this links the corrections.
[[nodiscard]] std::span<const Correction> corrections();

} // namespace iwf::freediameter
