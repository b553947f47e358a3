// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/domain/monitoring.hpp"
#include "iwf/store/field_reader.hpp"

namespace mtciwf::v1 {
class CommunicationPattern;
class EventParameters;
class EventReport;
} // namespace mtciwf::v1

/// The parts of the records of monitoring that are values of the domain.
namespace iwf::store {

/// Write every field into `message`, which must be empty.
void write_parameters(
    const domain::EventParameters& parameters, mtciwf::v1::EventParameters& message
);
void write_pattern(
    const domain::CommunicationPattern& pattern, mtciwf::v1::CommunicationPattern& message
);
void write_report(const domain::EventReport& report, mtciwf::v1::EventReport& message);

/// What the message holds; a value that none can have is noted in `in`.
[[nodiscard]] domain::EventParameters
read_parameters(FieldReader& in, const mtciwf::v1::EventParameters& message);
[[nodiscard]] domain::CommunicationPattern
read_pattern(FieldReader& in, const mtciwf::v1::CommunicationPattern& message);
[[nodiscard]] domain::EventReport
read_report(FieldReader& in, const mtciwf::v1::EventReport& message);

} // namespace iwf::store
