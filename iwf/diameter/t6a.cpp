// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/t6a.hpp"

#include "iwf/diameter/generated/t6a.hpp"
#include "iwf/diameter/head.hpp"
#include "iwf/diameter/monitoring_codec.hpp"

namespace iwf::diameter::t6a {

using namespace monitoring;

namespace {

namespace command = diameter::command::t6a;

void read_request(AvpReader& in, ConfigurationInformationRequest& request)
{
    read_features(in, request.supported_features);
    read_configurations(in, request.configurations);
    read_reports(in, request.reports, default_enterprise);
    read_user(in, request.user);
}

void read_answer(AvpReader& in, ConfigurationInformationAnswer& answer)
{
    read_features(in, answer.supported_features);
    read_reports(in, answer.reports, default_enterprise);
    read_statuses(in, answer.statuses);
}

void read_report(AvpReader& in, ReportingInformationRequest& request)
{
    read_overload_features(in, request.overload_features);
    read_features(in, request.supported_features);
    read_user(in, request.user);
    read_reports(in, request.reports, default_enterprise);
}

void read_report_answer(AvpReader& in, ReportingInformationAnswer& answer)
{
    read_overload_features(in, answer.overload_features);
    read_overload_report(in, answer.overload_report);
    read_load(in, answer.load);
    read_features(in, answer.supported_features);
    read_statuses(in, answer.statuses);
}

} // namespace

Decoded<ConfigurationInformationRequest>
decode_configuration_information_request(const Message& message)
{
    return decode_as<ConfigurationInformationRequest>(
        command::configuration_information_request, message, read_request
    );
}

Decoded<ConfigurationInformationAnswer>
decode_configuration_information_answer(const Message& message)
{
    return decode_as<ConfigurationInformationAnswer>(
        command::configuration_information_answer, message, read_answer
    );
}

Decoded<ReportingInformationRequest> decode_reporting_information_request(const Message& message)
{
    return decode_as<ReportingInformationRequest>(
        command::reporting_information_request, message, read_report
    );
}

Decoded<ReportingInformationAnswer> decode_reporting_information_answer(const Message& message)
{
    return decode_as<ReportingInformationAnswer>(
        command::reporting_information_answer, message, read_report_answer
    );
}

Message encode(const ConfigurationInformationRequest& request)
{
    const auto& command = command::configuration_information_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        write_features(out, command, request.supported_features);
        write_configurations(out, Application::t6a, request.configurations);
        write_reports(out, Application::t6a, request.reports, default_enterprise);
        write_user(out, request.user);
    });
}

Message encode(const ConfigurationInformationAnswer& answer)
{
    const auto& command = command::configuration_information_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        write_features(out, command, answer.supported_features);
        write_reports(out, Application::t6a, answer.reports, default_enterprise);
        write_statuses(out, answer.statuses);
    });
}

Message encode(const ReportingInformationRequest& request)
{
    const auto& command = command::reporting_information_request;
    return encode_as(command, request.head, [&](AvpWriter& out) {
        write_overload_features(out, request.overload_features);
        write_features(out, command, request.supported_features);
        write_user(out, request.user);
        write_reports(out, Application::t6a, request.reports, default_enterprise);
    });
}

Message encode(const ReportingInformationAnswer& answer)
{
    const auto& command = command::reporting_information_answer;
    return encode_as(command, answer.head, [&](AvpWriter& out) {
        write_overload_features(out, answer.overload_features);
        write_overload_report(out, answer.overload_report);
        write_load(out, answer.load);
        write_features(out, command, answer.supported_features);
        write_statuses(out, answer.statuses);
    });
}

} // namespace iwf::diameter::t6a
