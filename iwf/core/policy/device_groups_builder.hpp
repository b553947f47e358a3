// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/core/policy/device_groups.hpp"
#include "iwf/core/policy/device_record.hpp"

namespace iwf::core {

/// Collects the devices of all groups. While it builds it takes some 40 octets a device beside
/// those of the result.
class DeviceGroupsBuilder
{
public:
    DeviceGroupsBuilder();

    /// `file` is what its members are found in.
    [[nodiscard]] GroupId add_group(std::string name, std::string file);

    /// A device that is in a group twice is found at the lower of the two lines.
    void add(GroupId group, const domain::ExternalIdentifier& id, SourceLine line);
    void add(GroupId group, const domain::Msisdn& msisdn, SourceLine line);

    [[nodiscard]] DeviceGroups build() &&;

private:
    using Offsets = std::vector<std::uint64_t>;

    void add(GroupId group, std::uint32_t domain, std::string_view local, SourceLine line);
    [[nodiscard]] std::uint32_t domain_number(std::string_view domain);
    [[nodiscard]] std::size_t hash_of(const device_record::Key& key) const;
    [[nodiscard]] Offsets in_order_of_buckets(Offsets& begins) const;
    void sort_bucket(std::span<std::uint64_t> offsets) const;
    void write_bucket(std::span<const std::uint64_t> offsets);
    void begin_bucket(std::size_t bucket);
    void add_margin();
    void make_domain_table();

    DeviceGroups made_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_of_domains_;
    std::uint32_t last_domain_{};
    std::vector<std::uint8_t> added_; ///< records of one group each, as they came
    std::size_t count_{};
};

} // namespace iwf::core
