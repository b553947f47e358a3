// SPDX-License-Identifier: Apache-2.0
#include "support/avp_tree.hpp"

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/tables.hpp"
#include "iwf/diameter/wire.hpp"

namespace iwf::test {

using namespace diameter;

namespace {

void parse_into(AvpNode& parent, base::ByteView avps)
{
    AvpWalker walker{avps};
    for (Avp avp; walker.next(avp);) {
        AvpNode node{avp.code, avp.vendor, avp.flags, {}, {}, {}};
        const AvpDefinition* const definition = node.definition();
        if (node.is_grouped()) {
            node.rules.assign(definition->members.begin(), definition->members.end());
            parse_into(node, avp.value);
        } else {
            node.value.assign(avp.value.begin(), avp.value.end());
        }
        parent.members.push_back(std::move(node));
    }
}

base::Bytes content_of(const AvpNode& node)
{
    base::Bytes out = node.value;
    for (const AvpNode& member : node.members) {
        const base::Bytes octets = member.octets();
        out.insert(out.end(), octets.begin(), octets.end());
    }
    return out;
}

void visit_levels(const AvpNode& node, Path& path, const std::function<void(const Path&)>& visit)
{
    visit(path);
    for (std::size_t i = 0; i < node.members.size(); ++i) {
        if (node.members[i].is_grouped()) {
            path.push_back(i);
            visit_levels(node.members[i], path, visit);
            path.pop_back();
        }
    }
}

} // namespace

const AvpDefinition* AvpNode::definition() const
{
    return find_avp(vendor, code);
}

bool AvpNode::is_grouped() const
{
    const AvpDefinition* const known = definition();
    return known != nullptr && known->type == AvpType::grouped && known != &avp::failed_avp;
}

base::Bytes AvpNode::whole() const
{
    const base::Bytes content = content_of(*this);
    const bool has_vendor = (flags & avp_flag_vendor) != 0;
    base::Bytes out;
    put_u32(out, code);
    out.push_back(flags);
    put_u24(out, static_cast<std::uint32_t>(content.size() + (has_vendor ? 12 : 8)));
    if (has_vendor) {
        put_u32(out, vendor);
    }
    out.insert(out.end(), content.begin(), content.end());
    return out;
}

base::Bytes AvpNode::octets() const
{
    base::Bytes out = whole();
    out.resize((out.size() + 3) / 4 * 4);
    return out;
}

AvpNode tree_of(const Message& message)
{
    AvpNode tree;
    const CommandDefinition* const command = find_command(message.header);
    tree.rules.assign(command->rules.begin(), command->rules.end());
    parse_into(tree, message.avps);
    return tree;
}

Message with_tree(Message message, const AvpNode& tree)
{
    message.avps = content_of(tree);
    return message;
}

void make_success(AvpNode& tree)
{
    for (AvpNode& node : tree.members) {
        if (node.definition() == &avp::experimental_result) {
            node = {avp::result_code.code, 0, avp_flag_mandatory, {0, 0, 0x07, 0xD1}, {}, {}};
        }
    }
}

AvpNode& at(AvpNode& tree, const Path& path)
{
    AvpNode* node = &tree;
    for (const std::size_t index : path) {
        node = &node->members.at(index);
    }
    return *node;
}

void for_each_level(const AvpNode& tree, const std::function<void(const Path&)>& visit)
{
    Path path;
    visit_levels(tree, path, visit);
}

base::Bytes failed_avp(const AvpNode& tree, const Path& path, base::Bytes avp)
{
    AvpNode copy = tree;
    for (Path level = path; !level.empty(); level.pop_back()) {
        const AvpNode& group = at(copy, level);
        const AvpDefinition* const definition = group.definition();
        avp = AvpNode{group.code, group.vendor, definition->flags, std::move(avp), {}, {}}.octets();
    }
    return avp;
}

std::string name_of(const AvpNode& tree, const Path& path)
{
    AvpNode copy = tree;
    std::string name;
    for (std::size_t depth = 1; depth <= path.size(); ++depth) {
        const AvpNode& node = at(copy, Path(path.begin(), path.begin() + std::ptrdiff_t(depth)));
        name += '/';
        name += node.definition() != nullptr ? node.definition()->name : "?";
    }
    return name;
}

} // namespace iwf::test
