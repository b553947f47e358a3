// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/generated/monitoring.hpp"
#include "iwf/diameter/monitoring_codec.hpp"

// Where a device is: EPS-Location-Information (TS 29.272, 7.3.111).

namespace iwf::diameter::monitoring {
namespace {

void read_retrieved(AvpReader& in, bool& now)
{
    now = in.has(avp::current_location_retrieved);
}

void read_mme_location(AvpReader& in, domain::MmeLocation& location)
{
    in.optional(avp::e_utran_cell_global_identity, location.cell);
    in.optional(avp::tracking_area_identity, location.tracking_area);
    read_retrieved(in, location.retrieved_now);
    in.optional(avp::age_of_location_information, location.age_minutes);
    in.optional(avp::e_node_b_id, location.base_station);
    in.optional(avp::extended_e_node_b_id, location.base_station_extended);
}

void read_sgsn_location(AvpReader& in, domain::SgsnLocation& location)
{
    in.optional(avp::cell_global_identity, location.cell);
    in.optional(avp::service_area_identity, location.service_area);
    in.optional(avp::routing_area_identity, location.routing_area);
    read_retrieved(in, location.retrieved_now);
    in.optional(avp::age_of_location_information, location.age_minutes);
}

void write_retrieved(AvpWriter& out, bool now)
{
    if (now) {
        out.put(
            avp::current_location_retrieved,
            value::current_location_retrieved::active_location_retrieval
        );
    }
}

void write_mme_location(AvpWriter& out, const domain::MmeLocation& location)
{
    out.group(avp::mme_location_information, [&] {
        out.put(avp::e_utran_cell_global_identity, location.cell);
        out.put(avp::tracking_area_identity, location.tracking_area);
        write_retrieved(out, location.retrieved_now);
        out.put(avp::age_of_location_information, location.age_minutes);
        out.put(avp::e_node_b_id, location.base_station);
        out.put(avp::extended_e_node_b_id, location.base_station_extended);
    });
}

void write_sgsn_location(AvpWriter& out, const domain::SgsnLocation& location)
{
    out.group(avp::sgsn_location_information, [&] {
        out.put(avp::cell_global_identity, location.cell);
        out.put(avp::service_area_identity, location.service_area);
        out.put(avp::routing_area_identity, location.routing_area);
        write_retrieved(out, location.retrieved_now);
        out.put(avp::age_of_location_information, location.age_minutes);
    });
}

} // namespace

void read_location(AvpReader& in, domain::Location& location)
{
    in.optional(avp::mme_location_information, location.mme, read_mme_location);
    in.optional(avp::sgsn_location_information, location.sgsn, read_sgsn_location);
}

void write_location(AvpWriter& out, const domain::Location& location)
{
    out.group(avp::eps_location_information, [&] {
        if (location.mme) {
            write_mme_location(out, *location.mme);
        }
        if (location.sgsn) {
            write_sgsn_location(out, *location.sgsn);
        }
    });
}

} // namespace iwf::diameter::monitoring
