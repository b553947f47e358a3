// SPDX-License-Identifier: Apache-2.0
#include "iwf/freediameter/received.hpp"

#include <gtest/gtest.h>

#include "iwf/freediameter/admission.hpp"
#include "support/raw_message.hpp"

namespace iwf::freediameter {
namespace {

diameter::Message base_message(std::initializer_list<base::Bytes> avps)
{
    const auto octets =
        test::raw_message({1, 0, 0x80, test::command::watchdog, 0}, std::vector(avps));
    return *diameter::decode(octets);
}

TEST(LinkLocal, is_application_zero_without_the_proxiable_bit_and_nothing_else)
{
    diameter::Header header;
    EXPECT_TRUE(is_link_local(header));
    header.flags = diameter::flag::proxiable;
    EXPECT_FALSE(is_link_local(header));
    header.flags = 0;
    header.application = diameter::ApplicationId{16777309};
    EXPECT_FALSE(is_link_local(header));
}

TEST(FitForLibfdcore, is_a_watchdog_as_peers_send_it)
{
    EXPECT_TRUE(is_fit_for_libfdcore(
        base_message({test::raw_avp(264, "a.test"), test::raw_avp(296, "test")})
    ));
}

TEST(FitForLibfdcore, is_no_message_with_a_session_id_a_broken_avp_or_of_unheard_of_size)
{
    EXPECT_FALSE(is_fit_for_libfdcore(base_message({test::raw_avp(263, "s")})));
    EXPECT_TRUE(is_fit_for_libfdcore(base_message({test::raw_avp(263, "s", 0xc0, 10415)})))
        << "another vendor's 263 is no Session-Id";
    base::Bytes broken = test::raw_avp(264, "a.test");
    broken[7] = 200;
    EXPECT_FALSE(is_fit_for_libfdcore(base_message({broken})));
    EXPECT_FALSE(is_fit_for_libfdcore(base_message({test::raw_avp(264, std::string(20'000, 'a'))}))
    );
}

TEST(Remote, is_the_address_in_the_name_of_a_connection)
{
    EXPECT_EQ(remote_in("{----} TCP from [192.0.2.1]:59447 (4<-3)"), "192.0.2.1");
    EXPECT_EQ(remote_in("{----} TCP from [2001:db8::1]:59447 (4<"), "2001:db8::1");
    EXPECT_EQ(remote_in("{----} TCP from [2001:db8"), "");
    EXPECT_EQ(remote_in(""), "");
}

} // namespace
} // namespace iwf::freediameter
