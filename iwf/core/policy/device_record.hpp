// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/device_groups.hpp"

/// How DeviceGroups and its builder keep a device in octets:
///
///     record  = domain local-size local 1*member
///     member  = group-and-more line
///
/// Numbers are in groups of seven bits, the lowest first, with bit 8 set in all but the last. The
/// local part has its size in one octet. The lowest bit of group-and-more is 1 when another member
/// follows. What is read here was written here: nothing is checked.
namespace iwf::core::device_record {

using Octets = std::vector<std::uint8_t>;

inline void put_number(Octets& out, std::uint64_t number)
{
    for (; number > 0x7F; number >>= 7U) {
        out.push_back(static_cast<std::uint8_t>(number | 0x80U));
    }
    out.push_back(static_cast<std::uint8_t>(number));
}

[[nodiscard]] inline std::uint64_t take_number(const std::uint8_t*& at)
{
    std::uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        const std::uint8_t octet = *at++;
        number |= std::uint64_t{octet & 0x7FU} << shift;
        if (octet <= 0x7F) {
            return number;
        }
    }
}

struct Key
{
    std::uint32_t domain{};
    std::string_view local;

    friend auto operator<=>(const Key&, const Key&) = default;
};

inline void put_key(Octets& out, const Key& key)
{
    put_number(out, key.domain);
    out.push_back(static_cast<std::uint8_t>(key.local.size()));
    out.insert(out.end(), key.local.begin(), key.local.end());
}

[[nodiscard]] inline Key take_key(const std::uint8_t*& at)
{
    const auto domain = static_cast<std::uint32_t>(take_number(at));
    const std::size_t size = *at++;
    const std::uint8_t* const local = at;
    at += size;
    return {domain, base::as_text({local, size})};
}

struct Member
{
    GroupMember member;
    bool more{};
};

inline void put_member(Octets& out, const GroupMember& member, bool more)
{
    put_number(out, (std::uint64_t{member.group.value()} << 1U) | (more ? 1U : 0U));
    put_number(out, member.line);
}

[[nodiscard]] inline Member take_member(const std::uint8_t*& at)
{
    const std::uint64_t group_and_more = take_number(at);
    const auto line = static_cast<SourceLine>(take_number(at));
    return {
        {GroupId{static_cast<std::uint32_t>(group_and_more >> 1U)}, line},
        (group_and_more & 1U) != 0};
}

/// Of an identifier with this local part, and a domain with this hash.
[[nodiscard]] inline std::size_t hash_of(std::string_view local, std::size_t domain_hash)
{
    // Any odd number with its bits well mixed: equal hashes of both must not cancel out.
    constexpr std::size_t spread = 0x9E37'79B9'7F4A'7C15U;
    return std::hash<std::string_view>{}(local) ^ (domain_hash * spread);
}

} // namespace iwf::core::device_record
