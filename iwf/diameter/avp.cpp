// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/avp.hpp"

#include <algorithm>

#include "iwf/diameter/wire.hpp"

namespace iwf::diameter {
namespace {

constexpr std::size_t short_header = 8;
constexpr std::size_t vendor_header = 12;

} // namespace

bool AvpWalker::next(Avp& avp)
{
    if (rest_.empty() || broken_) {
        return false;
    }
    broken_ = true;
    if (rest_.size() < short_header) {
        return false;
    }
    avp.flags = rest_[4];
    const bool has_vendor = (avp.flags & avp_flag_vendor) != 0;
    const std::size_t header = has_vendor ? vendor_header : short_header;
    const std::size_t length = get_u24(rest_.subspan(5));
    if (length < header || length > rest_.size()) {
        return false;
    }
    avp.code = get_u32(rest_);
    avp.vendor = has_vendor ? get_u32(rest_.subspan(short_header)) : 0;
    avp.whole = rest_.first(length);
    avp.value = avp.whole.subspan(header);
    const std::size_t padded = (length + 3) / 4 * 4;
    rest_ = rest_.subspan(std::min(padded, rest_.size()));
    broken_ = false;
    return true;
}

std::size_t minimum_size(AvpType type)
{
    switch (type) {
    case AvpType::integer32:
    case AvpType::unsigned32:
    case AvpType::float32:
    case AvpType::time:
    case AvpType::enumerated:
        return 4;
    case AvpType::integer64:
    case AvpType::unsigned64:
    case AvpType::float64:
        return 8;
    case AvpType::address:
        return 6; // family and an IPv4 address
    case AvpType::octet_string:
    case AvpType::grouped:
    case AvpType::utf8_string:
    case AvpType::diameter_identity:
    case AvpType::diameter_uri:
        return 0;
    }
    return 0;
}

bool has_fixed_size(AvpType type)
{
    return type != AvpType::address && minimum_size(type) != 0;
}

} // namespace iwf::diameter
