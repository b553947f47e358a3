// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "iwf/core/claimed_identity.hpp"
#include "iwf/core/policy/device_groups.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::core {

/// The device that a claim names, on the way to a decision: the first step of its look-up in the
/// groups is taken. Borrows them. Stays where it is: what is looked for borrows from its name.
class ClaimedDevice
{
public:
    /// `groups`: in which it will be looked for; null: in none. Those of a contract that turns out
    /// to have others are asked all the same, only later.
    ClaimedDevice(const ClaimedIdentity& identity, const DeviceGroups* groups);
    ClaimedDevice(const ClaimedDevice&) = delete;
    ClaimedDevice& operator=(const ClaimedDevice&) = delete;
    ClaimedDevice(ClaimedDevice&&) = delete;
    ClaimedDevice& operator=(ClaimedDevice&&) = delete;
    ~ClaimedDevice() = default;

    /// The second step. May be left out; not at once after the first.
    void approach() const;

    /// Nothing: the claim names no device as it should, and fault() says why.
    [[nodiscard]] const std::optional<domain::DeviceIdentity>& name() const { return name_; }
    [[nodiscard]] std::string_view fault() const { return fault_; }

    /// In groups of a contract; null: it has none. Only with a name.
    [[nodiscard]] DeviceGroups::Sought sought_in(const DeviceGroups* groups) const;

    /// Its name; it has none then.
    [[nodiscard]] domain::DeviceIdentity take_name();

private:
    void read(const ClaimedIdentity& identity);

    const DeviceGroups* groups_;
    std::optional<domain::DeviceIdentity> name_;
    std::string_view fault_;
    DeviceGroups::Sought sought_{}; ///< in groups_
};

} // namespace iwf::core
