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
    /// What no group is.
    static constexpr GroupId no_group{0xFFFF'FFFF};

    Memberships() = default; ///< in no group

    [[nodiscard]] std::optional<GroupMember> next();

    /// As next() for a device that is in a group. One that is in none has as many members as some
    /// other device, all of `no_group`: who looks for groups in these does not show by the time it
    /// takes whether any group has the device.
    [[nodiscard]] std::optional<GroupMember> next_or_stand_in();

private:
    friend class DeviceGroups;
    Memberships(const std::uint8_t* at, bool found)
        : at_{at}
        , none_{found ? 0 : no_group.value()}
    {}

    const std::uint8_t* at_{}; ///< null: no more
    std::uint32_t none_{};     ///< all bits, when it is another device's record
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
/// and lines. The records lie one after another in the order of their buckets, two to a bucket in
/// the mean, and a bucket is where its first record begins; so a device costs what its record is
/// long, and two octets. A hash says which bucket to read and which records to skip, and nothing
/// else: the identifier itself is compared, so no device is ever taken for another.
///
/// A look-up takes the same steps whether it finds the device or not, so that time does not tell a
/// server what is in groups of others: it passes over as many records, whatever bucket they are in,
/// keeps one of them without a branch, and compares the identifier with that one. Two devices in a
/// hundred, known or not, take a longer way.
class DeviceGroups
{
public:
    /// A device that is looked for.
    struct Sought
    {
        std::string_view local; ///< or the digits; borrowed
        std::size_t domain_hash{};
        std::size_t hash{};
        std::uint32_t domain{}; ///< its number in these groups
    };

    [[nodiscard]] static Sought sought(const domain::ExternalIdentifier& id);
    [[nodiscard]] static Sought sought(const domain::Msisdn& msisdn);

    DeviceGroups() = default;
    DeviceGroups(const DeviceGroups&) = delete;
    DeviceGroups& operator=(const DeviceGroups&) = delete;
    DeviceGroups(DeviceGroups&&) = default;
    DeviceGroups& operator=(DeviceGroups&&) = default;
    ~DeviceGroups() = default;

    /// The first of three steps of a look-up: asks the memory for the bucket. Who has something
    /// else to do between the steps does not wait for the memory.
    template <class Identity>
    [[nodiscard]] Sought seek(const Identity& identity) const
    {
        Sought device = sought(identity);
        seek(device, domain_of(identity));
        return device;
    }

    /// The same of groups that may be null: there are none.
    [[nodiscard]] static Sought
    seek_in(const DeviceGroups* groups, const domain::DeviceIdentity& device);

    /// The second, which may be left out: asks for the records.
    void approach(const Sought& sought) const;

    [[nodiscard]] Memberships find(const Sought& sought) const;

    template <class Identity>
    [[nodiscard]] Memberships find(const Identity& identity) const
    {
        return find(seek(identity));
    }

    /// True when a device of the group is of this domain.
    [[nodiscard]] bool knows_domain(GroupId group, std::string_view domain) const;

    /// The same, of the domain of a device that is looked for.
    [[nodiscard]] bool knows_domain(GroupId group, const Sought& sought) const;

    [[nodiscard]] std::optional<GroupId> find_group(std::string_view name) const;

    [[nodiscard]] const DeviceGroup& group(GroupId id) const { return groups_[id.value()]; }
    [[nodiscard]] const std::vector<DeviceGroup>& groups() const { return groups_; }

    [[nodiscard]] std::size_t devices() const { return devices_; }

    /// What it takes of memory, without the names of groups and domains.
    [[nodiscard]] std::size_t octets() const;

private:
    friend class DeviceGroupsBuilder;

    static std::string_view domain_of(const domain::ExternalIdentifier& id) { return id.domain(); }
    static std::string_view domain_of(const domain::Msisdn&) { return {}; }

    void seek(Sought& device, std::string_view domain) const;
    [[nodiscard]] std::uint32_t domain_number(std::string_view domain, std::size_t hash) const;
    [[nodiscard]] std::size_t bucket_of(const Sought& sought) const;
    [[nodiscard]] std::uint64_t begin_of(std::size_t bucket) const;

    std::vector<DeviceGroup> groups_;
    std::unordered_map<std::string_view, GroupId> ids_of_groups_; ///< keys borrow
    std::vector<std::string> domains_;                            ///< by number; 0: none, an MSISDN
    std::vector<std::size_t> hashes_of_domains_;                  ///< by number
    std::vector<std::uint32_t> domain_table_;                     ///< numbers by hash; 0: free
    std::vector<std::uint64_t> bases_;   ///< of a chapter of buckets, in records_
    std::vector<std::uint32_t> buckets_; ///< where each begins, and the end, from its base
    std::vector<std::uint8_t> records_;  ///< and behind them what a look-up may pass over
    std::size_t devices_{};
};

/// One version, shared by the contracts that name its groups and by the book they are in.
using GroupsSnapshot = std::shared_ptr<const DeviceGroups>;

} // namespace iwf::core
