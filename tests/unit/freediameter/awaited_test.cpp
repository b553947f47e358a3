// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/awaited.hpp"

#include <gtest/gtest.h>

namespace iwf::freediameter {
namespace {

constexpr diameter::HopByHopId hop{7};

diameter::Header header(std::uint32_t command, std::uint32_t application, std::uint32_t end_to_end)
{
    diameter::Header result;
    result.command = diameter::CommandCode{command};
    result.application = diameter::ApplicationId{application};
    result.hop_by_hop = hop;
    result.end_to_end = diameter::EndToEndId{end_to_end};
    return result;
}

TEST(Awaited, is_taken_once_by_its_answer)
{
    Awaited awaited;
    awaited.add(hop, header(1, 2, 3));
    EXPECT_EQ(awaited.size(), 1U);
    EXPECT_TRUE(awaited.take(header(1, 2, 3)));
    EXPECT_FALSE(awaited.take(header(1, 2, 3)));
    EXPECT_EQ(awaited.size(), 0U);
}

TEST(Awaited, is_not_taken_by_an_answer_that_differs_in_anything)
{
    Awaited awaited;
    awaited.add(hop, header(1, 2, 3));
    EXPECT_FALSE(awaited.take(header(9, 2, 3)));
    EXPECT_FALSE(awaited.take(header(1, 9, 3)));
    EXPECT_FALSE(awaited.take(header(1, 2, 9)));
    auto other_hop = header(1, 2, 3);
    other_hop.hop_by_hop = diameter::HopByHopId{8};
    EXPECT_FALSE(awaited.take(other_hop));
    EXPECT_TRUE(awaited.take(header(1, 2, 3))) << "the liar's answers cost the honest one nothing";
}

TEST(Awaited, forgets_what_was_abandoned)
{
    Awaited awaited;
    awaited.add(hop, header(1, 2, 3));
    awaited.forget(hop);
    EXPECT_FALSE(awaited.take(header(1, 2, 3)));
}

} // namespace
} // namespace iwf::freediameter
