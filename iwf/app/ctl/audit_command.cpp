// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/audit_command.hpp"

#include <algorithm>
#include <optional>
#include <ostream>
#include <utility>

#include "iwf/app/config/audit_key.hpp"
#include "iwf/app/ctl/audit_files.hpp"
#include "iwf/audit/verifier.hpp"
#include "iwf/base/bytes.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::ctl {
namespace {

base::Result<audit::Key> key_in(const std::string& file)
{
    auto key = config::read_audit_key(file);
    return key ? std::move(key) : base::fail(file + " " + key.error().text);
}

int complain(const base::Error& error, std::ostream& err)
{
    err << "iwfctl: " << error.text << '\n';
    return status::refused;
}

base::Result<audit::Verifier::Options> options_of(const VerifyAudit& command)
{
    audit::Verifier::Options options;
    if (!command.key_file.empty()) {
        auto key = key_in(command.key_file);
        if (!key) {
            return tl::unexpected{std::move(key.error())};
        }
        options.key = *std::move(key);
    }
    if (!command.head.empty()) {
        options.head = audit::parse_head(command.head);
        if (!options.head) {
            return base::fail(
                "\"" + base::printable(command.head) +
                "\" is no head; expected N:HASH, as iwfctl status tells it"
            );
        }
    }
    return options;
}

/// The domain in lower case, as the daemon has it.
std::string canonical(const std::string& device)
{
    const auto id = domain::ExternalIdentifier::parse(device);
    return id ? id->text() : device;
}

/// What is looked for in one line after the other.
class Search
{
public:
    Search(const RevealAudit& command, const audit::Key& key, std::ostream& out)
        : key_{key}
        , pseudonym_{command.pseudonym}
        , device_{canonical(command.device)}
        , out_{out}
    {}

    void line(const std::string& file, std::uint64_t number, std::string_view text)
    {
        const auto read = audit::read_line(text);
        const std::string_view pseudonym = read ? audit::field_of(text, "device") : "";
        if (pseudonym.empty() || !is_wanted(*read, pseudonym)) {
            return;
        }
        const auto identity = key_.reveal(read->time, pseudonym, audit::field_of(text, "sealed"));
        ++found_;
        out_ << file << ':' << number << "  " << audit::text_of(read->time) << "  "
             << (identity ? base::printable(*identity, 300)
                          : std::string{pseudonym} + " " + identity.error().text);
        for (const char* const field : {"event", "who", "what", "outcome", "rule", "reason"}) {
            const std::string_view value = audit::field_of(text, field);
            if (!value.empty()) {
                out_ << "  " << value;
            }
        }
        out_ << '\n';
    }

    [[nodiscard]] std::uint64_t found() const { return found_; }

private:
    [[nodiscard]] bool is_wanted(const audit::ReadLine& line, std::string_view pseudonym) const
    {
        if (!device_.empty()) {
            return key_.pseudonym(line.time, device_) == pseudonym;
        }
        return pseudonym.starts_with(pseudonym_); // the begin of one will do
    }

    const audit::Key& key_;
    std::string pseudonym_;
    std::string device_;
    std::ostream& out_;
    std::uint64_t found_{};
};

} // namespace

int verify(const VerifyAudit& command, std::ostream& out, std::ostream& err)
{
    auto options = options_of(command);
    if (!options) {
        return complain(options.error(), err);
    }
    const auto files = in_order_of_the_chain(command.files);
    if (!files) {
        return complain(files.error(), err);
    }
    audit::Verifier verifier{*std::move(options)};
    for (const std::string& file : *files) {
        verifier.begin_file(file);
        const auto read = for_each_line(file, [&verifier](std::uint64_t, std::string_view line) {
            verifier.line(line);
        });
        if (!read) {
            return complain(read.error(), err);
        }
    }
    std::size_t faults = 0;
    for (const audit::Found& found : verifier.finish()) {
        faults += found.finding == audit::Finding::remark ? 0U : 1U;
        out << audit::text_of(found.place) << ": " << name(found.finding) << ": " << found.text
            << '\n';
    }
    out << verifier.lines() << " lines, head " << audit::text_of(verifier.head()) << "; "
        << (faults == 0 ? "nothing was changed, taken away, moved or put in"
                        : std::to_string(faults) + (faults == 1 ? " fault" : " faults"))
        << '\n';
    return faults == 0 ? status::success : status::refused;
}

int reveal(const RevealAudit& command, std::ostream& out, std::ostream& err)
{
    const auto key = key_in(command.key_file);
    if (!key) {
        return complain(key.error(), err);
    }
    const auto files = in_order_of_the_chain(command.files);
    if (!files) {
        return complain(files.error(), err);
    }
    Search search{command, *key, out};
    for (const std::string& file : *files) {
        const auto read = for_each_line(file, [&](std::uint64_t number, std::string_view line) {
            search.line(file, number, line);
        });
        if (!read) {
            return complain(read.error(), err);
        }
    }
    if (search.found() == 0) {
        err << "iwfctl: no line has it\n";
        return status::refused;
    }
    return status::success;
}

int new_key(const NewAuditKey& command, std::ostream& out, std::ostream& err)
{
    if (const auto written = config::write_audit_key(command.file); !written) {
        return complain({command.file + " " + written.error().text}, err);
    }
    const auto key = key_in(command.file);
    if (!key) {
        return complain(key.error(), err);
    }
    out << command.file << ": key " << key->id()
        << ", for its owner only; keep a copy where the log is not\n";
    return status::success;
}

} // namespace iwf::ctl
