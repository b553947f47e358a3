// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ipsec/vici/message.hpp"
#include "iwf/base/overloaded.hpp"

namespace iwf::vici {
namespace {

/// load-key and load-shared hold their secret in `data`, load-token in `pin`. load-cert has `data`
/// too: nobody misses it.
bool is_secret(std::string_view name)
{
    return name == "data" || name == "pin";
}

class Printer
{
public:
    explicit Printer(std::size_t limit)
        : limit_{limit}
    {}

    void section(const Message& message)
    {
        text_ += '{';
        std::string_view gap;
        for (const Message::Element& element : message.elements()) {
            if (is_full()) {
                return;
            }
            text_ += gap;
            gap = " ";
            text_ += base::printable(element.name) + '=';
            content(element);
        }
        text_ += '}';
    }

    [[nodiscard]] std::string finish()
    {
        if (is_full()) {
            text_.resize(limit_);
            text_ += "...";
        }
        return std::move(text_);
    }

private:
    void content(const Message::Element& element)
    {
        const bool secret = is_secret(element.name);
        std::visit(
            base::Overloaded{
                [&](const std::string& text) { value(text, secret); },
                [&](const List& items) { list(items, secret); },
                [&](const Message& inner) { section(inner); },
            },
            element.content
        );
    }

    void list(const List& items, bool secret)
    {
        text_ += '[';
        std::string_view gap;
        for (const std::string& item : items) {
            if (is_full()) {
                return;
            }
            text_ += gap;
            gap = " ";
            value(item, secret);
        }
        text_ += ']';
    }

    void value(const std::string& text, bool secret)
    {
        const bool is_text = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
        const bool is_key = text.find("PRIVATE KEY") != std::string::npos;
        if (secret || is_key || !is_text) {
            text_ += '<' + std::to_string(text.size()) + " octets>";
        } else {
            text_ += base::printable(text);
        }
    }

    [[nodiscard]] bool is_full() const { return text_.size() > limit_; }

    std::size_t limit_;
    std::string text_;
};

} // namespace

std::string printable(const Message& message, std::size_t limit)
{
    Printer printer{limit};
    printer.section(message);
    return printer.finish();
}

} // namespace iwf::vici
