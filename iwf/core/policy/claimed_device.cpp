// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/claimed_device.hpp"

#include <utility>
#include <variant>

#include "iwf/base/result.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::core {

ClaimedDevice::ClaimedDevice(const ClaimedIdentity& identity, const DeviceGroups* groups)
    : groups_{groups}
{
    read(identity);
    if (name_) {
        sought_ = DeviceGroups::seek_in(groups_, *name_);
    }
}

void ClaimedDevice::read(const ClaimedIdentity& identity)
{
    const auto take = [this](auto parsed, std::string_view fault) {
        if (parsed) {
            name_ = std::move(*parsed);
        } else {
            fault_ = fault;
        }
    };
    if (identity.external_identifier && identity.msisdn) {
        fault_ = "External-Identifier and MSISDN are both given";
    } else if (identity.external_identifier) {
        take(
            domain::ExternalIdentifier::parse(*identity.external_identifier),
            "External-Identifier is malformed: expected local@domain"
        );
    } else if (identity.msisdn) {
        take(
            domain::Msisdn::parse(domain::from_tbcd(*identity.msisdn).value_or("")),
            "MSISDN is malformed: expected TBCD of 5 to 15 digits"
        );
    } else {
        fault_ = "no device is named";
    }
}

void ClaimedDevice::approach() const
{
    if (groups_ != nullptr && name_) {
        groups_->approach(sought_);
    }
}

DeviceGroups::Sought ClaimedDevice::sought_in(const DeviceGroups* groups) const
{
    return groups == groups_ || groups == nullptr ? sought_ : DeviceGroups::seek_in(groups, *name_);
}

domain::DeviceIdentity ClaimedDevice::take_name()
{
    domain::DeviceIdentity name = std::move(*name_);
    name_.reset();
    return name;
}

} // namespace iwf::core
