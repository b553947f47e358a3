// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/base/strong_id.hpp"
#include "iwf/core/monitoring/expectation.hpp"
#include "iwf/core/monitoring_result.hpp"
#include "iwf/domain/identity.hpp"
#include "iwf/domain/monitoring.hpp"

/// What must survive the process about monitoring (F5, S8).
namespace iwf::core {

/// A subscription by the name it has in the operator's network: our SCEF-Reference-ID-Ext, whose
/// lower 32 bits, never 0, are our SCEF-Reference-ID. Random: who does not know it cannot guess it.
/// Of all subscriptions both the whole and the lower half are different.
using SubscriptionId = base::StrongId<struct SubscriptionIdTag>;

/// As our requests carry it: a node without the feature Extended Reference IDs reads the half.
[[nodiscard]] inline domain::ScefReference reference_of(SubscriptionId id)
{
    return {static_cast<std::uint32_t>(id.value()), id.value()};
}

enum class SubscriptionState : std::uint8_t
{
    intended = 1,  ///< the network may have it; the server does not count on it
    active = 2,    ///< reports come and are passed on
    suspended = 3, ///< the network cannot watch for now, and has said so
    ended = 4,     ///< no report is taken any more; what is left is delivered
};

enum class SubscriptionKind : std::uint8_t
{
    event = 1,       ///< the server wants the reports
    expectation = 2, ///< the server wants to hear when the device behaves otherwise
    observation = 3, ///< made by us for an expectation; its reports are judged, not passed on
};

/// One request of the network, so that its repetition is known: who sent it, by a digest of his
/// name, and its End-to-End identifier.
struct ReportKey
{
    std::uint64_t sender{};
    std::uint32_t end_to_end{};

    friend auto operator<=>(const ReportKey&, const ReportKey&) = default;
};

/// Written whole at each change, but for what reports alone change: their number is also in the
/// last ReportRecord.
struct SubscriptionRecord
{
    SubscriptionId id;
    SubscriptionState state{SubscriptionState::intended};
    SubscriptionKind kind{SubscriptionKind::event};
    bool removal_owed{};             ///< the network may still have it, and must not
    std::string contract;            ///< of the server
    domain::ScefReference reference; ///< the server's own; of an observation: the expectation's
    domain::WatchedIdentity watched;
    domain::EventParameters parameters; ///< as granted; of an expectation: only until when
    std::vector<domain::CommunicationPattern> patterns; ///< of an expectation
    std::optional<ExpectationMemory> memory;            ///< likewise: what was seen so far
    std::optional<SubscriptionId> expectation;          ///< of an observation: whose
    std::optional<domain::InternalHost> node;           ///< the HSS that has it
    std::optional<std::uint32_t> devices;               ///< of a group: Number-of-UEs
    std::optional<std::uint32_t> group_guard_s;         ///< asked for by the server
    std::uint64_t reports{};                            ///< sequence of the last ReportRecord
    std::uint32_t counted{}; ///< of Maximum-Number-of-Reports; of a group: devices that have had
                             ///< all of theirs
    base::WallTime created;

    friend bool operator==(const SubscriptionRecord&, const SubscriptionRecord&) = default;
};

/// One that nobody has yet: neither an id nor a server.
[[nodiscard]] SubscriptionRecord new_subscription(
    SubscriptionKind kind,
    const domain::ScefReference& reference,
    domain::WatchedIdentity watched,
    domain::EventParameters parameters
);

/// How the configuration of a group fared at one of its devices (Group-Report-Item: Service-Report
/// and S6t-HSS-Cause).
struct MemberStatus
{
    MonitoringResult result{};
    bool absent_subscriber{};

    friend bool operator==(const MemberStatus&, const MemberStatus&) = default;
};

/// A report that was promised to a server and is not acknowledged yet.
struct ReportRecord
{
    SubscriptionId subscription;
    std::uint64_t sequence{};   ///< 1 is the first of the subscription
    ReportKey origin;           ///< the request that brought it; of our own making: all 0
    domain::EventReport report; ///< stripped: nothing that is not the server's business
    std::optional<domain::DeviceIdentity> member;     ///< of a group: whose it is
    std::optional<MemberStatus> status;               ///< likewise; the report may be empty then
    std::optional<domain::ScefReference> replaced_by; ///< this report ends the older of the two
    bool may_be_repeated{};     ///< the network sent it again, and its first is not known here
    std::uint32_t end_to_end{}; ///< of our RIR; a repetition has the same
    std::string session_id;     ///< likewise
    base::WallTime received;

    friend bool operator==(const ReportRecord&, const ReportRecord&) = default;
};

/// How often a device of a group was reported, where it may be so often and no more. The device by
/// a digest of its name, the same in each run.
struct MemberRecord
{
    SubscriptionId subscription;
    std::uint64_t member{};
    std::uint32_t reports{};

    friend bool operator==(const MemberRecord&, const MemberRecord&) = default;
};

/// True: no more reports will be taken, whatever comes.
[[nodiscard]] inline bool has_ended(const SubscriptionRecord& record)
{
    return record.state == SubscriptionState::ended;
}

} // namespace iwf::core
