// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/scs/help.hpp"

#include <algorithm>
#include <iterator>

namespace iwf::scs {
namespace {

constexpr std::string_view program_help = R"(
Options of the server may stand before or after the command, or in the --config file:
  host: scs1.example.com
  realm: example.com
  connect: 127.0.0.1:3868
  iwf_host: iwf.operator.test
  iwf_realm: operator.test
  scs_identity: "491700000001"
  enterprise: 32473            # optional: monitoring.enterprise of the MTC-IWF

EXIT STATUS
  0  SUCCESS; with --wait-report: delivered, or all the reports wanted
  1  refused: another Request-Status, or an error of Diameter
  2  wrong command line or file
  3  no connection, or no answer in time
  4  the delivery report says that it was not delivered
  5  accepted, but no report in time

EXAMPLES
  iwf-scs --config scs.yaml trigger meter-1@iot.test
  iwf-scs --config scs.yaml listen --duration 2s
)";

constexpr std::string_view trigger_help = R"(
EXAMPLES
  iwf-scs --config scs.yaml trigger meter-1@iot.test --payload "report now" --wait-report 10s
  iwf-scs --config scs.yaml trigger 491710000001 --ref 7 --validity 1h --port 5000 --priority
  iwf-scs --config scs.yaml --json trigger meter-1@iot.test --payload-hex 00ff
)";

constexpr std::string_view recall_help = R"(
EXAMPLES
  iwf-scs --config scs.yaml recall meter-2@iot.test --ref 21
)";

constexpr std::string_view replace_help = R"(
EXAMPLES
  iwf-scs --config scs.yaml replace meter-3@iot.test --old-ref 31 --ref 32 --payload later --validity 1h
)";

constexpr std::string_view listen_help = R"(
Shown and answered are delivery reports, short messages of devices (contracts with 'mo_sms'), and
reports on events.

EXAMPLES
  iwf-scs --config scs.yaml listen --duration 2s
  iwf-scs --config scs.yaml listen --duration 2s --refuse
  iwf-scs --config scs.yaml --json listen --duration 2s --silent
  iwf-scs --config scs.yaml listen --duration 2s --answer-reports 5515
  iwf-scs --config scs.yaml --json listen --duration 2s --state subscriptions.list
)";

constexpr std::string_view monitor_help = R"(
EVENTS
  loss-of-connectivity ue-reachability location association roaming communication-failure
  availability ue-count reachability-and-idle availability-and-idle pdn-connectivity

Without --reports and --duration there is one report at most. Status: 0 only when each result in
the answer is DIAMETER_SUCCESS. --wait-report 1h --reports-wanted 2 waits for two reports here; the
MTC-IWF keeps those that come when nobody takes them, for 'listen'.

EXAMPLES
  iwf-scs --config scs.yaml monitor meter-1@iot.test --event loss-of-connectivity --ref 7 --reports 5 --duration 1h --detection-time 5m
  iwf-scs --config scs.yaml monitor meter-1@iot.test --event location --ref 8 --accuracy tracking-area --duration 1h --interval 60s --state subscriptions.list
  iwf-scs --config scs.yaml monitor meter-1@iot.test --event association --imeisv --ref 9 --replace 8 --duration 1d
  iwf-scs --config scs.yaml monitor meters@iot.test --group --guard 30s --event roaming --ref 10 --duration 1d
  iwf-scs --config scs.yaml monitor meter-1@iot.test --pattern --ref 1 --stationary --period 1h --comm-duration 30s --schedule "mon-fri 22:00-23:00" --valid 1d
)";

constexpr std::string_view unmonitor_help = R"(
EXAMPLES
  iwf-scs --config scs.yaml unmonitor meter-1@iot.test --ref 7 9 --state subscriptions.list
  iwf-scs --config scs.yaml unmonitor meter-1@iot.test --all
  iwf-scs --config scs.yaml unmonitor meter-1@iot.test --pattern --ref 1
)";

constexpr std::string_view subscriptions_help = R"(
monitor, unmonitor and listen keep the list with --state: reference, device, event, how many reports
there were and when the last came.

EXAMPLES
  iwf-scs --config scs.yaml subscriptions --state subscriptions.list
)";

constexpr std::string_view load_help = R"(
With --rate the times are counted from when a trigger was due, so that none is left out while the
MTC-IWF is slow. Without --duration and --count: 10 s. A line a second goes to standard error.
Status: 5 when --wait-reports ended with reports missing, else 3 when answers are missing, else 1
when some were refused.
The JSON has the times of each kind of answer (answers_ms) and of all refusals (refusal_ms). With --timeline also what happened in each
tenth of a second since the first was due: confirmed, refused; and of those due in it: due, served (with
SUCCESS, by the end), slowest_ms.
With --backlog a slow MTC-IWF is owed no more than so many seconds of what is offered: what is due
while so many are unanswered counts as unanswered itself, and is never sent.

EXAMPLES
  iwf-scs --config scs.yaml load load-{}@iot.test --devices 100 --rate 200 --duration 2s --wait-reports 10s
  iwf-scs --config scs.yaml --json load meter-1@iot.test --window 10 --count 100
  iwf-scs --config scs.yaml --json load meter-1@iot.test --rate 300 --duration 1s --then 50:1s --timeline
  iwf-scs --config scs.yaml load meter-1@iot.test --rate 9000 --backlog 500ms --duration 1s
)";

struct Help
{
    std::string_view subcommand;
    std::string_view text;
};

constexpr Help helps[]{
    {"trigger", trigger_help},
    {"recall", recall_help},
    {"replace", replace_help},
    {"listen", listen_help},
    {"load", load_help},
    {"monitor", monitor_help},
    {"unmonitor", unmonitor_help},
    {"subscriptions", subscriptions_help},
};

} // namespace

std::string help_of(std::string_view subcommand)
{
    const auto* const found = std::ranges::find(helps, subcommand, &Help::subcommand);
    return std::string{found == std::end(helps) ? program_help : found->text};
}

} // namespace iwf::scs
