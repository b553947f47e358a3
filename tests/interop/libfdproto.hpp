// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"

/// freeDiameter's own message library, with the dictionaries of the base protocol and of ours.
namespace iwf::test::libfdproto {

/// Once in a process, before judge().
[[nodiscard]] bool start();

struct Judgement
{
    std::string error_code; ///< "DIAMETER_MISSING_AVP"; empty: nothing is wrong
    base::Bytes octets;     ///< the message made again from what was understood of it
};

/// Parses the octets, resolves them in the dictionary, holds them against the rules, and makes
/// octets of them again.
[[nodiscard]] base::Result<Judgement> judge(const base::Bytes& octets);

} // namespace iwf::test::libfdproto
