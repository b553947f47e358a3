// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/link_status.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <google/protobuf/util/time_util.h>

#include "ipsec/connections.hpp"
#include "iwf/core/protection/ike_identity.hpp"

namespace iwf::daemon {
namespace {

using google::protobuf::util::TimeUtil;

struct Known
{
    const core::IkeFacts* facts{}; ///< in the table
    base::Instant since;
};

/// By canonical identity; those asked for are there from the start.
using ByIdentity = std::map<std::string, std::vector<Known>>;

struct Selected
{
    diameter::PeerId peer;
    const core::ProtectedServer* server{};
};

/// By name of the contract.
using Page = std::map<std::string, Selected>;

Page page_of(const gateways::Links& links, const LinkSelection& selection)
{
    Page page;
    for (const auto& [peer, link] : links.links()) {
        const core::ProtectedServer* const server = links.servers().find(link.contract);
        const bool is_meant = selection.contract ? link.contract == *selection.contract
                                                 : link.contract > selection.after;
        if (server != nullptr && is_meant) {
            page.emplace(link.contract, Selected{peer, server});
        }
        if (page.size() > selection.most + 1) { // one more tells that there are more
            page.erase(std::prev(page.end()));
        }
    }
    return page;
}

ByIdentity associations_of(const gateways::Links& links, const Page& page)
{
    ByIdentity found;
    for (const auto& [name, selected] : page) {
        found[core::canonical_identity(selected.server->identity)];
    }
    links.table().for_each([&found](const core::IkeFacts& facts, base::Instant since) {
        if (const auto at = found.find(facts.identity); at != found.end()) {
            at->second.push_back({&facts, since});
        }
    });
    for (auto& [identity, associations] : found) {
        std::ranges::sort(associations, {}, [](const Known& known) {
            return known.facts->association.id;
        });
    }
    return found;
}

std::string text_of(const core::TrafficSelector& selector)
{
    const bool any_port = selector.first_port == 0 && selector.last_port == 0xffff;
    if (selector.protocol == 0 && any_port) {
        return selector.addresses.text();
    }
    std::string ports = std::to_string(selector.first_port);
    if (selector.last_port != selector.first_port) {
        ports += "-" + std::to_string(selector.last_port);
    }
    const std::string protocol = selector.protocol == 6   ? "tcp"
                                 : selector.protocol == 0 ? "any"
                                                          : std::to_string(selector.protocol);
    return selector.addresses.text() + "[" + protocol + (any_port ? "" : "/" + ports) + "]";
}

std::string time_text(const base::Clock& clock, base::Instant instant)
{
    const auto ago = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - instant);
    const auto wall = (clock.wall_now() - ago).time_since_epoch();
    // Whole seconds: how long ago it was is not known better.
    const auto seconds = std::chrono::floor<std::chrono::seconds>(wall);
    return TimeUtil::ToString(TimeUtil::SecondsToTimestamp(seconds.count()));
}

std::uint32_t number(std::uint64_t id)
{
    return static_cast<std::uint32_t>(id); // charon's have 32 bits
}

void fill(mtciwf::v1::ChildAssociation& out, const core::ChildSa& child)
{
    out.set_child_sa(number(child.id.value()));
    out.set_name(child.name);
    out.set_usable(child.is_usable);
    out.set_algorithms((child.is_esp ? "" : "AH ") + core::suite_of(child.algorithms));
    for (const core::TrafficSelector& selector : child.local) {
        out.add_local(text_of(selector));
    }
    for (const core::TrafficSelector& selector : child.remote) {
        out.add_remote(text_of(selector));
    }
}

void fill(mtciwf::v1::Association& out, const core::IkeSa& association)
{
    out.set_ike_sa(number(association.id.value()));
    out.set_connection(association.connection);
    out.set_established(association.is_established);
    out.set_local_identity(association.local_identity);
    out.set_remote_identity(association.remote_identity);
    out.set_remote_address(association.remote_address);
    out.set_algorithms(core::suite_of(association.algorithms));
}

/// Where the server's connection comes from or, when it has none, single addresses from where it
/// may come.
std::vector<domain::Network> sources(
    const gateways::Links& links, const Selected& selected, const std::vector<Known>& associations
)
{
    if (const auto remote = links.remote_of(selected.peer)) {
        return {*remote};
    }
    std::vector<domain::Network> found;
    std::ranges::copy_if(
        selected.server->blocks, std::back_inserter(found), &domain::Network::is_single
    );
    for (const Known& known : associations) {
        for (const core::ChildSa& child : links.table().children_of(known.facts->association.id)) {
            for (const core::TrafficSelector& selector : child.remote) {
                if (selector.addresses.is_single()) {
                    found.push_back(selector.addresses);
                }
            }
        }
    }
    return found;
}

/// Bound from one of them is bound.
tl::expected<core::Binding, core::BrokenBinding> binding_of(
    const gateways::Links& links, const Selected& selected, const std::vector<Known>& associations
)
{
    std::optional<core::BrokenBinding> broken;
    for (const domain::Network& remote : sources(links, selected, associations)) {
        auto binding = links.check_now(selected.peer, remote);
        if (binding) {
            return binding;
        }
        broken = broken ? broken : std::move(binding.error());
    }
    if (!broken) {
        broken = core::BrokenBinding{
            core::BrokenLink::no_association,
            "contract \"" + selected.server->contract +
                "\", no_association: no CHILD_SA of its server is there"};
    }
    return tl::unexpected{*std::move(broken)};
}

void fill(
    mtciwf::v1::LinkStatus& out,
    const gateways::Links& links,
    const Selected& selected,
    const std::vector<Known>& associations,
    const base::Clock& clock
)
{
    const core::ProtectedServer& server = *selected.server;
    out.set_contract(server.contract);
    out.set_identity(server.identity);
    out.set_connection(server.connection);
    out.set_external(!server.connection.starts_with(ipsec::own_prefix));
    for (const domain::Network& block : server.blocks) {
        out.add_addresses(block.text());
    }
    if (const auto remote = links.remote_of(selected.peer)) {
        out.set_connected_from(remote->text());
    }
    const auto binding = binding_of(links, selected, associations);
    out.set_bound(binding.has_value());
    if (binding) {
        out.set_ike_sa(number(binding->ike.value()));
        out.set_child_sa(number(binding->child.value()));
    } else {
        out.set_broken_link(std::string{core::name_of(binding.error().link)});
        out.set_reason(binding.error().text);
    }
    for (const Known& known : associations) {
        auto& association = *out.add_associations();
        fill(association, known.facts->association);
        association.set_known_since(time_text(clock, known.since));
        for (const core::ChildSa& child : links.table().children_of(known.facts->association.id)) {
            fill(*association.add_children(), child);
        }
    }
}

} // namespace

