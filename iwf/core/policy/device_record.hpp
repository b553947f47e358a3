// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/core/policy/device_groups.hpp"

/// How DeviceGroups and its builder keep a device in octets:
///
///     record  = record-size tag domain local-size local 1*member
///     member  = group-and-more line
///
/// The size of a record is that of all of it, in one octet; 255: as long, or longer. The tag is
/// some of the hash: a record with another one is that of another device. Numbers are in groups of
/// seven bits, the lowest first, with bit 8 set in all but the last. The local part has its size in
/// one octet. The lowest bit of group-and-more is 1 when another member follows. What is read here
/// was written here: nothing is checked.
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

/// How many records a look-up passes over at least: as many as 98 of 100 buckets with a device that
/// is looked for have at most, when a bucket has two in the mean.
constexpr std::size_t records_passed = 6;

/// Buckets whose places are told from the same base: the records of so many are below 4 GiB.
constexpr std::size_t buckets_a_chapter = 4096;

constexpr std::size_t head_size = 2;   ///< of a record: its size and its tag
constexpr std::size_t long_size = 255; ///< in place of a size that is this, or more

[[nodiscard]] inline std::uint8_t tag_at(const std::uint8_t* at)
{
    return at[1];
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

/// Behind a record.
[[nodiscard]] inline const std::uint8_t* skip(const std::uint8_t* at)
{
    if (*at < long_size) [[likely]] {
        return at + *at;
    }
    at += head_size;
    (void)take_key(at);
    while (take_member(at).more) {
    }
    return at;
}

/// Writes the head of the record that begins at this place and ends with the octets.
inline void put_head(Octets& out, std::size_t begin, std::size_t hash)
{
    out[begin] = static_cast<std::uint8_t>(std::min(out.size() - begin, long_size));
    out[begin + 1] = static_cast<std::uint8_t>(hash);
}

[[nodiscard]] inline std::size_t hash_of_domain(std::string_view domain)
{
    return std::hash<std::string_view>{}(domain);
}

/// Of an identifier with this local part, and a domain with this hash.
[[nodiscard]] inline std::size_t hash_of(std::string_view local, std::size_t domain_hash)
{
    // Any odd number with its bits well mixed: equal hashes of both must not cancel out.
    constexpr std::size_t spread = 0x9E37'79B9'7F4A'7C15U;
    return std::hash<std::string_view>{}(local) ^ (domain_hash * spread);
}

/// Of an External-Identifier.
[[nodiscard]] inline std::size_t hash_of_id(std::string_view text)
{
    const std::size_t at = text.find('@');
    return hash_of(text.substr(0, at), hash_of_domain(text.substr(at + 1)));
}

/// Which of so many buckets, at most 2^32. Takes other bits of the hash than the tag.
[[nodiscard]] inline std::size_t bucket_of(std::size_t hash, std::size_t buckets)
{
    return static_cast<std::size_t>(((std::uint64_t{hash} >> 32U) * buckets) >> 32U);
}

} // namespace iwf::core::device_record
