// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "iwf/base/bytes.hpp"
#include "iwf/base/result.hpp"
#include "iwf/domain/monitoring.hpp"

/// Where devices are, as people write it and as the AVPs have it (TS 29.272, 7.3).
namespace iwf::sim {

/// "26201", "310410": country and network code; 3 octets.
[[nodiscard]] base::Result<base::Bytes> parse_plmn(std::string_view digits);

/// One or two places: a cell, "26201-0001a2b", with 7 hexadecimal digits; a tracking area,
/// "26201-00c3", with 4. A cell tells its base station too: its digits but for the last two.
[[nodiscard]] base::Result<domain::MmeLocation> parse_place(std::string_view text);

/// Whether the subscriber is at home in this network: the IMSI begins with its digits.
[[nodiscard]] bool is_home(std::string_view imsi, const base::Bytes& plmn);

/// The network of a place; empty: the place says nothing.
[[nodiscard]] base::Bytes plmn_of(const domain::MmeLocation& place);

/// A report of `place` as a node makes it for a request of this accuracy.
void put_place(
    domain::EventReport& report, const domain::MmeLocation& place, domain::Accuracy accuracy
);

/// Whether they differ when looked at with this accuracy.
[[nodiscard]] bool has_moved(
    const domain::MmeLocation& from, const domain::MmeLocation& to, domain::Accuracy accuracy
);

} // namespace iwf::sim