std::optional<mtciwf::v1::IpsecStatus>
ipsec_status(const gateways::Links& links, const base::Clock& clock, const LinkSelection& selection)
{
    Page page = page_of(links, selection);
    if (selection.contract && page.empty()) {
        return std::nullopt;
    }
    mtciwf::v1::IpsecStatus status;
    const auto stale_since = links.table().stale_since();
    status.set_charon_reachable(!stale_since);
    if (stale_since) {
        status.set_stale_since(time_text(clock, *stale_since));
    }
    if (page.size() > selection.most) {
        page.erase(std::prev(page.end()));
        status.set_next(std::prev(page.end())->first);
    }
    const ByIdentity associations = associations_of(links, page);
    for (const auto& [name, selected] : page) {
        const std::string identity = core::canonical_identity(selected.server->identity);
        fill(*status.add_links(), links, selected, associations.at(identity), clock);
    }
    return status;
}

std::optional<std::vector<core::IkeSaId>>
associations_of(const gateways::Links& links, const std::string& contract)
{
    const core::ProtectedServer* const server = links.servers().find(contract);
    if (server == nullptr) {
        return std::nullopt;
    }
    std::vector<core::IkeSaId> found;
    const std::string identity = core::canonical_identity(server->identity);
    links.table().for_each([&](const core::IkeFacts& facts, base::Instant) {
        if (facts.identity == identity && facts.association.connection == server->connection) {
            found.push_back(facts.association.id);
        }
    });
    std::ranges::sort(found);
    return found;
}

} // namespace iwf::daemon
