// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iwf/base/strong_id.hpp"
#include "iwf/core/policy/sourced.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::core {

using GroupId = base::StrongId<struct GroupTag, std::uint32_t>;

/// A device's place in a group: the line of the group's file.
struct GroupMember
{
    GroupId group;
    SourceLine line{};

    friend bool operator==(const GroupMember&, const GroupMember&) = default;
};

/// The groups of one device, by id. A cursor: a copy goes its own way. Borrows from DeviceGroups.
class Memberships
{
public:
    Memberships() = default; ///< in no group

    [[nodiscard]] std::optional<GroupMember> next();

private:
    friend class DeviceGroups;
    explicit Memberships(const std::uint8_t* at)
        : at_{at}
    {}

    const std::uint8_t* at_{};
};

struct DeviceGroup
{
    std::string name;
    std::string file;
    std::size_t members{};
    std::size_t fingerprint{};            ///< the same for the same members; hardly ever for others
    std::vector<std::uint32_t> domains{}; ///< of its members; sorted
};

/// Which device is in which groups, for millions of devices. Immutable; made by
/// DeviceGroupsBuilder.
///
/// A device is a record of octets: its domain's number, its local part (or its digits), its groups
/// and lines. The records lie one after another in the order of their buckets, four to a bucket in
/// the mean, and a bucket is where its first record begins; so a device costs what its record is
/// long, and two octets. A hash says which bucket to read, and nothing else: the identifier itself
/// is compared, so no device is ever taken for another.
class DeviceGroups
{
public:
    DeviceGroups() = default;
    DeviceGroups(const DeviceGroups&) = delete;
    DeviceGroups& operator=(const DeviceGroups&) = delete;
    DeviceGroups(DeviceGroups&&) = default;
    DeviceGroups& operator=(DeviceGroups&&) = default;
    ~DeviceGroups() = default;

    [[nodiscard]] Memberships find(const domain::ExternalIdentifier& id) const;
    [[nodiscard]] Memberships find(const domain::Msisdn& msisdn) const;

    /// True when a device of the group is of this domain.
    [[nodiscard]] bool knows_domain(GroupId group, std::string_view domain) const;

    [[nodiscard]] std::optional<GroupId> find_group(std::string_view name) const;

    [[nodiscard]] const DeviceGroup& group(GroupId id) const { return groups_[id.value()]; }
    [[nodiscard]] const std::vector<DeviceGroup>& groups() const { return groups_; }

    [[nodiscard]] std::size_t devices() const { return devices_; }

    /// What it takes of memory, without the names of groups and domains.
    [[nodiscard]] std::size_t octets() const;

private:
    friend class DeviceGroupsBuilder;

    [[nodiscard]] Memberships find(std::string_view local, std::string_view domain) const;

    std::vector<DeviceGroup> groups_;
    std::unordered_map<std::string_view, GroupId> ids_of_groups_; ///< keys borrow
    std::vector<std::string> domains_;                            ///< by number; 0: none, an MSISDN
    std::unordered_map<std::string_view, std::uint32_t> numbers_of_domains_; ///< keys borrow
    std::vector<std::uint64_t> buckets_; ///< where each begins in records_, and the end
    std::vector<std::uint8_t> records_;
    std::size_t devices_{};
};

/// One version, shared by the contracts that name its groups and by the book they are in.
using GroupsSnapshot = std::shared_ptr<const DeviceGroups>;

} // namespace iwf::core
