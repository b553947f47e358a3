// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/all.hpp"
#include "iwf/diameter/wire.hpp"
#include "support/avp_tree.hpp"
#include "support/sample_messages.hpp"

namespace iwf::diameter {
namespace {

using test::AvpNode;

Message bare_request()
{
    return encode(test::subscriber_information_request(test::Fields::bare));
}

/// Service-Data inside Service-Data: its ABNF takes any AVP.
Message with_nested(std::size_t levels)
{
    Message message = bare_request();
    const std::size_t header = 12;
    for (std::size_t level = levels; level > 0; --level) {
        put_u32(message.avps, avp::service_data.code);
        message.avps.push_back(avp::service_data.flags);
        put_u24(message.avps, static_cast<std::uint32_t>(level * header));
        put_u32(message.avps, avp::service_data.vendor);
    }
    return message;
}

TEST(CheckLimits, sixteen_levels_are_taken_and_no_more)
{
    for (std::size_t groups = 1; groups <= 15; ++groups) {
        const auto fault = check(with_nested(groups));
        EXPECT_FALSE(fault) << groups << " " << fault->text;
    }
    for (const std::size_t groups : {16U, 17U, 100U, 1000U, 5000U, 20'000U}) {
        const auto fault = check(with_nested(groups));
        ASSERT_TRUE(fault) << groups;
        EXPECT_EQ(fault->result_code, result::unable_to_comply);
    }
}

TEST(CheckLimits, a_thousand_avps_are_taken_and_no_more)
{
    Message message = bare_request();
    const std::size_t already = test::tree_of(message).members.size() + 1; // one in a group
    const base::Bytes unknown = AvpNode{77'777, 0, 0, {}, {}, {}}.octets();
    for (std::size_t avps = already; avps < 5000; ++avps) {
        ASSERT_EQ(check(message).has_value(), avps > 1000) << avps;
        message.avps.insert(message.avps.end(), unknown.begin(), unknown.end());
        if (avps > 1010) {
            avps += 500;
        }
    }
    EXPECT_EQ(check(message)->result_code, result::unable_to_comply);
}

TEST(CheckLimits, the_content_of_an_unknown_avp_is_not_looked_at)
{
    Message message = bare_request();
    const base::Bytes unknown = AvpNode{77'777, 0, 0, base::Bytes(4000, 0xFF), {}, {}}.octets();
    message.avps.insert(message.avps.end(), unknown.begin(), unknown.end());
    EXPECT_FALSE(check(message));
}

TEST(CheckLimits, the_content_of_failed_avp_is_not_looked_at)
{
    Message message = encode(test::device_trigger_answer(test::Fields::bare));
    AvpWriter{message.avps}.put(avp::failed_avp, base::Bytes(40, 0xFF));
    EXPECT_FALSE(check(message));
}

TEST(CheckLimits, the_padding_at_the_end_of_a_group_may_be_missing)
{
    Message message = bare_request();
    const base::Bytes group = AvpNode{
        avp::service_data.code,
        avp::service_data.vendor,
        avp::service_data.flags,
        AvpNode{77'777, 0, 0, {1, 2, 3}, {}, {}}.whole(),
        {},
        {}}.octets();
    message.avps.insert(message.avps.end(), group.begin(), group.end());
    const auto fault = check(message);
    EXPECT_FALSE(fault) << fault->text;
}

TEST(CheckLimits, a_known_avp_where_the_abnf_has_no_place_for_it_is_told)
{
    Message message = bare_request();
    AvpWriter out{message.avps};
    base::Bytes stray;
    AvpWriter{stray}.put(avp::origin_state_id, std::uint32_t{1});
    out.group(avp::vendor_specific_application_id, [&] {
        out.put(avp::vendor_id, std::uint32_t{10'415});
        out.put(avp::origin_state_id, std::uint32_t{1});
    });
    base::Bytes expected;
    AvpWriter{expected}.put(avp::vendor_specific_application_id, stray);
    const auto fault = check(message);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->result_code, result::avp_not_allowed);
    EXPECT_EQ(fault->failed_avp, expected);
}

TEST(CheckLimits, a_text_that_is_not_utf_8_is_refused_in_requests_only)
{
    tsp::DeviceActionRequest request = test::device_action_request(test::Fields::full);
    request.device_action.external_identifier = "m\xC3@devices.example.com";
    const auto fault = check(encode(request));
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->result_code, result::invalid_avp_value);

    tsp::DeviceActionAnswer answer = test::device_action_answer(test::Fields::full);
    answer.head.error_message = "nicht m\xF6glich";
    EXPECT_FALSE(check(encode(answer)));
}

} // namespace
} // namespace iwf::diameter
