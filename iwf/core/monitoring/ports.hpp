// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/strong_id.hpp"
#include "iwf/core/claimed_identity.hpp"
#include "iwf/core/monitoring/subscription.hpp"
#include "iwf/core/monitoring_result.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/monitoring.hpp"

/// What monitoring asks of the gateways, and what it is told by them. Calls come from the core
/// thread and do not block; results come back as calls of Monitoring, never from inside one of
/// these. Commands by the names of TS 29.336, 7.
namespace iwf::core {

// --- northbound: a server's CIR and its answer, our RIRs ---

/// A CIR of a server that is owed an answer.
using ConfigurationRequest = base::StrongId<struct ConfigurationRequestTag>;

/// One Monitoring-Event-Configuration: a new subscription, or the end of some, or both at once,
/// which is a replacement.
struct WantedEvent
{
    std::optional<domain::ScefReference> reference;
    std::vector<domain::ScefReference> for_deletion;
    domain::EventParameters parameters;

    friend bool operator==(const WantedEvent&, const WantedEvent&) = default;
};

/// One AESE-Communication-Pattern, likewise.
struct WantedPattern
{
    std::optional<domain::ScefReference> reference;
    std::vector<domain::ScefReference> for_deletion;
    std::vector<domain::CommunicationPattern> patterns;

    friend bool operator==(const WantedPattern&, const WantedPattern&) = default;
};

/// A CIR of a server, as the northbound gateway understood it. SCEF-ID has been found to be the
/// server's own name in all of it (TS 29.336, 8.4).
struct ConfigurationEvent
{
    ConfigurationRequest request;
    std::string contract; ///< of the connection it came on
    std::uint32_t end_to_end{};
    std::uint64_t digest{};  ///< of its content: a repetition has the same
    ClaimedIdentity claimed; ///< without an SCS-Identity: S6t has none
    bool group{};            ///< Type-Of-External-Identifier
    std::vector<WantedEvent> events;
    std::vector<WantedPattern> patterns;
    std::optional<std::uint32_t> group_guard_s;
    bool delete_events{};   ///< CIR-Flags: all of the server for this device
    bool delete_patterns{}; ///< likewise
};

/// How one reference of a CIR fared.
struct ReferenceResult
{
    domain::ScefReference reference;
    MonitoringResult result{};

    friend bool operator==(const ReferenceResult&, const ReferenceResult&) = default;
};

/// A report as the server gets it.
struct ToldReport
{
    domain::ScefReference reference; ///< the server's
    std::optional<domain::ScefReference> replaced;
    domain::EventReport report;

    friend bool operator==(const ToldReport&, const ToldReport&) = default;
};

/// The content of a CIA to a server.
struct ConfigurationAnswer
{
    MonitoringResult result{}; ///< of the command as a whole
    std::vector<ReferenceResult> events{};
    std::vector<ReferenceResult> patterns{};
    std::vector<ToldReport> reports{}; ///< that the network had at once
    std::optional<std::uint32_t> devices{};
    bool group_in_progress{};
    bool absent_subscriber{};

    friend bool operator==(const ConfigurationAnswer&, const ConfigurationAnswer&) = default;
};

/// Of a group: one device's part of a RIR.
struct ToldItem
{
    domain::DeviceIdentity member;
    std::optional<MemberStatus> status;
    domain::EventReport report; ///< may be empty, beside a status
};

/// A RIR to a server: one report, or those of a group's devices.
struct Delivery
{
    SubscriptionId subscription; ///< for Monitoring::on_delivered; not told to the server
    std::string_view contract;
    const domain::WatchedIdentity& watched;
    ToldReport told;             ///< of a group: the report is empty
    std::vector<ToldItem> items; ///< of a group
    std::uint32_t end_to_end{};
    std::string_view session_id;
    bool retransmission{}; ///< the T flag: the server may have seen it
};

enum class DeliveryResult : std::uint8_t
{
    acknowledged,
    unknown_reference, ///< 5515: the server has no such subscription any more
    refused,           ///< any other answer that tells of a failure
    not_sent,          ///< no connection: the server cannot have seen it
    unanswered,        ///< the server may have seen it
};

/// Towards the servers (S6t with this node in the HSS's place).
class WatcherPort
{
public:
    WatcherPort() = default;
    WatcherPort(const WatcherPort&) = delete;
    WatcherPort& operator=(const WatcherPort&) = delete;
    virtual ~WatcherPort() = default;

