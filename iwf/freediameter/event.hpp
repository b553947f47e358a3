// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "iwf/base/clock.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/diameter/transport.hpp"

/// What crosses from libfdcore's threads to the core thread: plain values, no pointer to anything
/// of libfdcore.
namespace iwf::freediameter {

struct Opened
{
    diameter::Connection connection;
    std::string remote;
};

struct Closed
{
    diameter::Connection connection;
    std::string reason;
};

/// On which connection, and when.
struct Arrival
{
    diameter::Connection connection;
    base::Instant time{};
};

struct RequestArrived
{
    Arrival arrival;
    diameter::Message message;
    std::size_t ahead{}; ///< requests of the peer that waited in the inbox then
};

/// The peer's answer to the request that went out with this End-to-End id on this connection.
struct AnswerArrived
{
    diameter::Connection connection;
    diameter::Message message;
};

using Event = std::variant<Opened, Closed, RequestArrived, AnswerArrived>;

} // namespace iwf::freediameter
