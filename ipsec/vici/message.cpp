// SPDX-License-Identifier: Apache-2.0
#include "ipsec/vici/message.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace iwf::vici {
namespace {

/// The first element under `name` that holds a `Kind`.
template <class Kind>
const Kind* find(const std::vector<Message::Element>& elements, std::string_view name)
{
    for (const Message::Element& element : elements) {
        if (const Kind* content = std::get_if<Kind>(&element.content);
            content && element.name == name) {
            return content;
        }
    }
    return nullptr;
}

} // namespace

Message& Message::add(std::string_view name, std::string_view value)
{
    elements_.push_back({std::string{name}, std::string{value}});
    return *this;
}

Message& Message::add(std::string_view name, List items)
{
    elements_.push_back({std::string{name}, std::move(items)});
    return *this;
}

Message& Message::add(std::string_view name, Message section)
{
    elements_.push_back({std::string{name}, std::move(section)});
    return *this;
}

std::optional<std::string_view> Message::value(std::string_view name) const
{
    const std::string* text = find<std::string>(elements_, name);
    return text ? std::optional<std::string_view>{*text} : std::nullopt;
}

const List* Message::list(std::string_view name) const
{
    return find<List>(elements_, name);
}

const Message* Message::section(std::string_view name) const
{
    return find<Message>(elements_, name);
}

std::optional<std::uint64_t> Message::number(std::string_view name) const
{
    const auto text = value(name);
    std::uint64_t number = 0;
    if (!text) {
        return std::nullopt;
    }
    const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool whole = read.ec == std::errc{} && read.ptr == text->data() + text->size();
    return whole ? std::optional{number} : std::nullopt;
}

bool operator==(const Message& left, const Message& right)
{
    return left.elements_ == right.elements_;
}

base::Result<void> verdict(const Message& answer)
{
    if (answer.value("success") != "no") {
        return {};
    }
    const auto reason = answer.value("errmsg").value_or("charon gives no reason");
    return base::fail(base::printable(reason, 300));
}

} // namespace iwf::vici
