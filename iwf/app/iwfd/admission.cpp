// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/admission.hpp"

#include <algorithm>
#include <utility>

#include "iwf/domain/identity.hpp"

namespace iwf::daemon {
namespace {

/// Which of our addresses the connection goes to is not told: one of those that an SA covers.
base::Result<void> check_link(
    const core::BindingSnapshot& snapshot, const ProtectedLink& link, const domain::Network& remote
)
{
    std::string why = "contract \"" + link.contract +
                      "\": no protected address of ours is of the "
                      "family of " +
                      remote.text();
    for (const domain::Network& local : link.local) {
        if (local.is_ipv4() != remote.is_ipv4()) {
            continue;
        }
        const core::Flow flow{
            .remote = remote, .remote_port = {}, .local = local, .local_port = link.local_port};
        const auto binding = snapshot.check_new(flow, link.contract);
        if (binding) {
            return {};
        }
        why = binding.error().text;
    }
    return base::fail(std::move(why));
}

} // namespace

void Admission::use(Table table)
{
    table_.store(std::make_shared<const Table>(std::move(table)));
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
    if (domain::lower_case(applicant.origin_realm) != domain::lower_case(rule->second.realm)) {
        return base::fail("Origin-Realm is not the one of the contract");
    }
    const auto remote = domain::Network::parse(applicant.remote);
    const bool allowed =
        remote && std::ranges::any_of(rule->second.networks, [&](const domain::Network& network) {
            return network.contains(*remote);
        });
    if (!allowed) {
        return base::fail("its address is not one of the contract's");
    }
    if (rule->second.protection) {
        return check_link(*snapshot_.load(), *rule->second.protection, *remote);
    }
    return {};
}

} // namespace iwf::daemon
