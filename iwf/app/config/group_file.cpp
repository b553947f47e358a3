// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/group_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "iwf/domain/digits.hpp"
#include "iwf/domain/identity.hpp"

namespace iwf::config {
namespace {

constexpr std::size_t longest_line = 1000;
constexpr std::size_t told_lines = 10;
constexpr std::size_t piece_size = 1U << 20U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view spaces = " \t\r";

/// Without what is for people.
std::string_view without_comment(std::string_view line)
{
    for (std::size_t at = line.find('#'); at != std::string_view::npos;
         at = line.find('#', at + 1)) {
        if (at == 0 || spaces.find(line[at - 1]) != std::string_view::npos) {
            return line.substr(0, at);
        }
    }
    return line;
}

} // namespace

void GroupReader::take(std::string_view piece)
{
    for (std::size_t end = piece.find('\n'); end != std::string_view::npos;
         end = piece.find('\n')) {
        if (begun_.empty()) {
            take_line(piece.substr(0, end));
        } else {
            begun_ += piece.substr(0, end);
            take_line(begun_);
            begun_.clear();
        }
        piece.remove_prefix(end + 1);
    }
    const std::size_t room = longest_line + 1 - std::min(begun_.size(), longest_line + 1);
    begun_ += piece.substr(0, room);
}

void GroupReader::finish()
{
    if (!begun_.empty()) {
        ++line_;
        wrong({line_, 1}, "the last line has no end; the file may be cut off");
    } else if (line_ == 0) {
        wrong({}, "is empty; expected a device a line, or at least a comment that says why none");
    }
    if (wrong_ > told_lines) {
        const std::size_t untold = wrong_ - told_lines;
        errors_.add(
            {file_,
             first_untold_,
             {},
             "wrong, as are " + std::to_string(untold - 1) + " lines that follow"}
        );
    }
}

void GroupReader::take_line(std::string_view line)
{
    ++line_;
    if (line.size() > longest_line) { // with its mark: the end of a longer one was not kept
        return wrong({line_, 1}, "longer than " + std::to_string(longest_line) + " octets");
    }
    if (line_ == 1 && line.starts_with(byte_order_mark)) {
        line.remove_prefix(byte_order_mark.size());
    }
    const std::string_view said = without_comment(line);
    const std::size_t begin = said.find_first_not_of(spaces);
    if (begin != std::string_view::npos) {
        const std::size_t end = said.find_last_not_of(spaces) + 1;
        take_device(said.substr(begin, end - begin), begin + 1);
    }
}

void GroupReader::take_device(std::string_view text, std::size_t column)
{
    const auto line = static_cast<core::SourceLine>(line_);
    if (domain::all_digits(text)) {
        if (const auto msisdn = domain::Msisdn::parse(text)) {
            return devices_.add(group_, *msisdn, line);
        }
        return wrong({line_, column}, "not an MSISDN; expected 5 to 15 digits");
    }
    if (const auto id = domain::ExternalIdentifier::parse(text)) {
        return devices_.add(group_, *id, line);
    }
    wrong({line_, column}, "not a device; expected local@domain, or 5 to 15 digits");
}

void GroupReader::wrong(Place place, std::string what)
{
    ++wrong_;
    if (wrong_ <= told_lines) {
        errors_.add({file_, place, {}, std::move(what)});
    } else if (wrong_ == told_lines + 1) {
        first_untold_ = place;
    }
}

base::Result<audit::Digest> read_group_file(
    const std::string& path,
    core::GroupId group,
    core::DeviceGroupsBuilder& devices,
    ErrorList& errors
)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        return base::fail("cannot be read: " + (error ? error.message() : "no such file"));
    }
    if (!std::filesystem::is_regular_file(status)) {
        return base::fail("is not a file");
    }
    std::ifstream in{path, std::ios::binary};
    if (!in) {
        return base::fail("cannot be read: " + std::string{std::strerror(errno)});
    }
    GroupReader reader{path, group, devices, errors};
    audit::Sha256 digest;
    std::vector<char> piece(piece_size);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
        const std::string_view text{piece.data(), static_cast<std::size_t>(in.gcount())};
        digest.add(text);
        reader.take(text);
    }
    if (in.bad()) {
        return base::fail("cannot be read to its end");
    }
    reader.finish();
    return digest.finish();
}

} // namespace iwf::config
