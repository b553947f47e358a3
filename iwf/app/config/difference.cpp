// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/difference.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "iwf/app/config/field.hpp"

namespace iwf::config {
namespace {

constexpr std::string_view nothing = "none";

/// A message in one line, as flow YAML.
std::string text_of(const pb::Message& message);

std::string item_text(const pb::Message& message, const pb::FieldDescriptor& field, int index)
{
    return is_message(field)
               ? text_of(message.GetReflection()->GetRepeatedMessage(message, &field, index))
               : value_text(message, field, index);
}

std::vector<std::string> items(const pb::Message& message, const pb::FieldDescriptor& field)
{
    std::vector<std::string> out;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
        out.push_back(item_text(message, field, i));
    }
    return out;
}

std::string field_text(const pb::Message& message, const pb::FieldDescriptor& field)
{
    if (field.is_repeated()) {
        std::string out;
        for (const std::string& item : items(message, field)) {
            out += (out.empty() ? "" : ", ") + item;
        }
        return "[" + out + "]";
    }
    return is_message(field) ? text_of(message.GetReflection()->GetMessage(message, &field))
                             : value_text(message, field);
}

bool has(const pb::Message& message, const pb::FieldDescriptor& field)
{
    const pb::Reflection& reflection = *message.GetReflection();
    return field.is_repeated() ? reflection.FieldSize(message, &field) != 0
                               : reflection.HasField(message, &field);
}

std::string text_of(const pb::Message& message)
{
    const pb::Descriptor& type = *message.GetDescriptor();
    std::string out;
    for (int i = 0; i < type.field_count(); ++i) {
        const pb::FieldDescriptor& field = *type.field(i);
        if (has(message, field)) {
            out += (out.empty() ? "" : ", ") + field.name() + ": " + field_text(message, field);
        }
    }
    return "{" + out + "}";
}

/// Walks two messages of one type.
class Comparison
{
public:
    void compare(const pb::Message& from, const pb::Message& to, const std::string& path)
    {
        const pb::Descriptor& type = *from.GetDescriptor();
        for (int i = 0; i < type.field_count(); ++i) {
            const pb::FieldDescriptor& field = *type.field(i);
            compare_field(from, to, field, path.empty() ? field.name() : path + "." + field.name());
        }
    }

    std::vector<std::string> take() { return std::move(lines_); }

private:
    void compare_field(
        const pb::Message& from,
        const pb::Message& to,
        const pb::FieldDescriptor& field,
        const std::string& path
    )
    {
        if (!has(from, field) && !has(to, field)) {
            return;
        }
        if (field.is_repeated()) {
            return compare_lists(items(from, field), items(to, field), path);
        }
        if (is_message(field) && has(from, field) && has(to, field)) {
            return compare(
                from.GetReflection()->GetMessage(from, &field),
                to.GetReflection()->GetMessage(to, &field),
                path
            );
        }
        const std::string before =
            has(from, field) ? field_text(from, field) : std::string{nothing};
        const std::string after = has(to, field) ? field_text(to, field) : std::string{nothing};
        if (before != after) {
            lines_.push_back(path + ": " + before + " -> " + after);
        }
    }

    void compare_lists(
        const std::vector<std::string>& from,
        const std::vector<std::string>& to,
        const std::string& path
    )
    {
        if (from == to) {
            return;
        }
        std::string line = path + ":";
        const auto tell = [&line](const char* sign, const std::vector<std::string>& those) {
            for (const std::string& item : those) {
                line += sign + item;
            }
        };
        const auto [gone, come] = exchanged(from, to);
        tell(" + ", come);
        tell(" - ", gone);
        lines_.push_back(gone.empty() && come.empty() ? line + " in another order" : line);
    }

    /// What is only in one of them.
    static std::pair<std::vector<std::string>, std::vector<std::string>>
    exchanged(std::vector<std::string> from, std::vector<std::string> to)
    {
        std::ranges::sort(from);
        std::ranges::sort(to);
        std::vector<std::string> gone;
        std::vector<std::string> come;
        std::ranges::set_difference(from, to, std::back_inserter(gone));
        std::ranges::set_difference(to, from, std::back_inserter(come));
        return {std::move(gone), std::move(come)};
    }

    std::vector<std::string> lines_;
};

std::vector<std::string> changes(const pb::Message& from, const pb::Message& to)
{
    Comparison comparison;
    comparison.compare(from, to, {});
    return comparison.take();
}

/// A line for each group whose devices are not the same. That it is new or gone is told with the
/// daemon's keys.
std::vector<std::string> changed_groups(const Config& from, const Config& to)
{
    std::vector<std::string> lines;
    if (!from.groups || !to.groups) {
        return lines;
    }
    for (const core::DeviceGroup& after : to.groups->groups()) {
        const auto id = from.groups->find_group(after.name);
        if (!id) {
            continue;
        }
        const core::DeviceGroup& before = from.groups->group(*id);
        if (before.members != after.members) {
            lines.push_back(
                "groups." + after.name + ": " + std::to_string(before.members) + " -> " +
                std::to_string(after.members) + " devices"
            );
        } else if (before.fingerprint != after.fingerprint) {
            lines.push_back(
                "groups." + after.name + ": other devices, " + std::to_string(after.members) +
                " as before"
            );
        }
    }
    return lines;
}

using ByName = std::map<std::string_view, const mtciwf::v1::Contract*>;

ByName by_name(const Config& config)
{
    ByName out;
    for (const auto& contract : config.contracts) {
        out.emplace(contract.name(), &contract);
    }
    return out;
}

} // namespace

std::string_view name(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::added:
        return "added";
    case ChangeKind::removed:
        return "removed";
    case ChangeKind::changed:
        return "changed";
    }
    return "?";
}

Difference difference(const Config& from, const Config& to)
{
    const ByName before = by_name(from);
    const ByName after = by_name(to);
    std::map<std::string, ContractChange> contracts;
    for (const auto& [contract, written] : before) {
        const auto now = after.find(contract);
        const std::string text{contract};
        if (now == after.end()) {
            contracts[text] = {ChangeKind::removed, text, {}};
        } else if (auto what = changes(*written, *now->second); !what.empty()) {
            contracts[text] = {ChangeKind::changed, text, std::move(what)};
        }
    }
    for (const auto& [contract, written] : after) {
        if (!before.contains(contract)) {
            contracts[std::string{contract}] = {ChangeKind::added, std::string{contract}, {}};
        }
    }
    Difference out;
    for (auto& [contract, change] : contracts) {
        out.contracts.push_back(std::move(change));
    }
    out.daemon = changes(from.daemon, to.daemon);
    std::ranges::move(changed_groups(from, to), std::back_inserter(out.daemon));
    return out;
}

} // namespace iwf::config