    virtual void answer(ConfigurationRequest request, const ConfigurationAnswer& answer) = 0;

    /// Result: Monitoring::on_delivered. Borrowed for the call.
    virtual void deliver(const Delivery& delivery) = 0;
};

// --- southbound: our CIRs and their answers, RIRs of the network ---

/// One CIR of ours, however often it is sent.
using ConfigurationId = base::StrongId<struct ConfigurationIdTag>;

/// What one CIR asks for. The records are borrowed for the call.
struct NetworkConfiguration
{
    ConfigurationId id;
    domain::WatchedIdentity watched;
    std::vector<const SubscriptionRecord*> add; ///< events, observations, expectations
    /// To be removed; of those that a new one replaces, in that one's place.
    std::vector<const SubscriptionRecord*> remove;
    /// Which of `add` stands in the place of which of `remove`.
    std::vector<std::pair<SubscriptionId, SubscriptionId>> replaces;
    std::optional<std::uint32_t> group_guard_s;
    std::optional<domain::InternalHost> node; ///< the only one to be asked; nothing: any HSS
    std::uint32_t end_to_end{};
    std::string session_id;
    bool retransmission{};
};

/// Of one subscription in the answer.
struct NetworkStatus
{
    SubscriptionId subscription;
    MonitoringResult result{};
};

struct NetworkImmediate
{
    SubscriptionId subscription;
    domain::EventReport report;
};

/// What became of a NetworkConfiguration: the answer, or that there was none.
struct NetworkConfigured
{
    MonitoringResult result{};                  ///< of the command as a whole
    bool unanswered{};                          ///< it may have been carried out
    std::optional<domain::InternalHost> node{}; ///< who answered
    std::vector<NetworkStatus> statuses{};      ///< those that are not said are as the command
    std::vector<NetworkImmediate> reports{};
    std::optional<std::uint32_t> devices{};
    bool group_in_progress{};
    bool absent_subscriber{};
};

/// A RIR of an HSS or MME that is owed an answer.
using NetworkReportRequest = base::StrongId<struct NetworkReportRequestTag>;

enum class ReporterRole : std::uint8_t
{
    hss,
    mme
};

struct NetworkItem
{
    domain::ScefReference reference; ///< ours, as the node has it
    std::optional<domain::ScefReference> for_deletion;
    std::optional<domain::DeviceIdentity> member; ///< of a group: whose it is
    std::optional<MemberStatus> status;           ///< likewise: how the configuration fared there
    bool status_only{};                           ///< no event beside it
    domain::EventReport report;
};

/// A RIR, as the southbound gateway understood it.
struct NetworkReport
{
    NetworkReportRequest request;
    domain::InternalHost from;
    ReporterRole role{};
    std::uint32_t end_to_end{};
    bool retransmission{};                          ///< the T flag
    std::optional<domain::WatchedIdentity> watched; ///< who it says it is about
    std::vector<NetworkItem> items;
    bool all_events_cancelled{};   ///< RIR-Flags, of `watched`
    bool all_patterns_cancelled{}; ///< likewise
};

struct NetworkReportStatus
{
    domain::ScefReference reference; ///< as the node wrote it
    MonitoringResult result{};

    friend bool operator==(const NetworkReportStatus&, const NetworkReportStatus&) = default;
};

/// The content of a RIA to the network.
struct NetworkReportAnswer
{
    MonitoringResult result{};
    std::vector<NetworkReportStatus> failed; ///< of several reports, those that were not taken
};

/// Towards HSSs (S6t) and MMEs (T6a).
class WatchedNetworkPort
{
public:
    WatchedNetworkPort() = default;
    WatchedNetworkPort(const WatchedNetworkPort&) = delete;
    WatchedNetworkPort& operator=(const WatchedNetworkPort&) = delete;
    virtual ~WatchedNetworkPort() = default;

    /// Result: Monitoring::on_configured. Borrowed for the call.
    virtual void configure(const NetworkConfiguration& configuration) = 0;

    virtual void answer(NetworkReportRequest request, const NetworkReportAnswer& answer) = 0;
};

} // namespace iwf::core
