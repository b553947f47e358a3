// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/neighbour/json.hpp"

#include <fmt/format.h>

namespace iwf::neighbour {

std::string json_string(std::string_view text)
{
    std::string out{'"'};
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

JsonLine& JsonLine::put(std::string_view key, double value)
{
    return put_raw(key, fmt::format("{:.3f}", value));
}

JsonLine& JsonLine::put_raw(std::string_view key, std::string_view value)
{
    if (!members_.empty()) {
        members_ += ',';
    }
    members_ += json_string(key);
    members_ += ':';
    members_ += value;
    return *this;
}

} // namespace iwf::neighbour
