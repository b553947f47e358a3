// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/report_fields.hpp"

#include <array>

#include <arpa/inet.h>

#include "iwf/app/scs/location_text.hpp"
#include "iwf/app/scs/moment.hpp"
#include "iwf/domain/named.hpp"

namespace iwf::scs {
namespace {

using domain::name_in;
using domain::Named;

constexpr std::array roamings{
    Named{domain::RoamingInformation::roaming, "SUBSCRIBER_ROAMING"},
    Named{domain::RoamingInformation::not_roaming, "SUBSCRIBER_NOT_ROAMING"},
};

constexpr std::array imei_changes{
    Named{domain::ImeiChange::imei, "IMEI"},
    Named{domain::ImeiChange::imeisv_only, "IMEISV_ONLY"},
};

constexpr std::array reachabilities{
    Named{domain::ReachabilityInformation::reachable_for_sms, "REACHABLE_FOR_SMS"},
    Named{domain::ReachabilityInformation::reachable_for_data, "REACHABLE_FOR_DATA"},
};

constexpr std::array reachability_causes{
    Named{domain::ReachabilityCause::connected_mode, "CONNECTED_MODE"},
    Named{domain::ReachabilityCause::paging, "PAGING"},
};

constexpr std::array connectivities{
    Named{domain::PdnConnectivityType::created, "CREATED"},
    Named{domain::PdnConnectivityType::deleted, "DELETED"},
};

/// An Address AVP (RFC 6733, 4.3.1): the family in two octets, then the address.
std::string address_text(base::ByteView octets)
{
    constexpr std::size_t family = 2;
    const bool is_ipv4 = octets.size() == family + 4;
    const bool is_ipv6 = octets.size() == family + 16;
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool is_known = is_ipv4 || is_ipv6;
    if (!is_known || ::inet_ntop(
                         is_ipv4 ? AF_INET : AF_INET6,
                         octets.data() + family,
                         text.data(),
                         static_cast<socklen_t>(text.size())
                     ) == nullptr) {
        return base::to_hex(octets);
    }
    return text.data();
}

template <class Number>
void put_number(Fields& out, std::string_view name, const std::optional<Number>& number)
{
    if (number) {
        out.number(name, *number);
    }
}

void put_moment(Fields& out, std::string_view name, const std::optional<base::WallTime>& moment)
{
    if (moment) {
        out.text(name, moment_text(*moment));
    }
}

/// Octets as `write` writes them.
template <class Write>
void put_octets(
    Fields& out, std::string_view name, const std::optional<base::Bytes>& octets, Write write
)
{
    if (octets) {
        out.text(name, write(*octets));
    }
}

/// A text that came from elsewhere.
void put_foreign(Fields& out, std::string_view name, const std::optional<std::string>& text)
{
    if (text) {
        out.text(name, base::printable(*text));
    }
}

void put_mme(Fields& out, const domain::MmeLocation& mme)
{
    put_octets(out, "tai", mme.tracking_area, tracking_area_text);
    put_octets(out, "ecgi", mme.cell, cell_text);
    put_octets(out, "enb", mme.base_station, base::to_hex);
    put_octets(out, "enb_extended", mme.base_station_extended, base::to_hex);
    put_number(out, "age_minutes", mme.age_minutes);
    if (mme.retrieved_now) {
        out.flag("current_location_retrieved");
    }
}

void put_sgsn(Fields& out, const domain::SgsnLocation& sgsn)
{
    put_octets(out, "cgi", sgsn.cell, location_area_text);
    put_octets(out, "sai", sgsn.service_area, location_area_text);
    put_octets(out, "rai", sgsn.routing_area, location_area_text);
    put_number(out, "sgsn_age_minutes", sgsn.age_minutes);
    if (sgsn.retrieved_now) {
        out.flag("sgsn_current_location_retrieved");
    }
}

void put(Fields& out, const domain::Location& location)
{
    if (location.mme) {
        put_mme(out, *location.mme);
    }
    if (location.sgsn) {
        put_sgsn(out, *location.sgsn);
    }
}

void put(Fields& out, const domain::IdleStatus& idle)
{
    put_moment(out, "idle_since", idle.since);
    put_number(out, "active_time_s", idle.active_time_s);
    put_number(out, "periodic_update_s", idle.periodic_update_s);
    put_octets(out, "edrx_cycle_length", idle.edrx_cycle_length, base::to_hex);
    put_number(out, "suggested_packet_count", idle.suggested_packet_count);
}

void put(Fields& out, const domain::CommunicationFailure& failure)
{
    put_number(out, "cause_type", failure.cause_type);
    put_number(out, "s1ap_cause", failure.s1ap_cause);
    put_number(out, "ranap_cause", failure.ranap_cause);
    put_number(out, "bssgp_cause", failure.bssgp_cause);
    put_number(out, "gmm_cause", failure.gmm_cause);
    put_number(out, "sm_cause", failure.sm_cause);
}

Fields fields_of(const domain::PdnConnectivity& connectivity)
{
    Fields out;
    out.text("apn", base::printable(connectivity.access_point_name));
    out.text("status", name_in(connectivities, connectivity.type));
    put_number(out, "pdn_type", connectivity.pdn_type);
    put_number(out, "non_ip_pdn_type_indicator", connectivity.non_ip_pdn_type_indicator);
    put_number(out, "non_ip_data_delivery_mechanism", connectivity.non_ip_data_delivery_mechanism);
    std::vector<std::string> addresses;
    for (const base::Bytes& address : connectivity.addresses) {
        addresses.push_back(address_text(address));
    }
    if (!addresses.empty()) {
        out.texts("addresses", addresses);
    }
    return out;
}

void put_lists(Fields& out, const domain::EventReport& report)
{
    std::vector<Fields> connectivity;
    for (const domain::PdnConnectivity& one : report.pdn_connectivity) {
        connectivity.push_back(fields_of(one));
    }
    if (!connectivity.empty()) {
        out.list("pdn_connectivity", connectivity);
    }
    std::vector<Fields> counts;
    for (const domain::UeCount& one : report.ue_counts) {
        put(counts.emplace_back(), one.area);
        counts.back().number("count", one.count);
    }
    if (!counts.empty()) {
        out.list("ue_counts", counts);
    }
}

void put_device_state(Fields& out, const domain::EventReport& report)
{
    if (report.loss_reason) {
        out.text("loss_of_connectivity_reason", domain::name(*report.loss_reason));
    }
    put_octets(out, "visited_plmn", report.visited_plmn, plmn_text);
    if (report.roaming) {
        out.text("roaming", name_in(roamings, *report.roaming));
    }
    if (report.imei_change) {
        out.text("imei_change", name_in(imei_changes, *report.imei_change));
    }
    if (report.terminal) {
        put_foreign(out, "imei", report.terminal->imei);
        put_foreign(out, "software_version", report.terminal->software_version);
    }
    if (report.reachability) {
        out.text("reachability", name_in(reachabilities, *report.reachability));
    }
    if (report.reachability_cause) {
        out.text("reachability_cause", name_in(reachability_causes, *report.reachability_cause));
    }
    put_moment(out, "available_until", report.available_until);
}

} // namespace

Fields fields_of(const domain::EventReport& report)
{
    Fields out;
    if (report.type) {
        out.text("type", domain::name(*report.type));
    }
    if (report.broken) {
        out.text("broken_expectation", domain::name(*report.broken));
    }
    if (report.handling) {
        out.text("handling", domain::name(*report.handling));
    }
    put_device_state(out, report);
    if (report.location) {
        put(out, *report.location);
    }
    if (report.idle_status) {
        put(out, *report.idle_status);
    }
    if (report.failure) {
        put(out, *report.failure);
    }
    put_lists(out, report);
    put_moment(out, "generated", report.generated);
    return out;
}

} // namespace iwf::scs
