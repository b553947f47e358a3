// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/output.hpp"

#include <cstdio>
#include <iostream>

#include <fmt/format.h>

#include "iwf/app/neighbour/json.hpp"
#include "iwf/diameter/result_code.hpp"

namespace iwf::scs {
namespace {

using neighbour::JsonLine;

double milliseconds_of(std::chrono::microseconds time)
{
    return static_cast<double>(time.count()) / 1000.0;
}

std::string_view text_of(Acknowledge acknowledge)
{
    switch (acknowledge) {
    case Acknowledge::yes:
        return "acknowledged";
    case Acknowledge::refuse:
        return "refused";
    case Acknowledge::silence:
        return "not answered";
    }
    return "?";
}

std::string status_text(const Confirmation& confirmation)
{
    if (!confirmation.status) {
        return "no Request-Status";
    }
    return fmt::format(
        "{} ({})",
        domain::name(*confirmation.status),
        static_cast<std::uint32_t>(*confirmation.status)
    );
}

std::string outcome_text(const Report& report)
{
    return std::string{report.outcome ? domain::name(*report.outcome) : "no Delivery-Outcome"};
}

void say(const std::string& line)
{
    std::cout << line << std::endl;
}

JsonLine json_of(const DeviceAction& action)
{
    JsonLine line;
    line.put("event", "confirmation")
        .put("action", verb_of(action.type))
        .put("device", domain::clear_text(action.device))
        .put("reference", action.reference.value());
    if (action.old_reference) {
        line.put("old_reference", action.old_reference->value());
    }
    return line;
}

void put(JsonLine& line, const Confirmation& confirmation)
{
    line.put(
            confirmation.outcome.experimental ? "experimental" : "result", confirmation.outcome.code
    )
        .put("result_name", diameter::name(confirmation.outcome));
    if (confirmation.status) {
        line.put("status", static_cast<std::uint32_t>(*confirmation.status))
            .put("status_name", domain::name(*confirmation.status));
    }
    if (confirmation.diagnostic) {
        line.put("diagnostic", static_cast<std::uint32_t>(*confirmation.diagnostic));
    }
    if (!confirmation.text.empty()) {
        line.put("error_message", confirmation.text);
    }
}

} // namespace

std::string_view verb_of(domain::ActionType action)
{
    switch (action) {
    case domain::ActionType::device_trigger_recall:
        return "recall";
    case domain::ActionType::device_trigger_replace:
        return "replace";
    case domain::ActionType::device_trigger_request:
    case domain::ActionType::delivery_report:
    case domain::ActionType::msisdn_less_mo_sms:
        break;
    }
    return "trigger";
}

int status_of(const ActionResult& result)
{
    if (!result) {
        return status::unreachable;
    }
    return result->is_success() ? status::success : status::refused;
}

int status_of(const Report& report)
{
    return report.outcome == domain::DeliveryOutcome::success ? status::success
                                                              : status::not_delivered;
}

std::string Output::painted(std::string_view text, Colour colour) const
{
    if (format_ != Format::coloured) {
        return std::string{text};
    }
    return fmt::format("\x1b[{}m{}\x1b[0m", colour == Colour::good ? 32 : 31, text);
}

void Output::line(const std::string& text) const
{
    say(text);
}

void Output::action(const DeviceAction& action) const
{
    if (format_ == Format::json) {
        return;
    }
    std::string line = fmt::format(
        "{} {} reference {}",
        verb_of(action.type),
        domain::clear_text(action.device),
        action.reference.value()
    );
    if (action.old_reference) {
        line += fmt::format(" in place of {}", action.old_reference->value());
    }
    say(line);
}

void Output::result(
    const DeviceAction& action, const ActionResult& result, std::chrono::microseconds took
) const
{
    if (!result) {
        return problem(result.error());
    }
    if (format_ == Format::json) {
        JsonLine line = json_of(action);
        put(line, *result);
        return say(line.put("ms", milliseconds_of(took)).text());
    }
    std::string line = fmt::format(
        "  {}  {} {}  {:.1f} ms",
        painted(status_text(*result), result->is_success() ? Colour::good : Colour::bad),
        result->outcome.code,
        diameter::name(result->outcome),
        milliseconds_of(took)
    );
    if (result->diagnostic) {
        line += fmt::format("  diagnostic {}", static_cast<std::uint32_t>(*result->diagnostic));
    }
    say(line + (result->text.empty() ? "" : "  " + result->text));
}

void Output::report(const Report& report, Acknowledge acknowledge) const
{
    if (format_ == Format::json) {
        JsonLine line;
        line.put("event", "report")
            .put("device", report.device)
            .put("reference", report.reference.value());
        if (report.outcome) {
            line.put("outcome", static_cast<std::uint32_t>(*report.outcome));
        }
        return say(line.put("outcome_name", outcome_text(report))
                       .put("retransmitted", report.retransmitted)
                       .put("answer", text_of(acknowledge))
                       .text());
    }
    const bool good = status_of(report) == status::success;
    say(fmt::format(
        "report {} reference {}  {}  {}{}",
        report.device,
        report.reference.value(),
        painted(outcome_text(report), good ? Colour::good : Colour::bad),
        text_of(acknowledge),
        report.retransmitted ? "  (repeated)" : ""
    ));
}

void Output::message(const ShortMessage& message, Acknowledge acknowledge) const
{
    if (format_ == Format::json) {
        JsonLine line;
        line.put("event", "message")
            .put("device", message.device)
            .put("reference", message.reference.value());
        if (message.port) {
            line.put("port", *message.port);
        }
        return say(line.put("tpdu", base::to_hex(message.tpdu))
                       .put("retransmitted", message.retransmitted)
                       .put("answer", text_of(acknowledge))
                       .text());
    }
    say(fmt::format(
        "message {} reference {}  port {}  {}  {}{}",
        message.device,
        message.reference.value(),
        message.port ? std::to_string(*message.port) : "none",
        base::to_hex(message.tpdu),
        text_of(acknowledge),
        message.retransmitted ? "  (repeated)" : ""
    ));
}

void Output::connection(std::string_view what, std::string_view detail) const
{
    if (format_ == Format::json) {
        return say(JsonLine{}.put("event", what).put("detail", detail).text());
    }
    say(fmt::format("{} {}", what, detail));
}

void Output::problem(std::string_view what) const
{
    if (format_ == Format::json) {
        return say(JsonLine{}.put("event", "problem").put("text", what).text());
    }
    std::cerr << "iwf-scs: " << what << std::endl;
}

} // namespace iwf::scs
