// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/base/bytes.hpp"
#include "iwf/base/clock.hpp"
#include "iwf/domain/identity.hpp"

/// What servers may watch of a device and what they are told of it (TS 29.336, 8.4;
/// TS 29.128, 6.4). Nothing in here can hold an IMSI or name a node of the operator (S7).
namespace iwf::domain {

/// TS 29.336, 8.4.
enum class MonitoringType : std::uint32_t
{
    loss_of_connectivity = 0,
    ue_reachability = 1,
    location_reporting = 2,
    change_of_association = 3, ///< of IMSI and IMEI(SV)
    roaming_status = 4,
    communication_failure = 5,
    availability_after_ddn_failure = 6,
    number_of_ues_in_area = 7,
    ue_reachability_and_idle_status = 8,
    availability_after_ddn_failure_and_idle_status = 9,
    pdn_connectivity_status = 10,
};

/// Names a subscription to whoever chose it: the server northbound, this node southbound. Either
/// the 32 bits that every release has, or, between nodes with the feature Extended Reference IDs,
/// the 64 that go beside them (TS 29.336, 8.4).
struct ScefReference
{
    std::uint32_t id{};
    std::optional<std::uint64_t> extended;

    /// What tells it from others of the same chooser.
    [[nodiscard]] std::uint64_t key() const { return extended.value_or(id); }

    friend auto operator<=>(const ScefReference&, const ScefReference&) = default;
};

/// Bits of Reachability-Type (TS 29.336, 8.4); never both; absent is SMS.
enum class ReachabilityType : std::uint32_t
{
    sms = 1,
    data = 2
};

struct UeReachability
{
    std::optional<ReachabilityType> type;
    std::optional<std::uint32_t> maximum_latency_s;
    std::optional<std::uint32_t> maximum_response_time_s;
    std::optional<std::int32_t> suggested_packet_count; ///< -1: buffer, however many

    friend bool operator==(const UeReachability&, const UeReachability&) = default;
};

/// TS 29.336, 8.4; absent is the last known one.
enum class LocationType : std::uint32_t
{
    current = 0,
    last_known = 1
};

/// TS 29.336, 8.4; the smaller the finer, but for pra, which names an area and not a place.
enum class Accuracy : std::uint32_t
{
    cell = 0,          ///< CGI-ECGI
    base_station = 1,  ///< eNB
    tracking_area = 2, ///< LA-TA-RA
    presence_area = 3, ///< PRA
    network = 4,       ///< PLMN-ID
};

struct LocationRequest
{
    std::optional<LocationType> type;
    std::optional<Accuracy> accuracy;
    std::optional<std::uint32_t> minimum_interval_s; ///< Periodic-Time

    friend bool operator==(const LocationRequest&, const LocationRequest&) = default;
};

/// TS 29.336, 8.4.
enum class AssociationType : std::uint32_t
{
    imei_change = 0,
    imeisv_change = 1
};

/// Where a device is, as the elements for one kind of node: octets as the AVPs have them.
struct MmeLocation
{
    std::optional<base::Bytes> cell;                  ///< E-UTRAN-Cell-Global-Identity, 7 octets
    std::optional<base::Bytes> tracking_area;         ///< Tracking-Area-Identity, 5 octets
    std::optional<base::Bytes> base_station;          ///< eNodeB-ID
    std::optional<base::Bytes> base_station_extended; ///< Extended-eNodeB-ID
    std::optional<std::uint32_t> age_minutes;
    bool retrieved_now{}; ///< Current-Location-Retrieved

    friend bool operator==(const MmeLocation&, const MmeLocation&) = default;
};

struct SgsnLocation
{
    std::optional<base::Bytes> cell;         ///< Cell-Global-Identity, 7 octets
    std::optional<base::Bytes> service_area; ///< Service-Area-Identity, 7 octets
    std::optional<base::Bytes> routing_area; ///< Routing-Area-Identity, 7 octets
    std::optional<std::uint32_t> age_minutes;
    bool retrieved_now{};

    friend bool operator==(const SgsnLocation&, const SgsnLocation&) = default;
};

/// EPS-Location-Information (TS 29.272).
struct Location
{
    std::optional<MmeLocation> mme;
    std::optional<SgsnLocation> sgsn;

