// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/runtime/log.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

namespace iwf::runtime {
namespace {

using base::LogField;
using base::Severity;

constexpr std::size_t queued_lines = 8192;

std::string_view name_of(Severity severity)
{
    switch (severity) {
    case Severity::debug:
        return "debug";
    case Severity::info:
        return "info";
    case Severity::notice:
        return "notice";
    case Severity::warning:
        return "warning";
    case Severity::error:
        return "error";
    }
    return "?";
}

int syslog_priority(Severity severity)
{
    switch (severity) {
    case Severity::debug:
        return 7;
    case Severity::info:
        return 6;
    case Severity::notice:
        return 5;
    case Severity::warning:
        return 4;
    case Severity::error:
        return 3;
    }
    return 3;
}

bool is_plain(std::string_view value)
{
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return c > 0x20 && c < 0x7F && c != '"' && c != '=' && c != '\\';
    });
}

/// One line, whatever a peer put into a value.
void append_quoted(std::string& out, std::string_view value)
{
    out += '"';
    for (const char c : value) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (octet < 0x20 || octet >= 0x7F) {
            out += fmt::format("\\u{:04x}", octet);
        } else {
            out += c;
        }
    }
    out += '"';
}

std::string time_text()
{
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    return fmt::format(
        "{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
        fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
        (now - seconds).count()
    );
}

/// A field's name in the journal: upper case, letters, digits and '_'.
std::string journal_key(std::string_view key)
{
    std::string out;
    for (const char c : key) {
        const bool lower = c >= 'a' && c <= 'z';
        const bool keep = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += lower ? static_cast<char>(c - 'a' + 'A') : (keep ? c : '_');
    }
    return out;
}

/// Lets a number of lines a second of each severity through and counts the others: the lines that
/// traffic writes must not keep out those that tell of a peer, or of what an operator asked for.
/// None keeps out who was refused.
class LineBudget
{
public:
    explicit LineBudget(std::uint32_t lines_per_second)
        : lines_per_second_{lines_per_second}
    {}

    struct Verdict
    {
        bool write{};
        std::uint64_t left_out_before{}; ///< to be told now
    };

    Verdict ask(Severity severity, std::string_view name)
    {
        const auto second =
            std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now());
        const std::lock_guard lock{mutex_};
        Verdict verdict{.write = true, .left_out_before = 0};
        if (second != second_) {
            second_ = second;
            lines_ = {};
            refusals_ = 0;
            verdict.left_out_before = std::exchange(left_out_, 0);
        }
        auto& lines =
            name == "peer.refused" ? refusals_ : lines_[static_cast<std::size_t>(severity)];
        if (severity != Severity::error && ++lines > lines_per_second_) {
            verdict.write = false;
            ++left_out_;
        }
        return verdict;
    }

private:
    std::uint32_t lines_per_second_;
    std::mutex mutex_; // the log is the one door that all threads share
    std::chrono::steady_clock::time_point second_;
    std::array<std::uint32_t, static_cast<std::size_t>(Severity::error) + 1> lines_{};
    std::uint32_t refusals_{};
    std::uint64_t left_out_{};
};

class SpdLog final : public base::Log
{
public:
    explicit SpdLog(const LogSettings& settings)
        : settings_{settings}
        , budget_{settings.lines_per_second}
        , pool_{std::make_shared<spdlog::details::thread_pool>(queued_lines, 1)}
        , logger_{std::make_shared<spdlog::async_logger>(
              "iwf",
              std::make_shared<spdlog::sinks::stderr_sink_mt>(),
              pool_,
              spdlog::async_overflow_policy::overrun_oldest
          )}
    {
        logger_->set_pattern("%v");
        logger_->set_level(spdlog::level::trace);
        logger_->flush_on(spdlog::level::trace);
    }

    void
    event(Severity severity, std::string_view name, std::initializer_list<LogField> fields) override
    {
        if (severity < settings_.level) {
            return;
        }
        const LineBudget::Verdict verdict = budget_.ask(severity, name);
        if (verdict.left_out_before > 0) {
            write(Severity::warning, "log.suppressed", {{"lines", verdict.left_out_before}});
        }
        if (verdict.write) {
            write(severity, name, fields);
        }
    }

private:
    void write(Severity severity, std::string_view name, std::initializer_list<LogField> fields)
    {
        switch (settings_.format) {
        case LogFormat::text:
            logger_->info("{} {}", time_text(), format_text(severity, name, fields));
            return;
        case LogFormat::json:
            logger_->info("{}", format_json(severity, name, time_text(), fields));
            return;
        case LogFormat::journal:
            send_to_journal(severity, name, fields);
            return;
        }
    }

    static void send_to_journal(
        Severity severity, std::string_view name, std::initializer_list<LogField> fields
    )
    {
        std::vector<std::string> texts{
            "MESSAGE=" + format_text(severity, name, fields),
            "PRIORITY=" + std::to_string(syslog_priority(severity)),
            "IWF_EVENT=" + std::string{name},
        };
        for (const LogField& field : fields) {
            texts.push_back("IWF_" + journal_key(field.key) + "=" + field.value);
        }
        std::vector<iovec> parts;
        parts.reserve(texts.size());
        for (std::string& text : texts) {
            parts.push_back({text.data(), text.size()});
        }
        // No journal, no place to complain to either.
        std::ignore = ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
    }

    LogSettings settings_;
    LineBudget budget_;
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

} // namespace

std::unique_ptr<base::Log> make_log(const LogSettings& settings)
{
    return std::make_unique<SpdLog>(settings);
}

std::string
format_text(Severity severity, std::string_view name, std::initializer_list<LogField> fields)
{
    std::string line{name_of(severity)};
    line += ' ';
    line += name;
    for (const LogField& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        if (is_plain(field.value)) {
            line += field.value;
        } else {
            append_quoted(line, field.value);
        }
    }
    return line;
}

std::string format_json(
    Severity severity,
    std::string_view name,
    std::string_view time,
    std::initializer_list<LogField> fields
)
{
    std::string line =
        fmt::format(R"({{"time":"{}","level":"{}","event":)", time, name_of(severity));
    append_quoted(line, name);
    for (const LogField& field : fields) {
        line += ',';
        append_quoted(line, field.key);
        line += ':';
        append_quoted(line, field.value);
    }
    return line + '}';
}

} // namespace iwf::runtime
