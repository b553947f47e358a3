// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"

/// The control protocol of strongSwan's charon, without a socket and without a clock. The protocol
/// is described in strongSwan's own src/libcharon/plugins/vici/README.md.
namespace iwf::vici {

constexpr std::size_t max_name = 255;    ///< octets, of an element's, command's or event's name
constexpr std::size_t max_value = 65535; ///< octets
constexpr std::size_t max_depth = 32;    ///< sections in sections; charon's own need seven

/// Values of one list. Octets: text, or a certificate as it is.
using List = std::vector<std::string>;

/// A section: values, lists and sections under names, in their order. A tree, so that what is
/// written of it is balanced whatever its maker forgot: charon takes half a message for a whole
/// one.
class Message
{
public:
    struct Element;

    Message() = default;

    /// Append an element. Limits are checked when the message is encoded.
    Message& add(std::string_view name, std::string_view value);
    Message& add(std::string_view name, List items);
    Message& add(std::string_view name, Message section);

    [[nodiscard]] const std::vector<Element>& elements() const { return elements_; }

    /// What stands under `name`, when it is of that kind; the first, when there are several.
    /// Borrowed.
    [[nodiscard]] std::optional<std::string_view> value(std::string_view name) const;
    [[nodiscard]] const List* list(std::string_view name) const;
    [[nodiscard]] const Message* section(std::string_view name) const;

    /// A value that is a decimal number and nothing else.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;

    /// charon writes "yes" for true and mostly nothing for false.
    [[nodiscard]] bool is_yes(std::string_view name) const { return value(name) == "yes"; }

    friend bool operator==(const Message& left, const Message& right);

private:
    std::vector<Element> elements_;
};

struct Message::Element
{
    std::string name;
    std::variant<std::string, List, Message> content;

    friend bool operator==(const Element&, const Element&) = default;
};

/// Appends the elements to `out`. Fails when a name or value is too long or sections are too deep;
/// `out` then has a part of them.
[[nodiscard]] base::Result<void> encode(const Message& message, base::Bytes& out);

/// Of octets that are a whole message. Takes at most 80 times their size in memory,
/// and that only for a message made for it; charon's take some three times.
[[nodiscard]] base::Result<Message> decode_message(base::ByteView octets);

/// One line for logs, `{a=1 b=[x y] c={d=2}}`, cut after `limit` characters. Secrets (keys,
/// pre-shared keys, PINs) and other octets that are no text show their size only.
[[nodiscard]] std::string printable(const Message& message, std::size_t limit = 1000);

/// The verdict of an answer: an error with charon's reason when it says success=no.
[[nodiscard]] base::Result<void> verdict(const Message& answer);

} // namespace iwf::vici
