// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/origin.hpp"

namespace iwf::config {

std::string Origin::place(std::string_view path) const
{
    return file_ + ":" + std::to_string(nearest(*node_, path).place.line);
}

std::uint32_t Origin::line(std::string_view path) const
{
    const Node* const node = at_path(*node_, path);
    return node == nullptr ? 0 : static_cast<std::uint32_t>(node->place.line);
}

void Origin::fail(ErrorList& errors, const std::string& path, std::string what) const
{
    const std::string dot = prefix_.empty() || path.empty() ? "" : ".";
    errors.add({file_, nearest(*node_, path).place, prefix_ + dot + path, std::move(what)});
}

std::string item(std::string_view list, int index)
{
    return std::string{list} + "[" + std::to_string(index) + "]";
}

} // namespace iwf::config
