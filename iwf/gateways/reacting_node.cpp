// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/reacting_node.hpp"

namespace iwf::gateways {

OverloadControl::Permit ReactingNode::permit(Abatement rank)
{
    const double chance = std::uniform_real_distribution{}(random_);
    return {overload_, rank, parts_.clock.now(), chance};
}

ReactingNode::Choice ReactingNode::choose(std::vector<diameter::PeerId>& tried, Abatement rank)
{
    OverloadControl::Permit permit = this->permit(rank);
    bool spared = false;
    while (const PoolMember* const member = parts_.pool.choose(tried)) {
        tried.push_back(member->peer);
        if (permit.allows(*member)) {
            return {member, false};
        }
        spared = true;
    }
    held_back_ += spared ? 1 : 0;
    return {nullptr, spared};
}

ReactingNode::Choice ReactingNode::choose_only(const PoolMember& member, Abatement rank)
{
    if (permit(rank).allows(member)) {
        return {&member, false};
    }
    ++held_back_;
    return {nullptr, true};
}

void ReactingNode::take(
    const PoolMember& from,
    std::string_view realm,
    std::optional<std::uint64_t> chosen,
    const std::optional<diameter::OverloadReport>& report
)
{
    if (!report || (chosen.value_or(diameter::loss_algorithm) & diameter::loss_algorithm) == 0) {
        return;
    }
    on_time();
    if (const auto change = overload_.take(from, realm, *report, parts_.clock.now())) {
        tell(*change);
    }
}

void ReactingNode::on_time()
{
    for (const OverloadChange& over : overload_.expire(parts_.clock.now())) {
        tell(over);
    }
}

void ReactingNode::tell(const OverloadChange& change)
{
    const std::string_view key = change.scope == diameter::OverloadScope::realm ? "realm" : "hss";
    if (change.reduction_percent == 0) {
        return parts_.log.event(
            base::Severity::notice,
            events_.overload_over,
            {{key, change.name}, {"held_back", change.held_back}}
        );
    }
    parts_.log.event(
        base::Severity::warning,
        events_.overload,
        {{key, change.name},
         {"reduction", change.reduction_percent},
         {"validity_s", change.validity.count()}}
    );
}

} // namespace iwf::gateways
