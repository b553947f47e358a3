// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

#include "iwf/app/ctl/arguments.hpp"

/// `iwfctl audit ...`: files only; iwfd need not run. Each returns the exit status.
namespace iwf::ctl {

/// One line for each thing that was done to the log, with its file and line.
[[nodiscard]] int verify(const VerifyAudit& command, std::ostream& out, std::ostream& err);

/// The lines of a device or of a pseudonym, with the identity in clear.
[[nodiscard]] int reveal(const RevealAudit& command, std::ostream& out, std::ostream& err);

[[nodiscard]] int new_key(const NewAuditKey& command, std::ostream& out, std::ostream& err);

} // namespace iwf::ctl
