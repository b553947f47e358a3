// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "iwf/audit/key.hpp"
#include "iwf/base/result.hpp"

namespace iwf::config {

/// The key of an audit log. Refuses a file that is not the own user's or root's, and one that
/// anybody else may read or write (0600 is right): who has the key finds the devices behind the
/// pseudonyms, and may write lines of his own. The errors do not name the file.
[[nodiscard]] base::Result<audit::Key> read_audit_key(const std::string& path);

/// Writes a new random key into a file that does not exist yet, for its owner only.
[[nodiscard]] base::Result<void> write_audit_key(const std::string& path);

} // namespace iwf::config