    friend bool operator==(const Location&, const Location&) = default;
};

/// What a subscription asks for: a Monitoring-Event-Configuration less whose it is.
struct EventParameters
{
    MonitoringType type{};
    std::optional<std::uint32_t> maximum_reports;
    std::optional<base::WallTime> monitoring_until; ///< Monitoring-Duration: a point in time
    std::optional<std::uint32_t> maximum_detection_time_s;
    std::optional<UeReachability> ue_reachability;
    std::optional<LocationRequest> location;
    std::optional<AssociationType> association;
    std::optional<std::int32_t> suggested_packet_count;
    std::optional<bool> plmn_id_requested;        ///< roaming status; absent is true
    std::optional<std::string> provider_id;       ///< MTC-Provider-ID
    std::optional<std::string> access_point_name; ///< of PDN-Connectivity-Status-Configuration
    std::vector<Location> areas;                  ///< number of UEs: those to count in

    friend bool operator==(const EventParameters&, const EventParameters&) = default;
};

/// TS 29.336, 8.4: 0 is roaming.
enum class RoamingInformation : std::uint32_t
{
    roaming = 0,
    not_roaming = 1
};

/// TS 29.336, 8.4.
enum class ReachabilityInformation : std::uint32_t
{
    reachable_for_sms = 0,
    reachable_for_data = 1
};

/// Bits of IMEI-Change (TS 29.336, 8.4); never both.
enum class ImeiChange : std::uint32_t
{
    imei = 1,
    imeisv_only = 2
};

/// TS 29.336, 8.4.
enum class EventHandling : std::uint32_t
{
    suspend = 0,
    resume = 1,
    cancel = 2
};

/// TS 29.336, 8.4.
enum class LossOfConnectivityReason : std::uint32_t
{
    detached_mme = 0,
    detached_sgsn = 1,
    detection_time_expired_mme = 2,
    detection_time_expired_sgsn = 3,
    purged_mme = 4,
    purged_sgsn = 5,
};

/// The device's equipment (TS 29.272).
struct Terminal
{
    std::optional<std::string> imei;
    std::optional<std::string> software_version;

    friend bool operator==(const Terminal&, const Terminal&) = default;
};

/// TS 29.128, 6.4: causes as the radio network numbers them.
struct CommunicationFailure
{
    std::optional<std::uint32_t> cause_type;
    std::optional<std::uint32_t> s1ap_cause;
    std::optional<std::uint32_t> ranap_cause;
    std::optional<std::uint32_t> bssgp_cause;
    std::optional<std::uint32_t> gmm_cause;
    std::optional<std::uint32_t> sm_cause;

    friend bool operator==(const CommunicationFailure&, const CommunicationFailure&) = default;
};

struct IdleStatus
{
    std::optional<base::WallTime> since;
    std::optional<std::uint32_t> active_time_s;
    std::optional<std::uint32_t> periodic_update_s; ///< Subscribed-Periodic-RAU-TAU-Timer
    std::optional<base::Bytes> edrx_cycle_length;   ///< content of each AVP as it came
    std::optional<std::int32_t> suggested_packet_count;

    friend bool operator==(const IdleStatus&, const IdleStatus&) = default;
};

/// TS 29.336, 8.4.
enum class PdnConnectivityType : std::uint32_t
{
    created = 0,
    deleted = 1
};

struct PdnConnectivity
{
    std::string access_point_name;
    PdnConnectivityType type{};
    std::optional<std::uint32_t> pdn_type;
    std::optional<std::uint32_t> non_ip_pdn_type_indicator;
    std::optional<std::uint32_t> non_ip_data_delivery_mechanism;
    std::vector<base::Bytes> addresses; ///< Served-Party-IP-Address, as Address AVPs have them

    friend bool operator==(const PdnConnectivity&, const PdnConnectivity&) = default;
};

/// TS 29.128, 6.4: devices counted in one area.
struct UeCount
{
    Location area;
    std::uint32_t count{};

