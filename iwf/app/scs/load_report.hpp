// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "iwf/app/scs/load_tally.hpp"
#include "iwf/app/scs/output.hpp"

namespace iwf::scs {

/// What the user sees of a load: a line a second on standard error, a table at the end on standard
/// output, or the same as JSON.
class LoadReport
{
public:
    /// `timeline`: with each tenth of a second, in JSON.
    LoadReport(const Output& output, bool timeline)
        : output_{output}
        , timeline_{timeline}
    {}

    void progress(const LoadTally& tally);
    void result(const LoadTally& tally, std::chrono::microseconds elapsed) const;

private:
    const Output& output_;
    bool timeline_;
    std::uint64_t sent_before_{};
    std::uint64_t seconds_{};
};

} // namespace iwf::scs
