// SPDX-License-Identifier: Apache-2.0
#include "support/monitoring_samples.hpp"

#include "support/core_samples.hpp"

namespace iwf::test {

domain::InternalHost mme_a()
{
    return *domain::InternalHost::parse("a.mme.internal");
}

domain::WatchedIdentity meter7()
{
    return {*domain::ExternalIdentifier::parse("meter7@devices.acme.example"), false};
}

core::ContractSnapshot watching_contracts(const std::function<void(core::Contract&)>& change)
{
    return both_contracts([&](core::Contract& contract) {
        core::OfferedEvents& events = contract.sets.front().events;
        for (std::uint32_t type = 0; type <= 10; ++type) {
            events.offer(*domain::monitoring_type_from(type), 41);
        }
        events.offer_behaviour(42);
        contract.limits.monitoring.accuracy = {domain::Accuracy::tracking_area, 51};
        change(contract);
    });
}

} // namespace iwf::test
