// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/request_checks.hpp"

#include <algorithm>

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::gateways {

bool demands_unknown_feature(
    const std::vector<diameter::SupportedFeatures>& asked, const diameter::SupportedFeatures& own
)
{
    return std::ranges::any_of(asked, [&own](const diameter::SupportedFeatures& list) {
        const bool ours =
            list.vendor_id == own.vendor_id && list.feature_list_id == own.feature_list_id;
        return list.mandatory && (list.feature_list & ~(ours ? own.feature_list : 0)) != 0;
    });
}

bool same_name(std::string_view left, std::string_view right)
{
    return domain::lower_case(left) == domain::lower_case(right);
}

std::optional<diameter::Fault>
check_destination(const diameter::RequestHead& head, const Self& self)
{
    const auto names_us = [&self](const std::string& host) { return same_name(host, self.host); };
    if (std::ranges::any_of(head.route_records, names_us)) {
        return diameter::Fault{diameter::result::loop_detected, {}, "Route-Record names this node"};
    }
    if (!same_name(head.destination_realm, self.realm)) {
        return diameter::Fault{
            diameter::result::realm_not_served, {}, "Destination-Realm is not served here"};
    }
    if (head.destination_host && !names_us(*head.destination_host)) {
        return diameter::Fault{
            diameter::result::unable_to_deliver, {}, "Destination-Host is another node"};
    }
    return std::nullopt;
}

std::optional<diameter::Fault> check_network_request(
    const diameter::RequestHead& head,
    const PoolMember* from,
    const Self& self,
    std::size_t owed,
    std::size_t most
)
{
    if (from == nullptr || !same_name(head.origin_host, from->host.text())) {
        return diameter::Fault{
            diameter::result::unable_to_comply, {}, "Origin-Host is not the connected node"};
    }
    if (auto fault = check_destination(head, self)) {
        return fault;
    }
    if (owed >= most) {
        return diameter::Fault{
            diameter::result::too_busy, {}, "too many of its kind wait for their answer"};
    }
    return std::nullopt;
}

std::optional<diameter::Fault> check_session(const diameter::RequestHead& head)
{
    const std::string_view session{head.session_id};
    if (same_name(session.substr(0, session.find(';')), head.origin_host)) {
        return std::nullopt;
    }
    diameter::Fault fault{
        diameter::result::invalid_avp_value,
        {},
        "Session-Id (263) does not begin with the name in Origin-Host",
    };
    diameter::AvpWriter{fault.failed_avp}.put(diameter::avp::session_id, session);
    return fault;
}

} // namespace iwf::gateways
