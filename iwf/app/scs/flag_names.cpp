// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/flag_names.hpp"

#include <array>

#include "iwf/diameter/s6t.hpp"
#include "iwf/domain/named.hpp"

namespace iwf::scs {
namespace {

using diameter::monitoring::NodeType;
using domain::name_in;
using domain::Named;
namespace rir_flag = diameter::s6t::rir_flag;
namespace supported_event = diameter::monitoring::supported_event;

constexpr std::array nodes{
    Named{NodeType::hss, "HSS"},
    Named{NodeType::mme, "MME"},
    Named{NodeType::sgsn, "SGSN"},
};

constexpr std::array rir_flags{
    Named{std::uint64_t{rir_flag::group_in_progress}, "GROUP_CONFIGURATION_IN_PROGRESS"},
    Named{std::uint64_t{rir_flag::all_events_cancelled}, "ALL_MONITORING_EVENTS_CANCELLED"},
    Named{
        std::uint64_t{rir_flag::authorized_events_changed},
        "CHANGE_OF_AUTHORIZED_MONITORING_EVENTS"},
    Named{std::uint64_t{rir_flag::all_patterns_cancelled}, "ALL_COMMUNICATION_PATTERN_CANCELLED"},
    Named{
        std::uint64_t{rir_flag::all_network_configurations_cancelled},
        "ALL_SUGGESTED_NETWORK_CONFIGURATION_CANCELLED"},
};

constexpr std::array cia_flags{
    Named{
        std::uint64_t{diameter::s6t::cia_flag_group_in_progress},
        "GROUP_CONFIGURATION_IN_PROGRESS"},
};

constexpr std::array hss_causes{
    Named{std::uint64_t{diameter::s6t::hss_cause_absent_subscriber}, "ABSENT_SUBSCRIBER"},
};

constexpr std::array supported_events{
    Named{supported_event::change_of_association, "CHANGE_OF_IMSI_IMEI(SV)_ASSOCIATION"},
    Named{supported_event::ue_reachability, "UE_REACHABILITY"},
    Named{supported_event::location, "LOCATION_REPORTING"},
    Named{supported_event::loss_of_connectivity, "LOSS_OF_CONNECTIVITY"},
    Named{supported_event::communication_failure, "COMMUNICATION_FAILURE"},
    Named{supported_event::roaming_status, "ROAMING_STATUS"},
    Named{supported_event::availability_after_ddn_failure, "AVAILABILITY_AFTER_DDN_FAILURE"},
    Named{supported_event::idle_status, "IDLE_STATUS_INDICATION"},
    Named{supported_event::pdn_connectivity_status, "PDN_CONNECTIVITY_STATUS"},
};

template <class Table>
std::vector<std::string> names_of_bits(const Table& table, std::uint64_t bits)
{
    std::vector<std::string> names;
    for (unsigned place = 0; place < 64; ++place) {
        const std::uint64_t bit = std::uint64_t{1} << place;
        if ((bits & bit) != 0) {
            const std::string_view name = name_in(table, bit);
            names.push_back(name == "?" ? "bit " + std::to_string(place) : std::string{name});
        }
    }
    return names;
}

} // namespace

std::vector<std::string> names_of_rir_flags(std::uint32_t flags)
{
    return names_of_bits(rir_flags, flags);
}

std::vector<std::string> names_of_cia_flags(std::uint32_t flags)
{
    return names_of_bits(cia_flags, flags);
}

std::vector<std::string> names_of_supported_events(std::uint64_t events)
{
    return names_of_bits(supported_events, events);
}

std::vector<std::string> names_of_hss_causes(std::uint32_t causes)
{
    return names_of_bits(hss_causes, causes);
}

std::string_view name_of(NodeType node)
{
    return name_in(nodes, node);
}

} // namespace iwf::scs
