// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "iwf/base/result.hpp"

/// Files that prove who somebody is. Looked at so far that a person is told of the wrong file;
/// whether a certificate is true, charon says.
namespace iwf::config {

enum class Credential
{
    certificate,
    revocation_list,
    private_key,
    pre_shared_key,
};

/// The path of a file that `file` names: relative to the folder of `file`. Absolute.
[[nodiscard]] std::string path_from(const std::string& file, const std::string& path);

/// Its content as charon takes it: PEM or DER as it is; a pre-shared key without the line end.
/// Fails when it cannot be read, looks like something else, is more than vici carries (65,535
/// octets), or is a secret that everybody may read.
[[nodiscard]] base::Result<std::string> read_credential(const std::string& path, Credential what);

/// What a content is: "a certificate", "a CRL", ... or "something else".
[[nodiscard]] base::Result<void> check_credential(std::string_view content, Credential what);

} // namespace iwf::config
