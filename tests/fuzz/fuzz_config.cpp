// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "iwf/base/bytes.hpp"
#include "tests/unit/app/config/try_text.hpp"

/// B6: any octets as an iwfd.yaml and as a contract. No crash, no hang, and each refusal leads to
/// its place on one line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    const std::string content{iwf::base::as_text({octets, size})};
    const iwf::config::Tried tried = iwf::config::try_text(content);
    for (const auto* errors : {&tried.as_daemon, &tried.as_contract}) {
        for (const auto& error : *errors) {
            if (!iwf::config::is_well_formed(error)) {
                std::abort();
            }
        }
    }
    return 0;
}
