// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "iwf/app/config/config_error.hpp"
#include "iwf/app/config/yaml_tree.hpp"

namespace iwf::config {

/// Where a bound message came from: paths within it become places in a file. Borrows the tree.
class Origin
{
public:
    /// `prefix`: the path of `node` in the file; empty when it is all of it.
    Origin(std::string file, const Node& node, std::string prefix)
        : file_{std::move(file)}
        , node_{&node}
        , prefix_{std::move(prefix)}
    {}

    [[nodiscard]] const std::string& file() const { return file_; }

    /// "file:line" of what stands at `path`, or of the nearest above it.
    [[nodiscard]] std::string place(std::string_view path) const;

    /// The line of what stands at `path`, or 0 when nothing does.
    [[nodiscard]] std::uint32_t line(std::string_view path) const;

    void fail(ErrorList& errors, const std::string& path, std::string what) const;

private:
    std::string file_;
    const Node* node_;
    std::string prefix_;
};

/// "list[2]"
[[nodiscard]] std::string item(std::string_view list, int index);

} // namespace iwf::config
