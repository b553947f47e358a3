// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/admin.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include "iwf/app/control/json.hpp"
#include "iwf/app/iwfd/link_status.hpp"
#include "iwf/base/bytes.hpp"

namespace iwf::daemon {
namespace {

using control::Answer;
using control::failure;
using control::Request;
using control::to_json;

/// Contracts by the ten thousand are read, and charon is given their connections.
constexpr auto reload_patience = std::chrono::minutes{3};

std::string unknown_contract(const std::string& name)
{
    return "no contract or peer \"" + base::printable(name) +
           "\" with 'protection: ipsec' is in force; GET /v1/ipsec (iwfctl ipsec status) lists "
           "those that are";
}

void show_links(const AdminParts& parts, const Request& request, const Answer& answer)
{
    LinkSelection selection;
    for (const auto& [key, value] : request.query) {
        if (key == "contract") {
            selection.contract = value;
        } else if (key == "after") {
            selection.after = value;
        } else {
            return answer(failure(
                400, "unknown parameter " + base::printable(key) + "; expected contract or after"
            ));
        }
    }
    const auto status = ipsec_status(parts.links, parts.clock, selection);
    answer(
        status ? control::Response{200, to_json(*status)}
               : failure(404, unknown_contract(*selection.contract))
    );
}

/// What became of several IKE_SAs, one after the other.
struct Termination
{
    Answer answer;
    std::size_t waiting{};
    mtciwf::v1::TerminateReply reply;
    std::string errors;

    void ended(core::IkeSaId ike, const base::Result<void>& done)
    {
        if (done) {
            reply.add_ike_sas(static_cast<std::uint32_t>(ike.value()));
        } else {
            errors += (errors.empty() ? "" : "; ") + std::string{"IKE_SA "} +
                      std::to_string(ike.value()) + ": " + done.error().text;
        }
        if (--waiting == 0) {
            answer(
                errors.empty() ? control::Response{200, to_json(reply)}
                               : failure(503, "not all was ended: " + errors)
            );
        }
    }
};

void reload(const AdminParts& parts, const Request& request, const Answer& answer)
{
    mtciwf::v1::ReloadRequest wanted;
    if (!request.body.empty()) {
        if (auto read = control::from_json(request.body, wanted); !read) {
            return answer(failure(400, read.error().text));
        }
    }
    parts.reload(wanted.dry_run(), answer);
}

void terminate(const AdminParts& parts, const Request& request, const Answer& answer)
{
    mtciwf::v1::TerminateRequest wanted;
    if (auto read = control::from_json(request.body, wanted); !read) {
        return answer(failure(400, read.error().text));
    }
    const auto associations = associations_of(parts.links, wanted.contract());
    if (!associations) {
        return answer(failure(404, unknown_contract(wanted.contract())));
    }
    if (associations->empty()) {
        return answer({200, to_json(mtciwf::v1::TerminateReply{})});
    }
    // Shared by the answers of charon.
    const auto termination = std::make_shared<Termination>();
    termination->answer = answer;
    termination->waiting = associations->size();
    for (const core::IkeSaId ike : *associations) {
        parts.terminate(ike, [termination, ike](const base::Result<void>& done) {
            termination->ended(ike, done);
        });
    }
}

/// The answer, and the audit of who asked for it.
Answer
audited(const std::shared_ptr<const AdminParts>& parts, const Request& request, Answer answer)
{
    return [parts, request, answer = std::move(answer)](control::Response response) {
        parts->changed(request, response);
        answer(std::move(response));
    };
}

void explain(const AdminParts& parts, const Request& request, const Answer& answer)
{
    mtciwf::v1::ExplainRequest question;
    if (auto read = control::from_json(request.body, question); !read) {
        return answer(failure(400, read.error().text));
    }
    answer(parts.explain(question));
}

} // namespace

control::Routes admin_routes(AdminParts parts)
{
    // Shared by the routes, which live as long as the server.
    const auto shared = std::make_shared<const AdminParts>(std::move(parts));
    return {
        {"/v1/status",
         {"GET",
          [shared](const Request&, const Answer& answer) {
              answer({200, to_json(shared->status())});
          }}},
        {"/v1/ipsec",
         {"GET",
          [shared](const Request& request, const Answer& answer) {
              show_links(*shared, request, answer);
          }}},
        {"/v1/ipsec/terminate",
         {"POST",
          [shared](const Request& request, const Answer& answer) {
              terminate(*shared, request, audited(shared, request, answer));
          }}},
        {"/v1/ipsec/apply",
         {"POST",
          [shared](const Request& request, const Answer& answer) {
              shared->apply(audited(shared, request, answer));
          }}},
        {"/v1/explain",
         {"POST",
          [shared](const Request& request, const Answer& answer) {
              explain(*shared, request, answer);
          }}},
        {"/v1/reload",
         {"POST",
          [shared](const Request& request, const Answer& answer) {
              reload(*shared, request, audited(shared, request, answer));
          },
          reload_patience}},
    };
}

mtciwf::v1::ApplyReply apply_reply(const ipsec::Report& report)
{
    mtciwf::v1::ApplyReply reply;
    reply.set_loaded(static_cast<std::uint32_t>(report.loaded));
    reply.set_unloaded(static_cast<std::uint32_t>(report.unloaded));
    reply.set_terminated(static_cast<std::uint32_t>(report.terminated));
    reply.mutable_problems()->Add(report.problems.begin(), report.problems.end());
    for (const ipsec::LinkReport& link : report.links) {
        auto& connection = *reply.add_connections();
        connection.set_connection(link.connection);
        connection.set_error(link.error);
    }
    return reply;
}

namespace {

/// What a person reads; a reply of any size would hold up the core thread.
constexpr std::size_t max_changes = 1000;
constexpr std::size_t max_lines = 100;
constexpr std::size_t max_octets = 300; // of a line

/// As many lines as there may be, cut to length; the last says that there are more.
void copy_lines(
    const std::vector<std::string>& from, google::protobuf::RepeatedPtrField<std::string>* to
)
{
    for (const std::string& line : from) {
        if (static_cast<std::size_t>(to->size()) == max_lines) {
            *to->Add() = "and " + std::to_string(from.size() - max_lines) + " more";
            return;
        }
        *to->Add() = line.size() <= max_octets ? line : line.substr(0, max_octets) + "...";
    }
}

} // namespace

mtciwf::v1::ReloadReply reload_reply(const ReloadOutcome& outcome)
{
    mtciwf::v1::ReloadReply reply;
    reply.set_applied(outcome.is_applied);
    reply.set_contracts(static_cast<std::uint32_t>(outcome.contracts));
    for (const config::ContractChange& change : outcome.difference.contracts) {
        if (static_cast<std::size_t>(reply.changes_size()) == max_changes) {
            const std::size_t left = outcome.difference.contracts.size() - max_changes;
            reply.add_notes("and " + std::to_string(left) + " more contracts change");
            break;
        }
        auto& out = *reply.add_changes();
        out.set_contract(change.contract);
        out.set_change(std::string{config::name(change.kind)});
        copy_lines(change.what, out.mutable_keys());
    }
    copy_lines(outcome.difference.daemon, reply.mutable_daemon());
    copy_lines(outcome.needs_restart, reply.mutable_needs_restart());
    copy_lines(outcome.notes, reply.mutable_notes());
    copy_lines(outcome.errors, reply.mutable_errors());
    return reply;
}

} // namespace iwf::daemon
