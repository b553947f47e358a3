// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "iwf/app/config/config.hpp"
#include "iwf/app/config/field.hpp"

namespace iwf::config {
namespace {

constexpr std::string_view default_mark = "  # default";

/// Prints a message as it is in force, next to the same message as it was written.
class Printer
{
public:
    /// `written` may be null: nothing of it was written.
    void print(const pb::Message& message, const pb::Message* written)
    {
        const pb::Descriptor& type = *message.GetDescriptor();
        for (int i = 0; i < type.field_count(); ++i) {
            const pb::FieldDescriptor& field = *type.field(i);
            if (field.is_repeated()) {
                print_list(message, written, field);
            } else if (message.GetReflection()->HasField(message, &field)) {
                print_single(message, written, field);
            }
        }
    }

    template <class Messages>
    void print_items(const Messages& items, const Messages& written)
    {
        for (int i = 0; i < static_cast<int>(items.size()); ++i) {
            const auto at = static_cast<std::size_t>(i);
            print_item(items[at], &written[at]);
        }
    }

    void line(const std::string& text)
    {
        out_ += std::string(indent_, ' ') + text + "\n";
        if (dash_at_ != std::string::npos) {
            out_.replace(out_.rfind('\n', out_.size() - 2) + 1 + dash_at_, 1, "-");
            dash_at_ = std::string::npos;
        }
    }

    void deeper() { indent_ += 2; }
    void back() { indent_ -= 2; }

    std::string take() { return std::move(out_); }

private:
    void print_item(const pb::Message& message, const pb::Message* written)
    {
        dash_at_ = indent_;
        indent_ += 2;
        print(message, written);
        indent_ -= 2;
    }

    void print_single(
        const pb::Message& message, const pb::Message* written, const pb::FieldDescriptor& field
    )
    {
        const bool was_written =
            written != nullptr && written->GetReflection()->HasField(*written, &field);
        if (!is_message(field)) {
            const std::string mark{was_written ? "" : default_mark};
            return line(field.name() + ": " + value_text(message, field) + mark);
        }
        const std::size_t before = out_.size();
        const std::size_t dash_before = dash_at_;
        line(field.name() + ":");
        const std::size_t header_end = out_.size();
        deeper();
        print(
            message.GetReflection()->GetMessage(message, &field),
            was_written ? &written->GetReflection()->GetMessage(*written, &field) : nullptr
        );
        back();
        if (out_.size() == header_end) {
            dash_at_ = dash_before;
            out_.resize(before); // a section with nothing in it would not be read back
        }
    }

    void print_list(
        const pb::Message& message, const pb::Message* written, const pb::FieldDescriptor& field
    )
    {
        const pb::Reflection& reflection = *message.GetReflection();
        const int size = reflection.FieldSize(message, &field);
        if (size == 0) {
            return;
        }
        const bool was_written =
            written != nullptr && written->GetReflection()->FieldSize(*written, &field) > 0;
        line(field.name() + ":" + std::string{was_written ? "" : default_mark});
        deeper();
        for (int i = 0; i < size; ++i) {
            if (is_message(field)) {
                print_item(
                    reflection.GetRepeatedMessage(message, &field, i),
                    was_written ? &written->GetReflection()->GetRepeatedMessage(*written, &field, i)
                                : nullptr
                );
            } else {
                line("- " + value_text(message, field, i));
            }
        }
        back();
    }

    std::string out_;
    std::size_t indent_{};
    std::size_t dash_at_{std::string::npos}; ///< the next line begins an item here
};

} // namespace

std::string print_effective(const Config& config)
{
    mtciwf::v1::Daemon daemon = config.daemon;
    daemon.clear_contracts(); // they are printed inline
    Printer printer;
    printer.print(daemon, &config.written);
    if (!config.contracts.empty()) {
        printer.line("inline_contracts:");
        printer.deeper();
        printer.print_items(config.contracts, config.written_contracts);
    }
    return printer.take();
}

} // namespace iwf::config
