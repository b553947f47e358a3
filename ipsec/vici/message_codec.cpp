// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "ipsec/vici/message.hpp"
#include "ipsec/vici/octets.hpp"
#include "iwf/base/overloaded.hpp"

namespace iwf::vici {
namespace {

enum Mark : std::uint8_t
{
    section_start = 1,
    section_end = 2,
    key_value = 3,
    list_start = 4,
    list_item = 5,
    list_end = 6
};

class Writer
{
public:
    explicit Writer(base::Bytes& out)
        : out_{out}
    {}

    void section(const Message& message, std::size_t depth)
    {
        if (depth > max_depth) {
            return refuse("sections are nested too deep");
        }
        for (const Message::Element& element : message.elements()) {
            std::visit(
                base::Overloaded{
                    [&](const std::string& text) {
                        name(key_value, element.name);
                        value(element.name, text);
                    },
                    [&](const List& items) { list(element.name, items); },
                    [&](const Message& inner) {
                        name(section_start, element.name);
                        section(inner, depth + 1);
                        out_.push_back(section_end);
                    },
                },
                element.content
            );
        }
    }

    [[nodiscard]] base::Result<void> finish() const
    {
        return fault_.empty() ? base::Result<void>{} : base::fail(fault_);
    }

private:
    void list(const std::string& under, const List& items)
    {
        name(list_start, under);
        for (const std::string& item : items) {
            out_.push_back(list_item);
            value(under, item);
        }
        out_.push_back(list_end);
    }

    void name(Mark mark, const std::string& text)
    {
        if (text.size() > max_name) {
            return refuse("the name " + base::printable(text, 40) + " has more than 255 octets");
        }
        out_.push_back(mark);
        put_sized(out_, text, 1);
    }

    void value(const std::string& under, const std::string& text)
    {
        if (text.size() > max_value) {
            return refuse(base::printable(under) + ": the value has more than 65535 octets");
        }
        put_sized(out_, text, 2);
    }

    void refuse(std::string why)
    {
        if (fault_.empty()) {
            fault_ = std::move(why);
        }
    }

    base::Bytes& out_;
    std::string fault_; ///< the first
};

/// Never recursive: what comes decides how deep.
class Reader
{
public:
    explicit Reader(base::ByteView octets)
        : octets_{octets}
    {}

    base::Result<Message> read()
    {
        open_.emplace_back();
        while (!octets_.is_empty()) {
            if (const auto read = element(); !read) {
                return tl::unexpected{read.error()};
            }
        }
        if (open_.size() != 1 || in_list_) {
            return fault("ends inside a section or list");
        }
        return std::move(open_.front().content);
    }

private:
    struct Open
    {
        std::string name;
        Message content;
    };

    base::Result<void> element()
    {
        const auto mark = octets_.number(1);
        if (in_list_ != (mark == list_item || mark == list_end)) {
            return fault("has an element that may not stand there");
        }
        switch (*mark) {
        case section_start:
            return start_section();
        case section_end:
            return end_section();
        case key_value:
            return read_value();
        case list_start:
            return start_list();
        case list_item:
            return read_item();
        case list_end:
            in_list_ = false;
            open_.back().content.add(list_name_, std::exchange(list_, {}));
            return {};
        default:
            return fault("has an unknown element");
        }
    }

    base::Result<void> start_section()
    {
        const auto name = octets_.sized(1);
        if (!name || open_.size() > max_depth) {
            return fault("is cut short or nested too deep");
        }
        open_.push_back({std::string{*name}, {}});
        return {};
    }

    base::Result<void> end_section()
    {
        if (open_.size() == 1) {
            return fault("ends a section that did not start");
        }
        Open closed = std::move(open_.back());
        open_.pop_back();
        open_.back().content.add(closed.name, std::move(closed.content));
        return {};
    }

    base::Result<void> read_value()
    {
        const auto name = octets_.sized(1);
        const auto value = name ? octets_.sized(2) : std::nullopt;
        if (!value) {
            return fault("is cut short");
        }
        open_.back().content.add(*name, *value);
        return {};
    }

    base::Result<void> start_list()
    {
        const auto name = octets_.sized(1);
        if (!name) {
            return fault("is cut short");
        }
        in_list_ = true;
        list_name_ = *name;
        return {};
    }

    base::Result<void> read_item()
    {
        const auto item = octets_.sized(2);
        if (!item) {
            return fault("is cut short");
        }
        list_.emplace_back(*item);
        return {};
    }

    /// Never what stands in the message: it may be a secret.
    [[nodiscard]] tl::unexpected<base::Error> fault(const std::string& what) const
    {
        return base::fail(
            "the message " + what + " (octet " + std::to_string(octets_.offset()) + ")"
        );
    }

    Octets octets_;
    std::vector<Open> open_; ///< the message, and the sections around what comes next
    bool in_list_{};
    std::string list_name_;
    List list_;
};

} // namespace

base::Result<void> encode(const Message& message, base::Bytes& out)
{
    Writer writer{out};
    writer.section(message, 0);
    return writer.finish();
}

base::Result<Message> decode_message(base::ByteView octets)
{
    return Reader{octets}.read();
}

} // namespace iwf::vici
