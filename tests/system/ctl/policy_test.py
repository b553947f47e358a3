#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`iwfctl policy` and `explain --config`: what contracts permit, said by the files alone (F7).

usage: policy_test.py <folder of the programs>
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
PATIENCE = 30.0  # s
DAEMON = {
    "identity": {"host": "iwf.example", "realm": "example"},
    "listen": [{"address": "127.0.0.1"}],
    "contracts": ["acme.yaml"],
    "hss": {"peers": [{"host": "hss.core.example", "address": "127.0.0.2", "protection": "none"}]},
    "sms_sc": {"peers": [{"host": "smsc.core.example", "address": "127.0.0.3", "protection": "none"}],
               "recall_replace": True, "mo_sms": {"address": "4915550000"}},
}
CONTRACT = """name: acme
identity: {host: scs.acme.example, realm: acme.example, scs_identity: ["4930123456"]}
protection: none
devices:
  external_id_domains:
    - iot.test
  msisdn_prefixes: ["49171"]
actions: [request, replace, location, loss_of_connectivity, mo_sms]
limits:
  payload_max: 160
  validity_max: 48h
  monitoring: {accuracy: tracking_area, reports: 10, duration: 720h, interval: 60s}
  ports: [5000]
"""
README = [
    "iwfctl explain --config iwfd.yaml --server acme --device 4917100000 --action trigger --payload-bytes 160",
    "iwfctl explain --config iwfd.yaml --server acme --device meter1@iot.test --action location --accuracy network",
    "iwfctl policy check iwfd.yaml",
    "iwfctl policy diff iwfd.yaml new/iwfd.yaml",
    "iwfctl policy test cases.yaml --config iwfd.yaml",
]
CASES = """cases:
  - {server: acme, device: meter1@iot.test, action: trigger, expect: SUCCESS}
  - {server: acme, device: meter1@iot.test, action: recall, expect: NOTAUTHORIZED}
  - {server: acme, device: "49171000000", action: trigger, expect: "0", payload_bytes: 160}
  - {server: acme, device: "49161000000", action: trigger, expect: "105"}
  - {server: acme, device: x@other.test, action: trigger, expect: INVEXTID}
  - {server: acme, device: meter1@iot.test, action: trigger, expect: INVPAYLOAD, payload_bytes: 161}
  - {server: acme, device: meter1@iot.test, action: trigger, expect: INVPAYLOAD, port: 7}
  - {server: acme, device: meter1@iot.test, action: trigger, expect: INVPAYLOAD, priority: true}
  - {server: acme, device: meter1@iot.test, action: replace, expect: INVPERIOD, validity: 49h}
  - {server: acme, device: meter1@iot.test, action: trigger, expect: INVSCSID, scs_identity: "4915"}
  - {server: acme, device: meter1@iot.test, action: location, expect: SUCCESS}
  - {server: acme, device: meter1@iot.test, action: location, expect: "2001", reports: 10, duration: 720h, accuracy: tracking_area, interval: 60s}
  - {server: acme, device: meter1@iot.test, action: location, expect: REQUESTED_RANGE_IS_NOT_ALLOWED, accuracy: base_station}
  - {server: acme, device: meter1@iot.test, action: loss_of_connectivity, expect: ERROR_REQUESTED_RANGE_IS_NOT_ALLOWED, reports: 11}
  - {server: acme, device: meter1@iot.test, action: loss_of_connectivity, expect: "5512", duration: 721h}
  - {server: acme, device: meter1@iot.test, action: location, expect: "5512", duration: 1h, interval: 59s}
  - {server: acme, device: meter1@iot.test, action: loss_of_connectivity, expect: SUCCESS, detection_time: 1s}
  - {server: acme, device: all@iot.test, action: loss_of_connectivity, expect: SUCCESS, group: true}
  - {server: acme, device: "49171000000", action: location, expect: USER_UNKNOWN, group: true}
  - {server: acme, device: "49161000000", action: location, expect: DIAMETER_ERROR_UNAUTHORIZED_SERVICE}
  - {server: acme, device: meter1@iot.test, action: behaviour, expect: UNAUTHORIZED_REQUESTING_ENTITY}
  - {server: acme, device: meter1@iot.test, action: mo_sms, expect: SUCCESS, port: 5000}
  - {server: acme, device: meter1@iot.test, action: mo_sms, expect: ERROR_SM_DELIVERY_FAILURE, port: 5001}
"""


class PolicyTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-policy-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.write("iwfd.yaml", json.dumps(DAEMON))
        self.write("acme.yaml", CONTRACT)
        self.write("cases.yaml", CASES)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def ctl(self, command, status=0):
        words = command.split()[1:] if isinstance(command, str) else command
        done = subprocess.run([PROGRAMS / "iwfctl", *words], capture_output=True, text=True, timeout=PATIENCE,
                              check=False, cwd=self.folder)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_cases_as_expected(self):
        self.assertEqual(self.ctl("iwfctl policy test cases.yaml --config iwfd.yaml"), "23 cases, all as expected\n")

    def test_a_case_that_is_not_is_told_with_its_line_and_the_rules(self):
        self.write("cases.yaml", CASES.replace("expect: INVPAYLOAD, payload_bytes: 161", "expect: SUCCESS, payload_bytes: 161"))
        said = self.ctl("iwfctl policy test cases.yaml --config iwfd.yaml", 1)
        self.assertRegex(said, r"^cases\.yaml:7: acme trigger meter1@iot\.test: expected SUCCESS, is INVPAYLOAD \(101\): "
                               r".*acme\.yaml:10\)\n23 cases, 1 not as expected\n$")

    def test_all_that_is_wrong_in_cases_at_once(self):
        self.write("cases.yaml", "cases:\n  - {server: acme, device: x, action: trigger}\n  - {servr: acme}\n")
        said = self.ctl("iwfctl policy test cases.yaml --config iwfd.yaml", 1)
        self.assertIn("cases.yaml:2:", said)
        self.assertIn('did you mean "server"?', said)
        self.write("cases.yaml", "cases:\n  - {server: volt, device: a@b.test, action: trigger, expect: SUCCESS}\n"
                                 "  - {server: acme, device: a@b.test, action: fly, expect: SUCCESS}\n")
        said = self.ctl("iwfctl policy test cases.yaml --config iwfd.yaml", 1)
        self.assertIn('cases.yaml:2: no contract "volt"', said)
        self.assertIn('cases.yaml:3: action "fly" is none', said)

    def test_explain_by_files(self):
        ask = "iwfctl explain --config iwfd.yaml --server acme --device meter1@iot.test --action"
        said = self.ctl(f"{ask} trigger")
        self.assertRegex(said, r"^permitted\n(  .*\n)*  .*acme\.yaml:6\)\n")
        said = self.ctl(f"{ask} recall", 1)
        self.assertRegex(said, r"^refused with NOTAUTHORIZED \(105\): .*\n  .*acme\.yaml:8\)\n$")
        reply = json.loads(self.ctl(f"{ask} recall --json", 1))
        self.assertEqual((reply["permitted"], reply["status"]), (False, 105))
        self.assertIn('no contract "volt"', self.ctl(f"{ask} trigger --server volt".replace("--server acme ", ""), 1))
        self.assertIn("is no time", self.ctl(f"{ask} trigger --at now", 1))
        self.assertIn("is no number", self.ctl(f"{ask} trigger".replace("meter1@iot.test", "meter1"), 1))

    def test_explain_an_event_by_files(self):
        ask = "iwfctl explain --config iwfd.yaml --server acme --device meter1@iot.test --action location"
        self.assertRegex(self.ctl(f"{ask} --accuracy tracking_area --reports 2 --duration 60"),
                         r"^permitted\n  device iot\.test \(.*acme\.yaml:6\)\n"
                         r"  action LOCATION_REPORTING \(.*acme\.yaml:8\)\n$")
        self.assertRegex(self.ctl(f"{ask} --accuracy cell", 1),
                         r"^refused with DIAMETER_ERROR_REQUESTED_RANGE_IS_NOT_ALLOWED \(5512\): accuracy is finer than "
                         r"agreed\n(  .*\n)+  monitoring \(.*acme\.yaml:12\)\n$")
        refused = self.ctl(ask.replace("location", "roaming"), 1)
        self.assertRegex(refused, r"UNAUTHORIZED_REQUESTING_ENTITY \(5510\): .*\n  action \(.*acme\.yaml:8\)\n$")
        for words, why in (("--accuracy fine", "expected one of cell, base_station, tracking_area, network"),
                           ("--detection-time 5", "detection time is not for action location"),
                           ("--payload-bytes 5", "is not for action location")):
            self.assertIn(why, self.ctl(f"{ask} {words}", 1))
        self.assertIn("of events, not of triggers", self.ctl(f"{ask} --reports 1".replace("location", "trigger"), 1))

    def test_check_tells_all_errors(self):
        self.assertIn("correct", self.ctl("iwfctl policy check iwfd.yaml"))
        self.write("acme.yaml", CONTRACT.replace("payload_max: 160", "payload_max: lots").replace("[request,", "[fly,"))
        said = self.ctl("iwfctl policy check iwfd.yaml", 1)
        self.assertRegex(said, r"acme\.yaml:8:.*\n.*acme\.yaml:10:.*\n2 errors")

    def test_diff_says_who_may_do_more_and_less(self):
        (self.folder / "new").mkdir()
        self.write("new/iwfd.yaml", json.dumps(DAEMON))
        self.write("new/acme.yaml", CONTRACT.replace("160", "200").replace("[request, replace,", "[request, roaming,")
                   .replace("accuracy: tracking_area", "accuracy: cell").replace("interval: 60s", "interval: 2m"))
        self.assertEqual(self.ctl("iwfctl policy diff iwfd.yaml new/iwfd.yaml"),
                         "acme\n  may do more   limits.payload_max: 160 -> 200\n"
                         "  may do more   limits.monitoring.accuracy: tracking_area -> cell\n"
                         "  may do less   limits.monitoring.interval: 1m -> 2m\n"
                         "  changes       actions: + roaming - replace\n")
        self.assertEqual(self.ctl("iwfctl policy diff iwfd.yaml iwfd.yaml"), "no server may do more or less\n")
        self.write("new/iwfd.yaml", "{")
        self.assertIn("new/iwfd.yaml:1:", self.ctl("iwfctl policy diff iwfd.yaml new/iwfd.yaml", 1))

    def test_the_examples_of_the_help(self):
        for page in ("check", "diff", "test"):
            said = self.ctl(f"iwfctl policy {page} --help")
            for command in re.search(r"^EXAMPLES\n((?:  .*\n)+)", said, re.M)[1].splitlines():
                self.ctl(command.strip())
        cases = re.search(r"^  cases:\n(?:    .*\n)+", self.ctl("iwfctl policy test --help"), re.M)[0]
        self.write("cases.yaml", cases)
        self.assertEqual(self.ctl("iwfctl policy test cases.yaml --config iwfd.yaml"), "5 cases, all as expected\n")
        (self.folder / "new").mkdir()
        for name in ("iwfd.yaml", "acme.yaml"):
            shutil.copy(self.folder / name, self.folder / "new")
        text = (pathlib.Path(__file__).resolve().parents[3] / "iwf/app/ctl/README.md").read_text(encoding="utf-8")
        self.assertIn("\n".join(README), text)
        for command in README:
            self.ctl(command)
        examples = re.search(r"^EXAMPLES\n((?:  .*\n)+)", self.ctl("iwfctl explain --help"), re.M)[1].splitlines()
        for command in [example for example in examples if "--config" in example]:
            self.ctl(command.strip())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
