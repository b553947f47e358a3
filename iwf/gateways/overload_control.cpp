// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/overload_control.hpp"

#include <algorithm>

#include "iwf/gateways/request_checks.hpp"

namespace iwf::gateways {
namespace {

using diameter::OverloadScope;
using std::chrono::seconds;

// RFC 7683, 7.5.
constexpr seconds default_validity{30};
constexpr seconds longest_validity{86'400};

/// How long a sequence number is remembered after its report: no answer is on its way that long,
/// and a node that has lost its count is heard again.
constexpr seconds memory = longest_validity;

seconds validity_of(const diameter::OverloadReport& report)
{
    const seconds named{report.validity_s.value_or(default_validity.count())};
    return named > longest_validity ? default_validity : named;
}

std::optional<std::uint32_t> reduction_of(const diameter::OverloadReport& report)
{
    return report.reduction_percent.value_or(101) > 100 ? std::nullopt : report.reduction_percent;
}

} // namespace

bool OverloadControl::Report::is_news(std::uint64_t number, base::Instant now) const
{
    return !sequence || number > *sequence || now >= until + memory;
}

std::optional<OverloadChange> OverloadControl::Report::end()
{
    if (!in_force) {
        return std::nullopt;
    }
    OverloadChange change{scope, name, 0, {}, held_back};
    in_force = false;
    held_back = 0;
    loss = {};
    return change;
}

/// The same reduction for a longer time is no change.
std::optional<OverloadChange>
OverloadControl::Report::begin(std::uint32_t reduction, seconds validity, base::Instant now)
{
    const bool same = applies(now) && percent == reduction;
    in_force = true;
    until = now + validity;
    percent = reduction;
    loss.reduce_by(reduction);
    return same ? std::nullopt
                : std::optional{OverloadChange{scope, name, reduction, validity, held_back}};
}

std::optional<OverloadChange> OverloadControl::take(
    const PoolMember& from,
    std::string_view realm,
    const diameter::OverloadReport& report,
    base::Instant now
)
{
    const seconds validity = validity_of(report);
    const auto reduction = reduction_of(report);
    if (!reduction && validity != seconds{0}) {
        return std::nullopt;
    }
    Report* const slot = slot_for(from, realm, report.scope);
    if (slot == nullptr || !slot->is_news(report.sequence, now)) {
        return std::nullopt;
    }
    slot->sequence = report.sequence;
    if (validity == seconds{0} || reduction == 0) {
        slot->until = now;
        return slot->end();
    }
    return slot->begin(*reduction, validity, now);
}

OverloadControl::Report* OverloadControl::slot_for(
    const PoolMember& from, std::string_view realm, std::optional<OverloadScope> scope
)
{
    if (scope == OverloadScope::host) {
        Report& slot = hosts_[from.peer];
        slot.scope = OverloadScope::host;
        slot.name = from.host.text();
        return &slot;
    }
    if (scope == OverloadScope::realm && same_name(realm, from.realm)) {
        Report& slot = realms_[domain::lower_case(from.realm)];
        slot.scope = OverloadScope::realm;
        slot.name = from.realm;
        return &slot;
    }
    return nullptr;
}

std::vector<OverloadChange> OverloadControl::in_force(base::Instant now) const
{
    std::vector<OverloadChange> found;
    const auto add_those_of = [&](const auto& reports) {
        for (const auto& [key, report] : reports) {
            if (report.in_force && report.applies(now)) {
                const auto left = std::chrono::ceil<seconds>(report.until - now);
                found.push_back({report.scope, report.name, report.percent, left, report.held_back}
                );
            }
        }
    };
    add_those_of(hosts_);
    add_those_of(realms_);
    return found;
}

std::vector<OverloadChange> OverloadControl::expire(base::Instant now)
{
    std::vector<OverloadChange> over;
    const auto end_those_over = [&](auto& reports) {
        for (auto& [key, report] : reports) {
            if (report.in_force && !report.applies(now)) {
                over.push_back(*report.end());
            }
        }
    };
    end_those_over(hosts_);
    end_those_over(realms_);
    return over;
}

std::optional<base::Instant> OverloadControl::next_due() const
{
    std::optional<base::Instant> next;
    const auto look_at = [&next](const auto& reports) {
        for (const auto& [key, report] : reports) {
            if (report.in_force) {
                next = std::min(next.value_or(report.until), report.until);
            }
        }
    };
    look_at(hosts_);
    look_at(realms_);
    return next;
}

OverloadControl::Report* OverloadControl::find_host(const PoolMember& host, base::Instant now)
{
    const auto found = hosts_.find(host.peer);
    return found == hosts_.end() || !found->second.applies(now) ? nullptr : &found->second;
}

OverloadControl::Report* OverloadControl::find_realm(const std::string& realm, base::Instant now)
{
    const auto found = realms_.find(realm);
    return found == realms_.end() || !found->second.applies(now) ? nullptr : &found->second;
}

bool OverloadControl::Permit::allows(const PoolMember& to)
{
    Report* const host = control_.find_host(to, now_);
    const std::string realm = domain::lower_case(to.realm);
    const bool first_of_realm = find(realm) == realms_.end();
    if (!realm_allows(realm)) {
        if (host != nullptr && first_of_realm) {
            host->loss.count_dropped(); // a part of the host's own reduction, and not on top of it
        }
        return false;
    }
    if (host != nullptr && host->loss.drops(rank_, chance_)) {
        ++host->held_back;
        return false;
    }
    return true;
}

OverloadControl::Permit::Realms::const_iterator
OverloadControl::Permit::find(const std::string& realm) const
{
    return std::ranges::find(realms_, realm, &Realms::value_type::first);
}

/// A request that moves from one host to another is still one of the realm.
bool OverloadControl::Permit::realm_allows(const std::string& name)
{
    const auto asked = find(name);
    if (asked != realms_.end()) {
        return asked->second;
    }
    Report* const realm = control_.find_realm(name, now_);
    const bool drop = realm != nullptr && realm->loss.drops(rank_, chance_);
    if (drop) {
        ++realm->held_back;
    }
    realms_.emplace_back(name, !drop);
    return !drop;
}

} // namespace iwf::gateways
