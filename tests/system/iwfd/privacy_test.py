# SPDX-License-Identifier: Apache-2.0
"""V1, V2, V4, S7: nothing of the network behind iwfd comes out in the north, in the log or in the audit log.

Subscribers and nodes have names that occur nowhere else. Every octet of the north port is kept by a
proxy and searched for them in all the forms they have on a wire. The same search must find them in
the south, or it would prove nothing.

usage: privacy_test.py <bin>
"""
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import DPR, S6M, T4, VENDOR, Closed, Connection, Message, avp, tbcd  # noqa: E402
from iwfd_lab import IwfdLab, IwfdTest, Recorder  # noqa: E402
from lab import PATIENCE, SOUTH_REALM  # noqa: E402
from tsp_server import (DAR, RECALL_ACTION, REPLACE_ACTION, SUCCESS, TEMPORARYERROR, TspServer)  # noqa: E402
import unittest  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
# MSINs and numbers of random digits: eight of them in a row are no chance.
NODE = {"mme_name": "mme7.qx-west." + SOUTH_REALM, "mme_realm": SOUTH_REALM, "mme_number": "9985713046"}
SUBSCRIBERS = [
    {"imsi": "262015739204681", "msisdn": "491718402957", "external_ids": ["alpha@iot.test"], "serving_node": NODE},
    {"imsi": "26201864209753", "msisdn": "491715203968", "external_ids": ["beta@iot.test"], "serving_node": NODE},
    {"imsi": "262017395028416", "external_ids": ["away@iot.test"], "absent": True, "serving_node": NODE},
    {"imsi": "262019163847502", "external_ids": ["barred@iot.test"], "call_barred": True, "serving_node": NODE},
    {"imsi": "262014820579361", "external_ids": ["others@iot.test"], "scs": ["491111111"], "serving_node": NODE},
]
DIGITS = [one["imsi"] for one in SUBSCRIBERS] + [NODE["mme_number"]]
NAMES = ["hss1", "hss2", "smsc1", "smsc2", "mme7", "qx-west", SOUTH_REALM, "impostor"]
HIDDEN_NUMBERS = ["491718402957"]  # of a device that its server knows by another name
WINDOW = 8
WRONG = ("missing_avp", "other_session", "wrong_origin_host", "bad_result_length", "truncated_group",
         "no_result", "unknown_mandatory", "no_service_data", "no_user")


def forms(digits):
    """Octets that show WINDOW digits of this number: text, BCD and TBCD in either alignment, hex."""
    for at in range(len(digits) - WINDOW + 1):
        part = digits[at:at + WINDOW]
        yield part.encode()
        yield bytes.fromhex(part)
        yield tbcd(part)
        yield tbcd(part).hex().encode()
        yield part.encode().hex().encode()


def leaks(stream, numbers=tuple(DIGITS)):
    """What of the network is in these octets."""
    stream = bytes(stream)
    lower = stream.lower()
    found = {name for name in NAMES if name.encode() in lower or name.encode().hex().encode() in lower}
    return found | {digits for digits in numbers if any(form in stream for form in forms(digits))}


