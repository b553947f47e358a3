// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "iwf/app/scs/fields.hpp"
#include "iwf/app/scs/monitoring.hpp"

/// What is asked for and answered, by name.
namespace iwf::scs {

void put_references(
    Fields& out, std::string_view name, const std::vector<domain::ScefReference>& references
);

/// The type and the references.
[[nodiscard]] Fields wanted_of(const Configuration& configuration);

/// "result" or "experimental", and "result_name".
void put(Fields& out, const diameter::Outcome& outcome);

[[nodiscard]] Fields fields_of(const ReferenceResult& result);

/// What the answer says beside its results and reports.
[[nodiscard]] Fields extras_of(const diameter::s6t::ConfigurationInformationAnswer& answer);

/// As "service_reports", when there are any.
void put_results(
    Fields& out,
    const domain::ScefReference& reference,
    const std::vector<diameter::monitoring::ServiceReport>& services
);

/// What goes with each report of the RIR.
[[nodiscard]] Fields flags_of(const diameter::s6t::ReportingInformationRequest& request);

} // namespace iwf::scs
