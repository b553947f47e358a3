// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/print.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "iwf/base/bytes.hpp"

namespace iwf::ctl {
namespace {

using base::printable;

/// A line that may have quotes in it, and nothing that a terminal would obey.
std::string visible(std::string line)
{
    for (char& c : line) {
        const auto octet = static_cast<unsigned char>(c);
        c = octet < 0x20 || octet == 0x7f ? '?' : c;
    }
    return line;
}

std::string uptime(std::uint32_t seconds)
{
    constexpr std::uint32_t day = 24 * 3600;
    return fmt::format(
        "{}d {:02}:{:02}:{:02}",
        seconds / day,
        seconds % day / 3600,
        seconds % 3600 / 60,
        seconds % 60
    );
}

std::string text_of(const mtciwf::v1::ChildAssociation& child)
{
    return fmt::format(
        "    CHILD_SA {}  {}  {}  {} === {}{}\n",
        child.child_sa(),
        printable(child.name()),
        child.algorithms(),
        fmt::join(child.local(), " "),
        fmt::join(child.remote(), " "),
        child.usable() ? "" : "  (carries nothing)"
    );
}

std::string text_of(const mtciwf::v1::Association& association)
{
    std::string text = fmt::format(
        "  IKE_SA {}  {}  with {} at {}, since {}{}\n",
        association.ike_sa(),
        association.algorithms(),
        printable(association.remote_identity()),
        association.remote_address(),
        association.known_since(),
        association.established() ? "" : "  (not established)"
    );
    for (const auto& child : association.children()) {
        text += text_of(child);
    }
    return text;
}

std::string text_of(const mtciwf::v1::LinkStatus& link)
{
    const std::string state =
        link.bound()
            ? fmt::format("bound by IKE_SA {}, CHILD_SA {}", link.ike_sa(), link.child_sa())
            : "NOT BOUND: " + link.reason();
    std::string text = fmt::format(
        "{}  {}\n  {}, addresses {}, connection {}{}; Diameter {}\n",
        link.contract(),
        state,
        printable(link.identity()),
        fmt::join(link.addresses(), " "),
        printable(link.connection()),
        link.external() ? " (external)" : "",
        link.connected_from().empty() ? "not connected" : "from " + link.connected_from()
    );
    for (const auto& association : link.associations()) {
        text += text_of(association);
    }
    return text;
}

/// One a line, those of a part after its name.
void append_counters(
    std::string& text, const google::protobuf::Message& counters, const std::string& prefix
)
{
    const auto* const reflection = counters.GetReflection();
    const auto* const type = counters.GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
        const auto* const field = type->field(i);
        const std::string name = prefix + field->name();
        if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
            append_counters(text, reflection->GetMessage(counters, field), name + ".");
        } else {
            text += fmt::format("{} {}\n", name, reflection->GetUInt64(counters, field));
        }
    }
}

} // namespace

std::string text_of(const mtciwf::v1::DaemonStatus& status)
{
    std::string text = fmt::format(
        "{}  iwfd {}, up {} since {}{}\ncontracts {}\n",
        status.host(),
        status.version(),
        uptime(status.uptime_s()),
        status.started(),
        status.draining() ? ", ENDING" : "",
        status.contracts()
    );
    if (!status.audit_head().empty()) {
        text += fmt::format("audit {}\n", status.audit_head());
    }
    if (status.audit_failed()) {
        text += "THE AUDIT LOG CANNOT BE WRITTEN: is its disk full?\n";
    }
    append_counters(text, status.counters(), "");
    return text;
}

std::string text_of(const mtciwf::v1::IpsecStatus& status)
{
    std::string text;
    if (status.links().empty()) {
        return "no contract says 'protection: ipsec'\n";
    }
    if (!status.charon_reachable()) {
        text += "CHARON CANNOT BE ASKED since " + status.stale_since() +
                ": is it running? What follows is as of then.\n";
    }
    for (const auto& link : status.links()) {
        text += text_of(link);
    }
    return text;
}

