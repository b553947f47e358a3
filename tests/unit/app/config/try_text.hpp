// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "iwf/app/config/binder.hpp"
#include "iwf/app/config/checks.hpp"
#include "iwf/app/config/contract_terms.hpp"
#include "iwf/core/policy/contract_book.hpp"

namespace iwf::config {

/// All that loading does with a text, but for the files it names: those a mutated text names could
/// be any. Returns what is wrong with the text, as an iwfd.yaml and as a contract.
struct Tried
{
    std::vector<ConfigError> as_daemon;
    std::vector<ConfigError> as_contract;
};

inline std::vector<ConfigError> try_as_contract(const std::string& content)
{
    ErrorList errors;
    const auto root = parse_yaml(content, "text", errors);
    if (!root) {
        return errors.sorted();
    }
    BoundContract bound{{}, {}, Origin{"text", *root, {}}};
    bind_by_schema(*root, "text", bound.written, errors);
    bound.effective = bound.written;
    apply_defaults(bound.effective);
    check_contract(bound, errors);
    check_together({}, bound.origin, std::span{&bound, 1}, errors);
    if (errors.empty()) {
        std::vector<core::Contract> contracts;
        contracts.push_back(to_core(bound.effective, bound.origin));
        (void)core::ContractBook::create(std::move(contracts));
    }
    return errors.sorted();
}

inline std::vector<ConfigError> try_as_daemon(const std::string& content)
{
    ErrorList errors;
    const auto root = parse_yaml(content, "text", errors);
    if (!root) {
        return errors.sorted();
    }
    const Origin origin{"text", *root, {}};
    mtciwf::v1::Daemon daemon;
    bind_by_schema(*root, "text", daemon, errors);
    apply_defaults(daemon);
    check_daemon(daemon, origin, errors);
    check_together(daemon, origin, {}, errors);
    return errors.sorted();
}

inline Tried try_text(const std::string& content)
{
    return {try_as_daemon(content), try_as_contract(content)};
}

/// Every error must lead to its place.
inline bool is_well_formed(const ConfigError& error)
{
    return error.file == "text" && error.place.line >= 1 && error.place.column >= 1 &&
           !error.what.empty() && text(error).find('\n') == std::string::npos;
}

} // namespace iwf::config
