// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "iwf/diameter/avp_reader.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/monitoring.hpp"

/// Readers and writers of what S6t and T6a share; for the codecs of the two.
namespace iwf::diameter::monitoring {

/// Whose message is written. What TS 29.128 defines is T6a's, and in S6t's ABNF falls under
/// *[ AVP ]: there it has no M bit, or a server that knows S6t alone would refuse the whole with
/// 5001 (RFC 6733, 4.1).
enum class Application : std::uint8_t
{
    s6t,
    t6a
};

/// Writes what TS 29.128 defines.
template <class Write>
void write_t6a(AvpWriter& out, Application to, Write write)
{
    if (to == Application::s6t) {
        out.ignorable(write);
    } else {
        write();
    }
}

/// SCEF-Reference-ID and SCEF-Reference-ID-Ext, where the ABNF demands one.
void read_reference(AvpReader& in, domain::ScefReference& reference);
/// Likewise, where it demands none.
void read_reference(AvpReader& in, std::optional<domain::ScefReference>& reference);
void write_reference(AvpWriter& out, const std::optional<domain::ScefReference>& reference);

void read_deletions(AvpReader& in, std::vector<domain::ScefReference>& references);
void write_deletions(AvpWriter& out, const std::vector<domain::ScefReference>& references);

/// The User-Identifier of a request that is about somebody: 5004 when nobody is named in it, or in
/// a way that is not known.
void read_user(AvpReader& in, UserIdentifier& user);
/// One that may be absent; one in which nobody is named is.
void read_user(AvpReader& in, std::optional<UserIdentifier>& user);
/// Of a device of a group: nobody may be named in it.
void read_member(AvpReader& in, UserIdentifier& user);
void write_user(AvpWriter& out, const UserIdentifier& user);
void write_user(AvpWriter& out, const std::optional<UserIdentifier>& user);

void read_location(AvpReader& in, domain::Location& location);
void write_location(AvpWriter& out, const domain::Location& location);

/// Values that are not defined are refused: 5004. Without any reference: 5005.
void read_configurations(AvpReader& in, std::vector<EventConfiguration>& configurations);
void write_configurations(
    AvpWriter& out, Application to, const std::vector<EventConfiguration>& configurations
);
void read_patterns(AvpReader& in, std::vector<CommunicationPatternConfiguration>& patterns);
void write_patterns(AvpWriter& out, const std::vector<CommunicationPatternConfiguration>& patterns);

/// What a report says; numbers that are not known are left out. `enterprise` is that of
/// Broken-Expectation.
void read_content(AvpReader& in, domain::EventReport& report, std::uint32_t enterprise);
void write_content(
    AvpWriter& out, Application to, const domain::EventReport& report, std::uint32_t enterprise
);

void read_reports(AvpReader& in, std::vector<EventReport>& reports, std::uint32_t enterprise);
void write_reports(
    AvpWriter& out,
    Application to,
    const std::vector<EventReport>& reports,
    std::uint32_t enterprise
);

void read_service_reports(AvpReader& in, std::vector<ServiceReport>& reports);
void write_service_reports(AvpWriter& out, const std::vector<ServiceReport>& reports);
void read_service_result(AvpReader& in, std::optional<ServiceResult>& result);
void write_service_result(AvpWriter& out, const std::optional<ServiceResult>& result);

void read_statuses(AvpReader& in, std::vector<ConfigStatus>& statuses);
void write_statuses(AvpWriter& out, const std::vector<ConfigStatus>& statuses);
void read_statuses(AvpReader& in, std::vector<ReportStatus>& statuses);
void write_statuses(AvpWriter& out, const std::vector<ReportStatus>& statuses);
void read_statuses(AvpReader& in, std::vector<PatternStatus>& statuses);
void write_statuses(AvpWriter& out, const std::vector<PatternStatus>& statuses);

} // namespace iwf::diameter::monitoring
