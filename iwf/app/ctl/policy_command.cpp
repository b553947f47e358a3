// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/ctl/policy_command.hpp"

#include <chrono>
#include <ostream>
#include <utility>

#include "iwf/app/config/check_command.hpp"
#include "iwf/app/config/config.hpp"
#include "iwf/app/config/difference.hpp"
#include "iwf/app/ctl/policy_cases.hpp"
#include "iwf/app/ctl/policy_words.hpp"

namespace iwf::ctl {
namespace {

std::string text_of(const std::vector<config::ConfigError>& errors)
{
    std::string out;
    for (const config::ConfigError& error : errors) {
        out += (out.empty() ? "" : "\n") + config::text(error);
    }
    return out;
}

base::Result<config::Config> load(const std::string& path)
{
    auto loaded = config::load_config(path);
    if (!loaded) {
        return base::fail(text_of(loaded.error()));
    }
    return *std::move(loaded);
}

/// As a server names it: a recall may say it in either (TS 29.368, 5.7), a replace in one of them.
std::optional<std::uint32_t> original_of(const Explain& command)
{
    return command.old_reference || command.action == "replace" ? command.old_reference
                                                                : command.reference;
}

} // namespace

mtciwf::v1::ExplainRequest question_of(const Explain& command)
{
    mtciwf::v1::ExplainRequest question;
    question.set_contract(command.server);
    question.set_action(command.action);
    question.set_device(command.device);
    question.set_at(command.at);
    question.set_payload_octets(command.payload_octets);
    if (command.port) {
        question.set_port(*command.port);
    }
    question.set_priority(command.priority);
    if (command.validity_s) {
        question.set_validity_s(*command.validity_s);
    }
    question.set_scs_identity(command.scs_identity);
    if (const auto original = original_of(command)) {
        question.set_original(*original);
    }
    if (command.reports) {
        question.set_reports(*command.reports);
    }
    if (command.duration_s) {
        question.set_duration_s(*command.duration_s);
    }
    question.set_accuracy(command.accuracy);
    if (command.interval_s) {
        question.set_interval_s(*command.interval_s);
    }
    if (command.detection_time_s) {
        question.set_detection_time_s(*command.detection_time_s);
    }
    question.set_group(command.group);
    return question;
}

base::Result<mtciwf::v1::ExplainReply> explain_by_files(const Explain& command)
{
    if (original_of(command)) {
        return base::fail("iwfctl: files know of no triggers; ask the iwfd that runs");
    }
    const auto config = load(command.config);
    if (!config) {
        return tl::unexpected{config.error()};
    }
    auto reply = judge_by(*config->book, question_of(command));
    return reply ? std::move(reply) : base::fail("iwfctl: " + reply.error().text);
}

int check(const PolicyCheck& command, std::ostream& out, std::ostream& err)
{
    return config::check_config(command.config, out, err);
}

int diff(const PolicyDiff& command, std::ostream& out, std::ostream& err)
{
    const auto from = load(command.from);
    const auto to = load(command.to);
    for (const auto* const one : {&from, &to}) {
        if (!*one) {
            err << one->error().text << '\n';
        }
    }
    if (!from || !to) {
        return status::refused;
    }
    const config::Difference difference = config::difference(*from, *to);
    if (difference.contracts.empty()) {
        out << "no server may do more or less\n";
    }
    for (const config::ContractChange& change : difference.contracts) {
        out << in_words(change);
    }
    return status::success;
}

int test(const PolicyTest& command, std::ostream& out, std::ostream& err)
{
    const auto config = load(command.config);
    if (!config) {
        err << config.error().text << '\n';
        return status::refused;
    }
    const auto cases = read_cases(command.cases);
    if (!cases) {
        err << text_of(cases.error()) << '\n';
        return status::refused;
    }
    std::size_t failed = 0;
    for (const PolicyCase& one : *cases) {
        if (const auto wrong = what_is_wrong(one, *config->book)) {
            ++failed;
            out << one.place << ": " << *wrong << '\n';
        }
    }
    out << cases->size() << (cases->size() == 1 ? " case, " : " cases, ")
        << (failed == 0 ? "all as expected" : std::to_string(failed) + " not as expected") << '\n';
    return failed == 0 ? status::success : status::refused;
}

} // namespace iwf::ctl
