// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/line.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include "iwf/audit/key.hpp"

namespace iwf::audit {
namespace {

constexpr std::size_t longest_text = 600;
constexpr std::size_t hash_digits = 64;
constexpr std::size_t mac_digits = 32;
constexpr std::string_view before_number = "{\"n\":";
constexpr std::string_view before_previous = ",\"prev\":\"";
constexpr std::string_view before_hash = "\",\"hash\":\"";
constexpr std::string_view before_mac = "\",\"mac\":\"";
constexpr std::string_view after_mac = "\"}";

std::string two(unsigned number)
{
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

void append_escaped(std::string& out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : text.substr(0, longest_text)) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (octet < 0x20 || octet >= 0x7f) {
            out += "\\u00";
            out += digits[octet >> 4U];
            out += digits[octet & 0xfU];
        } else {
            out += c;
        }
    }
    if (text.size() > longest_text) {
        out += "...";
    }
}

void append(std::string& out, std::string_view name, std::string_view value)
{
    if (value.empty()) {
        return;
    }
    out += ",\"";
    out += name;
    out += "\":\"";
    append_escaped(out, value);
    out += '"';
}

std::optional<std::uint64_t> number_at(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_good = error == std::errc{} && number != 0 && text.front() != '0';
    return is_good ? std::optional{number} : std::nullopt;
}

/// Takes `mark` and what stands before it off, from behind; `length` characters stood after it.
std::optional<std::string_view>
take_last(std::string_view& text, std::string_view mark, std::size_t length)
{
    if (text.size() < mark.size() + length) {
        return std::nullopt;
    }
    const std::string_view value = text.substr(text.size() - length);
    text.remove_suffix(length);
    if (!text.ends_with(mark)) {
        return std::nullopt;
    }
    text.remove_suffix(mark.size());
    return value;
}

} // namespace

std::string text_of(const Head& head)
{
    return std::to_string(head.number) + ":" + base::to_hex(head.hash);
}

std::optional<Head> parse_head(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) {
        return std::nullopt;
    }
    const auto number = number_at(text.substr(0, colon));
    const auto hash = digest_from_hex(text.substr(colon + 1));
    if (!number || !hash) {
        return std::nullopt;
    }
    return Head{*number, *hash};
}

std::string text_of(base::WallTime time)
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss<milliseconds> clock{time - day};
    const auto thousandths = static_cast<unsigned>(clock.subseconds().count());
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day())) +
           "T" + two(static_cast<unsigned>(clock.hours().count())) + ":" +
           two(static_cast<unsigned>(clock.minutes().count())) + ":" +
           two(static_cast<unsigned>(clock.seconds().count())) + "." +
           static_cast<char>('0' + thousandths / 100) + two(thousandths % 100) + "Z";
}

std::optional<base::WallTime> parse_time(std::string_view text)
{
    using namespace std::chrono;
    constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
    if (text.size() != form.size()) {
        return std::nullopt;
    }
    std::array<int, 7> numbers{};
    std::size_t at = 0;
    bool inside = false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] != '0') {
            if (text[i] != form[i]) {
                return std::nullopt;
            }
            inside = false;
            continue;
        }
        if (text[i] < '0' || text[i] > '9') {
            return std::nullopt;
        }
        at += !inside && i != 0 ? 1U : 0U;
        inside = true;
        numbers.at(at) = numbers.at(at) * 10 + (text[i] - '0');
    }
    const year_month_day date{
        year{numbers[0]},
        month{static_cast<unsigned>(numbers[1])},
        day{static_cast<unsigned>(numbers[2])}};
    if (!date.ok() || numbers[3] > 23 || numbers[4] > 59 || numbers[5] > 60) {
        return std::nullopt;
    }
    return sys_days{date} + hours{numbers[3]} + minutes{numbers[4]} + seconds{numbers[5]} +
           milliseconds{numbers[6]};
}

WrittenLine write_line(const Entry& entry, const Head& before, const Key& key)
{
    const std::uint64_t number = before.number + 1;
    std::string line = std::string{before_number} + std::to_string(number);
    append(line, "time", text_of(entry.time));
    append(line, "event", entry.event);
    append(line, "who", entry.who);
    append(line, "what", entry.what);
    if (!entry.device.empty()) {
        append(line, "device", key.pseudonym(entry.time, entry.device));
        line += ",\"sealed\":\"" + key.sealed(entry.time, entry.device) + '"'; // may be long
    }
    append(line, "outcome", entry.outcome);
    append(line, "rule", entry.rule);
    append(line, "reason", entry.reason);
    if (entry.count > 1) {
        line += ",\"count\":" + std::to_string(entry.count);
        append(line, "until", text_of(entry.until.value_or(entry.time)));
    }
    line += before_previous;
    line += base::to_hex(before.hash);
    line += '"';
    const Digest hash = sha256(line);
    line += before_hash.substr(1);
    line += base::to_hex(hash);
    line += before_mac;
    line += key.proof(hash);
    line += after_mac;
    return {std::move(line), {number, hash}};
}

std::optional<ReadLine> read_line(std::string_view text)
{
    std::string_view rest = text;
    if (!rest.starts_with(before_number) || !rest.ends_with(after_mac)) {
        return std::nullopt;
    }
    rest.remove_suffix(after_mac.size());
    const auto mac = take_last(rest, before_mac, mac_digits);
    const auto hash = mac ? take_last(rest, before_hash, hash_digits) : std::nullopt;
    const std::string_view hashed = text.substr(0, rest.size() + 1); // with the quote after prev
    const auto previous = hash ? take_last(rest, before_previous, hash_digits) : std::nullopt;
    if (!previous) {
        return std::nullopt;
    }
    const auto number = number_at(rest.substr(before_number.size()));
    const auto time = parse_time(field_of(text, "time"));
    const auto before = digest_from_hex(*previous);
    const auto written = digest_from_hex(*hash);
    if (!number || !time || !before || !written) {
        return std::nullopt;
    }
    return ReadLine{
        .number = *number,
        .time = *time,
        .event = field_of(text, "event"),
        .previous = *before,
        .hash = *written,
        .mac = *mac,
        .is_whole = sha256(hashed) == *written,
    };
}

std::string_view field_of(std::string_view line, std::string_view name)
{
    // A quote inside a value is escaped: this can only be a field.
    const std::string mark = ",\"" + std::string{name} + "\":\"";
    const std::size_t begin = line.find(mark);
    if (begin == std::string_view::npos) {
        return {};
    }
    const std::size_t value = begin + mark.size();
    std::size_t end = value;
    while (end < line.size() && line[end] != '"') {
        end += line[end] == '\\' ? 2U : 1U;
    }
    return end < line.size() ? line.substr(value, end - value) : std::string_view{};
}

} // namespace iwf::audit
