// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/protection/sa_table.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "iwf/base/overloaded.hpp"
#include "iwf/core/protection/ike_identity.hpp"

namespace iwf::core {
namespace {

IkeSa without_children(const IkeSa& association)
{
    return {
        .id = association.id,
        .connection = association.connection,
        .is_established = association.is_established,
        .local_identity = association.local_identity,
        .remote_identity = association.remote_identity,
        .remote_address = association.remote_address,
        .algorithms = association.algorithms,
        .has_ppk = association.has_ppk,
        .children = {},
    };
}

template <class Map, class Id>
std::vector<Id> keys_without(const Map& map, const std::unordered_set<Id>& named)
{
    std::vector<Id> others;
    for (const auto& [id, value] : map) {
        if (!named.contains(id)) {
            others.push_back(id);
        }
    }
    return others;
}

} // namespace

SaChange SaTable::apply(const SaEvent& event, base::Instant now)
{
    notes_ = {};
    now_ = now;
    const auto unless_stale = [this](const auto& told) {
        if (!stale_since_) {
            on(told);
        }
    };
    std::visit(
        base::Overloaded{
            [this](const sa_event::Baseline& told) { on(told); },
            [&](const sa_event::Up& told) { unless_stale(told); },
            [this](const sa_event::ChildrenDown& told) { on(told); },
            [this](const sa_event::IkeDown& told) { on(told); },
            [&](const sa_event::ChildRekeyed& told) { unless_stale(told); },
            [&](const sa_event::IkeRekeyed& told) { unless_stale(told); },
            [&](const sa_event::Unreachable&) { stale_since_ = stale_since_.value_or(now); },
        },
        event
    );
    return notes_.finish([this](const BoundBlock& block) { return is_bound(block); });
}

void SaTable::on(const sa_event::Baseline& event)
{
    drop_unnamed(event);
    for (const IkeSa& association : event.associations) {
        on(sa_event::Up{association});
    }
    stale_since_.reset();
}

void SaTable::on(const sa_event::Up& event)
{
    Ike* const ike = put_ike(event.association);
    for (const ChildSa& child : event.association.children) {
        if (ike) {
            put_child(*ike, child);
        } else {
            notes_.refuse();
        }
    }
}

void SaTable::on(const sa_event::ChildrenDown& event)
{
    for (const ChildSaId child : event.children) {
        detach(child);
    }
}

void SaTable::on(const sa_event::IkeDown& event)
{
    drop_ike(event.ike);
}

void SaTable::on(const sa_event::ChildRekeyed& event)
{
    const auto old = children_.find(event.old);
    const IkeSaId owner = old == children_.end() ? event.ike : old->second->ike->association.id;
    const auto ike = ikes_.contains(event.ike) ? ikes_.find(event.ike) : ikes_.find(owner);
    if (ike == ikes_.end()) {
        return; // nobody knows whose it is
    }
    if (children_.size() >= max_ && !children_.contains(event.replacement.id)) {
        // A full table must not cost a server its link: the new one has the old one's place.
        detach(event.old);
    }
    put_child(ike->second, event.replacement);
}

void SaTable::on(const sa_event::IkeRekeyed& event)
{
    const auto old = ikes_.find(event.old);
    if (old != ikes_.end() && event.old != event.replacement.id) {
        const std::set<ChildSaId> inherited = std::move(old->second.children);
        ikes_.erase(old);
        Ike* const heir = put_ike(event.replacement); // has the place of the old one
        for (const ChildSaId child : inherited) {
            put_child(*heir, ChildSa{children_.at(child)->child});
        }
    }
    on(sa_event::Up{event.replacement});
}

SaTable::Ike* SaTable::put_ike(const IkeSa& association)
{
    const auto known = ikes_.find(association.id);
    if (known == ikes_.end() && ikes_.size() >= max_) {
        notes_.refuse();
        return nullptr;
    }
    IkeSa facts = without_children(association);
    Ike& ike = known == ikes_.end()
                   ? ikes_.emplace(association.id, Ike{.facts = {}, .children = {}, .since = now_})
                         .first->second
                   : known->second;
    if (!ike.facts || ike.facts->association != facts) {
        const Strength strength = strength_of(facts);
        std::string identity = canonical_identity(facts.remote_identity);
        ike.facts = std::make_shared<const IkeFacts>(IkeFacts{
            std::move(facts), std::move(identity), strength});
        for (const ChildSaId child : std::set<ChildSaId>{ike.children}) {
            put_child(ike, ChildSa{children_.at(child)->child});
        }
    }
    return &ike;
}

void SaTable::put_child(Ike& owner, const ChildSa& child)
{
    const auto known = children_.find(child.id);
    if (known == children_.end() && children_.size() >= max_) {
        notes_.refuse();
        return;
    }
    if (known != children_.end()) {
        if (known->second->ike == owner.facts && known->second->child == child) {
            return;
        }
        detach(child.id);
    }
    attach(std::make_shared<const Carrier>(Carrier{owner.facts, child, strength_of(child)}));
    owner.children.insert(child.id);
}

void SaTable::attach(const std::shared_ptr<const Carrier>& carrier)
{
    note(*carrier);
    children_.emplace(carrier->child.id, carrier);
    for (const TrafficSelector& selector : carrier->child.remote) {
        carriers_.put(selector.addresses, carrier);
    }
}

void SaTable::detach(ChildSaId child)
{
    const auto known = children_.find(child);
    if (known == children_.end()) {
        return;
    }
    const std::shared_ptr<const Carrier> carrier = known->second;
    note(*carrier);
    for (const TrafficSelector& selector : carrier->child.remote) {
        carriers_.remove(selector.addresses, child);
    }
    if (const auto owner = ikes_.find(carrier->ike->association.id); owner != ikes_.end()) {
        owner->second.children.erase(child);
    }
    children_.erase(known);
}

void SaTable::drop_ike(IkeSaId ike)
{
    const auto known = ikes_.find(ike);
    if (known == ikes_.end()) {
        return;
    }
    for (const ChildSaId child : std::set<ChildSaId>{known->second.children}) {
        detach(child);
    }
    ikes_.erase(known);
}

void SaTable::drop_unnamed(const sa_event::Baseline& baseline)
{
    std::unordered_set<IkeSaId> ikes;
    std::unordered_set<ChildSaId> children;
    for (const IkeSa& association : baseline.associations) {
        ikes.insert(association.id);
        for (const ChildSa& child : association.children) {
            children.insert(child.id);
        }
    }
    // A child whose IKE_SA goes here may stand in the baseline under another: it is put back.
    for (const IkeSaId ike : keys_without(ikes_, ikes)) {
        drop_ike(ike);
    }
    for (const ChildSaId child : keys_without(children_, children)) {
        detach(child);
    }
}

void SaTable::for_each(const std::function<void(const IkeFacts&, base::Instant)>& look) const
{
    for (const auto& [id, ike] : ikes_) {
        look(*ike.facts, ike.since);
    }
}

std::vector<ChildSa> SaTable::children_of(IkeSaId ike) const
{
    std::vector<ChildSa> children;
    if (const auto known = ikes_.find(ike); known != ikes_.end()) {
        for (const ChildSaId child : known->second.children) {
            children.push_back(children_.at(child)->child);
        }
    }
    return children;
}

/// To be called before and after: the first call for a block counts.
void SaTable::note(const Carrier& carrier)
{
    for (const TrafficSelector& selector : carrier.child.remote) {
        notes_.before_change(
            selector.addresses,
            carrier.ike->identity,
            [this](const BoundBlock& block) { return is_bound(block); }
        );
    }
}

bool SaTable::is_bound(const BoundBlock& block) const
{
    return std::ranges::any_of(carriers_.at(block.block), [&](const auto& carrier) {
        return carrier->is_bound() && carrier->ike->identity == block.identity;
    });
}

} // namespace iwf::core
