// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/diameter/common.hpp"
#include "iwf/diameter/monitoring.hpp"
#include "iwf/diameter/overload.hpp"
#include "iwf/domain/monitoring.hpp"

/// S6t: SCEF <-> HSS (TS 29.336, 7 and 8), also spoken to servers with this node in the HSS's
/// place. Its command codes are those of T6a.
namespace iwf::diameter::s6t {

/// Bits of CIR-Flags (TS 29.336, 8.4).
namespace cir_flag {
inline constexpr std::uint32_t delete_all_events = 1U << 0U;
inline constexpr std::uint32_t enhanced_coverage_query = 1U << 1U;
inline constexpr std::uint32_t imsi_group_id_retrieval = 1U << 2U;
inline constexpr std::uint32_t delete_all_patterns = 1U << 3U;
inline constexpr std::uint32_t delete_all_network_configurations = 1U << 4U;
} // namespace cir_flag

/// Of CIA-Flags (TS 29.336, 8.4).
inline constexpr std::uint32_t cia_flag_group_in_progress = 1U << 0U;

/// Of S6t-HSS-Cause (TS 29.336, 8.4).
inline constexpr std::uint32_t hss_cause_absent_subscriber = 1U << 0U;

/// Bits of RIR-Flags (TS 29.336, 8.4).
namespace rir_flag {
inline constexpr std::uint32_t group_in_progress = 1U << 0U;
inline constexpr std::uint32_t all_events_cancelled = 1U << 1U;
inline constexpr std::uint32_t authorized_events_changed = 1U << 2U;
inline constexpr std::uint32_t all_patterns_cancelled = 1U << 3U;
inline constexpr std::uint32_t all_network_configurations_cancelled = 1U << 4U;
} // namespace rir_flag

/// Supported-Services.
struct SupportedServices
{
    std::optional<std::uint64_t> events; ///< bits of monitoring::supported_event
    std::optional<monitoring::NodeType> node_type;

    friend bool operator==(const SupportedServices&, const SupportedServices&) = default;
};

/// Group-Report-Item: what one device of a group is told of.
struct GroupReportItem
{
    monitoring::UserIdentifier user; ///< names nobody when only an IMSI was said
    domain::EventReport report;
    std::vector<domain::ScefReference> for_deletion;
    std::vector<monitoring::ServiceReport> service_reports;
    std::optional<std::uint32_t> hss_cause;

    friend bool operator==(const GroupReportItem&, const GroupReportItem&) = default;
};

/// Group-Report.
struct GroupReport
{
    domain::ScefReference reference;
    std::optional<std::string> scef_id;
    std::vector<GroupReportItem> items;

    friend bool operator==(const GroupReport&, const GroupReport&) = default;
};

/// CIR, TS 29.336, 8.2.3.
struct ConfigurationInformationRequest
{
    RequestHead head;
    monitoring::UserIdentifier user;                ///< never empty
    std::optional<std::uint64_t> overload_features; ///< absent: takes no overload reports
    std::vector<SupportedFeatures> supported_features;
    std::vector<monitoring::EventConfiguration> configurations;
    std::optional<std::uint32_t> cir_flags;
    std::vector<monitoring::CommunicationPatternConfiguration> patterns;
    std::optional<std::uint32_t> group_guard_s; ///< Group-Reporting-Guard-Timer

    friend bool
    operator==(const ConfigurationInformationRequest&, const ConfigurationInformationRequest&) =
        default;
};

/// CIA, TS 29.336, 8.2.4.
struct ConfigurationInformationAnswer
{
    AnswerHead head;
    std::optional<std::uint64_t> overload_features; ///< what the HSS has chosen of ours
    std::optional<OverloadReport> overload_report;
    std::optional<Load> load;
    std::vector<SupportedFeatures> supported_features;
    std::optional<monitoring::UserIdentifier> user;
    std::optional<std::uint32_t> number_of_ues;
    std::vector<monitoring::EventReport> reports;
    std::vector<monitoring::ConfigStatus> statuses;
    std::vector<monitoring::PatternStatus> pattern_statuses;
    std::vector<SupportedServices> supported_services;
    std::optional<std::uint32_t> hss_cause;
    std::optional<std::uint32_t> cia_flags;

    friend bool
    operator==(const ConfigurationInformationAnswer&, const ConfigurationInformationAnswer&) =
        default;
};

/// RIR, TS 29.336, 8.2.5. Demands a Destination-Host.
struct ReportingInformationRequest
{
    RequestHead head;
    std::vector<SupportedFeatures> supported_features;
    std::optional<monitoring::UserIdentifier> user;
    std::vector<monitoring::EventReport> reports;
    std::vector<GroupReport> group_reports;
    std::optional<std::uint32_t> rir_flags;
    std::vector<SupportedServices> supported_services;

    friend bool
    operator==(const ReportingInformationRequest&, const ReportingInformationRequest&) = default;
};

/// RIA, TS 29.336, 8.2.6.
struct ReportingInformationAnswer
{
    AnswerHead head;
    std::vector<SupportedFeatures> supported_features;
    std::vector<monitoring::ReportStatus> statuses; ///< successful ones may be missing

    friend bool
    operator==(const ReportingInformationAnswer&, const ReportingInformationAnswer&) = default;
};

[[nodiscard]] Decoded<ConfigurationInformationRequest>
decode_configuration_information_request(const Message& message);
[[nodiscard]] Decoded<ConfigurationInformationAnswer>
decode_configuration_information_answer(const Message& message);
[[nodiscard]] Decoded<ReportingInformationAnswer>
decode_reporting_information_answer(const Message& message);

/// `enterprise`: whose AVP Broken-Expectation is (code 1), in reports and in items of group
/// reports.
[[nodiscard]] Decoded<ReportingInformationRequest> decode_reporting_information_request(
    const Message& message, std::uint32_t enterprise = monitoring::default_enterprise
);

[[nodiscard]] Message encode(const ConfigurationInformationRequest& request);
[[nodiscard]] Message encode(const ConfigurationInformationAnswer& answer);
[[nodiscard]] Message encode(
    const ReportingInformationRequest& request,
    std::uint32_t enterprise = monitoring::default_enterprise
);
[[nodiscard]] Message encode(const ReportingInformationAnswer& answer);

} // namespace iwf::diameter::s6t
