// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/base/bytes.hpp"

/// Big-endian numbers as RFC 6733 writes them.
namespace iwf::diameter {

inline void put_u24(base::Bytes& out, std::uint32_t value)
{
    out.push_back(static_cast<std::uint8_t>(value >> 16U));
    out.push_back(static_cast<std::uint8_t>(value >> 8U));
    out.push_back(static_cast<std::uint8_t>(value));
}

inline void put_u32(base::Bytes& out, std::uint32_t value)
{
    out.push_back(static_cast<std::uint8_t>(value >> 24U));
    put_u24(out, value);
}

inline void put_u64(base::Bytes& out, std::uint64_t value)
{
    put_u32(out, static_cast<std::uint32_t>(value >> 32U));
    put_u32(out, static_cast<std::uint32_t>(value));
}

/// The caller has made sure that there are enough octets; likewise below.
[[nodiscard]] inline std::uint32_t get_u24(base::ByteView in)
{
    return (std::uint32_t{in[0]} << 16U) | (std::uint32_t{in[1]} << 8U) | in[2];
}

[[nodiscard]] inline std::uint32_t get_u32(base::ByteView in)
{
    return (std::uint32_t{in[0]} << 24U) | get_u24(in.subspan(1));
}

[[nodiscard]] inline std::uint64_t get_u64(base::ByteView in)
{
    return (std::uint64_t{get_u32(in)} << 32U) | get_u32(in.subspan(4));
}

} // namespace iwf::diameter
