// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "iwf/diameter/monitoring.hpp"

namespace iwf::gateways {

/// What S6t leaves to configuration, or nobody could verify.
struct S6tWords
{
    std::uint32_t feature_list{diameter::monitoring::feature::list};    ///< Feature-List-ID
    std::uint32_t extended_reference_ids_bit{9};                        ///< 0 to 31
    std::uint32_t enterprise{diameter::monitoring::default_enterprise}; ///< of Broken-Expectation

    /// `others`, and Extended Reference IDs.
    [[nodiscard]] std::vector<diameter::SupportedFeatures> features(std::uint32_t others) const
    {
        return {
            {diameter::vendor_3gpp,
             feature_list,
             others | (1U << extended_reference_ids_bit),
             false}};
    }
};

} // namespace iwf::gateways
