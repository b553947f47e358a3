// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "iwf/app/scs/monitoring.hpp"
#include "iwf/app/scs/output.hpp"
#include "iwf/app/scs/state.hpp"

/// What the user sees of monitoring, on standard output: lines to read, or one JSON object a line.
namespace iwf::scs {

/// What is going to be asked; in plain formats only.
void show(const Output& output, const Configuration& configuration);

/// The CIA, and each report in it.
void show(
    const Output& output,
    const Configuration& configuration,
    const ConfigurationResult& result,
    std::chrono::microseconds took
);

/// A line for each report in the RIR, or one for a RIR that has flags only.
void show(const Output& output, const MonitoringReport& report, const ReportAnswer& answer);

/// A line for each.
void show(const Output& output, const Subscriptions& subscriptions);

} // namespace iwf::scs
