// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "iwf/diameter/s6t.hpp"
#include "iwf/diameter/sgd.hpp"
#include "iwf/diameter/t6a.hpp"
#include "support/sample_messages.hpp"

/// One of each message of S6t, T6a and SGd, likewise.
namespace iwf::test {

namespace s6t {
[[nodiscard]] diameter::s6t::ConfigurationInformationRequest
configuration_information_request(Fields fields);
[[nodiscard]] diameter::s6t::ConfigurationInformationAnswer
configuration_information_answer(Fields fields);
[[nodiscard]] diameter::s6t::ReportingInformationRequest reporting_information_request(Fields fields
);
[[nodiscard]] diameter::s6t::ReportingInformationAnswer reporting_information_answer(Fields fields);
} // namespace s6t

namespace t6a {
[[nodiscard]] diameter::t6a::ConfigurationInformationRequest
configuration_information_request(Fields fields);
[[nodiscard]] diameter::t6a::ConfigurationInformationAnswer
configuration_information_answer(Fields fields);
[[nodiscard]] diameter::t6a::ReportingInformationRequest reporting_information_request(Fields fields
);
[[nodiscard]] diameter::t6a::ReportingInformationAnswer reporting_information_answer(Fields fields);
} // namespace t6a

[[nodiscard]] diameter::sgd::MoForwardShortMessageRequest
mo_forward_short_message_request(Fields fields);
[[nodiscard]] diameter::sgd::MoForwardShortMessageAnswer
mo_forward_short_message_answer(Fields fields);

/// A report that has every element of the standard, whatever its type would have.
[[nodiscard]] domain::EventReport event_report();

} // namespace iwf::test
