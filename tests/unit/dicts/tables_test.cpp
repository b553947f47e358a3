// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/generated/all.hpp"

#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

namespace iwf::diameter {
namespace {

TEST(GeneratedTables, avps_are_sorted_by_vendor_and_code_without_repetition)
{
    const auto not_below = [](const AvpDefinition* a, const AvpDefinition* b) {
        return std::tie(a->vendor, a->code) >= std::tie(b->vendor, b->code);
    };
    EXPECT_EQ(std::ranges::adjacent_find(all_avps, not_below), std::ranges::end(all_avps));
    EXPECT_GT(std::size(all_avps), 90U);
}

TEST(GeneratedTables, commands_are_sorted_and_each_request_precedes_its_answer)
{
    ASSERT_EQ(std::size(all_commands) % 2, 0U);
    for (std::size_t i = 0; i < std::size(all_commands); i += 2) {
        const auto& request = *all_commands[i];
        const auto& answer = *all_commands[i + 1];
        EXPECT_EQ(
            std::tie(request.application, request.code), std::tie(answer.application, answer.code)
        );
        EXPECT_NE(request.flags & flag::request, 0) << request.name;
        EXPECT_EQ(answer.flags & flag::request, 0) << answer.name;
        if (i > 0) {
            const auto& before = *all_commands[i - 1];
            EXPECT_LT(
                std::tie(before.application, before.code),
                std::tie(request.application, request.code)
            );
        }
    }
}

TEST(GeneratedTables, applications_are_sorted_and_own_their_commands)
{
    const auto not_below = [](const ApplicationDefinition* a, const ApplicationDefinition* b) {
        return a->id >= b->id;
    };
    EXPECT_EQ(
        std::ranges::adjacent_find(all_applications, not_below), std::ranges::end(all_applications)
    );
    for (const auto* const application : all_applications) {
        EXPECT_FALSE(application->commands.empty()) << application->name;
        for (const auto* const command : application->commands) {
            EXPECT_EQ(command->application, application->id) << command->name;
        }
    }
}

TEST(GeneratedTables, each_avp_and_command_cites_its_clause)
{
    const auto cites = [](std::string_view clause) {
        return clause.find(", ") != std::string_view::npos;
    };
    for (const auto* const avp : all_avps) {
        EXPECT_TRUE(cites(avp->clause)) << avp->name;
    }
    for (const auto* const command : all_commands) {
        EXPECT_TRUE(cites(command->clause)) << command->name;
    }
}

} // namespace
} // namespace iwf::diameter
