// SPDX-License-Identifier: Apache-2.0
#include "ipsec/inventory.hpp"

#include <algorithm>
#include <optional>

#include "ipsec/connections.hpp"
#include "ipsec/traffic_selectors.hpp"
#include "iwf/core/protection/ike_identity.hpp"

namespace iwf::ipsec {
namespace {

using base::fail;
using base::Result;
using vici::Message;

/// Sorted: charon has its own order.
using Selectors = std::vector<std::pair<domain::Network, std::uint32_t>>;

std::uint32_t ports_key(const core::TrafficSelector& selector)
{
    const bool is_any_port = selector.first_port == 0 && selector.last_port == 0xffff;
    return std::uint32_t{selector.protocol} << 16U | (is_any_port ? 0U : selector.first_port);
}

std::optional<Selectors> selectors_in(const Message& child, std::string_view list)
{
    const vici::List* const texts = child.list(list);
    if (texts == nullptr) {
        return std::nullopt;
    }
    Selectors out;
    for (const std::string& text : *texts) {
        const auto read = read_traffic_selector(text);
        if (!read) {
            return std::nullopt;
        }
        for (const core::TrafficSelector& selector : *read) {
            out.emplace_back(selector.addresses, ports_key(selector));
        }
    }
    std::ranges::sort(out);
    return out;
}

constexpr std::uint32_t tcp = 6;

Selectors wanted(const PlannedSelectors& selectors)
{
    Selectors out;
    for (const auto& [block, port] : selectors) {
        out.emplace_back(block, tcp << 16U | port);
    }
    std::ranges::sort(out);
    return out;
}

Result<void> check_remote(const Plan& plan, const PlannedLink& link, const Message& remote)
{
    const std::string id{remote.value("id").value_or("")};
    if (core::canonical_identity(id) != core::canonical_identity(link.identity)) {
        return fail("charon has the identity \"" + id + "\" instead of \"" + link.identity + "\"");
    }
    if (!link.pre_shared_key.empty()) {
        return {};
    }
    if (remote.value("revocation") != "GOOD") {
        return fail("charon would take a certificate without a valid CRL");
    }
    const vici::List* const trusted = remote.list("cacerts");
    const std::size_t count =
        link.authorities.empty() ? plan.authorities.size() : link.authorities.size();
    if (trusted == nullptr || trusted->size() != count) {
        return fail("charon would take other CAs than those it was given");
    }
    const vici::List* const pinned = remote.list("certs");
    const bool is_pinned = pinned != nullptr && !pinned->empty();
    if (is_pinned == link.certificate.empty()) {
        return fail("charon would take another certificate than it was given");
    }
    return {};
}

/// Where IKE comes from and goes to.
Result<void> check_places(const Plan& plan, const PlannedLink& link, const Message& listed)
{
    const auto anywhere = std::vector<std::string>{"%any"};
    const auto& remote = link.remote_addresses.empty() ? anywhere : link.remote_addresses;
    if (read_names(listed, "local_addrs") !=
        std::set(plan.local->addresses.begin(), plan.local->addresses.end())) {
        return fail("charon has other addresses for our end of IKE");
    }
    if (read_names(listed, "remote_addrs") != std::set(remote.begin(), remote.end())) {
        return fail("charon has other addresses for the server's end of IKE");
    }
    return {};
}

Result<void> check_child(const Plan& plan, const PlannedLink& link, const Message& child)
{
    if (child.value("mode") != "TUNNEL") {
        return fail("charon has no tunnel for it");
    }
    if (selectors_in(child, "local-ts") != wanted(local_selectors(plan, link))) {
        return fail("charon has other addresses of ours for it");
    }
    if (selectors_in(child, "remote-ts") != wanted(remote_selectors(link))) {
        return fail("charon has other addresses of the server's for it");
    }
    return {};
}

} // namespace

ListedConnections read_connections(const std::vector<Message>& listed)
{
    ListedConnections out;
    for (const Message& message : listed) {
        for (const Message::Element& element : message.elements()) {
            if (const auto* const section = std::get_if<Message>(&element.content)) {
                out.insert_or_assign(element.name, *section);
            }
        }
    }
    return out;
}

ListedPools read_pools(const Message& answer)
{
    ListedPools out;
    for (const Message::Element& element : answer.elements()) {
        if (const auto* const pool = std::get_if<Message>(&element.content)) {
            out[element.name] = {
                .first = std::string{pool->value("base").value_or("")},
                .is_single = pool->value("size") == "1",
                .is_in_use = pool->value("online").value_or("0") != "0",
            };
        }
    }
    return out;
}

std::set<std::string> read_names(const Message& answer, std::string_view list)
{
    const vici::List* const names = answer.list(list);
    return names == nullptr ? std::set<std::string>{}
                            : std::set<std::string>{names->begin(), names->end()};
}

core::Authentication authentication_of(const Message& listed)
{
    auto strongest = core::Authentication::none;
    for (const Message::Element& element : listed.elements()) {
        const auto* const round = std::get_if<Message>(&element.content);
        if (round == nullptr || !element.name.starts_with("remote-")) {
            continue;
        }
        if (round->value("class") == "public key") {
            strongest = core::Authentication::certificate;
        } else if (round->value("class") == "pre-shared key") {
            strongest = std::max(strongest, core::Authentication::pre_shared_key);
        }
    }
    return strongest;
}

Result<void> check_listed(const Plan& plan, const PlannedLink& link, const Message& listed)
{
    const auto wanted = link.pre_shared_key.empty() ? core::Authentication::certificate
                                                    : core::Authentication::pre_shared_key;
    if (listed.value("version") != "IKEv2") {
        return fail("charon would speak another version than IKEv2");
    }
    if (authentication_of(listed) != wanted) {
        return fail("charon demands another proof of who it is than it was told to");
    }
    if (auto checked = check_places(plan, link, listed); !checked) {
        return checked;
    }
    const Message* const remote = listed.section("remote-1");
    if (remote == nullptr) {
        return fail("charon demands no proof of who it is");
    }
    if (auto checked = check_remote(plan, link, *remote); !checked) {
        return checked;
    }
    const Message* const children = listed.section("children");
    const Message* const child = children == nullptr ? nullptr : children->section(child_name);
    return child == nullptr ? fail("charon has no CHILD_SA for it")
                            : check_child(plan, link, *child);
}

} // namespace iwf::ipsec
