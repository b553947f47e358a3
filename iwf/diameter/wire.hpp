// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "iwf/base/bytes.hpp"

/// Big-endian numbers as RFC 6733 writes them.
namespace iwf::diameter {

/// The lowest `size` octets of `value`, 1 to 8, to where there is room for them.
inline void put_at(std::uint8_t* at, std::uint64_t value, std::size_t size)
{
    std::uint64_t first = value << (64 - 8 * size);
    if constexpr (std::endian::native == std::endian::little) {
        first = __builtin_bswap64(first);
    }
    std::memcpy(at, &first, size);
}

/// Behind `out`; likewise below.
inline void put(base::Bytes& out, std::uint64_t value, std::size_t size)
{
    out.resize(out.size() + size);
    put_at(out.data() + out.size() - size, value, size);
}

inline void put_u24(base::Bytes& out, std::uint32_t value)
{
    put(out, value, 3);
}

inline void put_u32(base::Bytes& out, std::uint32_t value)
{
    put(out, value, 4);
}

inline void put_u64(base::Bytes& out, std::uint64_t value)
{
    put(out, value, 8);
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
