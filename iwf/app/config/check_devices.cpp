// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/field.hpp"

namespace iwf::config {
namespace {

using mtciwf::v1::Contract;
using mtciwf::v1::Devices;

constexpr int max_sets = 16;
constexpr int max_patterns = 16;

bool is_empty(const Devices& devices)
{
    return devices.external_id_domains().empty() && devices.external_ids().empty() &&
           devices.msisdn_prefixes().empty() && devices.msisdn_ranges().empty() &&
           devices.external_id_patterns().empty() && devices.groups().empty();
}

void check_ranges(
    const Devices& devices, const std::string& path, const Origin& origin, ErrorList& errors
)
{
    for (int i = 0; i < devices.msisdn_ranges_size(); ++i) {
        const auto& range = devices.msisdn_ranges(i);
        const std::string range_path = item(path + ".msisdn_ranges", i);
        if (range.from().empty() || range.to().empty()) {
            continue;
        }
        if (range.from().size() != range.to().size()) {
            origin.fail(
                errors,
                range_path,
                "\"" + range.from() + "\" and \"" + range.to() +
                    "\" differ in length; expected two numbers of as many digits"
            );
        } else if (range.from() > range.to()) {
            origin.fail(
                errors,
                range_path,
                "\"" + range.from() + "\" is above \"" + range.to() +
                    "\"; expected the lower number as 'from'"
            );
        }
    }
}

void check_size(int size, int max, const std::string& path, const Origin& origin, ErrorList& errors)
{
    if (size > max) {
        origin.fail(
            errors, path, std::to_string(size) + " of them; expected at most " + std::to_string(max)
        );
    }
}

/// `what`: what to say when it is written and names nothing.
void check_list(
    const Devices& devices,
    const std::string& path,
    const std::string& what,
    const Origin& origin,
    ErrorList& errors
)
{
    if (origin.line(path) != 0 && is_empty(devices)) {
        origin.fail(errors, path, "empty; " + what);
    }
    check_ranges(devices, path, origin, errors);
    check_size(
        devices.external_id_patterns_size(),
        max_patterns,
        path + ".external_id_patterns",
        origin,
        errors
    );
}

void check_simple_or_sets(const Origin& origin, ErrorList& errors)
{
    for (const char* simple : {"devices", "actions"}) {
        if (origin.line("device_sets") != 0 && origin.line(simple) != 0) {
            origin.fail(
                errors,
                simple,
                "stands beside device_sets; expected either devices and actions, or device_sets"
            );
        }
    }
}

void check_sets(
    const Contract& contract, const std::string& missing, const Origin& origin, ErrorList& errors
)
{
    std::set<std::string> names;
    for (int i = 0; i < contract.device_sets_size(); ++i) {
        const auto& set = contract.device_sets(i);
        const std::string path = item("device_sets", i);
        check_list(set.devices(), path + ".devices", missing, origin, errors);
        if (!set.name().empty() && !names.insert(set.name()).second) {
            origin.fail(
                errors, path + ".name", "\"" + set.name() + "\" is already that of another set"
            );
        }
    }
    check_size(contract.device_sets_size(), max_sets, "device_sets", origin, errors);
}

using Names = std::vector<std::string>;

void check_group_names(
    const Devices& devices,
    const std::string& path,
    const Names& known,
    const Origin& origin,
    ErrorList& errors
)
{
    for (int i = 0; i < devices.groups_size(); ++i) {
        const std::string& name = devices.groups(i);
        if (!name.empty() && !std::ranges::binary_search(known, name)) {
            origin.fail(
                errors,
                item(path + ".groups", i),
                "\"" + name + "\" is no group of the daemon's file" + did_you_mean(name, known)
            );
        }
    }
}

} // namespace

void check_devices(const BoundContract& bound, ErrorList& errors)
{
    const Contract& contract = bound.effective;
    const Origin& origin = bound.origin;
    const auto* const field = Contract::descriptor()->FindFieldByName("devices");
    const std::string& missing = rule_of(*field).missing();
    check_simple_or_sets(origin, errors);
    check_list(contract.devices(), "devices", missing, origin, errors);
    check_sets(contract, missing, origin, errors);
    check_list(
        contract.except(),
        "except",
        "expected at least one domain, identifier, pattern, group, prefix or range",
        origin,
        errors
    );
}

void check_groups(
    const mtciwf::v1::Daemon& daemon,
    const Origin& origin,
    std::span<const BoundContract> contracts,
    ErrorList& errors
)
{
    Names names;
    for (int i = 0; i < daemon.groups_size(); ++i) {
        const std::string& name = daemon.groups(i).name();
        if (!name.empty() && std::ranges::find(names, name) != names.end()) {
            origin.fail(
                errors, item("groups", i) + ".name", "\"" + name + "\" is already another group's"
            );
        }
        names.push_back(name);
    }
    std::ranges::sort(names);
    for (const BoundContract& bound : contracts) {
        const Contract& contract = bound.effective;
        check_group_names(contract.devices(), "devices", names, bound.origin, errors);
        check_group_names(contract.except(), "except", names, bound.origin, errors);
        for (int i = 0; i < contract.device_sets_size(); ++i) {
            check_group_names(
                contract.device_sets(i).devices(),
                item("device_sets", i) + ".devices",
                names,
                bound.origin,
                errors
            );
        }
    }
}

} // namespace iwf::config
