// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "iwf/app/config/binder.hpp"
#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/device_terms.hpp"
#include "iwf/app/config/field.hpp"
#include "iwf/app/config/week.hpp"
#include "iwf/domain/network.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Contract;

void check_validity(
    const mtciwf::v1::ContractLimits& limits,
    const std::string& path,
    const Origin& origin,
    ErrorList& errors
)
{
    const auto check_seconds = [&](const std::string& of, std::uint64_t milliseconds) {
        if (milliseconds % 1000 != 0) {
            origin.fail(
                errors,
                of,
                duration_text(milliseconds) +
                    " is not a number of whole seconds; a Validity-Time is"
            );
        }
    };
    check_seconds(path + ".validity_max", limits.validity_max());
    check_seconds(path + ".validity_default", limits.validity_default());
    if (limits.has_validity_default() && limits.validity_default() > limits.validity_max()) {
        origin.fail(
            errors,
            path + ".validity_default",
            duration_text(limits.validity_default()) + " is above validity_max; expected at most " +
                duration_text(limits.validity_max())
        );
    }
}

void check_ports(
    const mtciwf::v1::ContractLimits& limits,
    const std::string& path,
    const Origin& origin,
    ErrorList& errors
)
{
    for (int i = 0; i < limits.ports_size(); ++i) {
        const auto& range = limits.ports(i);
        if (range.has_from() && range.has_to() && range.from() > range.to()) {
            origin.fail(
                errors,
                item(path + ".ports", i),
                std::to_string(range.from()) + " is above " + std::to_string(range.to()) +
                    "; expected the lower port as 'from'"
            );
        }
    }
}

void check_limits(const Contract& contract, const Origin& origin, ErrorList& errors)
{
    const auto check = [&](const auto& limits, const std::string& path) {
        check_validity(limits, path, origin, errors);
        check_ports(limits, path, origin, errors);
    };
    check(contract.limits(), "limits");
    for (int i = 0; i < contract.device_sets_size(); ++i) {
        const std::string path = item("device_sets", i) + ".limits";
        if (origin.line(path) != 0) { // else they are the contract's
            check(contract.device_sets(i).limits(), path);
        }
    }
}

/// What is counted for the whole server cannot be agreed on for some of its devices.
void check_limits_of_server(const BoundContract& bound, ErrorList& errors)
{
    for (int i = 0; i < bound.written.device_sets_size(); ++i) {
        const auto& limits = bound.written.device_sets(i).limits();
        const std::string path = item("device_sets", i) + ".limits";
        const auto refuse = [&](bool has, const char* key) {
            if (has) {
                bound.origin.fail(
                    errors,
                    path + "." + key,
                    "is of the server, not of some of its devices; write it in the contract's "
                    "'limits'"
                );
            }
        };
        refuse(limits.has_pending(), "pending");
        refuse(limits.has_priority_share(), "priority_share");
        refuse(limits.has_probing(), "probing");
        refuse(limits.monitoring().has_subscriptions(), "monitoring.subscriptions");
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
    if (bound.written.has_rates() && !stands("rates.requests") && !stands("rates.per_device") &&
        !stands("rates.per_group")) {
        origin.fail(
            errors, "rates", "empty; expected at least one of requests, per_device, per_group"
        );
    }
    if (stands("rates.per_group") && !addresses_groups(bound.effective)) {
        origin.fail(errors, "rates.per_group", "no group lets the server address a device");
    }
    if (bound.written.has_quotas() && !stands("quotas.hour") && !stands("quotas.day") &&
        !stands("quotas.month")) {
        origin.fail(errors, "quotas", "empty; expected at least one of hour, day, month");
    }
}

void check_priority(const Contract& contract, const Origin& origin, ErrorList& errors)
{
    if (contract.limits().has_priority_share() && !contract.limits().priority()) {
        origin.fail(
            errors,
            "limits.priority_share",
            "no request may have priority; expected 'priority: true'"
        );
    }
}

void check_hours(const Contract& contract, const Origin& origin, ErrorList& errors)
{
    for (int i = 0; i < contract.hours_size(); ++i) {
        const auto& hours = contract.hours(i);
        const std::string path = item("hours", i);
        const bool wrong_days = hours.days().empty() && origin.line(path + ".days") != 0;
        if (hours.from().empty() || hours.to().empty() || wrong_days) {
            continue;
        }
        if (const auto spans = week_spans(hours.days(), hours.from(), hours.to()); !spans) {
            origin.fail(errors, path, spans.error().text);
        }
    }
}

} // namespace

void check_contract(const BoundContract& contract, ErrorList& errors)
{
    check_devices(contract, errors);
    check_limits(contract.effective, contract.origin, errors);
    check_limits_of_server(contract, errors);
    check_addresses(contract.effective, contract.origin, errors);
    check_amounts(contract, errors);
    check_priority(contract.effective, contract.origin, errors);
    check_monitoring(contract, errors);
    check_mo_sms(contract, errors);
    check_hours(contract.effective, contract.origin, errors);
    check_protection(contract, errors);
}

} // namespace iwf::config
