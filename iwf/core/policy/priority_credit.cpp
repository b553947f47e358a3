// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/policy/priority_credit.hpp"

#include <algorithm>
#include <cassert>

namespace iwf::core {
namespace {

constexpr std::uint32_t one_request = 100;

} // namespace

bool PriorityCredit::may_have_priority(std::uint32_t share) const
{
    return percent_ + share >= one_request;
}

void PriorityCredit::earn(std::uint32_t share)
{
    percent_ = std::min(percent_ + share, saved_most * one_request);
}

void PriorityCredit::spend(std::uint32_t share)
{
    assert(may_have_priority(share));
    percent_ = percent_ + share - one_request;
}

} // namespace iwf::core
