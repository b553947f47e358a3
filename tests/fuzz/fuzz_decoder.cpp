// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "iwf/diameter/generated/all.hpp"
#include "iwf/diameter/s6m.hpp"
#include "iwf/diameter/s6t.hpp"
#include "iwf/diameter/sgd.hpp"
#include "iwf/diameter/t4.hpp"
#include "iwf/diameter/t6a.hpp"
#include "iwf/diameter/tsp.hpp"

// One decoder (CMakeLists.txt says which): what it has read and written again is read as the same.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace iwf::diameter;

    constexpr std::size_t enough = 7000; // more may be within the limit of 1,000 AVPs only once
    const auto& command = FUZZED_COMMAND;
    const Message message{
        {command.flags, command.code, command.application, {}, {}}, {data, data + size}};
    const auto read = FUZZED_DECODER(message);
    if (!read || size > enough) {
        return 0;
    }
    const auto again = FUZZED_DECODER(encode(*read));
    if (!again || FUZZED_DECODER(encode(*again)) != again) {
        std::abort();
    }
    return 0;
}
