// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace iwf::core {

/// A line of the file the contract was read from, counted from 1. 0: said by nobody, a default.
using SourceLine = std::uint32_t;

/// A rule and where it stands, so that a decision can name what it rests on.
template <class T>
struct Sourced
{
    T value{};
    SourceLine line{};

    friend bool operator==(const Sourced&, const Sourced&) = default;
};

} // namespace iwf::core