    friend bool operator==(const UeCount&, const UeCount&) = default;
};

/// TS 29.128: what made a device reachable.
enum class ReachabilityCause : std::uint32_t
{
    connected_mode = 0,
    paging = 1
};

/// One of the agreements that a device did not keep ("behaviour not aligned", S10). The numbers are
/// this product's: the values of its vendor AVP Broken-Expectation.
enum class BrokenExpectation : std::uint32_t
{
    stationary = 1,     ///< a device that stays was seen elsewhere
    periodic_time = 2,  ///< it spoke too soon after it had spoken, or not in time
    duration = 3,       ///< it spoke longer than agreed
    scheduled_time = 4, ///< it spoke outside of its times
};

/// A Monitoring-Event-Report less whose it is.
struct EventReport
{
    std::optional<MonitoringType> type;
    std::optional<EventHandling> handling;
    std::optional<base::Bytes> visited_plmn; ///< 3 octets
    std::optional<RoamingInformation> roaming;
    std::optional<ImeiChange> imei_change;
    std::optional<Terminal> terminal;
    std::optional<ReachabilityInformation> reachability;
    std::optional<ReachabilityCause> reachability_cause;
    std::optional<base::WallTime> available_until; ///< Maximum-UE-Availability-Time
    std::optional<Location> location;
    std::optional<LossOfConnectivityReason> loss_reason;
    std::optional<IdleStatus> idle_status;
    std::optional<CommunicationFailure> failure;
    std::vector<PdnConnectivity> pdn_connectivity;
    std::vector<UeCount> ue_counts;
    std::optional<base::WallTime> generated; ///< Reporting-Time-Stamp
    std::optional<BrokenExpectation> broken; ///< northbound only

    friend bool operator==(const EventReport&, const EventReport&) = default;
};

/// When a device speaks in a week (Scheduled-Communication-Time, TS 29.336, 8.4). Absent days
/// are all; an absent start is the beginning of the day, an absent end its end. UTC.
struct ScheduledTime
{
    std::optional<std::uint32_t> days;    ///< bit 0 Sunday to bit 6 Saturday (RFC 5777)
    std::optional<std::uint32_t> start_s; ///< since midnight
    std::optional<std::uint32_t> end_s;   ///< likewise; before the start: on the next day

    friend bool operator==(const ScheduledTime&, const ScheduledTime&) = default;
};

/// TS 29.336, 8.4.
enum class CommunicationIndicator : std::uint32_t
{
    periodically = 0,
    on_demand = 1
};

/// TS 29.336, 8.4.
enum class StationaryIndication : std::uint32_t
{
    stationary = 0,
    mobile = 1
};

/// How a device is said to behave: a Communication-Pattern-Set (TS 29.336, 8.4).
struct CommunicationPattern
{
    std::optional<CommunicationIndicator> indicator;
    std::optional<std::uint32_t> duration_s; ///< of each communication
    std::optional<std::uint32_t> period_s;   ///< from one to the next
    std::vector<ScheduledTime> scheduled;
    std::optional<StationaryIndication> stationary;
    std::optional<base::WallTime> valid_until;
    std::optional<std::uint32_t> traffic_profile;
    std::optional<std::uint32_t> battery_indicator;

    friend bool operator==(const CommunicationPattern&, const CommunicationPattern&) = default;
};

/// The standard's names: "LOSS_OF_CONNECTIVITY", ... for people and scripts.
[[nodiscard]] std::string_view name(MonitoringType type);
[[nodiscard]] std::string_view name(EventHandling handling);
[[nodiscard]] std::string_view name(LossOfConnectivityReason reason);
[[nodiscard]] std::string_view name(Accuracy accuracy);
[[nodiscard]] std::string_view name(BrokenExpectation expectation);

/// The member with this wire value, or nothing.
[[nodiscard]] std::optional<MonitoringType> monitoring_type_from(std::uint32_t value);

/// Who is watched: a device, or the devices of an External Group Identifier.
struct WatchedIdentity
{
    DeviceIdentity identity;
    bool group{}; ///< EXTERNAL-GROUP-IDENTIFIER-TYPE; identity is an ExternalIdentifier then

    friend bool operator==(const WatchedIdentity&, const WatchedIdentity&) = default;
};

} // namespace iwf::domain
