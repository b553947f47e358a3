// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <unordered_map>

#include "iwf/app/config/checks.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Daemon;

/// Who has which name: the first who claims it has it, the others are told.
class Registry
{
public:
    Registry(std::string what, ErrorList& errors)
        : what_{std::move(what)}
        , errors_{errors}
    {}

    void
    claim(const std::string& name, const std::string& owner, const Origin& origin, std::string path)
    {
        if (name.empty()) {
            return;
        }
        const std::string place = origin.place(path);
        const auto [at, fresh] = owners_.emplace(name, owner + " (" + place + ")");
        if (!fresh) {
            origin.fail(
                errors_,
                path,
                "\"" + name + "\" is already " + what_ + " of " + at->second +
                    "; expected one that nobody else has"
            );
        }
    }

private:
    std::string what_;
    ErrorList& errors_;
    std::unordered_map<std::string, std::string> owners_;
};

template <class Pool>
void claim_hosts(
    Registry& hosts, const Pool& pool, const char* owner, const char* list, const Origin& origin
)
{
    for (int i = 0; i < pool.peers_size(); ++i) {
        hosts.claim(pool.peers(i).host(), owner, origin, item(list, i) + ".host");
    }
}

std::string title(const BoundContract& contract)
{
    return "contract \"" + contract.effective.name() + "\"";
}

void check_names(
    const Daemon& daemon,
    const Origin& origin,
    std::span<const BoundContract> contracts,
    ErrorList& errors
)
{
    Registry names{"the name", errors};
    Registry hosts{"the host", errors};
    Registry scs_identities{"an SCS-Identity", errors};
    hosts.claim(daemon.identity().host(), "this MTC-IWF", origin, "identity.host");
    claim_hosts(hosts, daemon.hss(), "an HSS", "hss.peers", origin);
    claim_hosts(hosts, daemon.sms_sc(), "an SMS-SC", "sms_sc.peers", origin);
    claim_hosts(hosts, daemon.mme(), "an MME", "mme.peers", origin);
    for (const BoundContract& contract : contracts) {
        const auto& identity = contract.effective.identity();
        if (contract.is_peer) {
            names.claim(contract.effective.name(), "a peer's link", contract.origin, "host");
            continue;
        }
        names.claim(contract.effective.name(), "another contract", contract.origin, "name");
        hosts.claim(identity.host(), title(contract), contract.origin, "identity.host");
        for (int i = 0; i < identity.scs_identity_size(); ++i) {
            scs_identities.claim(
                identity.scs_identity(i),
                title(contract),
                contract.origin,
                item("identity.scs_identity", i)
            );
        }
    }
}

} // namespace

void check_together(
    const Daemon& daemon,
    const Origin& origin,
    std::span<const BoundContract> contracts,
    ErrorList& errors
)
{
    check_names(daemon, origin, contracts, errors);
    check_groups(daemon, origin, contracts, errors);
    check_links(daemon, origin, contracts, errors);
    check_mo_sms_served(daemon, contracts, errors);
}

} // namespace iwf::config
