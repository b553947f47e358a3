// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/chain.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace iwf::audit {
namespace {

std::vector<std::string_view> split(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool is_whole(std::string_view text)
{
    const auto line = read_line(text);
    return line && line->is_whole;
}

} // namespace

void Chain::append(const Entry& entry, std::string& out)
{
    WrittenLine line = write_line(entry, head_, key_);
    out += line.text;
    out += '\n';
    head_ = line.head;
}

Remains remains_of(std::string_view octets)
{
    return {octets.size(), sha256(octets)};
}

std::string text_of(const Remains& remains)
{
    return std::to_string(remains.octets) + " octets, sha256 " + base::to_hex(remains.hash);
}

Entry recovered_entry(const Remains& remains, base::WallTime time)
{
    Entry entry;
    entry.kind = Kind::change;
    entry.time = time;
    entry.event = recovered_event;
    entry.who = "iwfd";
    entry.what = text_of(remains);
    entry.outcome = "kept";
    entry.reason = "a line before this one was not written to its end";
    return entry;
}

bool has_an_end(std::string_view text)
{
    return text.ends_with("\"}");
}

std::optional<Tail> tail_of(std::string_view octets, bool is_all)
{
    Tail tail;
    tail.is_open = !octets.empty() && octets.back() != '\n';
    if (!tail.is_open && !octets.empty()) {
        octets.remove_suffix(1);
    }
    const std::vector<std::string_view> lines = split(octets);
    // The first may be the end of a longer one.
    std::size_t whole = lines.size();
    while (whole > 0 && !is_whole(lines[whole - 1])) {
        --whole;
    }
    if (whole == 0 && !is_all) {
        return std::nullopt;
    }
    std::string remains;
    for (std::size_t i = whole == 0 ? 0 : whole - 1; i < lines.size(); ++i) {
        const auto line = read_line(lines[i]);
        if (!line && !has_an_end(lines[i])) {
            remains += remains.empty() ? "" : "\n";
            remains += lines[i];
            continue;
        }
        tail.is_changed = tail.is_changed || !line || !line->is_whole;
        tail.head.number = line ? line->number : tail.head.number + 1;
        tail.head.hash = line ? line->hash : tail.head.hash;
        tail.has_lines = true;
    }
    if (!remains.empty()) {
        tail.remains = remains_of(remains);
    }
    return tail;
}

} // namespace iwf::audit
