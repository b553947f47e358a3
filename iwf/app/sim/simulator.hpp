// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "iwf/app/neighbour/station.hpp"
#include "iwf/app/sim/config.hpp"
#include "iwf/app/sim/counters.hpp"
#include "iwf/diameter/message.hpp"
#include "iwf/gateways/incoming.hpp"

namespace iwf::sim {

/// What HSS and SMS-SC have in common: rules, counters, and answers that go wrong on request. Core
/// thread.
class Simulator : public neighbour::StationClient
{
public:
    void on_open(diameter::Connection) override { counters_.add("connections"); }
    void on_closed(diameter::Connection, std::string_view) override {}

    /// One line of the control socket answered: "counters", "pending", "reset", "set RULE",
    /// "clear", and what the simulator knows beyond.
    [[nodiscard]] std::string obey(std::string_view command);

    /// From now on the script runs.
    void start_script(const std::vector<ScriptLine>& script);

protected:
    /// The references outlive the simulator.
    Simulator(neighbour::Station& station, const SimConfig& config, Role role, Counters counters);

    /// Where an answer goes.
    struct Asked
    {
        diameter::Connection connection;
        diameter::Header header;
    };

    [[nodiscard]] neighbour::Station& station() { return station_; }
    [[nodiscard]] const gateways::Self& self() const { return self_; }
    [[nodiscard]] Counters& counters() { return counters_; }
    [[nodiscard]] RuleBook& rules() { return rules_; }

    /// The request cannot be understood, or is not for this node.
    void refuse(const Asked& asked, const diameter::Message& request, const diameter::Fault& fault);

    /// True when the request is lost before anybody looks at it; the connection too, perhaps.
    [[nodiscard]] bool loses(const Asked& asked, const Behaviour& behaviour);

    /// Sends the answer as the rule wants it: late, spoilt or not at all.
    void answer(const Asked& asked, diameter::Message answer, const Behaviour& behaviour);

    /// The answer to what is no command. `more`: those the simulator knows beyond.
    [[nodiscard]] static std::string
    unknown_command(std::string_view verb, std::string_view more = {});

    virtual std::string pending() const = 0;
    virtual std::string obey_more(std::string_view verb, std::string_view argument);

private:
    neighbour::Station& station_;
    gateways::Self self_;
    Role role_;
    Counters counters_;
    RuleBook rules_;
};

} // namespace iwf::sim
