// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "iwf/base/clock.hpp"

/// The audit log: what was refused, done or changed, one line each, in a chain that shows whether a
/// line was changed, taken away, put in or moved (F11), without an identity in clear (S7). Pure;
/// the file and its thread are in iwf/store.
namespace iwf::audit {

enum class Kind : std::uint8_t
{
    refusal, ///< many alike become one line with a count
    alarm,   ///< likewise
    change,  ///< always a line of its own
    permit,  ///< likewise: a request that was let through, and what became of it
};

/// One decision. Texts may hold anything: a line escapes them, and cuts them at 600 octets.
struct Entry
{
    Kind kind{Kind::refusal};
    base::WallTime time{};
    std::string event;   ///< "trigger.refused"
    std::string who;     ///< whose request it was: a contract, an address, a user
    std::string what;    ///< what was asked for, or what changed
    std::string device;  ///< in clear; a line holds its pseudonym, and the identity sealed
    std::string outcome; ///< "NOTAUTHORIZED (105)"
    std::string rule;    ///< the rules that decided, each with its file:line
    std::string reason;
    std::uint64_t count{1};              ///< decisions alike that this stands for
    std::optional<base::WallTime> until; ///< the last of them
};

} // namespace iwf::audit
