// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/protection/random_charon.hpp"

#include <algorithm>
#include <array>

#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::test {
namespace {

using core::ChildSa;
using core::IkeSa;

constexpr std::uint64_t unknown = 900;
constexpr std::array names{"scs1", "scs1", "scs2", "mallory"};
constexpr std::array blocks{
    "10.200.1.1", "10.200.1.1", "10.200.1.2", "10.200.2.7", "10.200.0.0/16"};

bool is_weak(const ChildSa& child)
{
    return child.algorithms.key_bits < 128;
}

/// What tells of one child names no other.
IkeSa with_only(IkeSa ike, std::vector<ChildSa> children)
{
    ike.children = std::move(children);
    return ike;
}

} // namespace

std::size_t RandomCharon::choose(std::size_t count)
{
    return next_choice_ < choices_.size() ? choices_[next_choice_++] % count : 0;
}

IkeSa RandomCharon::new_ike()
{
    return ike_sa(++last_ike_, {}, names.at(choose(names.size())));
}

ChildSa RandomCharon::new_child()
{
    ChildSa child = child_sa(++last_child_, blocks.at(choose(blocks.size())));
    if (choose(4) == 0) {
        child.remote.push_back({.addresses = network(blocks.at(choose(blocks.size())))});
    }
    return child;
}

IkeSa* RandomCharon::some_ike()
{
    return truth_.empty() ? nullptr : &truth_[choose(truth_.size())];
}

RandomCharon::Place RandomCharon::some_child()
{
    IkeSa* const ike = some_ike();
    if (!ike || ike->children.empty()) {
        return {};
    }
    return {ike, &ike->children[choose(ike->children.size())]};
}

RandomCharon::Events RandomCharon::step()
{
    switch (choose(12)) {
    case 0:
    case 1:
        return ike_comes();
    case 2:
    case 3:
    case 4:
        return child_comes();
    case 5:
        return child_goes();
    case 6:
        return child_changes();
    case 7:
    case 8:
        return child_is_rekeyed();
    case 9:
        return ike_goes();
    case 10:
        return ike_is_rekeyed();
    default:
        return noise();
    }
}

RandomCharon::Events RandomCharon::ike_comes()
{
    truth_.push_back(new_ike());
    return {up(truth_.back())};
}

RandomCharon::Events RandomCharon::child_comes()
{
    if (truth_.empty()) {
        truth_.push_back(new_ike());
    }
    IkeSa& ike = truth_[choose(truth_.size())];
    ike.children.push_back(new_child());
    return {up(with_only(ike, {ike.children.back()}))};
}

RandomCharon::Events RandomCharon::child_goes()
{
    const auto [ike, child] = some_child();
    if (!ike) {
        return {};
    }
    const auto id = child->id;
    std::erase_if(ike->children, [id](const ChildSa& other) { return other.id == id; });
    return {child_down(ike->id.value(), id.value())};
}

RandomCharon::Events RandomCharon::child_changes()
{
    const auto [ike, child] = some_child();
    if (!ike) {
        return {};
    }
    switch (choose(3)) {
    case 0:
        child->is_usable = !child->is_usable;
        break;
    case 1:
        child->algorithms.key_bits = is_weak(*child) ? 256 : 64;
        break;
    default:
        ike->is_established = !ike->is_established;
    }
    return {up(with_only(*ike, {*child}))};
}

RandomCharon::Events RandomCharon::child_is_rekeyed()
{
    const auto [ike, child] = some_child();
    if (!ike) {
        return {};
    }
    const auto old = child->id.value();
    ChildSa replacement = *child;
    replacement.id = core::ChildSaId{++last_child_};
    replacement.algorithms.group = "ECP_384";
    ike->children.push_back(replacement);
    return {child_rekeyed(ike->id.value(), old, replacement)};
}

RandomCharon::Events RandomCharon::ike_goes()
{
    const IkeSa* const ike = some_ike();
    if (!ike) {
        return {};
    }
    Events events{ike_down(ike->id.value())};
    for (const ChildSa& child : ike->children) {
        events.push_back(child_down(ike->id.value(), child.id.value()));
    }
    truth_.erase(truth_.begin() + (ike - truth_.data()));
    return events;
}

RandomCharon::Events RandomCharon::ike_is_rekeyed()
{
    IkeSa* const ike = some_ike();
    if (!ike) {
        return {};
    }
    const auto old = ike->id.value();
    ike->id = core::IkeSaId{++last_ike_};
    return {ike_rekeyed(old, with_only(*ike, {}))};
}

RandomCharon::Events RandomCharon::noise()
{
    const std::uint64_t ike = unknown + choose(4);
    switch (choose(4)) {
    case 0:
        return {ike_down(ike)};
    case 1:
        return {child_down(ike, unknown)};
    case 2:
        return {child_rekeyed(ike, unknown, child_sa(unknown + 1))};
    default:
        return {baseline()};
    }
}

void RandomCharon::change_unseen()
{
    if (choose(2) == 0) {
        truth_.clear();
        last_ike_ = last_child_ = 0;
    }
    for (std::size_t more = choose(4); more > 0; --more) {
        choose(2) == 0 ? child_comes() : ike_is_rekeyed();
    }
}

core::SaEvent RandomCharon::baseline() const
{
    return core::sa_event::Baseline{truth_};
}

RandomCharon::Events RandomCharon::of_another_run() const
{
    return {
        up(ike_sa(1, {child_sa(1)}, "mallory")),
        child_rekeyed(1, 1, child_sa(2)),
        ike_rekeyed(1, ike_sa(2, {}, "mallory")),
    };
}

std::string RandomCharon::bound(std::string_view address, std::string_view contract) const
{
    std::set<std::string> claimants;
    std::string newest;
    std::uint64_t newest_child = 0;
    bool covered = false, weak = false;
    for (const IkeSa& ike : truth_) {
        for (const ChildSa& child : ike.children) {
            const bool covers = std::ranges::any_of(child.remote, [&](const auto& selector) {
                return selector.addresses.contains(network(address));
            });
            covered = covered || covers;
            if (!covers || !child.is_usable) {
                continue;
            }
            claimants.insert(ike.connection);
            weak = weak || is_weak(child);
            if (ike.is_established && child.id.value() > newest_child) {
                newest_child = child.id.value();
                newest = std::to_string(ike.id.value()) + "/" + std::to_string(newest_child);
            }
        }
    }
    if (newest.empty()) {
        return covered ? "not_usable" : "no_association";
    }
    if (claimants.size() > 1) {
        return "ambiguous";
    }
    const std::string& who = *claimants.begin();
    if (who == "mallory") {
        return "identity_of_no_contract";
    }
    if (who != contract) {
        return "other_contract";
    }
    if (address != (who == "scs1" ? "10.200.1.1" : "10.200.2.7")) {
        return "foreign_address";
    }
    return weak ? "below_floor" : newest;
}

std::set<core::BoundBlock> RandomCharon::bound_blocks() const
{
    std::set<core::BoundBlock> bound;
    for (const IkeSa& ike : truth_) {
        for (const ChildSa& child : ike.children) {
            for (const auto& selector : child.remote) {
                if (ike.is_established && child.is_usable) {
                    bound.insert({selector.addresses, ike.remote_identity});
                }
            }
        }
    }
    return bound;
}

} // namespace iwf::test
