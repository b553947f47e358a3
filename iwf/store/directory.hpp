// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "iwf/base/result.hpp"

namespace iwf::store {

/// An open file, closed with its owner.
class FileDescriptor
{
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int descriptor)
        : descriptor_{descriptor}
    {}
    FileDescriptor(FileDescriptor&& other) noexcept
        : descriptor_{std::exchange(other.descriptor_, -1)}
    {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor();

    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

private:
    int descriptor_{-1};
};

/// Makes the directory, for its owner only, with the directories above it, and makes its name
/// durable. One that exists stays as it is.
[[nodiscard]] base::Result<void> make_directory(const std::filesystem::path& directory);

/// Writes a file of some 64 KiB there, waits until it is on the disk, and removes it. Needed before
/// RocksDB is opened: Debian's build has its assertions on and aborts the process where it cannot
/// write. Blocks as long as the disk does.
[[nodiscard]] base::Result<void> probe_directory(const std::filesystem::path& directory);

/// Takes the directory for this process, until the result is closed. Fails with the process id of
/// the one that has it.
[[nodiscard]] base::Result<FileDescriptor> lock_directory(const std::filesystem::path& directory);

} // namespace iwf::store
