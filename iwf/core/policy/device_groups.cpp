// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_groups.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <variant>

#include "iwf/base/prefetch.hpp"
#include "iwf/core/policy/device_record.hpp"

namespace iwf::core {

namespace {

using device_record::buckets_a_chapter;
using device_record::records_passed;

constexpr std::uint32_t no_domain = 0xFFFF'FFFF;

/// `otherwise` when the condition does not hold; the processor does not guess which it is.
const std::uint8_t* choose(bool condition, const std::uint8_t* then, const std::uint8_t* otherwise)
{
    return otherwise + (then - otherwise) * static_cast<std::ptrdiff_t>(condition);
}

/// Reads as many octets of the record as are looked for, be it as long or not: behind the last
/// record there are some.
bool is_of(const std::uint8_t*& at, const DeviceGroups::Sought& sought)
{
    at += device_record::head_size;
    const device_record::Key key = device_record::take_key(at);
    const auto differs = static_cast<unsigned>(
        std::memcmp(key.local.data(), sought.local.data(), sought.local.size())
    );
    const auto size_differs = static_cast<unsigned>(key.local.size() ^ sought.local.size());
    return (differs | size_differs | (key.domain ^ sought.domain)) == 0;
}

} // namespace

std::optional<GroupMember> Memberships::next()
{
    return none_ == 0 ? next_or_stand_in() : std::nullopt;
}

std::optional<GroupMember> Memberships::next_or_stand_in()
{
    if (at_ == nullptr) {
        return std::nullopt;
    }
    const auto [member, more] = device_record::take_member(at_);
    at_ = more ? at_ : nullptr;
    return GroupMember{GroupId{member.group.value() | none_}, member.line};
}

DeviceGroups::Sought DeviceGroups::sought(const domain::ExternalIdentifier& id)
{
    const std::size_t domain_hash = device_record::hash_of_domain(id.domain());
    return {id.local(), domain_hash, device_record::hash_of(id.local(), domain_hash)};
}

DeviceGroups::Sought DeviceGroups::sought(const domain::Msisdn& msisdn)
{
    const std::size_t domain_hash = device_record::hash_of_domain({});
    return {msisdn.digits(), domain_hash, device_record::hash_of(msisdn.digits(), domain_hash)};
}

void DeviceGroups::seek(Sought& device, std::string_view domain) const
{
    if (!records_.empty()) {
        base::prefetch(&buckets_[bucket_of(device)], 1);
    }
    device.domain = domain.empty() ? 0 : domain_number(domain, device.domain_hash);
}

DeviceGroups::Sought
DeviceGroups::seek_in(const DeviceGroups* groups, const domain::DeviceIdentity& device)
{
    return std::visit(
        [groups](const auto& identity) {
            return groups == nullptr ? sought(identity) : groups->seek(identity);
        },
        device
    );
}

std::size_t DeviceGroups::bucket_of(const Sought& sought) const
{
    return device_record::bucket_of(sought.hash, buckets_.size() - 1);
}

std::uint64_t DeviceGroups::begin_of(std::size_t bucket) const
{
    return bases_[bucket / buckets_a_chapter] + buckets_[bucket];
}

void DeviceGroups::approach(const Sought& sought) const
{
    if (!records_.empty()) {
        constexpr std::size_t octets = 3 * base::cache_line; // of the records that are passed over
        base::prefetch(records_.data() + begin_of(bucket_of(sought)), octets);
    }
}

Memberships DeviceGroups::find(const Sought& sought) const
{
    if (records_.empty()) {
        return {};
    }
    const std::size_t bucket = bucket_of(sought);
    const std::uint8_t* const first = records_.data() + begin_of(bucket);
    const std::uint8_t* const end = records_.data() + begin_of(bucket + 1);
    const auto tag = static_cast<std::uint8_t>(sought.hash);
    const std::uint8_t* at = first;
    const std::uint8_t* candidate = first;
    unsigned candidates = 0;
    for (std::size_t i = 0; i < records_passed; ++i) {
        const bool same_tag = device_record::tag_at(at) == tag;
        candidate = choose(same_tag, at, candidate);
        candidates += same_tag ? 1U : 0U;
        at = device_record::skip(at);
    }
    bool found = is_of(candidate, sought);
    if (candidates > 1 || at < end) [[unlikely]] {
        for (at = first; at < end && !found; at = device_record::skip(at)) {
            candidate = at;
            found = is_of(candidate, sought);
        }
    }
    return Memberships{candidate, found};
}

/// The number by which records have the domain, or `no_domain`.
std::uint32_t DeviceGroups::domain_number(std::string_view domain, std::size_t hash) const
{
    const std::size_t size = domain_table_.size(); // a power of two, half of it free
    for (std::size_t i = hash; size > 0; ++i) {
        const std::uint32_t number = domain_table_[i % size];
        if (number == 0) {
            break;
        }
        if (hashes_of_domains_[number] == hash && domains_[number] == domain) {
            return number;
        }
    }
    return no_domain;
}

bool DeviceGroups::knows_domain(GroupId group, std::string_view domain) const
{
    Sought device;
    device.domain = domain_number(domain, device_record::hash_of_domain(domain));
    return knows_domain(group, device);
}

bool DeviceGroups::knows_domain(GroupId group, const Sought& sought) const
{
    return std::ranges::binary_search(groups_[group.value()].domains, sought.domain);
}

std::optional<GroupId> DeviceGroups::find_group(std::string_view name) const
{
    const auto found = ids_of_groups_.find(name);
    return found == ids_of_groups_.end() ? std::nullopt : std::optional{found->second};
}

std::size_t DeviceGroups::octets() const
{
    std::size_t octets = records_.capacity() + buckets_.capacity() * sizeof(buckets_[0]) +
                         bases_.capacity() * sizeof(bases_[0]);
    for (const DeviceGroup& group : groups_) {
        octets += group.domains.capacity() * sizeof(group.domains[0]);
    }
    return octets;
}

} // namespace iwf::core
