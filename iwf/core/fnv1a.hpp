// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "iwf/base/bytes.hpp"

namespace iwf::core {

/// FNV-1a, 64 bits: the same in every version and on every machine, so its values may be kept on
/// disk. It hides nothing, and who wants two inputs with one value finds them.
class Fnv1a
{
public:
    void add(std::uint8_t octet)
    {
        hash_ ^= octet;
        hash_ *= 0x100000001B3ULL;
    }

    void add(std::uint32_t number)
    {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            add(static_cast<std::uint8_t>(number >> shift));
        }
    }

    /// Length first, so that two fields never read as one.
    void add(base::ByteView octets)
    {
        add(static_cast<std::uint32_t>(octets.size()));
        for (const std::uint8_t octet : octets) {
            add(octet);
        }
    }

    [[nodiscard]] std::uint64_t value() const { return hash_; }

private:
    std::uint64_t hash_{0xCBF29CE484222325ULL};
};

} // namespace iwf::core
