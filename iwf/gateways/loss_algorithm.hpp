// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace iwf::gateways {

/// In which order requests are held back (TS 29.336, annex B).
enum class Abatement : std::uint8_t
{
    first,  ///< of recall and replace
    middle, ///< ordinary ones
    last,   ///< with priority
};

/// The default algorithm of RFC 7683, 6: of the requests that would be sent a share is not.
///
/// Keeps what is owed: the requests that should have been dropped less those that were. How much
/// that is decides how likely the next one is dropped, in a band for each rank: below -6 none is;
/// from -6 to -2 the first ranks with growing likelihood, above it surely; from -2 to 2 the middle
/// ones likewise, from 2 to 6 the last. So what is owed settles where the ranks that come yield
/// the share that is wanted, and a higher rank is touched only when the lower ones do not suffice.
/// After any number of requests, whatever their ranks and the chances, those dropped differ from
/// the share by 10 at most.
class LossAlgorithm
{
public:
    /// `percent`: 0 to 100. What was owed stays so.
    void reduce_by(std::uint32_t percent) { percent_ = percent; }

    /// One request counted; whether to drop it. `chance`: random, from 0 to below 1.
    [[nodiscard]] bool drops(Abatement rank, double chance);

    /// One request counted that somebody else has dropped already.
    void count_dropped();

private:
    std::uint32_t percent_{};
    double owed_{-2};
};

} // namespace iwf::gateways
