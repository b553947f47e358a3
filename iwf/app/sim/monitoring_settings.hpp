// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "iwf/diameter/monitoring.hpp"
#include "iwf/domain/monitoring.hpp"

namespace iwf::sim {

/// How long a report waits for its answer, and how often it is made again (with the T flag).
struct RepeatSettings
{
    std::chrono::milliseconds timeout{std::chrono::seconds{5}};
    std::chrono::milliseconds interval{std::chrono::seconds{1}}; ///< between attempts
    std::uint32_t attempts{60};
};

/// What an HSS knows of a device at the moment.
struct DeviceState
{
    std::optional<domain::Terminal> terminal;
    std::optional<base::Bytes> plmn; ///< where it is registered
    std::optional<domain::MmeLocation> place;
};

/// What one subscriber has for monitoring.
struct MonitoringProfile
{
    std::optional<std::vector<domain::MonitoringType>> events; ///< allowed; none: all
    std::optional<std::vector<std::string>> scefs;             ///< that may ask; none: any
    DeviceState state;                                         ///< at the start
};

/// An external group identifier.
struct Group
{
    std::string id;
    std::vector<std::string> members; ///< any name of each
};

/// Of an HSS.
struct MonitoringSettings
{
    std::uint32_t features{
        diameter::monitoring::feature::monte |
        diameter::monitoring::feature::communication_pattern |
        diameter::monitoring::feature::report_eff_monte |
        diameter::monitoring::feature::event_cancellation_report |
        diameter::monitoring::feature::extended_reference_ids};
    std::optional<std::vector<std::string>> scefs; ///< that may ask; none: any
    std::optional<std::uint32_t> limit;            ///< events of one type of one SCEF
    std::uint32_t minimum_detection_time_s{};
    std::uint32_t minimum_interval_s{}; ///< of location reports
    std::optional<std::uint32_t> maximum_reports;
    bool one_per_type{};           ///< a new event of a device replaces the one of its type
    std::vector<std::string> mmes; ///< control sockets of those that are told of events
    RepeatSettings repeat;
    std::vector<Group> groups;
};

/// Of an MME.
struct MmeSettings
{
    std::vector<domain::MmeLocation> serves; ///< none: every place
    std::uint32_t active_time_s{10};         ///< told of devices that become idle; likewise:
    std::uint32_t periodic_update_s{3240};
    RepeatSettings repeat;
};

/// Something that happens at its time after the start: a command of the control socket.
struct ScriptLine
{
    std::chrono::milliseconds at{};
    std::string command;
};

} // namespace iwf::sim
