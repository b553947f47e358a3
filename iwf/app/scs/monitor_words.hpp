// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "iwf/app/scs/monitoring.hpp"
#include "iwf/base/result.hpp"
#include "iwf/domain/monitoring.hpp"

/// What monitoring is called on the command line.
namespace iwf::scs {

/// "loss-of-connectivity", "location" ...
[[nodiscard]] base::Result<domain::MonitoringType> parse_event(std::string_view text);

/// As parse_event() reads it.
[[nodiscard]] std::string_view event_word(domain::MonitoringType type);

/// "cell", "base-station", "tracking-area", "network".
[[nodiscard]] base::Result<domain::Accuracy> parse_accuracy(std::string_view text);

/// "sms", "data".
[[nodiscard]] base::Result<domain::ReachabilityType> parse_reachability(std::string_view text);

/// Of 32 bits, or, when `extended`, of 64.
[[nodiscard]] base::Result<domain::ScefReference>
parse_reference(std::string_view text, bool extended);

/// "none", or a number: from 5510 on an Experimental-Result-Code of 3GPP, else a Result-Code.
[[nodiscard]] base::Result<ReportAnswer> parse_report_answer(std::string_view text);

} // namespace iwf::scs
