// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/admission.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "iwf/domain/identity.hpp"

namespace iwf::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto patience_with_charon = 250ms;

bool is_in(
    const std::vector<domain::Network>& networks, const std::optional<domain::Network>& address
)
{
    return address && std::ranges::any_of(networks, [&address](const domain::Network& network) {
               return network.contains(*address);
           });
}

/// What the contract says of who connects, without the SA. A success: the address is a literal one.
base::Result<void> check_terms(const AdmissionRule& rule, const freediameter::Applicant& applicant)
{
    if (domain::lower_case(applicant.origin_realm) != domain::lower_case(rule.realm)) {
        return base::fail("Origin-Realm is not the one of the contract");
    }
    if (!is_in(rule.networks, domain::Network::parse(applicant.remote))) {
        return base::fail("its address is not one of the contract's");
    }
    return {};
}

} // namespace

bool Admission::allows(diameter::PeerId peer, const std::optional<domain::Network>& remote) const
{
    const std::shared_ptr<const Table> table = table_.load();
    const auto rule = table->find(peer.value());
    return rule == table->end() || is_in(rule->second.networks, remote);
}

base::Result<void> Admission::admit_soon(
    const freediameter::Applicant& applicant, const std::function<void()>& ask
) const
{
    Snapshot seen = snapshot_.load();
    base::Result<void> verdict = admit(applicant);
    if (verdict || !may_change(applicant)) {
        return verdict;
    }
    ask();
    const auto deadline = std::chrono::steady_clock::now() + patience_with_charon;
    do {
        seen = snapshot_.await_other(seen, deadline);
        verdict = admit(applicant);
    } while (!verdict && std::chrono::steady_clock::now() < deadline);
    return verdict;
}

/// Whether an SA that charon has not told of yet could make the difference.
bool Admission::may_change(const freediameter::Applicant& applicant) const
{
    const std::shared_ptr<const Table> table = table_.load();
    const auto rule = table->find(applicant.peer.value());
    const auto remote = domain::Network::parse(applicant.remote);
    if (rule == table->end() || !rule->second.protection || !check_terms(rule->second, applicant)) {
        return false;
    }
    const auto bound = core::check_new(*snapshot_.load(), *rule->second.protection, *remote);
    return !bound && (bound.error().link == core::BrokenLink::no_association ||
                      bound.error().link == core::BrokenLink::not_usable);
}

void Admission::use(Table table)
{
    table_.store(std::make_shared<const Table>(std::move(table)));
}

void Admission::use_dialled(Dialled dialled)
{
    dialled_.store(std::make_shared<const Dialled>(std::move(dialled)));
}

bool Admission::may_dial(diameter::PeerId peer) const
{
    const auto dialled = dialled_.load();
    const auto rule = dialled->find(peer.value());
    return rule == dialled->end() ||
           core::check_new(*snapshot_.load(), rule->second.protection, rule->second.address)
               .has_value();
}

void Admission::see(Snapshot snapshot)
{
    snapshot_.store(std::move(snapshot));
}

base::Result<void> Admission::admit(const freediameter::Applicant& applicant) const
{
    const std::shared_ptr<const Table> table = table_.load();
    const auto rule = table->find(applicant.peer.value());
    if (rule == table->end()) {
        return base::fail("no contract: this node connects to it, it does not connect here");
    }
    if (auto fits = check_terms(rule->second, applicant); !fits) {
        return fits;
    }
    if (rule->second.protection) {
        const auto remote = domain::Network::parse(applicant.remote);
        const auto bound = core::check_new(*snapshot_.load(), *rule->second.protection, *remote);
        if (!bound) {
            return base::fail(bound.error().text);
        }
    }
    return {};
}

} // namespace iwf::daemon
