// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/print.hpp"

#include <gtest/gtest.h>

#include "iwf/app/control/json.hpp"

namespace iwf::ctl {
namespace {

template <class Message>
std::string printed(const std::string& json)
{
    Message message;
    const auto read = control::from_json(json, message);
    EXPECT_TRUE(read) << read.error().text;
    return text_of(message);
}

TEST(CtlPrint, a_bound_link_shows_what_carries_it)
{
    EXPECT_EQ(
        printed<mtciwf::v1::IpsecStatus>(R"({"charon_reachable": true, "links": [{
            "contract": "acme", "identity": "out1.lab.example", "connection": "out1",
            "external": true, "addresses": ["10.200.1.1"], "bound": true, "ike_sa": 2,
            "child_sa": 3, "connected_from": "10.200.1.1", "associations": [{
                "ike_sa": 2, "established": true, "remote_identity": "out1.lab.example",
                "remote_address": "198.51.100.11", "algorithms": "AES_GCM_16-256/ECP_384",
                "known_since": "2026-01-02T03:04:05Z", "children": [{
                    "child_sa": 3, "name": "dia", "usable": true, "algorithms": "AES_GCM_16-256",
                    "local": ["10.200.0.1[tcp/3868]"], "remote": ["10.200.1.1[tcp]"]}]}]}]})"),
        "acme  bound by IKE_SA 2, CHILD_SA 3\n"
        "  out1.lab.example, addresses 10.200.1.1, connection out1 (external); "
        "Diameter from 10.200.1.1\n"
        "  IKE_SA 2  AES_GCM_16-256/ECP_384  with out1.lab.example at 198.51.100.11, "
        "since 2026-01-02T03:04:05Z\n"
        "    CHILD_SA 3  dia  AES_GCM_16-256  10.200.0.1[tcp/3868] === 10.200.1.1[tcp]\n"
    );
}

TEST(CtlPrint, what_is_missing_comes_first)
{
    const std::string text = printed<mtciwf::v1::IpsecStatus>(
        R"({"stale_since": "2026-01-02T03:04:05Z", "links": [{
            "contract": "acme", "identity": "a", "connection": "iwf-acme", "bound": false,
            "broken_link": "stale", "reason": "charon cannot be asked"}]})"
    );
    EXPECT_TRUE(text.starts_with("CHARON CANNOT BE ASKED since 2026-01-02T03:04:05Z")) << text;
    EXPECT_NE(text.find("\nacme  NOT BOUND: charon cannot be asked\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Diameter not connected\n"), std::string::npos) << text;
}

TEST(CtlPrint, an_identity_cannot_write_to_the_terminal)
{
    const std::string text = printed<mtciwf::v1::IpsecStatus>(
        R"({"charon_reachable": true, "links": [{"contract": "acme", "associations": [
            {"remote_identity": "a\u001b[2J\nb"}]}]})"
    );
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
}

TEST(CtlPrint, counters_have_their_names)
{
    const std::string text = printed<mtciwf::v1::DaemonStatus>(
        R"({"version": "1.2.3", "host": "iwf.test", "started": "2026-01-02T03:04:05Z",
            "uptime_s": 93784, "contracts": 2, "counters": {"requests": "7", "inbox": "1"}})"
    );
    EXPECT_TRUE(text.starts_with(
        "iwf.test  iwfd 1.2.3, up 1d 02:03:04 since 2026-01-02T03:04:05Z\ncontracts 2\nrequests 7\n"
    )) << text;
    EXPECT_NE(text.find("\ninbox 1\n"), std::string::npos) << text;
}

TEST(CtlPrint, apply_says_what_is_wrong)
{
    EXPECT_EQ(
        printed<mtciwf::v1::ApplyReply>(
            R"({"loaded": 2, "problems": ["no room"], "connections": [
                {"connection": "iwf-a"}, {"connection": "b", "error": "is not loaded"}]})"
        ),
        "loaded 2, unloaded 0, IKE_SAs ended 0\niwf-a  as it shall be\nb  WRONG: is not loaded\n"
        "PROBLEM: no room\n"
    );
}

TEST(CtlPrint, reload_says_what_changes_and_that_nothing_did_when_something_is_wrong)
{
    EXPECT_EQ(
        printed<mtciwf::v1::ReloadReply>(
            R"({"applied": true, "contracts": 3, "needsRestart": ["log.level: info -> debug"],
                "changes": [{"contract": "acme", "change": "changed", "keys": ["actions: - recall"]},
                            {"contract": "volt", "change": "added"}]})"
        ),
        "changed  acme\n           actions: - recall\nadded    volt\n"
        "NEEDS A RESTART: log.level: info -> debug\napplied; contracts in force: 3\n"
    );
    EXPECT_EQ(
        printed<mtciwf::v1::ReloadReply>(R"({"contracts": 2, "errors": ["a.yaml:1:2: no"]})"),
        "a.yaml:1:2: no\nNOTHING WAS CHANGED; contracts in force: 2\n"
    );
    EXPECT_EQ(
        printed<mtciwf::v1::ReloadReply>(R"({"contracts": 2})"),
        "no difference to what is in force\nnothing was changed (--dry-run); contracts in force: "
        "2\n"
    );
}

TEST(CtlPrint, an_explanation_tells_what_depends_on_the_moment_after_the_rules)
{
    EXPECT_EQ(
        printed<mtciwf::v1::ExplainReply>(R"({"permitted": true,
            "rules": [{"kind": "device", "text": "iot.test", "place": "a.yaml:6"}],
            "original": {"number": 7, "known": true, "state": "accepted", "pending": true,
                         "submitted": true, "sameDevice": false},
            "load": {"requests": "3", "mostRequests": "10000", "requestsOfServer": "1",
                     "mostOfServer": "2000", "triggers": "12", "mostTriggers": "1000000",
                     "busy": "the instance is ending", "waitingPercent": 100,
                     "hss": [{"name": "hss1.internal", "reductionPercent": 50,
                              "secondsLeft": 20}]}})"),
        "permitted\n"
        "  device iot.test (a.yaml:6)\n"
        "original 7: accepted, pending, an SMS-SC has it or shall have it, of another device\n"
        "load: 3 of 10000 requests in progress, 1 of 2000 of this server, 12 of 1000000 triggers, "
        "waiting 100 % of what it may be\n"
        "busy: TEMPORARYERROR (201) at this moment: the instance is ending\n"
        "waiting: some are answered with DIAMETER_TOO_BUSY (3004) at this moment\n"
        "overload: hss1.internal wants 50 % less for 20 s: so many of its lookups become "
        "TEMPORARYERROR (201), unless another HSS may be asked\n"
    );
    EXPECT_EQ(
        printed<mtciwf::v1::ExplainReply>(R"({"status": 111, "statusName": "RECALL_FAIL",
            "reason": "none", "original": {"number": 7}})"),
        "refused with RECALL_FAIL (111): none\noriginal 7: this server has no such trigger\n"
    );
}

} // namespace
} // namespace iwf::ctl
