// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/network_request.hpp"

#include <variant>

#include "iwf/base/overloaded.hpp"
#include "iwf/domain/digits.hpp"

namespace iwf::gateways {

bool should_try_elsewhere(const diameter::Outcome& outcome)
{
    return !outcome.experimental && (outcome.code == diameter::result::unable_to_deliver ||
                                     outcome.code == diameter::result::too_busy);
}

diameter::s6m::UserIdentifier user_identifier_of(const domain::DeviceIdentity& device)
{
    diameter::s6m::UserIdentifier user;
    std::visit(
        base::Overloaded{
            [&user](const domain::ExternalIdentifier& id) { user.external_identifier = id.text(); },
            [&user](const domain::Msisdn& msisdn) {
                user.msisdn = domain::to_tbcd(msisdn.digits());
            },
        },
        device
    );
    return user;
}

} // namespace iwf::gateways
