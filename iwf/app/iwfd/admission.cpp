// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/admission.hpp"

#include <algorithm>
#include <utility>

#include "iwf/domain/identity.hpp"

namespace iwf::daemon {

void Admission::use(Table table)
{
    table_.store(std::make_shared<const Table>(std::move(table)));
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
    return {};
}

} // namespace iwf::daemon
