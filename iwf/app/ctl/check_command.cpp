// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <ostream>

#include "iwf/app/config/config_error.hpp"
#include "iwf/app/config/peer_links.hpp"
#include "iwf/app/ctl/check.hpp"

namespace iwf::ctl {
namespace {

using mtciwf::v1::Contract;

const char* mark(Grade grade)
{
    switch (grade) {
    case Grade::good:
        return "ok     ";
    case Grade::note:
        return "note   ";
    case Grade::wrong:
        break;
    }
    return "WRONG  ";
}

/// The contracts, and the HSSs and SMS-SCs behind IPsec.
std::vector<Contract> links_of(const config::Config& config)
{
    std::vector<Contract> links = config.contracts;
    for (const auto& peer : config::protected_peers(config.daemon)) {
        links.push_back(config::link_contract(peer));
    }
    return links;
}

} // namespace

int check(const Check& command, std::ostream& out, std::ostream& err)
{
    const auto config = config::load_config(command.config);
    if (!config) {
        for (const config::ConfigError& error : config.error()) {
            err << config::text(error) << '\n';
        }
        return status::refused;
    }
    const std::vector<Contract> known = links_of(*config);
    const auto contract =
        std::ranges::find(known, command.server, [](const Contract& one) { return one.name(); });
    if (contract == known.end()) {
        std::vector<std::string> names;
        for (const Contract& one : known) {
            names.push_back(one.name());
        }
        err << "iwfctl: " << command.config << " has no contract, and no peer with IPsec, \""
            << command.server << "\"; it has " << (names.empty() ? "none" : config::joined(names))
            << config::did_you_mean(command.server, names) << '\n';
        return status::refused;
    }
    if (contract->protection() != mtciwf::v1::PROTECTION_IPSEC) {
        out << command.server << ": 'protection: none': there is no IPsec to check\n";
        return status::success;
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto findings =
        check_link(*config, *contract, command.certificate, now.time_since_epoch().count());
    for (const Finding& finding : findings) {
        out << mark(finding.grade) << finding.text << '\n';
    }
    const auto wrong = std::ranges::count(findings, Grade::wrong, &Finding::grade);
    out << command.server << ": "
        << (wrong == 0 ? std::string{"nothing found that cannot work"}
                       : std::to_string(wrong) + " found that cannot work")
        << '\n';
    return wrong == 0 ? status::success : status::refused;
}

} // namespace iwf::ctl
