// SPDX-License-Identifier: Apache-2.0
#include "ipsec/connections.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "iwf/base/bytes.hpp"

namespace iwf::ipsec {
namespace {

using vici::List;
using vici::Message;

std::string text(std::chrono::seconds time)
{
    return std::to_string(time.count()) + "s";
}

/// Rekeying of many tunnels made in one moment is spread over this part of their life, and what
/// did not rekey has as much again.
std::chrono::seconds jitter(std::chrono::seconds life)
{
    return life / 10;
}

List certificates_of(const Plan& plan, const PlannedLink& link)
{
    if (!link.authorities.empty()) {
        return link.authorities;
    }
    List out;
    for (const PlannedAuthority& authority : plan.authorities) {
        out.push_back(authority.certificate);
    }
    return out;
}

Message local_end(const Plan& plan, const PlannedLink& link)
{
    Message end;
    end.add("id", plan.local->identity);
    if (!link.pre_shared_key.empty()) {
        return end.add("auth", "psk");
    }
    return end.add("auth", "pubkey").add("certs", List{plan.local->certificate});
}

Message remote_end(const Plan& plan, const PlannedLink& link)
{
    Message end;
    end.add("id", link.identity);
    if (!link.pre_shared_key.empty()) {
        return end.add("auth", "psk");
    }
    end.add("auth", plan.certificate_strength);
    if (!link.certificate.empty()) {
        end.add("certs", List{link.certificate});
    }
    // Without these charon takes any CA that anybody loaded.
    end.add("cacerts", certificates_of(plan, link));
    return end.add("revocation", "strict"); // no valid CRL, no entry
}

List texts_of(const PlannedSelectors& selectors)
{
    List out;
    for (const auto& [block, port] : selectors) {
        out.push_back(block.text() + (port == 0 ? "[tcp]" : "[tcp/" + std::to_string(port) + "]"));
    }
    return out;
}

Message child(const Plan& plan, const PlannedLink& link)
{
    const auto rekey = plan.timers.child_rekey;
    // In the kernel a trap is a policy that stands before the tunnel does; kernel-libipsec would
    // only drop.
    const bool is_trapped = (plan.if_id != 0 || plan.by_policy) && !link.remote_addresses.empty();
    Message out;
    out.add("mode", "tunnel")
        .add("local_ts", texts_of(local_selectors(plan, link)))
        .add("remote_ts", texts_of(remote_selectors(link)))
        .add("esp_proposals", plan.esp_proposals)
        .add("rekey_time", text(rekey))
        .add("life_time", text(rekey + jitter(rekey)))
        .add("rand_time", text(jitter(rekey)))
        .add("dpd_action", "clear")
        .add("close_action", "none")
        .add("start_action", is_trapped ? "trap" : "none")
        .add("replay_window", "128");
    if (plan.if_id != 0) {
        out.add("if_id_in", std::to_string(plan.if_id));
        out.add("if_id_out", std::to_string(plan.if_id));
    }
    return out;
}

Message connection(const Plan& plan, const PlannedLink& link)
{
    const auto rekey = plan.timers.ike_rekey;
    Message out;
    out.add("version", "2")
        .add("local_addrs", plan.local->addresses)
        .add("remote_addrs", link.remote_addresses.empty() ? List{"%any"} : link.remote_addresses)
        .add("proposals", plan.ike_proposals)
        .add("mobike", "no")
        .add("encap", "no")
        .add("childless", "never") // a key exchange of its own for each CHILD_SA
        .add("fragmentation", "yes")
        .add("unique", "replace")
        .add("send_cert", "always")
        .add("keyingtries", "1")
        .add("dpd_delay", text(plan.timers.dead_peer_delay))
        .add("rekey_time", text(rekey))
        .add("over_time", text(jitter(rekey)))
        .add("rand_time", text(jitter(rekey)))
        .add("reauth_time", "0s")
        .add("local", local_end(plan, link))
        .add("remote", remote_end(plan, link))
        .add("children", Message{}.add(child_name, child(plan, link)));
    if (link.assigns_address) {
        out.add("pools", List{pool_name(link.selectors.front())});
    }
    return out;
}

Message certificate(const char* type, const char* flag, const std::string& content)
{
    return Message{}.add("type", type).add("flag", flag).add("data", content);
}

} // namespace

PlannedSelectors local_selectors(const Plan& plan, const PlannedLink& link)
{
    PlannedSelectors out;
    for (const domain::Network& address : plan.listening) {
        out.emplace_back(address, link.dialled.empty() ? plan.port : std::uint16_t{0});
    }
    return out;
}

PlannedSelectors remote_selectors(const PlannedLink& link)
{
    PlannedSelectors out;
    for (const domain::Network& block : link.selectors) {
        out.emplace_back(block, 0);
    }
    for (const PlannedNode& node : link.dialled) {
        out.emplace_back(node.address, node.port);
    }
    return out;
}

std::string connection_name(const PlannedLink& link)
{
    return std::string{own_prefix} + link.name;
}

std::string authority_name(std::size_t index)
{
    return std::string{own_prefix} + "ca" + std::to_string(index);
}

std::string pool_name(const domain::Network& address)
{
    std::string text = address.text();
    std::ranges::replace(text, '.', '-');
    return std::string{own_prefix} + text;
}

std::uint64_t Loadable::digest() const
{
    base::Bytes octets;
    // What cannot be encoded cannot be sent either: it is told then.
    (void)vici::encode(message, octets);
    return std::hash<std::string_view>{}(base::as_text(octets));
}

std::vector<Loadable> authority_certificates(const Plan& plan)
{
    std::set<std::string> contents;
    for (const PlannedAuthority& authority : plan.authorities) {
        contents.insert(authority.certificate);
    }
    for (const PlannedLink& link : plan.links) {
        contents.insert(link.authorities.begin(), link.authorities.end());
    }
    std::vector<Loadable> out;
    for (const std::string& content : contents) {
        out.push_back({"load-cert", "CA certificate", certificate("X509", "CA", content)});
    }
    return out;
}

std::vector<Loadable> revocation_lists(const Plan& plan)
{
    std::vector<Loadable> out;
    for (const PlannedAuthority& authority : plan.authorities) {
        for (const std::string& content : authority.revocation_lists) {
            out.push_back({"load-cert", "CRL", certificate("X509_CRL", "NONE", content)});
        }
    }
    return out;
}

std::vector<Loadable> private_keys(const Plan& plan)
{
    if (!plan.local) {
        return {};
    }
    return {
        {"load-key", "our private key", Message{}.add("type", "any").add("data", plan.local->key)}};
}

std::vector<Loadable> authorities(const Plan& plan)
{
    std::vector<Loadable> out;
    for (std::size_t i = 0; i < plan.authorities.size(); ++i) {
        const std::string name = authority_name(i);
        out.push_back(
            {"load-authority",
             name,
             Message{}.add(name, Message{}.add("cacert", plan.authorities[i].certificate))}
        );
    }
    return out;
}

std::vector<Loadable> shared_keys(const Plan& plan)
{
    std::vector<Loadable> out;
    for (const PlannedLink& link : plan.links) {
        if (!link.pre_shared_key.empty()) {
            const std::string name = connection_name(link);
            out.push_back(
                {"load-shared",
                 name,
                 Message{}
                     .add("id", name)
                     .add("type", "IKE")
                     .add("data", link.pre_shared_key)
                     .add("owners", List{plan.local->identity, link.identity})}
            );
        }
    }
    return out;
}

std::vector<Loadable> pools(const Plan& plan)
{
    std::vector<Loadable> out;
    for (const PlannedLink& link : plan.links) {
        if (link.assigns_address) {
            const domain::Network& address = link.selectors.front();
            const std::string name = pool_name(address);
            out.push_back(
                {"load-pool", name, Message{}.add(name, Message{}.add("addrs", address.text()))}
            );
        }
    }
    return out;
}

std::vector<Loadable> connections(const Plan& plan)
{
    std::vector<Loadable> out;
    for (const PlannedLink& link : plan.links) {
        const std::string name = connection_name(link);
        out.push_back({"load-conn", name, Message{}.add(name, connection(plan, link))});
    }
    return out;
}

Message flush_revocation_lists()
{
    return Message{}.add("type", "X509_CRL");
}

Message initiation(const std::string& connection)
{
    return Message{}.add("ike", connection).add("child", child_name).add("timeout", "-1");
}

Message termination(core::IkeSaId association)
{
    return Message{}
        .add("ike-id", std::to_string(association.value()))
        .add("force", "yes")
        .add("timeout", "-1");
}

} // namespace iwf::ipsec
