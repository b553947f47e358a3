// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/sim/help.hpp"

namespace iwf::sim {
namespace {

constexpr std::string_view program_help = R"(
When it listens it says so on standard output: "ready hss 127.0.0.1:3871". SIGTERM ends it.
Exit status: 0 ended as told, 1 it could not run, 2 wrong command line or file.

EXAMPLES
  iwf-sim hss --config hss.yaml
  iwf-sim smsc --config smsc.yaml --listen 127.0.0.1:0 --control smsc.sock
  iwf-sim ctl smsc.sock counters
)";

constexpr std::string_view rules_help = R"(
Rules, in the file's list `rules` or by `ctl SOCKET set`; the first that fits decides:
  which     device: a name of it
            skip: N, first: N, every: N, probability: 0 to 1
  what      delay: 200ms               the answer comes late
            result: N, experimental: N the answer's code
            silence: before | after    not processed, or processed and not answered
            close: before | after      likewise, and the connection is cut
            wrong: missing_avp, other_session, wrong_origin_host, bad_result_length,
                   truncated_group, no_result, unknown_mandatory, no_service_data, no_user
)";

constexpr std::string_view hss_help =
    R"(  HSS       overload: {reduction: 50, validity: 30s, sequence: 1, of: host | realm}
                                 the answer has this report (RFC 7683), to be given with a higher
                                 sequence when it changes; validity: 0 ends it

FILE
  identity: hss1.operator.test
  realm: operator.test
  listen: 127.0.0.1:3871       # optional; port 0: any
  peers: [iwf.operator.test]   # who may connect
  subscribers:
    - imsi: "262019900000001"
      msisdn: "491710000001"
      external_ids: [meter-1@iot.test]
      serving_node: {mme_name: mme1.operator.test, mme_realm: operator.test, mme_number: "491719999"}
      # additional_serving_nodes, absent, unreachable, call_barred, teleservice_not_provisioned,
      # scs: [E.164 of who may ask], services: [device_trigger, sms_mo]
  ranges:                      # many alike
    - {count: 1000, imsi_from: "262019910000000", external_id: "load-{}@iot.test",
       serving_node: {msc_number: "491719998"}}
  rules:
    - {device: meter-1@iot.test, first: 1, delay: 200ms}
    - {skip: 100, overload: {reduction: 10}}

EXAMPLES
  iwf-sim hss --config hss.yaml
  iwf-sim hss --config hss.yaml --listen 127.0.0.1:0 --control hss.sock
)";

constexpr std::string_view smsc_help =
    R"(  SMS-SC    reference: N, action: trigger | recall | replace            which
            deliver_after: 2s | never; outcome: success, absent, memory_full, expired
            absent_diagnostic: N
            report: once, none, twice, early, unknown_reference, wrong_origin
            stuck: true (neither recalled nor replaced), diagnostic: 0 | 1

FILE
  identity: smsc1.operator.test
  realm: operator.test
  peers: [iwf.operator.test]
  delivery: {after: 100ms, outcome: success, default_validity: 24h, report_timeout: 5s,
             report_interval: 1s, report_attempts: 60, capacity: 1000000}
  rules:
    - {device: meter-2@iot.test, deliver_after: never}

EXAMPLES
  iwf-sim smsc --config smsc.yaml
  iwf-sim smsc --config smsc.yaml --listen 127.0.0.1:0 --control smsc.sock
)";

constexpr std::string_view ctl_help = R"(
counters: what was counted. pending: what is not over yet. reset: all counters 0. set RULE: a rule
before all others. clear: no rules any more. Each answer is one line of JSON; status 2: refused.

EXAMPLES
  iwf-sim ctl smsc.sock counters
  iwf-sim ctl smsc.sock pending
  iwf-sim ctl smsc.sock set '{first: 3, experimental: 5531}'
  iwf-sim ctl smsc.sock clear
  iwf-sim ctl smsc.sock reset
)";

} // namespace

std::string help_of(std::string_view subcommand)
{
    if (subcommand == "hss") {
        return std::string{rules_help} + std::string{hss_help};
    }
    if (subcommand == "smsc") {
        return std::string{rules_help} + std::string{smsc_help};
    }
    return std::string{subcommand == "ctl" ? ctl_help : program_help};
}

} // namespace iwf::sim