std::string text_of(const mtciwf::v1::ApplyReply& reply)
{
    std::string text = fmt::format(
        "loaded {}, unloaded {}, IKE_SAs ended {}\n",
        reply.loaded(),
        reply.unloaded(),
        reply.terminated()
    );
    for (const auto& connection : reply.connections()) {
        text += fmt::format(
            "{}  {}\n",
            printable(connection.connection()),
            connection.error().empty() ? "as it shall be" : "WRONG: " + connection.error()
        );
    }
    for (const std::string& problem : reply.problems()) {
        text += "PROBLEM: " + problem + "\n";
    }
    return text;
}

std::string text_of(const mtciwf::v1::ReloadReply& reply)
{
    std::string text;
    for (const auto& change : reply.changes()) {
        text += fmt::format("{:8} {}\n", change.change(), printable(change.contract()));
        for (const std::string& key : change.keys()) {
            text += "           " + visible(key) + "\n";
        }
    }
    for (const std::string& key : reply.daemon()) {
        text += "iwfd.yaml  " + visible(key) + "\n";
    }
    for (const std::string& key : reply.needs_restart()) {
        text += "NEEDS A RESTART: " + visible(key) + "\n";
    }
    for (const std::string& note : reply.notes()) {
        text += visible(note) + "\n";
    }
    for (const std::string& error : reply.errors()) {
        text += visible(error) + "\n";
    }
    const std::string in_force = fmt::format("; contracts in force: {}\n", reply.contracts());
    if (!reply.errors().empty()) {
        return text + "NOTHING WAS CHANGED" + in_force;
    }
    if (reply.changes().empty() && reply.daemon().empty() && reply.notes().empty()) {
        text += "no difference to what is in force\n";
    }
    return text + (reply.applied() ? "applied" : "nothing was changed (--dry-run)") + in_force;
}

namespace {

std::string text_of(const mtciwf::v1::ExplainOriginal& original)
{
    if (!original.known()) {
        return fmt::format("original {}: this server has no such trigger\n", original.number());
    }
    return fmt::format(
        "original {}: {}, {}, {}{}\n",
        original.number(),
        original.state(),
        original.pending() ? "pending" : "over",
        original.submitted() ? "an SMS-SC has it or shall have it" : "no SMS-SC has it yet",
        original.has_same_device() && !original.same_device() ? ", of another device" : ""
    );
}

std::string text_of(const mtciwf::v1::ExplainLoad& load)
{
    std::string text = fmt::format(
        "load: {} of {} requests in progress, {} of {} of this server, {} of {} triggers, waiting "
        "{} "
        "% of what it may be\n",
        load.requests(),
        load.most_requests(),
        load.requests_of_server(),
        load.most_of_server(),
        load.triggers(),
        load.most_triggers(),
        load.waiting_percent()
    );
    if (!load.busy().empty()) {
        text += fmt::format("busy: TEMPORARYERROR (201) at this moment: {}\n", load.busy());
    }
    if (load.waiting_percent() >= 100) {
        text += "waiting: some are answered with DIAMETER_TOO_BUSY (3004) at this moment\n";
    }
    for (const auto& report : load.hss()) {
        text += fmt::format(
            "overload: {} wants {} % less for {} s: so many of its lookups become TEMPORARYERROR "
            "(201), unless another HSS may be asked\n",
            printable(report.name(), 300),
            report.reduction_percent(),
            report.seconds_left()
        );
    }
    return text;
}

} // namespace

std::string text_of(const mtciwf::v1::ExplainReply& reply)
{
    std::string text = reply.permitted() ? std::string{"permitted\n"}
                                         : fmt::format(
                                               "refused with {} ({}): {}\n",
                                               reply.status_name(),
                                               reply.status(),
                                               printable(reply.reason(), 300)
                                           );
    for (const auto& rule : reply.rules()) {
        text += fmt::format(
            "  {}{}{} ({})\n",
            rule.kind(),
            rule.text().empty() ? "" : " ",
            printable(rule.text(), 300),
            rule.place()
        );
    }
    if (reply.has_original()) {
        text += text_of(reply.original());
    }
    if (reply.has_load()) {
        text += text_of(reply.load());
    }
    return text;
}

} // namespace iwf::ctl
