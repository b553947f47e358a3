// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/commands.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <utility>

#include "iwf/app/control/control_client.hpp"
#include "iwf/app/control/json.hpp"
#include "iwf/app/ctl/audit_command.hpp"
#include "iwf/app/ctl/check.hpp"
#include "iwf/app/ctl/policy_command.hpp"
#include "iwf/app/ctl/print.hpp"

namespace iwf::ctl {
namespace {

using namespace std::chrono_literals;

/// Longer than iwfd takes to say that it takes longer.
constexpr auto patience = 15s;
constexpr auto reload_patience = 200s;

/// Commands that speak with iwfd.
class Caller
{
public:
    Caller(const Arguments& arguments, std::ostream& out, std::ostream& err)
        : arguments_{arguments}
        , out_{out}
        , err_{err}
    {}

    int operator()(const ShowStatus&) const
    {
        mtciwf::v1::DaemonStatus status;
        const int result = ask("GET", "/v1/status", {}, status);
        if (result == status::success) {
            show(status);
        }
        return result;
    }

    int operator()(const Reload& command) const
    {
        mtciwf::v1::ReloadRequest request;
        request.set_dry_run(command.dry_run);
        mtciwf::v1::ReloadReply reply;
        const int result =
            ask("POST", "/v1/reload", control::to_json(request), reply, reload_patience);
        if (result != status::success) {
            return result;
        }
        show(reply);
        return reply.errors().empty() ? status::success : status::refused;
    }

    int operator()(const ShowLinks& command) const
    {
        mtciwf::v1::IpsecStatus all;
        std::string query = command.server.empty() ? "" : "?contract=" + command.server;
        do {
            mtciwf::v1::IpsecStatus page;
            if (const int result = ask("GET", "/v1/ipsec" + query, {}, page);
                result != status::success) {
                return result;
            }
            query = "?after=" + page.next();
            all.mutable_links()->MergeFrom(page.links());
            page.clear_links();
            page.mutable_links()->Swap(all.mutable_links());
            all = std::move(page);
        } while (!all.next().empty());
        show(all);
        const bool is_bound = std::ranges::all_of(all.links(), &mtciwf::v1::LinkStatus::bound);
        return command.server.empty() || is_bound ? status::success : status::refused;
    }

    int operator()(const Terminate& command) const
    {
        mtciwf::v1::TerminateRequest request;
        request.set_contract(command.server);
        mtciwf::v1::TerminateReply reply;
        const int result = ask("POST", "/v1/ipsec/terminate", control::to_json(request), reply);
        if (result != status::success) {
            return result;
        }
        if (arguments_.json) {
            out_ << control::to_json(reply);
        } else if (reply.ike_sas().empty()) {
            out_ << command.server << " has no IKE_SA: there was nothing to end\n";
        }
        for (const std::uint32_t ike : reply.ike_sas()) {
            if (!arguments_.json) {
                out_ << "ended IKE_SA " << ike << '\n';
            }
        }
        return status::success;
    }

    int operator()(const Apply&) const
    {
        mtciwf::v1::ApplyReply reply;
        const int result = ask("POST", "/v1/ipsec/apply", {}, reply);
        if (result != status::success) {
            return result;
        }
        show(reply);
        const bool is_good = reply.problems().empty() &&
                             std::ranges::all_of(reply.connections(), [](const auto& connection) {
                                 return connection.error().empty();
                             });
        return is_good ? status::success : status::refused;
    }

    int operator()(const Check& command) const { return check(command, out_, err_); }
    int operator()(const Explain& command) const
    {
        mtciwf::v1::ExplainReply reply;
        if (!command.config.empty()) {
            auto judged = explain_by_files(command);
            if (!judged) {
                err_ << judged.error().text << '\n';
                return status::refused;
            }
            reply = *std::move(judged);
        } else if (const int result =
                       ask("POST", "/v1/explain", control::to_json(question_of(command)), reply);
                   result != status::success) {
            return result;
        }
        show(reply);
        return reply.permitted() ? status::success : status::refused;
    }

    int operator()(const PolicyCheck& command) const { return check(command, out_, err_); }
    int operator()(const PolicyDiff& command) const { return diff(command, out_, err_); }
    int operator()(const PolicyTest& command) const { return test(command, out_, err_); }
    int operator()(const VerifyAudit& command) const { return verify(command, out_, err_); }
    int operator()(const RevealAudit& command) const { return reveal(command, out_, err_); }
    int operator()(const NewAuditKey& command) const { return new_key(command, out_, err_); }

private:
    template <class Message>
    void show(const Message& message) const
    {
        out_ << (arguments_.json ? control::to_json(message) : text_of(message));
    }

    int
    ask(const std::string& method,
        const std::string& target,
        const std::string& body,
        google::protobuf::Message& answer,
        std::chrono::milliseconds longest = patience) const
    {
        const auto response = control::ask(arguments_.socket, method, target, body, longest);
        if (!response) {
            err_ << "iwfctl: " << response.error().text << '\n';
            return status::unreachable;
        }
        if (response->status != 200) {
            mtciwf::v1::Failure failure;
            const bool is_ours = control::from_json(response->body, failure).has_value();
            err_ << "iwfctl: "
                 << (is_ours ? failure.error() : "status " + std::to_string(response->status))
                 << '\n';
            return status::refused;
        }
        if (const auto read = control::from_json(response->body, answer); !read) {
            err_ << "iwfctl: iwfd is of another version: " << read.error().text << '\n';
            return status::refused;
        }
        return status::success;
    }

    const Arguments& arguments_;
    std::ostream& out_;
    std::ostream& err_;
};

} // namespace

int run(const Arguments& arguments, std::ostream& out, std::ostream& err)
{
    return std::visit(Caller{arguments, out, err}, arguments.command);
}

} // namespace iwf::ctl
