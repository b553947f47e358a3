// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/overload.hpp"

#include "iwf/diameter/generated/base.hpp"

namespace iwf::diameter {

void read_overload_features(AvpReader& in, std::optional<std::uint64_t>& features)
{
    in.optional(avp::oc_supported_features, features, [](AvpReader& members, std::uint64_t& out) {
        std::optional<std::uint64_t> vector;
        members.optional(avp::oc_feature_vector, vector);
        out = vector.value_or(loss_algorithm);
    });
}

void write_overload_features(AvpWriter& out, const std::optional<std::uint64_t>& features)
{
    if (features) {
        out.group(avp::oc_supported_features, [&] { out.put(avp::oc_feature_vector, *features); });
    }
}

void read_overload_report(AvpReader& in, std::optional<OverloadReport>& report)
{
    in.optional(avp::oc_olr, report, [](AvpReader& members, OverloadReport& out) {
        members.require(avp::oc_sequence_number, out.sequence);
        members.optional_if_known(avp::oc_report_type, out.scope);
        members.optional(avp::oc_reduction_percentage, out.reduction_percent);
        members.optional(avp::oc_validity_duration, out.validity_s);
    });
}

void write_overload_report(AvpWriter& out, const std::optional<OverloadReport>& report)
{
    if (report) {
        out.group(avp::oc_olr, [&] {
            out.put(avp::oc_sequence_number, report->sequence);
            out.put(avp::oc_report_type, report->scope.value_or(OverloadScope::host));
            out.put(avp::oc_reduction_percentage, report->reduction_percent);
            out.put(avp::oc_validity_duration, report->validity_s);
        });
    }
}

} // namespace iwf::diameter
