// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/monitor_output.hpp"

#include <fmt/format.h>

#include "iwf/app/neighbour/json.hpp"
#include "iwf/app/scs/answer_fields.hpp"
#include "iwf/app/scs/flag_names.hpp"
#include "iwf/app/scs/moment.hpp"
#include "iwf/app/scs/report_fields.hpp"
#include "iwf/diameter/result_code.hpp"

namespace iwf::scs {
namespace {

using diameter::s6t::ConfigurationInformationAnswer;
using domain::ScefReference;
using neighbour::JsonLine;

std::string_view verb_of(const Configuration& configuration)
{
    return std::holds_alternative<Subscribing>(configuration) ? "monitor" : "unmonitor";
}

std::string device_of(const Configuration& configuration)
{
    return std::visit(
        [](const auto& it) { return domain::clear_text(it.device.identity); }, configuration
    );
}

void show_plain(
    const Output& output, const ConfigurationInformationAnswer& answer, double milliseconds
)
{
    const auto painted = [&output](const diameter::Outcome& outcome) {
        return output.painted(
            fmt::format("{} {}", outcome.code, diameter::name(outcome)),
            outcome.is_success() ? Output::Colour::good : Output::Colour::bad
        );
    };
    const std::string extras = extras_of(answer).plain();
    output.line(fmt::format(
        "  {}  {:.1f} ms{}",
        painted(answer.head.outcome),
        milliseconds,
        extras.empty() ? "" : "  " + extras
    ));
    for (const ReferenceResult& result : results_of(answer)) {
        output.line(fmt::format(
            "  reference {}  {}{}",
            result.reference.key(),
            result.outcome ? painted(*result.outcome) : "no error",
            result.node ? fmt::format("  of the {}", name_of(*result.node)) : ""
        ));
    }
}

void show_json(
    const Output& output,
    const Configuration& configuration,
    const ConfigurationInformationAnswer& answer,
    double milliseconds
)
{
    std::vector<Fields> references;
    for (const ReferenceResult& result : results_of(answer)) {
        references.push_back(fields_of(result));
    }
    Fields said;
    put(said, answer.head.outcome);
    said.list("statuses", references);
    JsonLine line;
    line.put("event", "configuration")
        .put("command", verb_of(configuration))
        .put("device", device_of(configuration));
    wanted_of(configuration).put_into(line);
    said.put_into(line);
    extras_of(answer).put_into(line);
    output.line(line.put("ms", milliseconds).text());
}

/// One report, of a RIR or a CIA.
void show_report(
    const Output& output, const std::string& device, const Fields& fields, std::string_view answer
)
{
    if (output.format() == Format::json) {
        JsonLine line;
        line.put("event", "monitoring_report").put("device", device);
        fields.put_into(line);
        return output.line(line.put("answer", answer).text());
    }
    output.line(fmt::format("report {} {}  {}", device, fields.plain(), answer));
}

Fields fields_of(
    const ScefReference& reference,
    const domain::EventReport& report,
    const std::vector<ScefReference>& for_deletion,
    bool retransmitted
)
{
    Fields out;
    out.number("reference", reference.key());
    out.append(scs::fields_of(report));
    if (!for_deletion.empty()) {
        put_references(out, "for_deletion", for_deletion);
    }
    out.boolean("retransmitted", retransmitted);
    return out;
}

Fields fields_of(const diameter::monitoring::EventReport& one, bool retransmitted)
{
    std::vector<ScefReference> ended;
    if (one.for_deletion) {
        ended.push_back(*one.for_deletion);
    }
    Fields out = fields_of(one.reference, one.report, ended, retransmitted);
    put_results(out, one.reference, one.service_reports);
    return out;
}

std::string text_of(const ReportAnswer& answer)
{
    if (!answer) {
        return "not answered";
    }
    return fmt::format("answered {} {}", answer->code, diameter::name(*answer));
}

} // namespace

void show(const Output& output, const Configuration& configuration)
{
    if (output.format() != Format::json) {
        output.line(fmt::format(
            "{} {} {}",
            verb_of(configuration),
            device_of(configuration),
            wanted_of(configuration).plain()
        ));
    }
}

void show(
    const Output& output,
    const Configuration& configuration,
    const ConfigurationResult& result,
    std::chrono::microseconds took
)
{
    if (!result) {
        return output.problem(result.error());
    }
    const double milliseconds = static_cast<double>(took.count()) / 1000.0;
    if (output.format() == Format::json) {
        show_json(output, configuration, *result, milliseconds);
    } else {
        show_plain(output, *result, milliseconds);
    }
    for (const auto& report : result->reports) {
        show_report(output, device_of(configuration), fields_of(report, false), "immediate");
    }
}

void show(const Output& output, const MonitoringReport& report, const ReportAnswer& answer)
{
    const auto& request = report.request;
    const std::string device = request.user ? scs::device_of(*request.user) : "?";
    const std::string answered = text_of(answer);
    const Fields flags = flags_of(request);
    bool is_shown{};
    const auto show_one = [&](const std::string& whose, Fields fields) {
        fields.append(flags);
        show_report(output, whose, fields, answered);
        is_shown = true;
    };
    for (const auto& one : request.reports) {
        show_one(device, fields_of(one, report.retransmitted));
    }
    for (const auto& group : request.group_reports) {
        for (const auto& item : group.items) {
            Fields fields =
                fields_of(group.reference, item.report, item.for_deletion, report.retransmitted);
            put_results(fields, group.reference, item.service_reports);
            if (item.hss_cause) {
                fields.texts("hss_cause", names_of_hss_causes(*item.hss_cause));
            }
            fields.text("group", device);
            show_one(scs::device_of(item.user), std::move(fields));
        }
    }
    if (!is_shown) {
        Fields fields;
        fields.boolean("retransmitted", report.retransmitted);
        show_one(device, std::move(fields));
    }
}

void show(const Output& output, const Subscriptions& subscriptions)
{
    for (const Subscription& one : subscriptions) {
        Fields fields;
        fields.number("reference", one.reference);
        fields.text("device", one.device);
        fields.text("type", one.event);
        fields.number("reports", one.reports);
        if (one.last_report) {
            fields.text("last_report", moment_text(*one.last_report));
        }
        if (output.format() == Format::json) {
            JsonLine line;
            line.put("event", "subscription");
            fields.put_into(line);
            output.line(line.text());
        } else {
            output.line(fields.plain());
        }
    }
}

} // namespace iwf::scs
