// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/config/rate_limits.hpp"

#include "iwf/app/config/scalar.hpp"

namespace iwf::config {

std::optional<core::RateLimit> to_core(const mtciwf::v1::RateLimit& limit)
{
    const auto rate = parse_rate(limit.rate());
    if (!rate) {
        return std::nullopt;
    }
    return core::RateLimit{.rate = {rate->count, rate->period}, .burst = limit.burst()};
}

std::optional<core::Sourced<core::RateLimit>>
rate_limit_of(const mtciwf::v1::RateLimit& limit, std::string_view path, const Origin& origin)
{
    const auto agreed = to_core(limit);
    return agreed ? std::optional{core::Sourced<core::RateLimit>{*agreed, origin.line(path)}}
                  : std::nullopt;
}

} // namespace iwf::config
