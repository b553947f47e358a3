// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/network_request.hpp"

#include <variant>

#include "iwf/base/overloaded.hpp"
#include "iwf/diameter/avp_reader.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"
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

diameter::Decoded<std::optional<domain::Imsi>>
imsi_of(const diameter::s6m::UserIdentifier& user, const diameter::Message& request)
{
    if (!user.user_name) {
        return std::nullopt;
    }
    if (auto imsi = domain::Imsi::parse(*user.user_name)) {
        return std::move(*imsi);
    }
    diameter::AvpReader in{request.avps};
    diameter::s6m::UserIdentifier none;
    in.require(diameter::avp::user_identifier, none, [](diameter::AvpReader& members, auto&) {
        members.refuse(diameter::avp::user_name, "is no IMSI");
    });
    return tl::unexpected{in.finish(none).error()};
}

} // namespace iwf::gateways
