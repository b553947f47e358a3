// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/avp.hpp"

namespace iwf::diameter {

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
