// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/south.hpp"

#include "iwf/diameter/generated/s6m.hpp"

namespace iwf::diameter::s6m {
namespace {

void read(AvpReader& in, UserIdentifier& identifier)
{
    in.optional(avp::user_name, identifier.user_name);
    in.optional(avp::msisdn, identifier.msisdn);
    in.optional(avp::external_identifier, identifier.external_identifier);
    in.optional(avp::lmsi, identifier.lmsi);
}

} // namespace

void read_user_identifier(AvpReader& in, UserIdentifier& identifier)
{
    in.require(avp::user_identifier, identifier, read);
    if (!in.failed() && identifier == UserIdentifier{}) {
        in.refuse(avp::user_identifier, "names nobody");
    }
}

void read_user_identifiers(AvpReader& in, std::vector<UserIdentifier>& identifiers)
{
    in.each(avp::user_identifier, identifiers, read);
    std::erase(identifiers, UserIdentifier{});
}

void write_user_identifier(AvpWriter& out, const UserIdentifier& identifier)
{
    out.group(avp::user_identifier, [&] {
        out.put(avp::user_name, identifier.user_name);
        out.put(avp::msisdn, identifier.msisdn);
        out.put(avp::external_identifier, identifier.external_identifier);
        out.put(avp::lmsi, identifier.lmsi);
    });
}

void read_serving_nodes(AvpReader& in, domain::ServingNodes& nodes)
{
    std::optional<base::Bytes> serving_node;
    in.optional(avp::serving_node, serving_node);
    nodes.serving_node = std::move(serving_node).value_or(base::Bytes{});
    in.each(avp::additional_serving_node, nodes.additional_serving_nodes);
    std::erase(nodes.additional_serving_nodes, base::Bytes{});
}

void write_serving_nodes(AvpWriter& out, const domain::ServingNodes& nodes)
{
    if (!nodes.serving_node.empty()) {
        out.put(avp::serving_node, nodes.serving_node);
    }
    out.put(avp::additional_serving_node, nodes.additional_serving_nodes);
}

} // namespace iwf::diameter::s6m
