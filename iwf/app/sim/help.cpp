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
            status: N            what each event configured is told instead of being stored: 5513
  about the reports of events, not about requests, when it has one of these:
            report: once, none, twice, unknown_reference, wrong_origin, other_scef, wrong_type,
                    wrong_user
            flood: N             as many instead of one

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
      monitoring:              # optional, all of it
        events: [0, 2, 3, 4]   # allowed; absent: all
        scefs: [iwf.operator.test]                     # that may ask; absent: any
        imei: 35450412345678/05
        plmn: "26201"                                  # registered there
        place: 26201-0001a2b 26201-00c3                # cell, tracking area: the last known
      # additional_serving_nodes, absent, unreachable, call_barred, teleservice_not_provisioned,
      # scs: [E.164 of who may ask], services: [device_trigger, sms_mo]
  ranges:                      # many alike
    - {count: 1000, imsi_from: "262019910000000", external_id: "load-{}@iot.test",
       serving_node: {msc_number: "491719998"}}
  groups:
    - {id: meters@iot.test, members: [meter-1@iot.test, load-1@iot.test]}
  monitoring:                  # optional, all of it
    features: [monte, communication_pattern, report_eff_monte, event_cancellation_report,
               extended_reference_ids]
    # scefs: [iwf.operator.test], mmes: [mme.sock] (control sockets: told of events, for S6a IDR),
    # one_per_type: true (a new event of a device replaces the one of its type)
    limit: 100000              # events of one type of one SCEF; beyond it 5006
    minimum_detection_time: 60s   # below it 5512, likewise:
    minimum_interval: 10s
    maximum_reports: 1000
    report_timeout: 5s
    report_interval: 1s
    report_attempts: 60
  script:                      # commands of `iwf-sim ctl`, each at its time after the start
    - {at: 2s, do: imei meter-1@iot.test 35450412345678/06}
    - {at: 4s, do: roam meter-1@iot.test 20801}
  rules:
    - {device: meter-1@iot.test, first: 1, delay: 200ms}
    - {skip: 100, overload: {reduction: 10}}
    - {device: meter-1@iot.test, first: 1, report: twice}

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

constexpr std::string_view mme_help =
    R"(  MME       status: N            what each event of a CIR is told: 5650
  about the reports of events, not about requests, when it has one of these:
            report: once, none, twice, unknown_reference, wrong_origin, other_scef, wrong_type,
                    wrong_user
            flood: N             as many instead of one

An HSS that names this one's control socket under `mmes` tells it which events are configured: that
stands for S6a (IDR). What devices do is told by `iwf-sim ctl`, or by the script.

FILE
  identity: mme1.operator.test
  realm: operator.test
  peers: [iwf.operator.test]
  subscribers:                 # those that are here; they are written as in an HSS's file
    - imsi: "262019900000001"
      external_ids: [meter-1@iot.test]
      monitoring: {place: 26201-0001a2b 26201-00c3}    # cell, tracking area
  mme:                         # optional, all of it
    serves: [26201-00c3, 26201-00c4]                   # absent: every place; others: 5650
    active_time: 10s
    periodic_update: 54m
    report_timeout: 5s
    report_interval: 1s
    report_attempts: 60
  script:                      # commands of `iwf-sim ctl`, each at its time after the start
    - {at: 2s, do: move meter-1@iot.test 26201-0001a2c 26201-00c4}
    - {at: 4s, do: silent meter-1@iot.test}
  rules:
    - {device: meter-1@iot.test, first: 1, report: wrong_type}

EXAMPLES
  iwf-sim mme --config mme.yaml
  iwf-sim mme --config mme.yaml --listen 127.0.0.1:0 --control mme.sock
)";

constexpr std::string_view ctl_help = R"(
counters: what was counted. pending: what is not over yet. reset: all counters 0. set RULE: a rule
before all others. clear: no rules any more. Each answer is one line of JSON; status 2: refused.

Of hss besides, with any name of a device:
  events                          configured and live
  imei DEVICE IMEI[/VERSION]      other equipment (type 3)
  roam DEVICE PLMN                another network (type 4)
  reachable-sms DEVICE            (type 1)
  suspend | resume | cancel DEVICE | all
                                  of its events, a group's as a whole; cancel is told by RIR-Flags
                                  to a SCEF that has Report-Eff-MONTE
  insert                          MMEs are told of all events again
  forge {reference: N, type: N, scef: HOST, realm: REALM, as: SCEF-ID, device: NAME, count: N}
                                  a report of nothing; only reference must be there

Of smsc besides:
  send {to: DIGITS, realm: REALM, imsi: DIGITS, msisdn: DIGITS, port: N, text: TEXT, origin: HOST,
        times: N}                 what a device sends to a server (OFR), to the first peer; `to` is the
                                  MTC-IWF's number, `realm` its realm, `times` repeats with the T flag
  answers                         to what was sent: result or experimental, cause, device

Of mme besides, with events and forge as above:
  move DEVICE CELL | AREA | CELL AREA     26201-0001a2b, 26201-00c3 (type 2)
  detach | purge | silent DEVICE          (type 0)
  attach | connect DEVICE                 reachable (types 1, 8, and 6, 9 after ddn-failure)
  idle DEVICE                             (types 8, 9)
  ddn-failure DEVICE                      data for it could not be delivered
  fail DEVICE CAUSE                       of S1AP (type 5)
  pdn DEVICE create | delete APN          (type 10)
  insert {scef: HOST, realm: REALM, reference: N, type: N, devices: [IMSI], extended: N,
          maximum_reports: N, until: MS, accuracy: N, apn: NAME}
  remove {scef: HOST, reference: N, extended: N}
                                          an event, as an HSS tells it; until: ms since 1970

EXAMPLES
  iwf-sim ctl smsc.sock counters
  iwf-sim ctl smsc.sock pending
  iwf-sim ctl smsc.sock set '{first: 3, experimental: 5531}'
  iwf-sim ctl smsc.sock clear
  iwf-sim ctl smsc.sock reset
  iwf-sim ctl smsc.sock send '{to: "4915550000", realm: operator.test, imsi: "262019900000001", port: 5000}'
  iwf-sim ctl smsc.sock answers
  iwf-sim ctl hss.sock events
  iwf-sim ctl hss.sock imei meter-1@iot.test 35450412345678/07
  iwf-sim ctl hss.sock roam meter-1@iot.test 20801
  iwf-sim ctl hss.sock suspend all
  iwf-sim ctl hss.sock forge '{reference: 4711, type: 3, device: meter-1@iot.test}'
  iwf-sim ctl mme.sock move meter-1@iot.test 26201-0001a2c 26201-00c4
  iwf-sim ctl mme.sock silent meter-1@iot.test
  iwf-sim ctl mme.sock fail meter-1@iot.test 21
  iwf-sim ctl mme.sock pdn meter-1@iot.test create internet
)";

} // namespace

std::string help_of(std::string_view subcommand)
{
    if (subcommand == "hss") {
        return std::string{rules_help} + std::string{hss_help};
    }
    if (subcommand == "mme") {
        return std::string{rules_help} + std::string{mme_help};
    }
    if (subcommand == "smsc") {
        return std::string{rules_help} + std::string{smsc_help};
    }
    return std::string{subcommand == "ctl" ? ctl_help : program_help};
}

} // namespace iwf::sim
