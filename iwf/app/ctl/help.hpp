// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// What --help says below the options. A test runs each example.
namespace iwf::ctl {

inline constexpr std::string_view program_help = R"(
EXIT STATUS
  0  done; 'reload --dry-run': it would be; with 'ipsec status SERVER': its link is bound; 'check',
     'verify': nothing found
  1  iwfd refused; the link is not bound; charon has not what it shall; 'check' or 'verify' found
     something
  2  wrong command line
  3  no answer of iwfd

EXAMPLES
  iwfctl status
  iwfctl ipsec status acme
  iwfctl ipsec check acme --config iwfd.yaml
)";

inline constexpr std::string_view status_help = R"(
EXAMPLES
  iwfctl status
  iwfctl --json status
)";

inline constexpr std::string_view reload_help = R"(
Reads iwfd.yaml and the contracts again, as SIGHUP does. All of it is put in force (IKE connections,
Diameter peers, policy) or, when anything is wrong, nothing. What changes is printed; servers whose
contract is the same are not disturbed. Keys of iwfd.yaml other than contracts and ipsec are taken
at the next start only.

EXAMPLES
  iwfctl reload --dry-run
  iwfctl reload
)";

inline constexpr std::string_view links_help = R"(
A link is bound when a message of the server would be served now: it comes through an association
whose other end proved to be that very server. Else the first thing that is missing is told.

EXAMPLES
  iwfctl ipsec status
  iwfctl ipsec status acme
  iwfctl ipsec status --json
)";

inline constexpr std::string_view terminate_help = R"(
Its Diameter connection is cut with them. A server that may come can come again at once: take its
contract away to keep it out.

EXAMPLES
  iwfctl ipsec terminate acme
)";

inline constexpr std::string_view apply_help = R"(
Files of certificates, keys and CRLs are read anew; the configuration and the contracts are not
(SIGHUP). iwfd does it by itself when it starts, at each reload and when charon comes back.

EXAMPLES
  iwfctl ipsec apply
)";

inline constexpr std::string_view check_help = R"(
Reads files only; iwfd and charon need not run. Looks at names (subjectAltName), dates, issuers, keys
and CRLs, at addresses, and at proposals below ipsec.floor.

EXAMPLES
  iwfctl ipsec check acme --config iwfd.yaml
  iwfctl ipsec check acme --config iwfd.yaml --certificate acme.crt
)";

inline constexpr std::string_view verify_help = R"(
Reads files only: all of a log, in any order. Finds lines that were changed, taken away, moved or put
in, and names them. With the key it finds also those whose hashes somebody has computed anew, and
with a head noted before ('iwfctl status', the log's audit.head) that the last lines are gone. A
remark is no fault: iwfd was killed while it wrote, or older files are not there.

EXAMPLES
  iwfctl audit verify audit.log
  iwfctl audit verify audit.log.1 audit.log --key audit.key
)";

inline constexpr std::string_view reveal_help = R"(
Needs the key. Prints each line of a device, under whatever pseudonym it had that day, or each line
of a pseudonym, with the device it stands for.

EXAMPLES
  iwfctl audit reveal --key audit.key --device meter1@meters.acme.example audit.log
  iwfctl audit reveal --key audit.key --pseudonym d: audit.log
)";

inline constexpr std::string_view new_key_help = R"(
For audit.key_file: 32 random octets, hexadecimal, in a file that was not there, with mode 0600. Who
has it finds the devices behind the pseudonyms; without it nobody does. Each start of iwfd says which
key it uses, by the 8 digits printed here.

EXAMPLES
  iwfctl audit new-key new-audit.key
)";

inline constexpr std::string_view explain_help = R"(
Asks the running iwfd how it would judge a request: permitted, or the exact status, and the file:line
of every rule that had a say. Nothing is sent, and no token, quota or count is spent. With --config
the files are asked instead, and nothing has been spent yet.

Of triggers, recalls and replaces iwfd says also how much there is to do at this moment, and refuses
when it would refuse such a request for that (TEMPORARYERROR), unless --at names another time: requests
in progress, of all and of this server; how long they wait (at 100 % some are answered with
DIAMETER_TOO_BUSY, whatever they ask); HSSs that want less (RFC 7683), and by how much. With the number
of the trigger, as in iwf-scs (recall --ref, replace --old-ref), it says whether there is one, of this
server and device, whether it is pending, and whether an SMS-SC has it; and what the server would be told
if not. Without the number that is not looked at.

'trigger' is what contracts call 'request'. Of an event that the server would watch, the result is
that of TS 29.336; without --reports and --duration one report is asked for. Not looked at: rates,
how many subscriptions there are, and areas. 'mo_sms' is a message that the device sends to --port: the
result is what the SMS-SC is told. Not looked at: whether another server's rule is more specific.

EXIT STATUS
  0  permitted; 1 refused

EXAMPLES
  iwfctl explain --server acme --device meter1@iot.test --action trigger
  iwfctl explain --server acme --device meter1@iot.test --action replace --validity 600 --at 2026-11-25T22:30:00Z
  iwfctl explain --server acme --device meter1@iot.test --action recall --ref 7
  iwfctl explain --config iwfd.yaml --server acme --device 4917100000 --action trigger --payload-bytes 160
  iwfctl explain --config iwfd.yaml --server acme --device meter1@iot.test --action location --accuracy network
  iwfctl explain --config iwfd.yaml --server acme --device meter1@iot.test --action mo_sms --port 5000
)";

inline constexpr std::string_view policy_check_help = R"(
All that is wrong in the files, at once, each with its file, line and column. As iwfd --check-config.

EXAMPLES
  iwfctl policy check iwfd.yaml
)";

inline constexpr std::string_view policy_diff_help = R"(
What each server may do more and less under the second configuration than under the first.

EXAMPLES
  iwfctl policy diff iwfd.yaml iwfd.yaml
)";

inline constexpr std::string_view policy_test_help = R"(
Judges what you expect of your contracts before they come into force. A file of cases:

  cases:
    - {server: acme, device: meter1@iot.test, action: trigger, expect: SUCCESS}
    - {server: acme, device: "491600000", action: trigger, expect: NOTAUTHORIZED, payload_bytes: 20}
    - {server: acme, device: meter1@iot.test, action: replace, expect: INVPERIOD, validity: 9999h}
    - {server: acme, device: meter1@iot.test, action: location, expect: SUCCESS, duration: 24h}
    - {server: acme, device: meter1@iot.test, action: location, expect: "5512", accuracy: cell}

'expect' is a Request-Status, its name or its number; of an event, a result of TS 29.336, its name
without DIAMETER_ERROR_ or its number. The other keys are options of iwfctl explain: at,
payload_bytes, port, priority and validity; reports, duration, accuracy, interval, detection_time
and group.

EXIT STATUS
  0  all as expected; 1 not all, each told with its file:line

EXAMPLES
  iwfctl policy test cases.yaml --config iwfd.yaml
)";

} // namespace iwf::ctl
