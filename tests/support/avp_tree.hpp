// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/diameter/dictionary.hpp"

/// Messages taken apart and put together again with something changed: for tests of what a
/// decoder makes of it.
namespace iwf::test {

struct AvpNode
{
    std::uint32_t code{};
    std::uint32_t vendor{};
    std::uint8_t flags{};
    base::Bytes value;                 ///< of an AVP that is not Grouped
    std::vector<AvpNode> members;      ///< of a Grouped one
    std::vector<diameter::Rule> rules; ///< of its members

    [[nodiscard]] const diameter::AvpDefinition* definition() const;
    [[nodiscard]] bool is_grouped() const;
    [[nodiscard]] base::Bytes octets() const; ///< with padding
    [[nodiscard]] base::Bytes whole() const;  ///< without
};

/// A message as the Grouped AVP that holds all of its AVPs.
[[nodiscard]] AvpNode tree_of(const diameter::Message& message);
[[nodiscard]] diameter::Message with_tree(diameter::Message message, const AvpNode& tree);

/// An answer that tells of success: those that tell of a failure may leave AVPs out.
void make_success(AvpNode& tree);

/// The way from the top to a level of AVPs: an index at each.
using Path = std::vector<std::size_t>;

[[nodiscard]] AvpNode& at(AvpNode& tree, const Path& path);

/// Calls `visit(level)` with the path of the top and of each Grouped AVP below it.
void for_each_level(const AvpNode& tree, const std::function<void(const Path&)>& visit);

/// `avp`, found faulty on the level `path`, as Failed-AVP tells it: inside the Grouped AVPs that
/// hold it (RFC 6733, 7.5).
[[nodiscard]] base::Bytes failed_avp(const AvpNode& tree, const Path& path, base::Bytes avp);

/// A place in a message, for messages of tests: "Device-Action/Action-Type".
[[nodiscard]] std::string name_of(const AvpNode& tree, const Path& path);

} // namespace iwf::test
