// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "iwf/audit/chain.hpp"
#include "iwf/base/result.hpp"
#include "iwf/store/directory.hpp"

namespace iwf::store {

/// The file of an audit log, for one process at a time. Blocks as long as the disk does.
class AuditFile
{
public:
    /// Opens it, or makes it with mode 0640; takes it for this process.
    [[nodiscard]] static base::Result<AuditFile> open(std::filesystem::path path);

    /// What it ends with, or, of an empty one, what its newest sibling does. Fails when it is no
    /// audit log.
    [[nodiscard]] base::Result<audit::Tail> read_tail() const;

    /// Appends; what was written is taken off `text`, also when the rest could not be.
    [[nodiscard]] base::Result<void> write(std::string& text);
    [[nodiscard]] base::Result<void> sync();

    /// When another file is at the path, or none, that one is opened, or made. True: it was.
    [[nodiscard]] base::Result<bool> follow();

private:
    AuditFile(std::filesystem::path path, FileDescriptor file)
        : path_{std::move(path)}
        , file_{std::move(file)}
    {}

    [[nodiscard]] base::Error error(const std::string& what) const;
    [[nodiscard]] base::Result<audit::Tail> newest_sibling() const;

    std::filesystem::path path_;
    FileDescriptor file_;
};

} // namespace iwf::store
