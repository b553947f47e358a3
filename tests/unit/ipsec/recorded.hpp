// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// Security associations as charon 5.9.8 told them.
namespace iwf::ipsec::recorded {

inline std::string child(const std::string& id, const std::string& state = "INSTALLED")
{
    return R"({"name":"dia","uniqueid":")" + id + R"(","reqid":"2","state":")" + state +
           R"(","mode":"TUNNEL","protocol":"ESP","encap":"yes","spi-in":"4af47006",)"
           R"("spi-out":"8d89df63","encr-alg":"AES_GCM_16","encr-keysize":"256","bytes-in":"0",)"
           R"("packets-in":"0","bytes-out":"0","packets-out":"0","rekey-time":"3350",)"
           R"("life-time":"3960","install-time":"0","local-ts":["10.200.0.1/32"],)"
           R"("remote-ts":["10.200.64.1/32"]})";
}

/// What stands in the section of an IKE_SA, without its braces.
inline std::string ike_content(const std::string& id, const std::string& state = "ESTABLISHED")
{
    return R"("uniqueid":")" + id + R"(","version":"2","state":")" + state +
           R"(","local-host":"198.51.100.1","local-port":"4500","local-id":"iwf.lab.example",)"
           R"("remote-host":"198.51.100.12","remote-port":"4500","remote-id":"scs2.lab.example",)"
           R"("initiator-spi":"0123456789abcdef","responder-spi":"fedcba9876543210",)"
           R"("nat-remote":"yes","nat-any":"yes","encr-alg":"AES_GCM_16","encr-keysize":"256",)"
           R"("prf-alg":"PRF_HMAC_SHA2_256","dh-group":"CURVE_25519","established":"0",)"
           R"("rekey-time":"13579","remote-vips":["10.200.64.1"])";
}

inline std::string ike(const std::string& id, const std::string& children = "")
{
    return "{" + ike_content(id) + R"(,"child-sas":{)" + children + "}}";
}

inline std::string list_sa(const std::string& id, const std::string& child_id)
{
    return R"({"scs2":)" + ike(id, "\"dia-" + child_id + "\":" + child(child_id)) + "}";
}

/// Of an IKE_SA whose peer is not known yet.
inline std::string attempt(const std::string& id)
{
    return R"x({"(unnamed)":{"uniqueid":")x" + id + R"x(","version":"2","state":"CONNECTING"}})x";
}

inline std::string updown(bool up, const std::string& id, const std::string& children = "")
{
    return std::string{up ? R"({"up":"yes",)" : "{"} + R"("scs2":)" + ike(id, children) + "}";
}

inline std::string child_updown(bool up, const std::string& id, const std::string& child_id)
{
    return updown(up, id, "\"dia-" + child_id + "\":" + child(child_id));
}

inline std::string
child_rekey(const std::string& id, const std::string& old, const std::string& now)
{
    return R"({"scs2":)" +
           ike(id, R"("dia":{"old":)" + child(old, "REKEYED") + R"(,"new":)" + child(now) + "}") +
           "}";
}

inline std::string ike_rekey(const std::string& old, const std::string& now)
{
    return R"({"scs2":{"old":{)" + ike_content(old, "REKEYING") + R"(},"new":{)" +
           ike_content(now) + "}}}";
}

} // namespace iwf::ipsec::recorded
