// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/audited_device.hpp"

#include "iwf/base/bytes.hpp"
#include "iwf/domain/digits.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::daemon {

std::string audited_device(const core::ClaimedIdentity& claimed)
{
    if (claimed.external_identifier) {
        const auto id = domain::ExternalIdentifier::parse(*claimed.external_identifier);
        return id ? id->text() : *claimed.external_identifier;
    }
    if (claimed.msisdn) {
        return domain::from_tbcd(*claimed.msisdn).value_or(base::to_hex(*claimed.msisdn));
    }
    return {};
}

} // namespace iwf::daemon
