// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "iwf/diameter/common.hpp"
#include "iwf/diameter/tables.hpp"

// Whatever comes can be answered, and the answer is one that we would take ourselves.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace iwf::diameter;

    const auto message = decode({data, size});
    if (!message) {
        return 0;
    }
    const auto fault = check(*message);
    const Message answer = error_answer(
        *message, fault.value_or(Fault{result::too_busy, {}, "too busy"}), "iwf.example", "example"
    );
    constexpr std::size_t enough = 7000; // more may be within the limit of 1,000 AVPs only once
    if (size < enough && find_command(answer.header) != nullptr && check(answer)) {
        std::abort();
    }
    return 0;
}
