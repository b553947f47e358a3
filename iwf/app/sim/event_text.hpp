// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "iwf/app/sim/live_events.hpp"
#include "iwf/base/result.hpp"
#include "iwf/diameter/monitoring.hpp"

/// Events as lines of text.
namespace iwf::sim {

/// What an HSS tells an MME of an event that it stores, in one line of JSON: it stands for the
/// Insert-Subscriber-Data of S6a (TS 29.272), which no simulator speaks.
[[nodiscard]] std::string insert_line(const LiveEvent& event);
[[nodiscard]] base::Result<LiveEvent> parse_insert(const std::string& text);

/// Likewise that it is no more: `{scef: HOST, reference: N}`.
[[nodiscard]] std::string remove_line(const LiveEvent& event);
[[nodiscard]] base::Result<EventKey> parse_remove(const std::string& text);

/// A report of nothing: for tests of who receives it.
struct ForgedReport
{
    Scef to;
    diameter::monitoring::EventReport report;
    std::optional<diameter::monitoring::UserIdentifier> user;
    std::uint32_t count{1};
};

/// `{scef: HOST, realm: REALM, reference: N, type: N, device: NAME, as: HOST, count: N}`, all but
/// reference optional: `scef` is the first of `peers` otherwise, `as` (the SCEF-ID told) the same,
/// `realm` the simulator's own.
[[nodiscard]] base::Result<ForgedReport>
parse_forged(const std::string& text, const std::string& peer, const std::string& realm);

} // namespace iwf::sim
