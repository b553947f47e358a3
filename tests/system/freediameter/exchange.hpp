// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "node_process.hpp"
#include "support/raw_peer.hpp"

namespace iwf::test {

inline Bytes
request_of(const std::string& host, std::uint32_t number, const std::string& realm = "test")
{
    return raw_device_action("s;1;" + std::to_string(number), host, "test", realm, number);
}

/// One more exchange on a connection that is open.
inline void expect_answer(RawPeer& peer, NodeProcess& node, std::uint32_t number)
{
    peer.send(request_of(peer.host(), number));
    for (;;) {
        const auto answer = peer.receive_application(std::chrono::seconds{5});
        ASSERT_TRUE(answer) << node.log();
        if (raw_header(*answer).end_to_end == number) {
            EXPECT_EQ(result_code_of(*answer), 2001U);
            return;
        }
    }
}

} // namespace iwf::test
