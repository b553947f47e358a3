// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/device_groups_builder.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <tuple>
#include <utility>

#include "iwf/core/policy/device_record.hpp"

namespace iwf::core {
namespace {

using device_record::Key;

constexpr std::size_t records_a_bucket = 2;

constexpr std::size_t longest_identifier = 255; ///< its local part; octets

/// One that was added: a device in a group.
struct Added
{
    Key key;
    GroupMember member;

    [[nodiscard]] auto order() const { return std::tuple{key, member.group.value(), member.line}; }
};

Added take_added(const std::uint8_t*& at)
{
    const Key key = device_record::take_key(at);
    return {key, device_record::take_member(at).member};
}

template <class List>
void sort_and_make_unique(List& list)
{
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    list.shrink_to_fit();
}

} // namespace

DeviceGroupsBuilder::DeviceGroupsBuilder()
{
    (void)domain_number({}); // of the MSISDNs
}

GroupId DeviceGroupsBuilder::add_group(std::string name, std::string file)
{
    made_.groups_.push_back({.name = std::move(name), .file = std::move(file)});
    return GroupId{static_cast<std::uint32_t>(made_.groups_.size() - 1)};
}

void DeviceGroupsBuilder::add(GroupId group, const domain::ExternalIdentifier& id, SourceLine line)
{
    const std::uint32_t domain = domain_number(id.domain());
    auto& known = made_.groups_[group.value()].domains;
    if (known.empty() || known.back() != domain) {
        known.push_back(domain);
    }
    add(group, domain, id.local(), line);
}

void DeviceGroupsBuilder::add(GroupId group, const domain::Msisdn& msisdn, SourceLine line)
{
    add(group, 0, msisdn.digits(), line);
}

void DeviceGroupsBuilder::add(
    GroupId group, std::uint32_t domain, std::string_view local, SourceLine line
)
{
    device_record::put_key(added_, {domain, local});
    device_record::put_member(added_, {group, line}, false);
    ++count_;
}

/// The devices of a domain mostly come one after another.
std::uint32_t DeviceGroupsBuilder::domain_number(std::string_view domain)
{
    auto& domains = made_.domains_;
    if (!domains.empty() && domains[last_domain_] == domain) {
        return last_domain_;
    }
    const auto known = numbers_of_domains_.find(domain);
    if (known != numbers_of_domains_.end()) {
        last_domain_ = known->second;
    } else {
        last_domain_ = static_cast<std::uint32_t>(domains.size());
        domains.emplace_back(domain);
        made_.hashes_of_domains_.push_back(std::hash<std::string_view>{}(domain));
        numbers_of_domains_.emplace(domain, last_domain_);
    }
    return last_domain_;
}

std::size_t DeviceGroupsBuilder::hash_of(const Key& key) const
{
    return device_record::hash_of(key.local, made_.hashes_of_domains_[key.domain]);
}

/// Where each record begins in added_, sorted by its bucket; leaves in `begins` where in this list
/// each bucket begins.
DeviceGroupsBuilder::Offsets DeviceGroupsBuilder::in_order_of_buckets(Offsets& begins) const
{
    begins.assign(count_ / records_a_bucket + 2, 0);
    const std::size_t buckets = begins.size() - 1;
    const std::uint8_t* const first = added_.data();
    const auto each = [&](auto&& visit) {
        for (const std::uint8_t* at = first; at != first + added_.size();) {
            const auto offset = static_cast<std::uint64_t>(at - first);
            const Key key = take_added(at).key;
            visit(device_record::bucket_of(hash_of(key), buckets), offset);
        }
    };
    each([&begins](std::size_t bucket, std::uint64_t) { ++begins[bucket + 1]; });
    for (std::size_t i = 1; i < begins.size(); ++i) {
        begins[i] += begins[i - 1];
    }
    Offsets next = begins;
    Offsets ordered(count_);
    each([&](std::size_t bucket, std::uint64_t offset) { ordered[next[bucket]++] = offset; });
    return ordered;
}

void DeviceGroupsBuilder::sort_bucket(std::span<std::uint64_t> offsets) const
{
    std::ranges::sort(offsets, {}, [this](std::uint64_t offset) {
        const std::uint8_t* at = added_.data() + offset;
        return take_added(at).order();
    });
}

/// What was added of one device becomes one record.
void DeviceGroupsBuilder::write_bucket(std::span<const std::uint64_t> offsets)
{
    auto& out = made_.records_;
    std::vector<GroupMember> members;
    Key key;
    const auto write = [&] {
        if (!members.empty()) {
            const std::size_t hash = hash_of(key);
            const std::size_t begin = out.size();
            out.resize(begin + device_record::head_size);
            device_record::put_key(out, key);
            for (std::size_t i = 0; i < members.size(); ++i) {
                device_record::put_member(out, members[i], i + 1 < members.size());
                DeviceGroup& group = made_.groups_[members[i].group.value()];
                ++group.members;
                group.fingerprint += hash;
            }
            device_record::put_head(out, begin, hash);
            ++made_.devices_;
        }
        members.clear();
    };
    for (const std::uint64_t offset : offsets) {
        const std::uint8_t* at = added_.data() + offset;
        const Added added = take_added(at);
        if (added.key != key) {
            write();
            key = added.key;
        }
        if (members.empty() || members.back().group != added.member.group) {
            members.push_back(added.member);
        }
    }
    write();
}

void DeviceGroupsBuilder::begin_bucket(std::size_t bucket)
{
    const std::uint64_t begin = made_.records_.size();
    if (bucket % device_record::buckets_a_chapter == 0) {
        made_.bases_.push_back(begin);
    }
    const std::uint64_t from_base = begin - made_.bases_.back();
    assert(from_base <= std::numeric_limits<std::uint32_t>::max());
    made_.buckets_.push_back(static_cast<std::uint32_t>(from_base));
}

/// Records that are nobody's, for look-ups in the last buckets to pass over, and for comparing with
/// the longest identifier.
void DeviceGroupsBuilder::add_margin()
{
    auto& out = made_.records_;
    for (std::size_t i = 0; i < device_record::records_passed; ++i) {
        const std::size_t begin = out.size();
        out.resize(begin + device_record::head_size);
        device_record::put_key(out, {});
        device_record::put_member(out, {Memberships::no_group, 0}, false);
        device_record::put_head(out, begin, 0);
    }
    out.resize(out.size() + longest_identifier);
}

void DeviceGroupsBuilder::make_domain_table()
{
    auto& table = made_.domain_table_;
    table.assign(std::bit_ceil(made_.domains_.size() * 2), 0);
    for (std::uint32_t number = 1; number < made_.domains_.size(); ++number) {
        std::size_t at = made_.hashes_of_domains_[number];
        while (table[at % table.size()] != 0) {
            ++at;
        }
        table[at % table.size()] = number;
    }
}

DeviceGroups DeviceGroupsBuilder::build() &&
{
    Offsets begins;
    Offsets ordered = in_order_of_buckets(begins);
    // Of a record that was added, and its head; the records only become fewer.
    const std::size_t heads = count_ * device_record::head_size;
    made_.records_.reserve(added_.size() + heads + longest_identifier * 2);
    made_.buckets_.reserve(begins.size());
    for (std::size_t bucket = 0; bucket + 1 < begins.size(); ++bucket) {
        const std::span offsets{
            ordered.data() + begins[bucket], begins[bucket + 1] - begins[bucket]};
        begin_bucket(bucket);
        sort_bucket(offsets);
        write_bucket(offsets);
    }
    begin_bucket(begins.size() - 1);
    add_margin();
    made_.records_.shrink_to_fit();
    make_domain_table();
    for (std::uint32_t id = 0; id < made_.groups_.size(); ++id) {
        sort_and_make_unique(made_.groups_[id].domains);
        made_.ids_of_groups_.emplace(made_.groups_[id].name, GroupId{id});
    }
    return std::move(made_);
}

} // namespace iwf::core