class Privacy(IwfdTest):
    @classmethod
    def make_lab(cls):
        lab = IwfdLab(cls.bin_dir, hss=2, sms_sc=2)
        for hss in lab.hsses:
            hss.config["subscribers"] = SUBSCRIBERS
        lab.log_level = "debug"
        lab.timers = {"dnr_timeout": "300ms", "dnr_retry_first": "100ms"}
        lab.pool_settings = {"hss": {"lookup_deadline": "1s", "attempt_timeout": "400ms"},
                             "sms_sc": {"submit_deadline": "1s"}}
        other = dict(lab.contracts[0], name="other", identity={
            "host": "scs2.other.example", "realm": "other.example", "scs_identity": ["4940555555"]})
        lab.contracts.append(other)
        cls.audit = os.path.join(lab.folder, "audit.log")
        key = os.path.join(lab.folder, "audit.key")
        subprocess.run([lab.program("iwfctl"), "audit", "new-key", key], check=True, timeout=PATIENCE,
                       stdout=subprocess.DEVNULL)
        lab.iwf_settings = {"audit": {"file": cls.audit, "key_file": key, "lines_per_second": 1000}}
        return lab

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(cls.make_lab())
        for simulator in cls.lab.simulators:
            simulator.start()
        cls.south = {one.host: Recorder(one.port) for one in cls.lab.simulators}
        cls.lab.through = {host: recorder.port for host, recorder in cls.south.items()}
        cls.north = Recorder(cls.lab.port)
        cls.lab.start_iwf()
        cls.reference = 100

    def connect(self, contract=0):
        server = self.lab.server(contract, connect=False)
        server.connect(self.north.port)
        self.addCleanup(server.connection.close)
        return server

    def next(self):
        type(self).reference += 1
        return self.reference

    def tearDown(self):
        """Each scenario is judged with the octets of all so far."""
        found = set().union(*(leaks(stream) for stream in self.north.from_target), set())
        self.assertEqual(found, set(), "in the north")
        log = self.lab.all_logs()
        self.assertEqual([line for line in log.splitlines() if self.device_in(line)], [], "in the log")
        with open(self.audit, encoding="utf-8") as audit:
            self.assertEqual([line for line in audit if self.device_in(line)], [], "in the audit log")

    @staticmethod
    def device_in(line):
        numbers = DIGITS + HIDDEN_NUMBERS + ["491715203968"]
        return leaks(line.encode(), numbers) & set(numbers) or "alpha@iot.test" in line or "beta@iot.test" in line

    def rule(self, simulators, **rule):
        for simulator in simulators:
            simulator.set_rule(**rule)

    def test_1_triggers_reports_recall_and_replace(self):
        server = self.connect()
        for device, validity in (("alpha@iot.test", None), ("491715203968", 600), ("away@iot.test", 1)):
            reference = self.next()
            self.assertEqual(server.status(device, reference, validity=validity), SUCCESS)
            server.await_reports(reference)
        self.rule(self.lab.smscs, deliver_after="never", first=2)
        old, new = self.next(), self.next()
        self.assertEqual(server.status("alpha@iot.test", old), SUCCESS)
        self.assertEqual(server.status("alpha@iot.test", new, action=REPLACE_ACTION, old_reference=old,
                                       validity=600), SUCCESS)
        self.assertEqual(server.status("alpha@iot.test", new, action=RECALL_ACTION), SUCCESS)

    def test_2_refusals_of_contract_and_hss(self):
        server = self.connect()
        for device, status in (("x@foreign.test", 102), ("nobody@iot.test", 102), ("others@iot.test", 105),
                               ("barred@iot.test", 106)):
            self.assertEqual(server.status(device, self.next()), status)
        self.assertEqual(server.status("away@iot.test", self.next(), validity=0), TEMPORARYERROR)
        self.assertEqual(server.status("alpha@iot.test", self.next(), scs_identity="49999"), 103)
        for rule in ({"result": 5012}, {"result": 3004}, {"result": 3002}, {"result": 5001}, {"experimental": 5001},
                     {"experimental": 5510}, {"experimental": 5511}, {"experimental": 5011}, {"result": 5004}):
            self.rule(self.lab.hsses, **rule)
            self.assertNotEqual(server.status("alpha@iot.test", self.next()), SUCCESS)

    def test_3_refusals_of_the_sms_sc(self):
        server = self.connect()
        for rule in ({"experimental": 5530}, {"experimental": 5531}, {"experimental": 5001}, {"result": 5012},
                     {"result": 3002}, {"result": 3004}, {"experimental": 5533, "diagnostic": 1}):
            self.rule(self.lab.smscs, **rule)
            self.assertNotEqual(server.status("alpha@iot.test", self.next()), SUCCESS)

    def test_4_wrong_answers_silence_and_cut_connections(self):
        server = self.connect()
        for simulators in (self.lab.hsses, self.lab.smscs):
            for wrong in WRONG:
                for one in self.lab.simulators:
                    one.clear_rules()
                self.rule(simulators, wrong=wrong)
                server.ask("alpha@iot.test", self.next())
            for one in self.lab.simulators:
                one.clear_rules()
            self.rule(simulators, silence="before")
            self.assertEqual(server.status("beta@iot.test", self.next()), TEMPORARYERROR)
        self.setUp()
        before = {one.host: one.count("connections") for one in self.lab.simulators}
        self.rule([self.lab.hss], close="before", first=1)
        self.rule([self.lab.smsc], close="after", first=1)
        server.ask("beta@iot.test", self.next())
        for one in (self.lab.hss, self.lab.smsc):
            one.await_count("connections", before[one.host] + 1)

    def test_5_wrong_reports(self):
        server = self.connect()
        for report in ("twice", "early", "unknown_reference", "wrong_origin"):
            self.rule([self.lab.smsc], report=report)
            self.assertEqual(server.status("alpha@iot.test", self.next()), SUCCESS)
            self.lab.smsc.clear_rules()
        self.lab.smsc.await_count("dra_5012", 1)

    def test_6_spoofs_and_what_no_server_may_send(self):
        server = self.connect()
        origin = avp(264, "hss9.elsewhere.example") + avp(296, "elsewhere.example")
        self.assertEqual(server.result("alpha@iot.test", self.next(), origin=origin), 5012)
        for application, command in ((S6M, 8388641), (T4, 8388643), (T4, 8388644), (16777251, 316), (1, 1)):
            answer = server.connection.ask(Message(command, application, body=server.dar("alpha@iot.test", 1).body))
            self.assertGreaterEqual(answer.result, 3000)
        for wrong in self.malformed(server):
            try:
                server.connection.ask(wrong, 5)
            except Closed:
                server.connect(self.north.port)

    def malformed(self, server):
        def dar(**what):
            return server.dar("alpha@iot.test", self.next(), **what)
        yield dar(more=avp(282, "iwf1.lab.example"))
        yield dar(more=avp(99999, b"x", VENDOR))
        yield dar(realm="elsewhere.example")
        yield dar(payload=None)
        yield dar(action=9)
        yield dar(priority=7)
        for cut in (20, 50, 100, 150):
            message = dar()
            message.body = message.body[:cut // 4 * 4]
            yield message
        message = dar()
        message.body = message.body[:-8] + b"\xff" * 8
        yield message
        yield Message(DAR, 16777309, 0xE0, dar().body)

    def test_7_refused_connections(self):
        for host, realm in (("stranger.example", "example"), ("hss1." + SOUTH_REALM, SOUTH_REALM),
                            ("scs1.acme.example", "wrong.example")):
            with self.assertRaises((Closed, OSError, TimeoutError)):
                TspServer(host, realm, "4930123456", "iwf1.lab.example", "lab.example").connect(self.north.port)
        server = self.connect()
        server.connection.send_octets(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertTrue(server.connection.await_end())

    def test_8_restart_with_reports_owed_and_drain(self):
        server = self.connect()
        server.answer_report = lambda reference: (0, 3004, 5012)[len(server.reports_of(reference)) % 3]
        reference = self.next()
        self.assertEqual(server.status("alpha@iot.test", reference), SUCCESS)
        server.await_reports(reference, 2)
        self.lab.iwf.end(signal.SIGKILL)
        self.lab.start_iwf()
        server.answer_report = 2001
        server.connect(self.north.port)
        server.await_reports(reference, 3)
        self.lab.iwf_counters()
        self.assertEqual(server.connection.ask(Message(DPR, 0, 0x80, server.identity.origin() + avp(273, 0))).result,
                         2001)
        self.assertEqual(self.lab.iwf.end(), 0)
        self.lab.start_iwf()

    def test_9_the_search_finds_all_of_it_in_the_south(self):
        south = set()
        for recorder in self.south.values():
            for stream in [*recorder.to_target, *recorder.from_target]:
                south |= leaks(stream)
        self.assertLessEqual({"hss1", "smsc1", "mme7", "qx-west", SOUTH_REALM, "impostor"}, south)
        self.assertLessEqual({SUBSCRIBERS[0]["imsi"], SUBSCRIBERS[1]["imsi"], NODE["mme_number"]}, south)
        self.assertGreater(sum(len(stream) for stream in self.north.from_target), 20000)
        for form in (b"5739204681", tbcd("262015739204681"), tbcd("62015739204681"), b"2620157392046".hex().encode()):
            self.assertEqual(leaks(b"\0" * 7 + form + b"\0"), {"262015739204681"})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
