// SPDX-License-Identifier: Apache-2.0
#include "iwf/diameter/head.hpp"

#include <algorithm>

#include "iwf/diameter/generated/base.hpp"
#include "iwf/diameter/generated/common_3gpp.hpp"

namespace iwf::diameter {
namespace {

/// Octets that most of our messages fit into.
constexpr std::size_t usual_size = 768;

constexpr std::uint32_t no_state_maintained = 1; // Auth-Session-State, RFC 6733, 8.11

struct ExperimentalResult
{
    std::uint32_t vendor{};
    std::uint32_t code{};
};

void read_experimental(AvpReader& in, ExperimentalResult& experimental)
{
    in.require(avp::vendor_id, experimental.vendor);
    in.require(avp::experimental_result_code, experimental.code);
}

Outcome outcome_of(const ExperimentalResult& experimental)
{
    if (experimental.vendor != vendor_3gpp) {
        return {result::unable_to_comply, false};
    }
    return {experimental.code, true};
}

void read_outcome(AvpReader& in, Outcome& outcome)
{
    std::optional<std::uint32_t> result_code;
    std::optional<ExperimentalResult> experimental;
    in.optional(avp::result_code, result_code);
    in.optional(avp::experimental_result, experimental, read_experimental);
    if (!result_code && !experimental) {
        in.miss(avp::result_code);
        return;
    }
    outcome = Outcome{result_code.value_or(result::success), false};
    if (experimental && outcome.is_success()) {
        outcome = outcome_of(*experimental);
    }
}

void write_outcome(AvpWriter& out, const Outcome& outcome)
{
    if (!outcome.experimental) {
        out.put(avp::result_code, outcome.code);
        return;
    }
    out.group(avp::experimental_result, [&] {
        out.put(avp::vendor_id, vendor_3gpp);
        out.put(avp::experimental_result_code, outcome.code);
    });
}

bool has_rule(const CommandDefinition& command, const AvpDefinition& avp)
{
    return std::ranges::find(command.rules, &avp, &Rule::avp) != command.rules.end();
}

Message begin(const CommandDefinition& command, std::uint8_t flags, std::string_view session_id)
{
    Message message;
    message.header.flags = static_cast<std::uint8_t>(command.flags | flags);
    message.header.command = command.code;
    message.header.application = command.application;
    message.avps.reserve(usual_size);
    AvpWriter out{message.avps};
    if (!session_id.empty()) { // an answer to a request whose Session-Id could not be read
        out.put(avp::session_id, session_id);
    }
    if (has_rule(command, avp::auth_application_id)) {
        out.put(avp::auth_application_id, command.application);
    }
    out.put(avp::auth_session_state, no_state_maintained);
    return message;
}

void read_feature(AvpReader& in, SupportedFeatures& features)
{
    in.require(avp::vendor_id, features.vendor_id);
    in.require(avp::feature_list_id, features.feature_list_id);
    in.require(avp::feature_list, features.feature_list);
    features.mandatory = in.group_is_mandatory();
}

} // namespace

void read_head(AvpReader& in, RequestHead& head)
{
    in.require(avp::session_id, head.session_id);
    in.require(avp::origin_host, head.origin_host);
    in.require(avp::origin_realm, head.origin_realm);
    in.require(avp::destination_realm, head.destination_realm);
    in.optional(avp::destination_host, head.destination_host);
    in.optional(avp::origin_state_id, head.origin_state_id);
    in.each(avp::proxy_info, head.proxy_infos);
    in.each(avp::route_record, head.route_records);
}

void read_head(AvpReader& in, AnswerHead& head)
{
    std::optional<std::string> session_id;
    std::optional<base::Bytes> failed_avp;
    in.optional(avp::session_id, session_id);
    in.require(avp::origin_host, head.origin_host);
    in.require(avp::origin_realm, head.origin_realm);
    read_outcome(in, head.outcome);
    in.optional(avp::error_message, head.error_message);
    in.optional(avp::failed_avp, failed_avp);
    in.each(avp::proxy_info, head.proxy_infos);
    head.session_id = std::move(session_id).value_or("");
    head.failed_avp = std::move(failed_avp).value_or(base::Bytes{});
}

void read_features(AvpReader& in, std::vector<SupportedFeatures>& features)
{
    in.each(avp::supported_features, features, read_feature);
}

void write_features(
    AvpWriter& out, const CommandDefinition& command, const std::vector<SupportedFeatures>& features
)
{
    const bool in_request = (command.flags & flag::request) != 0;
    for (const SupportedFeatures& list : features) {
        std::uint8_t flags = avp_flag_vendor;
        if (in_request && list.mandatory) {
            flags |= avp_flag_mandatory;
        }
        out.group(avp::supported_features, flags, [&] {
            out.put(avp::vendor_id, list.vendor_id);
            out.put(avp::feature_list_id, list.feature_list_id);
            out.put(avp::feature_list, list.feature_list);
        });
    }
}

void read_load(AvpReader& in, std::optional<Load>& load)
{
    struct Any
    {
        std::optional<std::uint32_t> type;
        std::optional<std::uint64_t> value;
        std::optional<std::string> source;
    };
    std::vector<Any> loads;
    in.each(avp::load, loads, [](AvpReader& members, Any& one) {
        members.optional(avp::load_type, one.type);
        members.optional(avp::load_value, one.value);
        members.optional(avp::source_id, one.source);
    });
    for (Any& one : loads) {
        if (one.type == value::load_type::host && one.value) {
            load = Load{*one.value, std::move(one.source)};
        }
    }
}

void write_load(AvpWriter& out, const std::optional<Load>& load)
{
    if (load) {
        out.group(avp::load, [&] {
            out.put(avp::load_type, value::load_type::host);
            out.put(avp::load_value, load->value);
            out.put(avp::source_id, load->source);
        });
    }
}

std::optional<Fault> check_as(const CommandDefinition& command, const Message& message)
{
    const Header& header = message.header;
    if (header.command != command.code || header.application != command.application ||
        header.is_request() != ((command.flags & flag::request) != 0)) {
        return Fault{result::command_unsupported, {}, "not a " + std::string{command.name}};
    }
    return check(message);
}

Message begin(const CommandDefinition& command, const RequestHead& head)
{
    Message message = begin(command, 0, head.session_id);
    AvpWriter out{message.avps};
    out.put(avp::origin_host, head.origin_host);
    out.put(avp::origin_realm, head.origin_realm);
    out.put(avp::destination_host, head.destination_host);
    out.put(avp::destination_realm, head.destination_realm);
    out.put(avp::origin_state_id, head.origin_state_id);
    return message;
}

Message begin(const CommandDefinition& command, const AnswerHead& head)
{
    const bool protocol_error = !head.outcome.experimental && head.outcome.code / 1000 == 3;
    Message message = begin(command, protocol_error ? flag::error : 0, head.session_id);
    AvpWriter out{message.avps};
    out.put(avp::origin_host, head.origin_host);
    out.put(avp::origin_realm, head.origin_realm);
    write_outcome(out, head.outcome);
    out.put(avp::error_message, head.error_message);
    if (!head.failed_avp.empty()) {
        out.put(avp::failed_avp, head.failed_avp);
    }
    return message;
}

void end(AvpWriter& out, const RequestHead& head)
{
    out.put(avp::proxy_info, head.proxy_infos);
    out.put(avp::route_record, head.route_records);
}

void end(AvpWriter& out, const AnswerHead& head)
{
    out.put(avp::proxy_info, head.proxy_infos);
}

} // namespace iwf::diameter
