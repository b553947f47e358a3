// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/request_checks.hpp"

#include <string>

#include <gmock/gmock.h>

#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/generated/base.hpp"

namespace iwf::test {
namespace {

std::optional<diameter::Fault> session_fault(const std::string& session)
{
    diameter::RequestHead head;
    head.session_id = session;
    head.origin_host = "scs.acme.example";
    return gateways::check_session(head);
}

TEST(RequestChecksTest, a_session_under_the_senders_name_is_in_order_whatever_follows)
{
    for (const char* const session :
         {"scs.acme.example;1;7",
          "SCS.Acme.example;;",
          "scs.acme.example;any;thing;else",
          "scs.acme.example"}) {
        EXPECT_EQ(session_fault(session), std::nullopt) << session;
    }
}

TEST(RequestChecksTest, A4_a_session_under_another_name_is_a_wrong_value)
{
    for (const std::string session :
         {"scs.beta.example;1;7",
          "iwf.operator.example;1;7",
          "scs.acme.example.evil;1;7",
          "scs.acme.exampl;1",
          "1;7",
          ";scs.acme.example",
          "scs.acme.example 1"}) {
        const auto fault = session_fault(session);
        ASSERT_TRUE(fault.has_value()) << session;
        EXPECT_EQ(fault->result_code, diameter::result::invalid_avp_value);
        base::Bytes failed;
        diameter::AvpWriter{failed}.put(diameter::avp::session_id, std::string_view{session});
        EXPECT_EQ(fault->failed_avp, failed);
        EXPECT_EQ(fault->text.find(session), std::string::npos) << "texts hold no value";
    }
}

} // namespace
} // namespace iwf::test
