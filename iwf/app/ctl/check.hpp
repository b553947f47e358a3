// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "iwf/app/config/config.hpp"
#include "iwf/app/ctl/arguments.hpp"

namespace iwf::ctl {

enum class Grade
{
    good,
    note,  ///< works now; somebody should know
    wrong, ///< the link cannot come up, or iwfd would end it
};

struct Finding
{
    Grade grade{};
    std::string text; ///< one line: what, and what to do
};

/// What is to be said about the link of one server with 'protection: ipsec'. `shown`: path of the
/// certificate it will show; empty: ike.certificate, if any. `now`: seconds since 1970. Reads the
/// files that the configuration names.
[[nodiscard]] std::vector<Finding> check_link(
    const config::Config& config,
    const mtciwf::v1::Contract& contract,
    const std::string& shown,
    std::int64_t now
);

/// `iwfctl ipsec check`. Returns the exit status.
[[nodiscard]] int check(const Check& command, std::ostream& out, std::ostream& err);

} // namespace iwf::ctl
