// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "iwf/app/scs/settings.hpp"
#include "iwf/diameter/s6t.hpp"
#include "iwf/domain/monitoring.hpp"

/// What a server says of monitoring in messages of S6t (TS 29.336, 8.2), the MTC-IWF being its HSS.
namespace iwf::scs {

/// Asks to be told of an event, or tells how the device will behave.
struct Subscribing
{
    domain::WatchedIdentity device;
    domain::ScefReference reference;
    std::optional<domain::ScefReference> replaced; ///< a subscription that ends with it
    std::variant<domain::EventParameters, domain::CommunicationPattern> wanted;
    std::optional<std::chrono::milliseconds> lifetime; ///< from when it is sent
    std::optional<std::uint32_t> group_guard_s;
};

/// Takes back what was asked for, or told.
struct Unsubscribing
{
    domain::WatchedIdentity device;
    std::vector<domain::ScefReference> references; ///< none: all of the device
    bool patterns{};                               ///< those, not the events
};

using Configuration = std::variant<Subscribing, Unsubscribing>;

/// A CIA, or why there is none.
using ConfigurationResult =
    tl::expected<diameter::s6t::ConfigurationInformationAnswer, std::string>;

/// What a CIA says about one reference.
struct ReferenceResult
{
    domain::ScefReference reference;
    std::optional<diameter::Outcome> outcome; ///< none: it is only mentioned
    std::optional<diameter::monitoring::NodeType> node;

    friend bool operator==(const ReferenceResult&, const ReferenceResult&) = default;
};

/// How a RIR is answered; nothing: not at all.
using ReportAnswer = std::optional<diameter::Outcome>;

/// A RIR.
struct MonitoringReport
{
    diameter::s6t::ReportingInformationRequest request;
    bool retransmitted{}; ///< the T flag
};

/// The CIR, its head less Session-Id and Destination. `now`: when it is sent.
[[nodiscard]] diameter::s6t::ConfigurationInformationRequest
make_request(const Configuration& configuration, const Settings& settings, base::WallTime now);

/// In the order of the CIA; a reference may have several, of several nodes.
[[nodiscard]] std::vector<ReferenceResult>
results_of(const diameter::s6t::ConfigurationInformationAnswer& answer);

/// True when the command and every reference in the answer are a success, and the answer speaks of
/// the reference of a new subscription, or will do so in reports on its group.
[[nodiscard]] bool is_success(
    const diameter::s6t::ConfigurationInformationAnswer& answer, const Configuration& configuration
);

/// The RIA. An experimental result of several reports is told of each of them.
[[nodiscard]] diameter::s6t::ReportingInformationAnswer make_answer(
    const diameter::s6t::ReportingInformationRequest& request,
    const diameter::Outcome& outcome,
    const Settings& settings
);

/// The references of all the reports in it.
[[nodiscard]] std::vector<domain::ScefReference>
references_of(const diameter::s6t::ReportingInformationRequest& request);

/// As the MTC-IWF wrote it, printable; "?" when it names nobody.
[[nodiscard]] std::string device_of(const diameter::monitoring::UserIdentifier& user);

} // namespace iwf::scs
