// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "iwf/app/config/checks.hpp"

namespace iwf::config {
namespace {

template <class List>
bool offers(const List& actions)
{
    return std::ranges::find(actions, mtciwf::v1::ACTION_MO_SMS) != actions.end();
}

/// Words that let nothing through: something was forgotten.
void check_ports(
    const mtciwf::v1::ContractLimits& limits,
    const std::string& actions,
    const std::string& ports,
    const BoundContract& contract,
    ErrorList& errors
)
{
    if (limits.ports_size() == 0) {
        contract.origin.fail(
            errors,
            actions,
            "mo_sms without a port in " + ports + ": no message would be the server's"
        );
    }
}

} // namespace

void check_mo_sms(const BoundContract& contract, ErrorList& errors)
{
    const auto& written = contract.effective;
    if (offers(written.actions())) {
        check_ports(written.limits(), "actions", "limits.ports", contract, errors);
    }
    for (int i = 0; i < written.device_sets_size(); ++i) {
        const auto& set = written.device_sets(i);
        if (!offers(set.actions())) {
            continue;
        }
        const std::string path = item("device_sets", i);
        const bool own = contract.origin.line(path + ".limits") != 0;
        const std::string ports = own ? path + ".limits.ports" : "limits.ports";
        check_ports(
            own ? set.limits() : written.limits(), path + ".actions", ports, contract, errors
        );
    }
}

void check_mo_sms_served(
    const mtciwf::v1::Daemon& daemon, std::span<const BoundContract> contracts, ErrorList& errors
)
{
    if (daemon.sms_sc().has_mo_sms()) {
        return;
    }
    for (const BoundContract& contract : contracts) {
        const auto refuse = [&](const std::string& path) {
            contract.origin.fail(
                errors, path, "mo_sms needs sms_sc.mo_sms in the daemon's file: no message comes in"
            );
        };
        if (offers(contract.effective.actions())) {
            refuse("actions");
        }
        for (int i = 0; i < contract.effective.device_sets_size(); ++i) {
            if (offers(contract.effective.device_sets(i).actions())) {
                refuse(item("device_sets", i) + ".actions");
            }
        }
    }
}

} // namespace iwf::config
