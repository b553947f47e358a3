// SPDX-License-Identifier: Apache-2.0
#include "iwf/base/overloaded.hpp"
#include "iwf/store/event_codec.hpp"
#include "iwf/store/field_writer.hpp"
#include "iwf/store/record_codec.hpp"

#include "proto/mtciwf/v1/journal.pb.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <utility>
#include <variant>
#include <vector>

namespace iwf::store {
namespace {

namespace wire = mtciwf::v1;
using core::SubscriptionId;
using core::SubscriptionKind;
using core::SubscriptionState;

template <class Message>
void write_device(const domain::DeviceIdentity& device, Message& message)
{
    std::visit(
        base::Overloaded{
            [&message](const domain::ExternalIdentifier& id) {
                message.set_external_identifier(id.text());
            },
            [&message](const domain::Msisdn& msisdn) { message.set_msisdn(msisdn.digits()); },
        },
        device
    );
}

void write_watched(const domain::WatchedIdentity& watched, wire::SubscriptionRecord& message)
{
    const auto* const name = std::get_if<domain::ExternalIdentifier>(&watched.identity);
    if (watched.group && name != nullptr) {
        message.set_external_group(name->text());
    } else {
        write_device(watched.identity, message);
    }
}

/// One device, of either kind of record; nothing where the message has none.
template <class Message>
std::optional<domain::DeviceIdentity> read_device(FieldReader& in, const Message& message)
{
    if (message.has_external_identifier()) {
        return in.parsed<domain::ExternalIdentifier>(
            "external_identifier", message.external_identifier()
        );
    }
    return message.has_msisdn() ? in.parsed<domain::Msisdn>("msisdn", message.msisdn())
                                : std::optional<domain::DeviceIdentity>{};
}

std::optional<domain::WatchedIdentity>
read_watched(FieldReader& in, const wire::SubscriptionRecord& message)
{
    const bool group = message.has_external_group();
    std::optional<domain::DeviceIdentity> identity =
        group ? in.parsed<domain::ExternalIdentifier>("external_group", message.external_group())
              : read_device(in, message);
    if (!identity) {
        in.note("watched", "missing");
        return std::nullopt;
    }
    return domain::WatchedIdentity{*std::move(identity), group};
}

void write_reference(const domain::ScefReference& reference, wire::ScefReference& message)
{
    message.set_id(reference.id);
    FieldWriter{message}.put(reference.extended, &wire::ScefReference::set_extended);
}

domain::ScefReference read_reference(const wire::ScefReference& message)
{
    return {message.id(), given(message.has_extended(), message.extended())};
}

void write_memory(const core::ExpectationMemory& memory, wire::ExpectationMemory& message)
{
    message.set_place(memory.place);
    message.set_other_place(memory.other_place);
    FieldWriter out{message};
    out.put(memory.speaking_since, &wire::ExpectationMemory::set_speaking_since);
    out.put(memory.last_spoken, &wire::ExpectationMemory::set_last_spoken);
    message.set_told(memory.told);
    message.set_away(memory.away);
    for (const base::WallTime at : memory.told_at) {
        message.add_told_at(milliseconds_of(at));
    }
}

core::ExpectationMemory read_memory(const wire::ExpectationMemory& message)
{
    core::ExpectationMemory memory{
        .place = message.place(),
        .other_place = message.other_place(),
        .away = message.away(),
        .speaking_since = given(message.has_speaking_since(), time_of(message.speaking_since())),
        .last_spoken = given(message.has_last_spoken(), time_of(message.last_spoken())),
        .told = message.told(),
        .told_at = {},
    };
    std::ranges::transform(
        message.told_at() | std::views::take(memory.told_at.size()), memory.told_at.begin(), time_of
    );
    return memory;
}

std::optional<core::MemberStatus> read_status(FieldReader& in, const wire::ReportRecord& message)
{
    if (!message.has_status()) {
        return std::nullopt;
    }
    const auto result = in.required(
        "status.result",
        true,
        message.status().result(),
        core::MonitoringResult::success,
        core::MonitoringResult::unable_to_comply
    );
    return core::MemberStatus{result, message.status().absent_subscriber()};
}

std::optional<domain::InternalHost>
read_node(FieldReader& in, const wire::SubscriptionRecord& message)
{
    return message.has_node() ? in.parsed<domain::InternalHost>("node", message.node())
                              : std::nullopt;
}

std::vector<domain::CommunicationPattern>
read_patterns(FieldReader& in, const wire::SubscriptionRecord& message)
{
    std::vector<domain::CommunicationPattern> patterns;
    for (const wire::CommunicationPattern& pattern : message.patterns()) {
        patterns.push_back(read_pattern(in, pattern));
    }
    return patterns;
}

} // namespace

void to_message(const core::SubscriptionRecord& record, wire::SubscriptionRecord& message)
{
    using Message = wire::SubscriptionRecord;
    FieldWriter out{message};
    message.set_subscription(record.id.value());
    message.set_state(static_cast<Message::State>(record.state));
    message.set_kind(static_cast<Message::Kind>(record.kind));
    message.set_removal_owed(record.removal_owed);
    message.set_contract(record.contract);
    write_reference(record.reference, *message.mutable_reference());
    write_watched(record.watched, message);
    write_parameters(record.parameters, *message.mutable_parameters());
    for (const domain::CommunicationPattern& pattern : record.patterns) {
        write_pattern(pattern, *message.add_patterns());
    }
    if (record.memory) {
        write_memory(*record.memory, *message.mutable_memory());
    }
    if (record.expectation) {
        message.set_expectation(record.expectation->value());
    }
    if (record.node) {
        message.set_node(record.node->text());
    }
    out.put(record.devices, &Message::set_devices);
    out.put(record.group_guard_s, &Message::set_group_guard_s);
    message.set_reports(record.reports);
    message.set_counted(record.counted);
    message.set_created(milliseconds_of(record.created));
}

base::Result<core::SubscriptionRecord> from_message(const wire::SubscriptionRecord& message)
{
    FieldReader in;
    auto watched = read_watched(in, message);
    if (!watched) {
        return tl::unexpected{in.error()};
    }
    core::SubscriptionRecord record{
        .id = SubscriptionId{message.subscription()},
        .state = in.required(
            "state",
            true,
            static_cast<std::uint32_t>(message.state()),
            SubscriptionState::intended,
            SubscriptionState::ended
        ),
        .kind = in.required(
            "kind",
            true,
            static_cast<std::uint32_t>(message.kind()),
            SubscriptionKind::event,
            SubscriptionKind::observation
        ),
        .removal_owed = message.removal_owed(),
        .contract = message.contract(),
        .reference = read_reference(message.reference()),
        .watched = *std::move(watched),
        .parameters = read_parameters(in, message.parameters()),
        .patterns = read_patterns(in, message),
        .memory = given(message.has_memory(), read_memory(message.memory())),
        .expectation = given(message.has_expectation(), SubscriptionId{message.expectation()}),
        .node = read_node(in, message),
        .devices = given(message.has_devices(), message.devices()),
        .group_guard_s = given(message.has_group_guard_s(), message.group_guard_s()),
        .reports = message.reports(),
        .counted = message.counted(),
        .created = time_of(message.created()),
    };
    if (!in.ok()) {
        return tl::unexpected{in.error()};
    }
    return record;
}

void to_message(const core::MemberRecord& record, wire::MemberRecord& message)
{
    message.set_member_of(record.subscription.value());
    message.set_member(record.member);
    message.set_reports(record.reports);
}

core::MemberRecord from_message(const wire::MemberRecord& message)
{
    return {SubscriptionId{message.member_of()}, message.member(), message.reports()};
}

void to_message(const core::ReportRecord& record, wire::ReportRecord& message)
{
    message.set_report_of(record.subscription.value());
    message.set_sequence(record.sequence);
    if (record.origin != core::ReportKey{}) {
        message.mutable_origin()->set_sender(record.origin.sender);
        message.mutable_origin()->set_end_to_end(record.origin.end_to_end);
    }
    write_report(record.report, *message.mutable_report());
    if (record.member) {
        write_device(*record.member, message);
    }
    if (record.status) {
        message.mutable_status()->set_result(static_cast<std::uint32_t>(record.status->result));
        message.mutable_status()->set_absent_subscriber(record.status->absent_subscriber);
    }
    if (record.replaced_by) {
        write_reference(*record.replaced_by, *message.mutable_replaced_by());
    }
    message.set_may_be_repeated(record.may_be_repeated);
    message.set_end_to_end(record.end_to_end);
    message.set_session_id(record.session_id);
    message.set_received(milliseconds_of(record.received));
}

base::Result<core::ReportRecord> from_message(const wire::ReportRecord& message)
{
    FieldReader in;
    core::ReportRecord record{
        .subscription = SubscriptionId{message.report_of()},
        .sequence = message.sequence(),
        .origin = {message.origin().sender(), message.origin().end_to_end()},
        .report = read_report(in, message.report()),
        .member = read_device(in, message),
        .status = read_status(in, message),
        .replaced_by = given(message.has_replaced_by(), read_reference(message.replaced_by())),
        .may_be_repeated = message.may_be_repeated(),
        .end_to_end = message.end_to_end(),
        .session_id = message.session_id(),
        .received = time_of(message.received()),
    };
    if (!in.ok()) {
        return tl::unexpected{in.error()};
    }
    return record;
}

} // namespace iwf::store
