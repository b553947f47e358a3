// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/answer_fields.hpp"

#include "iwf/app/scs/flag_names.hpp"
#include "iwf/app/scs/state.hpp"
#include "iwf/base/overloaded.hpp"
#include "iwf/diameter/result_code.hpp"

namespace iwf::scs {

using diameter::s6t::ConfigurationInformationAnswer;
using domain::ScefReference;

namespace {

void put_services(Fields& out, const std::vector<diameter::s6t::SupportedServices>& services)
{
    std::vector<Fields> list;
    for (const auto& service : services) {
        Fields& one = list.emplace_back();
        if (service.node_type) {
            one.text("node", name_of(*service.node_type));
        }
        one.texts("events", names_of_supported_events(service.events.value_or(0)));
    }
    if (!list.empty()) {
        out.list("supported_services", list);
    }
}

} // namespace

void put_references(
    Fields& out, std::string_view name, const std::vector<ScefReference>& references
)
{
    std::vector<std::uint64_t> keys;
    for (const ScefReference& reference : references) {
        keys.push_back(reference.key());
    }
    out.numbers(name, keys);
}

Fields wanted_of(const Configuration& configuration)
{
    Fields out;
    std::visit(
        base::Overloaded{
            [&out](const Subscribing& one) {
                const auto* const event = std::get_if<domain::EventParameters>(&one.wanted);
                out.text("type", event != nullptr ? domain::name(event->type) : pattern_event);
                out.number("reference", one.reference.key());
                if (one.replaced) {
                    out.number("replaced", one.replaced->key());
                }
            },
            [&out](const Unsubscribing& some) {
                out.text("type", some.patterns ? pattern_event : "MONITORING_EVENT");
                if (some.references.empty()) {
                    out.flag("all");
                } else {
                    put_references(out, "references", some.references);
                }
            },
        },
        configuration
    );
    return out;
}

void put(Fields& out, const diameter::Outcome& outcome)
{
    out.number(outcome.experimental ? "experimental" : "result", outcome.code);
    out.text("result_name", diameter::name(outcome));
}

Fields fields_of(const ReferenceResult& result)
{
    Fields out;
    out.number("reference", result.reference.key());
    if (result.outcome) {
        put(out, *result.outcome);
    }
    if (result.node) {
        out.text("node", name_of(*result.node));
    }
    return out;
}

Fields extras_of(const ConfigurationInformationAnswer& answer)
{
    Fields out;
    if (answer.number_of_ues) {
        out.number("number_of_ues", *answer.number_of_ues);
    }
    if (answer.cia_flags) {
        out.texts("flags", names_of_cia_flags(*answer.cia_flags));
    }
    if (answer.hss_cause) {
        out.texts("hss_cause", names_of_hss_causes(*answer.hss_cause));
    }
    put_services(out, answer.supported_services);
    if (answer.head.error_message) {
        out.text("error_message", base::printable(*answer.head.error_message, 200));
    }
    return out;
}

void put_results(
    Fields& out,
    const ScefReference& reference,
    const std::vector<diameter::monitoring::ServiceReport>& services
)
{
    std::vector<Fields> results;
    for (const auto& service : services) {
        results.push_back(fields_of(ReferenceResult{reference, service.result, service.node_type}));
    }
    if (!results.empty()) {
        out.list("service_reports", results);
    }
}

Fields flags_of(const diameter::s6t::ReportingInformationRequest& request)
{
    Fields out;
    if (request.rir_flags) {
        out.texts("flags", names_of_rir_flags(*request.rir_flags));
    }
    put_services(out, request.supported_services);
    return out;
}

} // namespace iwf::scs
