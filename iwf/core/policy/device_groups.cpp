// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_groups.hpp"

#include <algorithm>
#include <functional>

#include "iwf/core/policy/device_record.hpp"

namespace iwf::core {

std::optional<GroupMember> Memberships::next()
{
    if (at_ == nullptr) {
        return std::nullopt;
    }
    const auto [member, more] = device_record::take_member(at_);
    at_ = more ? at_ : nullptr;
    return member;
}

Memberships DeviceGroups::find(const domain::ExternalIdentifier& id) const
{
    return find(id.local(), id.domain());
}

Memberships DeviceGroups::find(const domain::Msisdn& msisdn) const
{
    return find(msisdn.digits(), {});
}

Memberships DeviceGroups::find(std::string_view local, std::string_view domain) const
{
    if (records_.empty()) {
        return {};
    }
    const std::size_t hash = device_record::hash_of(local, std::hash<std::string_view>{}(domain));
    const std::size_t bucket = hash % (buckets_.size() - 1);
    const std::uint8_t* at = records_.data() + buckets_[bucket];
    const std::uint8_t* const end = records_.data() + buckets_[bucket + 1];
    while (at != end) {
        const auto key = device_record::take_key(at);
        if (key.local == local && domains_[key.domain] == domain) {
            return Memberships{at};
        }
        while (device_record::take_member(at).more) {
        }
    }
    return {};
}

bool DeviceGroups::knows_domain(GroupId group, std::string_view domain) const
{
    const auto number = numbers_of_domains_.find(domain);
    return number != numbers_of_domains_.end() &&
           std::ranges::binary_search(groups_[group.value()].domains, number->second);
}

std::optional<GroupId> DeviceGroups::find_group(std::string_view name) const
{
    const auto found = ids_of_groups_.find(name);
    return found == ids_of_groups_.end() ? std::nullopt : std::optional{found->second};
}

std::size_t DeviceGroups::octets() const
{
    std::size_t octets = records_.capacity() + buckets_.capacity() * sizeof(buckets_[0]);
    for (const DeviceGroup& group : groups_) {
        octets += group.domains.capacity() * sizeof(group.domains[0]);
    }
    return octets;
}

} // namespace iwf::core
