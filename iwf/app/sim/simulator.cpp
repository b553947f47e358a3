// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/simulator.hpp"

#include <utility>

#include "iwf/diameter/common.hpp"

namespace iwf::sim {
namespace {

std::string error_text(std::string_view what)
{
    return neighbour::JsonLine{}.put("error", what).text();
}

} // namespace

Simulator::Simulator(
    neighbour::Station& station, const SimConfig& config, Role role, Counters counters
)
    : station_{station}
    , self_{config.identity, config.realm}
    , role_{role}
    , counters_{std::move(counters)}
    , rules_{config.rules, config.seed}
{}

void Simulator::refuse(
    const Asked& asked, const diameter::Message& request, const diameter::Fault& fault
)
{
    counters_.add("refused_" + std::to_string(fault.result_code));
    station_.transport().answer(
        asked.connection, diameter::error_answer(request, fault, self_.host, self_.realm)
    );
}

bool Simulator::loses(const Asked& asked, const Behaviour& behaviour)
{
    if (behaviour.close == Loss::before) {
        counters_.add("closed");
        station_.transport().cut(asked.connection.peer, "a rule wants it");
        return true;
    }
    if (behaviour.silence == Loss::before) {
        counters_.add("silenced");
        return true;
    }
    return false;
}

void Simulator::answer(const Asked& asked, diameter::Message answer, const Behaviour& behaviour)
{
    if (behaviour.close == Loss::after) {
        counters_.add("closed");
        station_.transport().cut(asked.connection.peer, "a rule wants it");
        return;
    }
    if (behaviour.silence == Loss::after) {
        counters_.add("silenced");
        return;
    }
    answer.header.hop_by_hop = asked.header.hop_by_hop;
    answer.header.end_to_end = asked.header.end_to_end;
    if (behaviour.wrong) {
        counters_.add("spoilt");
        answer = spoil(std::move(answer), *behaviour.wrong);
    }
    if (behaviour.delay.count() == 0) {
        station_.transport().answer(asked.connection, answer);
        return;
    }
    station_.timers().at(
        station_.now() + behaviour.delay,
        [this, connection = asked.connection, late = std::move(answer)] {
            station_.transport().answer(connection, late);
        }
    );
}

std::string Simulator::obey(std::string_view command)
{
    const std::size_t space = command.find(' ');
    const std::string_view verb = command.substr(0, space);
    const std::string_view argument =
        space == std::string_view::npos ? std::string_view{} : command.substr(space + 1);
    if (verb == "counters") {
        return counters_.json();
    }
    if (verb == "pending") {
        return pending();
    }
    if (verb == "reset") {
        counters_.reset();
        return "{}";
    }
    if (verb == "clear") {
        rules_.clear();
        return "{}";
    }
    if (verb == "set") {
        const auto rule = parse_rule(std::string{argument}, role_);
        if (!rule) {
            return error_text(rule.error().text);
        }
        rules_.put_first(*rule);
        return "{}";
    }
    return obey_more(verb, argument);
}

void Simulator::start_script(const std::vector<ScriptLine>& script)
{
    for (const ScriptLine& line : script) {
        station_.timers().at(station_.now() + line.at, [this, command = line.command] {
            const std::string answer = obey(command);
            counters_.add(answer.starts_with(R"({"error":)") ? "script_refused" : "script");
        });
    }
}

std::string Simulator::obey_more(std::string_view verb, std::string_view)
{
    return unknown_command(verb);
}

std::string Simulator::unknown_command(std::string_view verb, std::string_view more)
{
    return error_text(
        "'" + base::printable(verb) + "' is none of: counters, pending, reset, set RULE, clear" +
        (more.empty() ? "" : ", ") + std::string{more}
    );
}

} // namespace iwf::sim
