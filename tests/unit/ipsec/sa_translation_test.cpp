// SPDX-License-Identifier: Apache-2.0
#include "ipsec/sa_translation.hpp"

#include <gtest/gtest.h>

#include "message_of.hpp"
#include "recorded.hpp"

namespace iwf::ipsec {
namespace {

using core::ChildSaId;
using core::IkeSaId;
namespace sa_event = core::sa_event;

core::ChildSa expected_child(std::uint64_t id)
{
    const auto network = [](const char* text) { return domain::Network::parse(text).value(); };
    return {
        ChildSaId{id},
        "dia",
        true,
        true,
        {"AES_GCM_16", 256, "", "", "", false},
        {{network("10.200.0.1"), 0, 0, 0xffff}},
        {{network("10.200.64.1"), 0, 0, 0xffff}},
    };
}

core::IkeSa expected_ike(std::uint64_t id, std::vector<core::ChildSa> children)
{
    return {
        IkeSaId{id},
        "scs2",
        true,
        "iwf.lab.example",
        "scs2.lab.example",
        "198.51.100.12",
        {"AES_GCM_16", 256, "", "PRF_HMAC_SHA2_256", "CURVE_25519", false},
        false,
        std::move(children),
    };
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
}

core::IkeSa listed(const std::string& json)
{
    const auto associations = read_list(message_of(json));
    EXPECT_TRUE(associations) << associations.error().text;
    return associations && associations->size() == 1 ? associations->front() : core::IkeSa{};
}

template <class Kind>
Kind event(const char* name, const std::string& json)
{
    const auto read = read_event(name, message_of(json));
    EXPECT_TRUE(read) << read.error().text;
    if (!read || !*read || !std::holds_alternative<Kind>(**read)) {
        ADD_FAILURE() << "another event";
        return {};
    }
    return std::get<Kind>(**read);
}

TEST(SaTranslation, reads_what_list_sas_tells)
{
    EXPECT_EQ(listed(recorded::list_sa("2", "7")), expected_ike(2, {expected_child(7)}));
}

TEST(SaTranslation, reads_what_stands_there_when_it_applies)
{
    const std::string json = replaced(
        replaced(
            recorded::list_sa("2", "7"),
            R"("prf-alg")",
            R"("integ-alg":"HMAC_SHA2_256_128","ppk":"yes","prf-alg")"
        ),
        R"("bytes-in")",
        R"("integ-alg":"HMAC_SHA2_512_256","dh-group":"ECP_384","esn":"1","bytes-in")"
    );
    const core::IkeSa ike = listed(json);
    EXPECT_TRUE(ike.has_ppk);
    EXPECT_EQ(ike.algorithms.integrity, "HMAC_SHA2_256_128");
    ASSERT_EQ(ike.children.size(), 1U);
    EXPECT_EQ(ike.children[0].algorithms.integrity, "HMAC_SHA2_512_256");
    EXPECT_EQ(ike.children[0].algorithms.group, "ECP_384");
    EXPECT_TRUE(ike.children[0].algorithms.esn);
}

TEST(SaTranslation, knows_which_children_carry_packets)
{
    for (const char* state : {"INSTALLED", "REKEYING", "REKEYED"}) {
        const auto json =
            R"({"scs2":)" + recorded::ike("2", "\"a\":" + recorded::child("7", state)) + "}";
        EXPECT_TRUE(listed(json).children.at(0).is_usable) << state;
    }
    for (const char* state :
         {"CREATED", "ROUTED", "INSTALLING", "DELETING", "DELETED", "RETRYING", ""}) {
        const auto json =
            R"({"scs2":)" + recorded::ike("2", "\"a\":" + recorded::child("7", state)) + "}";
        EXPECT_FALSE(listed(json).children.at(0).is_usable) << state;
    }
    EXPECT_FALSE(listed(replaced(recorded::list_sa("2", "7"), "ESP", "AH")).children.at(0).is_esp);
}

TEST(SaTranslation, knows_what_is_not_established)
{
    for (const char* state : {"CREATED", "CONNECTING", "REKEYED", "DELETING", ""}) {
        const auto json = replaced(recorded::list_sa("2", "7"), "ESTABLISHED", state);
        EXPECT_FALSE(listed(json).is_established) << state;
    }
    EXPECT_TRUE(
        listed(replaced(recorded::list_sa("2", "7"), "ESTABLISHED", "REKEYING")).is_established
    );
    EXPECT_FALSE(
        listed(replaced(recorded::list_sa("2", "7"), R"("version":"2")", R"("version":"1")"))
            .is_established
    );
}

TEST(SaTranslation, does_not_call_a_child_usable_whose_selectors_it_does_not_understand)
{
    for (const char* side : {R"("local-ts":[)", R"("remote-ts":[)"}) {
        const auto json = replaced(
            recorded::list_sa("2", "7"), side, std::string{side} + R"("10.9.9.9/32[tcp/OPAQUE]",)"
        );
        const core::IkeSa ike = listed(json);
        ASSERT_EQ(ike.children.size(), 1U);
        EXPECT_FALSE(ike.children[0].is_usable) << side;
        EXPECT_EQ(ike.children[0].local, expected_child(7).local);
        EXPECT_EQ(ike.children[0].remote, expected_child(7).remote);
    }
}

TEST(SaTranslation, judges_up_and_down_by_the_key_and_not_by_the_state)
{
    EXPECT_EQ(
        event<sa_event::Up>("child-updown", recorded::child_updown(true, "2", "7")).association,
        expected_ike(2, {expected_child(7)})
    );
    const auto down =
        event<sa_event::ChildrenDown>("child-updown", recorded::child_updown(false, "2", "7"));
    EXPECT_EQ(down.ike, IkeSaId{2});
    EXPECT_EQ(down.children, std::vector{ChildSaId{7}});

    EXPECT_EQ(
        event<sa_event::Up>("ike-updown", recorded::updown(true, "2")).association,
        expected_ike(2, {})
    );
    EXPECT_EQ(event<sa_event::IkeDown>("ike-updown", recorded::updown(false, "2")).ike, IkeSaId{2});
    const auto not_yes = replaced(recorded::updown(true, "2"), "yes", "no");
    EXPECT_EQ(event<sa_event::IkeDown>("ike-updown", not_yes).ike, IkeSaId{2});
}

TEST(SaTranslation, does_not_take_a_connection_called_up_for_the_key)
{
    const auto json = R"({"up":)" + recorded::ike("2") + "}";
    EXPECT_EQ(event<sa_event::IkeDown>("ike-updown", json).ike, IkeSaId{2});
}

TEST(SaTranslation, reads_the_end_of_an_attempt_that_had_no_connection)
{
    const auto json = recorded::attempt("33");
    EXPECT_EQ(event<sa_event::IkeDown>("ike-updown", json).ike, IkeSaId{33});
}

TEST(SaTranslation, reads_rekeyings)
{
    const auto child =
        event<sa_event::ChildRekeyed>("child-rekey", recorded::child_rekey("2", "7", "8"));
    EXPECT_EQ(child.ike, IkeSaId{2});
    EXPECT_EQ(child.old, ChildSaId{7});
    EXPECT_EQ(child.replacement, expected_child(8));

    const auto ike = event<sa_event::IkeRekeyed>("ike-rekey", recorded::ike_rekey("2", "3"));
    EXPECT_EQ(ike.old, IkeSaId{2});
    EXPECT_EQ(ike.replacement, expected_ike(3, {}));
}

TEST(SaTranslation, has_nothing_to_say_about_other_events)
{
    const auto read = read_event("log", message_of(R"({"group":"IKE","msg":"x"})"));
    ASSERT_TRUE(read);
    EXPECT_FALSE(*read);
}

struct Malformed
{
    const char* event;
    std::string json;
};

class MalformedEvent : public ::testing::TestWithParam<Malformed>
{};

TEST_P(MalformedEvent, is_an_error)
{
    EXPECT_FALSE(read_event(GetParam().event, message_of(GetParam().json)));
}

const std::string no_id = R"({"up":"yes","scs2":{"state":"ESTABLISHED"}})";

INSTANTIATE_TEST_SUITE_P(
    ,
    MalformedEvent,
    ::testing::Values(
        Malformed{"ike-updown", "{}"},
        Malformed{"ike-updown", R"({"up":"yes"})"},
        Malformed{"ike-updown", no_id},
        Malformed{"ike-updown", R"({"scs2":{"state":"ESTABLISHED"}})"},
        Malformed{"ike-updown", R"({"scs2":{"uniqueid":"x"}})"},
        Malformed{"ike-updown", R"({"a":{"uniqueid":"1"},"b":{"uniqueid":"2"}})"},
        Malformed{"ike-updown", R"({"up":"yes","a":{"uniqueid":"1","encr-keysize":"many"}})"},
        Malformed{"ike-updown", R"({"up":"yes","a":{"uniqueid":"1","encr-keysize":"65536"}})"},
        Malformed{"ike-updown", R"({"up":"yes","a":{"uniqueid":"1","child-sas":{"b":"c"}}})"},
        Malformed{"child-updown", recorded::updown(true, "2")},
        Malformed{"child-updown", recorded::updown(false, "2")},
        Malformed{"child-updown", R"({"a":{"uniqueid":"1","child-sas":{"d":{"name":"d"}}}})"},
        Malformed{"child-updown", R"({"a":{"uniqueid":"1","child-sas":{"d":"e"}}})"},
        Malformed{"child-updown", R"({"a":{"child-sas":{"d":{"uniqueid":"1"}}}})"},
        Malformed{"child-updown", R"({"up":"yes","a":{"uniqueid":"1","child-sas":{"d":{}}}})"},
        Malformed{"child-rekey", recorded::child_updown(true, "2", "7")},
        Malformed{"child-rekey", recorded::updown(true, "2")},
        Malformed{"child-rekey", R"({"a":{"uniqueid":"1","child-sas":{"d":{"old":{},"new":{}}}}})"},
        Malformed{"ike-rekey", recorded::updown(true, "2")},
        Malformed{"ike-rekey", R"({"a":{"old":{"uniqueid":"1"},"new":{}}})"},
        Malformed{"ike-rekey", R"({"a":{"old":{},"new":{"uniqueid":"1"}}})"}
    )
);

TEST(SaTranslation, of_a_list_that_cannot_be_is_an_error)
{
    EXPECT_FALSE(read_list(message_of(R"({"a":"b"})")));
    EXPECT_FALSE(read_list(message_of(R"({"a":{"state":"ESTABLISHED"}})")));
    EXPECT_FALSE(read_list(message_of(R"({"a":{"uniqueid":"1","child-sas":{"d":{}}}})")));
    EXPECT_TRUE(read_list(message_of("{}")));
}

} // namespace
} // namespace iwf::ipsec
