// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "iwf/app/config/binder.hpp"
#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/field.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Contract;

void check_devices(const BoundContract& bound, ErrorList& errors)
{
    const Contract& contract = bound.effective;
    const Origin& origin = bound.origin;
    const bool written = bound.written.has_devices();
    const auto& devices = contract.devices();
    const bool empty = devices.external_id_domains().empty() && devices.external_ids().empty() &&
                       devices.msisdn_prefixes().empty() && devices.msisdn_ranges().empty();
    if (written && empty) {
        const auto* const field = Contract::descriptor()->FindFieldByName("devices");
        origin.fail(errors, "devices", "empty; " + rule_of(*field).missing());
    }
    for (int i = 0; i < devices.msisdn_ranges_size(); ++i) {
        const auto& range = devices.msisdn_ranges(i);
        const std::string path = item("devices.msisdn_ranges", i);
        if (range.from().empty() || range.to().empty()) {
            continue;
        }
        if (range.from().size() != range.to().size()) {
            origin.fail(
                errors,
                path,
                "\"" + range.from() + "\" and \"" + range.to() +
                    "\" differ in length; expected two numbers of as many digits"
            );
        } else if (range.from() > range.to()) {
            origin.fail(
                errors,
                path,
                "\"" + range.from() + "\" is above \"" + range.to() +
                    "\"; expected the lower number as 'from'"
            );
        }
    }
}

void check_validity(const Contract& contract, const Origin& origin, ErrorList& errors)
{
    const auto& limits = contract.limits();
    const auto check_seconds = [&](const char* path, std::uint64_t milliseconds) {
        if (milliseconds % 1000 != 0) {
            origin.fail(
                errors,
                path,
                duration_text(milliseconds) +
                    " is not a number of whole seconds; a Validity-Time is"
            );
        }
    };
    check_seconds("limits.validity_max", limits.validity_max());
    check_seconds("limits.validity_default", limits.validity_default());
    if (limits.has_validity_default() && limits.validity_default() > limits.validity_max()) {
        origin.fail(
            errors,
            "limits.validity_default",
            duration_text(limits.validity_default()) + " is above validity_max; expected at most " +
                duration_text(limits.validity_max())
        );
    }
}

void check_ports(const Contract& contract, const Origin& origin, ErrorList& errors)
{
    for (int i = 0; i < contract.limits().ports_size(); ++i) {
        const auto& range = contract.limits().ports(i);
        if (range.has_from() && range.has_to() && range.from() > range.to()) {
            origin.fail(
                errors,
                item("limits.ports", i),
                std::to_string(range.from()) + " is above " + std::to_string(range.to()) +
                    "; expected the lower port as 'from'"
            );
        }
    }
}

void check_addresses(const Contract& contract, const Origin& origin, ErrorList& errors)
{
    if (contract.protection() != mtciwf::v1::PROTECTION_NONE) {
        return;
    }
    for (int i = 0; i < contract.addresses_size(); ++i) {
        const auto network = domain::Network::parse(contract.addresses(i));
        if (network && !network->is_loopback()) {
            origin.fail(
                errors,
                item("addresses", i),
                contract.addresses(i) + " is not loopback, and 'protection: none' is for loopback "
                                        "only; expected addresses of 127.0.0.0/8, or ::1"
            );
        }
    }
}

/// A section that was written, and says nothing.
void check_amounts(const BoundContract& bound, ErrorList& errors)
{
    const Origin& origin = bound.origin;
    const auto stands = [&origin](const char* path) { return origin.line(path) != 0; };
    if (bound.written.has_rates() && !stands("rates.requests") && !stands("rates.per_device")) {
        origin.fail(errors, "rates", "empty; expected at least one of requests, per_device");
    }
    if (bound.written.has_quotas() && !stands("quotas.hour") && !stands("quotas.day") &&
        !stands("quotas.month")) {
        origin.fail(errors, "quotas", "empty; expected at least one of hour, day, month");
    }
}

} // namespace

void check_contract(const BoundContract& contract, ErrorList& errors)
{
    check_devices(contract, errors);
    check_validity(contract.effective, contract.origin, errors);
    check_ports(contract.effective, contract.origin, errors);
    check_addresses(contract.effective, contract.origin, errors);
    check_amounts(contract, errors);
    check_protection(contract, errors);
}

} // namespace iwf::config
