// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "iwf/diameter/common.hpp"
#include "iwf/diameter/monitoring.hpp"
#include "iwf/diameter/overload.hpp"

/// T6a and T6b: SCEF <-> MME and SGSN, as used for monitoring (TS 29.128, 6). Internal to the
/// operator. Its command codes are those of S6t.
namespace iwf::diameter::t6a {

/// CIR, TS 29.128, 6.2.3. Reports and a user are an IWK-SCEF's.
struct ConfigurationInformationRequest
{
    RequestHead head;
    std::vector<SupportedFeatures> supported_features;
    std::vector<monitoring::EventConfiguration> configurations;
    std::vector<monitoring::EventReport> reports;
    std::optional<monitoring::UserIdentifier> user;

    friend bool
    operator==(const ConfigurationInformationRequest&, const ConfigurationInformationRequest&) =
        default;
};

/// CIA, TS 29.128, 6.2.4.
struct ConfigurationInformationAnswer
{
    AnswerHead head;
    std::vector<SupportedFeatures> supported_features;
    std::vector<monitoring::EventReport> reports;
    std::vector<monitoring::ConfigStatus> statuses;

    friend bool
    operator==(const ConfigurationInformationAnswer&, const ConfigurationInformationAnswer&) =
        default;
};

/// RIR, TS 29.128, 6.2.5.
struct ReportingInformationRequest
{
    RequestHead head;
    std::optional<std::uint64_t> overload_features; ///< absent: takes no overload reports
    std::vector<SupportedFeatures> supported_features;
    std::optional<monitoring::UserIdentifier> user;
    std::vector<monitoring::EventReport> reports;

    friend bool
    operator==(const ReportingInformationRequest&, const ReportingInformationRequest&) = default;
};

/// RIA, TS 29.128, 6.2.6.
struct ReportingInformationAnswer
{
    AnswerHead head;
    std::optional<std::uint64_t> overload_features;
    std::optional<OverloadReport> overload_report;
    std::optional<Load> load;
    std::vector<SupportedFeatures> supported_features;
    std::vector<monitoring::ReportStatus> statuses; ///< successful ones may be missing

    friend bool
    operator==(const ReportingInformationAnswer&, const ReportingInformationAnswer&) = default;
};

[[nodiscard]] Decoded<ConfigurationInformationRequest>
decode_configuration_information_request(const Message& message);
[[nodiscard]] Decoded<ConfigurationInformationAnswer>
decode_configuration_information_answer(const Message& message);
[[nodiscard]] Decoded<ReportingInformationRequest>
decode_reporting_information_request(const Message& message);
[[nodiscard]] Decoded<ReportingInformationAnswer>
decode_reporting_information_answer(const Message& message);

[[nodiscard]] Message encode(const ConfigurationInformationRequest& request);
[[nodiscard]] Message encode(const ConfigurationInformationAnswer& answer);
[[nodiscard]] Message encode(const ReportingInformationRequest& request);
[[nodiscard]] Message encode(const ReportingInformationAnswer& answer);

} // namespace iwf::diameter::t6a
