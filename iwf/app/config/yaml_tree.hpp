// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/app/config/config_error.hpp"

namespace iwf::config {

/// A YAML value and where it stands.
struct Node
{
    enum class Kind
    {
        null,
        text,
        list,
        mapping,
        broken, ///< an error was already told; say nothing more about it
    };

    Kind kind{Kind::null};
    bool quoted{};              ///< of a text
    Place place;                ///< of the value
    std::string text;           ///< of a text
    std::string key;            ///< in a mapping
    Place key_place;            ///< in a mapping
    std::vector<Node> children; ///< items of a list, entries of a mapping

    [[nodiscard]] const Node* find(std::string_view wanted_key) const;
};

/// The subset of YAML that means one thing: one document of mappings, lists and texts. Anchors,
/// aliases, tags, directives, repeated keys, tabs and further documents are errors, told with their
/// place; `file` is how the errors name the text. Nothing when there is no tree to go on with.
[[nodiscard]] std::optional<Node>
parse_yaml(const std::string& content, const std::string& file, ErrorList& errors);

/// The node at a path like "hss.peers[1].port", or the nearest that exists on the way there.
[[nodiscard]] const Node& nearest(const Node& root, std::string_view path);

/// The node at this path, or null.
[[nodiscard]] const Node* at_path(const Node& root, std::string_view path);

} // namespace iwf::config
