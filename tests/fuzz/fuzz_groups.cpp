// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "iwf/app/config/group_file.hpp"
#include "iwf/base/bytes.hpp"

/// B6: any octets as a file of a group, in pieces as long as the first octet says. No crash, no
/// hang; each refusal leads to its place on one line, and what is refused says nothing of a device.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::size_t piece = octets[0] + std::size_t{1};
    std::string_view text = iwf::base::as_text({octets + 1, size - 1});
    const std::string file = "text";
    iwf::core::DeviceGroupsBuilder builder;
    iwf::config::ErrorList errors;
    iwf::config::GroupReader reader{file, builder.add_group("g", file), builder, errors};
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
        reader.take(text.substr(0, piece));
    }
    reader.finish();
    const auto groups = std::move(builder).build();
    const auto told = errors.sorted();
    for (const auto& error : told) {
        if (error.place.line < 1 || error.place.column < 1 || error.what.empty() ||
            iwf::config::text(error).find('\n') != std::string::npos) {
            std::abort();
        }
    }
    if (told.size() > 11 || groups.group(iwf::core::GroupId{0}).members > size) {
        std::abort();
    }
    return 0;
}
