// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/links.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <variant>

#include "iwf/base/overloaded.hpp"
#include "iwf/core/protection/ike_identity.hpp"

namespace iwf::gateways {
namespace {

/// Far more than one instance can have connections; an attacker cannot make us remember more.
constexpr std::size_t max_associations = 200'000;

} // namespace

Links::Links(Parts parts)
    : parts_{std::move(parts)}
    , table_{max_associations, parts_.clock.now()}
{
    publish();
}

void Links::use(LinkRules rules, std::map<diameter::PeerId, core::ProtectedLink> links)
{
    wanted_ = std::move(rules);
    links_ = std::move(links);
    use_rules();
    for (const auto& [peer, open] : open_) {
        if (!parts_.admission.allows(peer, open.remote)) {
            cut(peer, "its address is not one of the contract's any more");
        }
    }
    recheck(nullptr);
}

void Links::learn(const Authentications& authentications)
{
    for (const auto& [connection, authentication] : authentications) {
        learned_.insert_or_assign(connection, authentication);
    }
    use_rules();
    recheck(nullptr);
}

void Links::use_rules()
{
    std::vector<core::ProtectedServer> servers = wanted_.servers;
    for (core::ProtectedServer& server : servers) {
        if (const auto known = learned_.find(server.connection); known != learned_.end()) {
            server.authentication = known->second;
        }
    }
    auto checked = core::ProtectedServers::create(std::move(servers));
    if (!checked) {
        // The configuration was checked for this: it is a mistake of ours. Nobody is served.
        parts_.log.event(base::Severity::error, "links.refused", {{"error", checked.error().text}});
        checked = core::ProtectedServers{};
    }
    rules_ = {
        .servers = std::make_shared<const core::ProtectedServers>(*std::move(checked)),
        .floor = wanted_.floor,
        .grace = wanted_.grace,
    };
    publish();
}

void Links::publish()
{
    snapshot_ = std::make_shared<const core::BindingSnapshot>(table_, rules_);
    parts_.admission.see(snapshot_);
}

void Links::apply(const core::SaEvent& event)
{
    const base::Instant now = parts_.clock.now();
    const core::SaChange change = table_.apply(event, now);
    publish();
    const auto stale_since = table_.stale_since();
    grace_ends_ = stale_since ? std::optional{*stale_since + rules_.grace} : std::nullopt;
    recheck(&change.touched);
    log_change(event, change);
    enforce_floor(event);
    on_time();
}

void Links::opened(diameter::Connection connection, std::string_view remote)
{
    const Open& open =
        open_.insert_or_assign(connection.peer, Open{connection, domain::Network::parse(remote)})
            .first->second;
    const auto link = links_.find(connection.peer);
    if (link == links_.end()) {
        return;
    }
    const auto bound = check(link->second, open);
    if (!bound) {
        cut(connection.peer, bound.error().text);
        return;
    }
    parts_.log.event(
        base::Severity::notice,
        "link.bound",
        {{"scs", link->second.contract},
         {"ike_sa", bound->ike.value()},
         {"child_sa", bound->child.value()}}
    );
}

void Links::closed(diameter::Connection connection)
{
    const auto open = open_.find(connection.peer);
    if (open != open_.end() && open->second.connection == connection) {
        open_.erase(open);
    }
}

bool Links::holds(diameter::Connection connection)
{
    const auto link = links_.find(connection.peer);
    if (link == links_.end()) {
        return true;
    }
    const auto open = open_.find(connection.peer);
    return open != open_.end() && open->second.connection == connection &&
           check(link->second, open->second).has_value();
}

tl::expected<core::Binding, core::BrokenBinding>
Links::check(const core::ProtectedLink& link, const Open& open) const
{
    if (!open.remote) {
        return tl::unexpected{core::BrokenBinding{
            core::BrokenLink::no_association, "the address of the connection cannot be read"}};
    }
    return core::check_running(*snapshot_, link, *open.remote, parts_.clock.now());
}

std::optional<domain::Network> Links::remote_of(diameter::PeerId peer) const
{
    const auto open = open_.find(peer);
    return open == open_.end() ? std::nullopt : open->second.remote;
}

tl::expected<core::Binding, core::BrokenBinding>
Links::check_now(diameter::PeerId peer, const domain::Network& remote) const
{
    const core::ProtectedLink& link = links_.at(peer);
    return remote_of(peer) == remote
               ? core::check_running(*snapshot_, link, remote, parts_.clock.now())
               : core::check_new(*snapshot_, link, remote);
}

void Links::cut(diameter::PeerId peer, std::string_view reason)
{
    parts_.lost(peer);
    parts_.transport.cut(peer, reason);
}

/// Those with an address in one of the blocks; null: all.
void Links::recheck(const std::vector<domain::Network>* touched)
{
    for (const auto& [peer, open] : open_) {
        const auto link = links_.find(peer);
        if (link == links_.end()) {
            continue;
        }
        const bool concerned =
            touched == nullptr || !open.remote ||
            std::ranges::any_of(*touched, [&open = open](const domain::Network& block) {
                return block.contains(*open.remote);
            });
        if (!concerned) {
            continue;
        }
        if (const auto bound = check(link->second, open); !bound) {
            parts_.log.event(
                base::Severity::warning,
                "link.broken",
                {{"scs", link->second.contract},
                 {"link", core::name_of(bound.error().link)},
                 {"reason", bound.error().text}}
            );
            cut(peer, "its link is not protected any more");
        }
    }
}

std::optional<base::Instant> Links::next_due() const
{
    return grace_ends_;
}

void Links::on_time()
{
    if (grace_ends_ && *grace_ends_ <= parts_.clock.now()) {
        grace_ends_.reset();
        recheck(nullptr);
    }
}

bool Links::is_ours(const std::string& identity) const
{
    return rules_.servers->behind(core::canonical_identity(identity)) != nullptr;
}

void Links::enforce_floor(const core::SaEvent& event)
{
    std::visit(
        base::Overloaded{
            [this](const core::sa_event::Baseline& baseline) {
                ours_.clear();
                for (const core::IkeSa& association : baseline.associations) {
                    end_if_weak(association);
                }
            },
            [this](const core::sa_event::Up& up) { end_if_weak(up.association); },
            [this](const core::sa_event::IkeRekeyed& rekeyed) {
                ours_.erase(rekeyed.old);
                end_if_weak(rekeyed.replacement);
            },
            [this](const core::sa_event::ChildRekeyed& rekeyed) {
                const auto weakness = rules_.floor.weakness(rekeyed.replacement);
                if (weakness && ours_.contains(rekeyed.ike)) {
                    end(rekeyed.ike, *weakness);
                }
            },
            [this](const core::sa_event::IkeDown& down) { ours_.erase(down.ike); },
            [](const core::sa_event::ChildrenDown&) {},
            [](const core::sa_event::Unreachable&) {},
        },
        event
    );
}

void Links::end_if_weak(const core::IkeSa& association)
{
    if (!association.is_established || !is_ours(association.remote_identity)) {
        return;
    }
    ours_.insert(association.id);
    std::optional<core::TooWeak> weakness = rules_.floor.weakness(association);
    for (const core::ChildSa& child : association.children) {
        weakness = weakness ? weakness : rules_.floor.weakness(child);
    }
    if (weakness) {
        end(association.id, *weakness);
    }
}

void Links::end(core::IkeSaId ike, const core::TooWeak& weakness)
{
    parts_.log.event(
        base::Severity::error,
        "ipsec.below_floor",
        {{"ike_sa", ike.value()}, {"reason", weakness.text()}, {"action", "terminated"}}
    );
    parts_.terminate(ike);
}

void Links::log_change(const core::SaEvent& event, const core::SaChange& change)
{
    const auto contract_of = [this](const core::BoundBlock& bound) -> std::string {
        const auto* const servers = rules_.servers->behind(bound.identity);
        return servers == nullptr || servers->empty() ? std::string{} : servers->front()->contract;
    };
    for (const auto* const blocks : {&change.gained, &change.lost}) {
        for (const core::BoundBlock& block : *blocks) {
            if (const std::string contract = contract_of(block); !contract.empty()) {
                parts_.log.event(
                    base::Severity::notice,
                    blocks == &change.gained ? "ipsec.up" : "ipsec.down",
                    {{"scs", contract}, {"addresses", block.block.text()}}
                );
            }
        }
    }
    if (change.refused != 0) {
        parts_.log.event(
            base::Severity::error,
            "ipsec.table_full",
            {{"refused", change.refused}, {"limit", max_associations}}
        );
    }
    if (const auto* const lost = std::get_if<core::sa_event::Unreachable>(&event)) {
        parts_.log.event(
            base::Severity::error,
            "charon.unreachable",
            {{"reason", lost->reason}, {"grace_ms", rules_.grace.count()}}
        );
    }
    if (const auto* const all = std::get_if<core::sa_event::Baseline>(&event)) {
        parts_.log.event(
            base::Severity::notice, "charon.watched", {{"associations", all->associations.size()}}
        );
    }
    if (const auto* const up = std::get_if<core::sa_event::Up>(&event);
        up != nullptr && !change.touched.empty() && is_ours(up->association.remote_identity)) {
        // What changed nothing was told before: each newcomer has charon list all there is.
        for (const core::ChildSa& child : up->association.children) {
            parts_.log.event(
                base::Severity::info,
                "ipsec.negotiated",
                {{"ike_sa", up->association.id.value()},
                 {"ike", core::suite_of(up->association.algorithms)},
                 {"child_sa", child.id.value()},
                 {"esp", core::suite_of(child.algorithms)}}
            );
        }
    }
}

} // namespace iwf::gateways
