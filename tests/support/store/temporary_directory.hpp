// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace iwf::testing {

/// A new directory, removed with all it holds.
class TemporaryDirectory
{
public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace iwf::testing
