// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/overload.hpp"

#include <gtest/gtest.h>

#include "iwf/diameter/avp.hpp"
#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/generated/s6m.hpp"
#include "iwf/diameter/s6m.hpp"
#include "support/sample_messages.hpp"

namespace iwf::diameter {
namespace {

/// A SIA with OC-OLR as `write_members(out)` writes it.
template <class Write>
Decoded<s6m::SubscriberInformationAnswer> answer_with(Write write_members)
{
    Message message = encode(test::subscriber_information_answer(test::Fields::bare));
    AvpWriter out{message.avps};
    out.group(avp::oc_olr, [&] { write_members(out); });
    return s6m::decode_subscriber_information_answer(message);
}

/// True when an AVP of RFC 7683 in here has the M bit; `found` counts all of them.
bool any_mandatory(base::ByteView avps, int& found)
{
    bool mandatory = false;
    AvpWalker walker{avps};
    for (Avp one; walker.next(one);) {
        if (one.vendor == 0 && one.code >= avp::oc_supported_features.code &&
            one.code <= avp::oc_reduction_percentage.code) {
            ++found;
            mandatory = mandatory || one.is_mandatory();
        }
        if (one.is(avp::oc_supported_features) || one.is(avp::oc_olr)) {
            mandatory = any_mandatory(one.value, found) || mandatory;
        }
    }
    return mandatory;
}

TEST(Overload, no_avp_of_it_is_ever_mandatory)
{
    int found = 0;
    const Message request = encode(test::subscriber_information_request(test::Fields::full));
    EXPECT_FALSE(any_mandatory(request.avps, found));
    EXPECT_EQ(found, 2);
    const Message answer = encode(test::subscriber_information_answer(test::Fields::full));
    EXPECT_FALSE(any_mandatory(answer.avps, found));
    EXPECT_EQ(found, 9);
}

TEST(Overload, support_without_a_vector_is_support_of_the_loss_algorithm)
{
    Message message = encode(test::subscriber_information_request(test::Fields::bare));
    EXPECT_EQ(s6m::decode_subscriber_information_request(message)->overload_features, std::nullopt);
    AvpWriter{message.avps}.group(avp::oc_supported_features, [] {});
    EXPECT_EQ(
        s6m::decode_subscriber_information_request(message)->overload_features, loss_algorithm
    );
}

TEST(Overload, a_report_needs_no_more_than_a_number_and_a_scope)
{
    const auto read = answer_with([](AvpWriter& out) {
        out.put(avp::oc_sequence_number, std::uint64_t{0xFFFFFFFFFFFFFFFF});
        out.put(avp::oc_report_type, OverloadScope::realm);
    });
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(
        read->overload_report,
        (OverloadReport{0xFFFFFFFFFFFFFFFF, OverloadScope::realm, std::nullopt, std::nullopt})
    );
}

TEST(Overload, a_scope_that_we_do_not_know_does_not_spoil_the_answer)
{
    const auto read = answer_with([](AvpWriter& out) {
        out.put(avp::oc_sequence_number, std::uint64_t{1});
        out.put(avp::oc_report_type, std::uint32_t{2}); // of RFC 8581: a peer's
        out.put(avp::oc_reduction_percentage, std::uint32_t{50});
    });
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(read->overload_report, (OverloadReport{1, std::nullopt, 50, std::nullopt}));
}

TEST(Overload, a_report_without_its_number_is_a_fault)
{
    const auto read =
        answer_with([](AvpWriter& out) { out.put(avp::oc_report_type, OverloadScope::host); });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().result_code, result::missing_avp);
}

} // namespace
} // namespace iwf::diameter
