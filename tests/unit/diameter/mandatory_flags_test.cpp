// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/diameter/avp.hpp"
#include "support/avp_tree.hpp"
#include "support/sample_monitoring.hpp"

// Which AVPs of S6t a receiver may ignore: those that its own table takes from others so, and all
// that T6a defines.

namespace iwf::diameter {
namespace {

using test::AvpNode;
using test::Fields;

/// Those of `names`' AVPs, or of TS 29.128's when it is empty, whose M bit is set.
void collect_mandatory(
    const AvpNode& node, const std::vector<std::string_view>& names, std::set<std::string>& found
)
{
    for (const AvpNode& member : node.members) {
        const AvpDefinition* const definition = member.definition();
        const bool meant = definition != nullptr &&
                           (names.empty() ? definition->clause.starts_with("TS 29.128")
                                          : std::ranges::count(names, definition->name) > 0);
        if (meant && (member.flags & avp_flag_mandatory) != 0) {
            found.emplace(definition->name);
        }
        collect_mandatory(member, names, found);
    }
}

std::set<std::string>
mandatory_in(const Message& message, const std::vector<std::string_view>& names = {})
{
    std::set<std::string> found;
    collect_mandatory(test::tree_of(message), names, found);
    return found;
}

/// All four of S6t, with all that they can have.
std::vector<Message> s6t_messages()
{
    return {
        encode(test::s6t::configuration_information_request(Fields::full)),
        encode(test::s6t::configuration_information_answer(Fields::full)),
        encode(test::s6t::reporting_information_request(Fields::full)),
        encode(test::s6t::reporting_information_answer(Fields::full))};
}

TEST(Monitoring, what_t6a_defines_may_be_ignored_in_s6t_and_not_in_t6a)
{
    for (const Message& message : s6t_messages()) {
        EXPECT_EQ(mandatory_in(message), std::set<std::string>{});
    }
    const auto mandatory =
        mandatory_in(encode(test::t6a::reporting_information_request(Fields::full)));
    for (const char* const name :
         {"Communication-Failure-Information",
          "S1AP-Cause",
          "Number-Of-UE-Per-Location-Report",
          "UE-Count"}) {
        EXPECT_TRUE(mandatory.contains(name)) << name;
    }
}

TEST(Monitoring, what_s6t_takes_from_others_without_the_m_bit_has_none)
{
    // TS 29.336, table 8.4.1-2.
    const std::vector<std::string_view> names{
        "OC-Supported-Features",
        "OC-OLR",
        "DRMP",
        "Load",
        "Extended-eNodeB-Id",
        "Idle-Status-Indication",
        "Active-Time",
        "DL-Buffering-Suggested-Packet-Count",
        "Subscribed-Periodic-RAU-TAU-Timer",
        "IMSI-Group-Id",
        "Number-of-UEs",
        "Terminal-Information",
        "PDN-Type",
        "Non-IP-PDN-Type-Indicator",
        "Non-IP-Data-Delivery-Mechanism",
        "Served-Party-IP-Address"};
    for (const Message& message : s6t_messages()) {
        EXPECT_EQ(mandatory_in(message, names), std::set<std::string>{});
    }
}

} // namespace
} // namespace iwf::diameter
