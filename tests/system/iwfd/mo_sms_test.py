# SPDX-License-Identifier: Apache-2.0
"""F4: a short message of a device comes to the server whose contract says so, and to nobody else.

From an SMS-SC (OFR on SGd) by iwfd, which asks the HSS what the device is called (SIR, SMS_MO), to the
server (DNR, Action-Type 5), and back (OFA). S5, S7, F8 besides.

usage: mo_sms_test.py <bin>
"""
import json
import os
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import PROXIABLE, REQUEST, RETRANSMITTED, VENDOR, Message, avp, tbcd  # noqa: E402
from iwfd_lab import IwfdLab, IwfdTest  # noqa: E402
from lab import IWF, PATIENCE, SOUTH_REALM, await_true  # noqa: E402
from south_node import SouthNode  # noqa: E402
from tsp_server import ACTION_TYPE, EXTERNAL_ID, NOTIFICATION, OUTCOME, PORT, REFERENCE, SUCCESS, TspServer  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
SGD, OFR, SM_RP_UI, SC_ADDRESS, USER_IDENTIFIER = 16777313, 8388645, 3301, 3300, 3102
CONGESTION, INVALID_SME_ADDRESS, USER_NOT_SC_USER = 4, 5, 6
IWF_NUMBER, IMSI = "4915550000", "262019900000001"
OTHER = {"host": "scs2.other.example", "realm": "other.example", "scs_identity": ["4940555555"]}


class MessageServer(TspServer):
    """Keeps the DNRs of messages."""

    def __init__(self, identity):
        super().__init__(identity["host"], identity["realm"], identity["scs_identity"][0], IWF["host"], IWF["realm"])
        self.messages = []

    def _on_request(self, connection, message):
        if message.number(NOTIFICATION, ACTION_TYPE) == 5:
            with self.told:
                self.messages.append(message)
        super()._on_request(connection, message)


class MoSmsLab(IwfdLab):
    def __init__(self, bin_dir):
        super().__init__(bin_dir)
        self.socket = os.path.join(self.folder, "control.sock")
        self.audit = os.path.join(self.folder, "audit.log")
        key = os.path.join(self.folder, "audit.key")
        subprocess.run([self.program("iwfctl"), "audit", "new-key", key], check=True, timeout=PATIENCE,
                       stdout=subprocess.DEVNULL)
        self.iwf_settings = {"audit": {"file": self.audit, "key_file": key}, "control": {"socket": self.socket}}
        services = {"services": ["device_trigger", "sms_mo"]}
        self.hss.config["subscribers"] = [{**one, **services} for one in self.hss.config["subscribers"]]
        self.contracts[0]["actions"].append("mo_sms")
        self.contracts[0]["except"] = {"external_ids": ["meter-4@iot.test"]}
        self.contracts.append(dict(self.contracts[0], name="other", identity=OTHER, actions=["request", "mo_sms"],
                                   devices={"external_ids": ["meter-2@iot.test"]}))
        self.timers = {"dnr_timeout": "2s"}
        self.pool_settings["sms_sc"] = {"mo_sms": {"address": IWF_NUMBER}}
        self.bad_smsc = SouthNode("smsc9." + SOUTH_REALM, SOUTH_REALM, IWF)
        self.bad_smsc.identity.applications.append(SGD)
        self.bad_hss = SouthNode("hss9." + SOUTH_REALM, SOUTH_REALM, IWF)

    def iwf_config(self):
        config = super().iwf_config()
        config["sms_sc"]["peers"].append(self.bad_smsc.peer())
        config["hss"]["peers"].append(self.bad_hss.peer())
        return config

    def start_iwf(self):
        super().start_iwf()
        self.bad_smsc.accept()
        self.bad_hss.accept()

    def __exit__(self, *error):
        super().__exit__(*error)
        self.bad_smsc.close()
        self.bad_hss.close()

    def ctl(self, *words):
        return subprocess.run([self.program("iwfctl"), *words], capture_output=True, text=True, timeout=PATIENCE,
                              check=False, cwd=self.folder, env={**os.environ, "IWFCTL_SOCKET": self.socket})


class MoSms(IwfdTest):
    @classmethod
    def make_lab(cls):
        return MoSmsLab(cls.bin_dir)

    def setUp(self):
        super().setUp()
        self.server, self.other = (self.connect(one["identity"]) for one in self.lab.contracts)
        self.before = len(self.answers())

    def connect(self, identity):
        server = MessageServer(identity)
        server.reconnect(self.lab.port)
        self.addCleanup(lambda: server.connection.close())
        return server

    def answers(self):
        return self.lab.smsc.ask("answers")["answers"]

    def send(self, count=1, **what):
        """A device sends; the OFAs."""
        message = {"to": IWF_NUMBER, "realm": IWF["realm"], "imsi": IMSI, "port": 5000, **what}
        self.lab.smsc.ask("send " + json.dumps({key: value for key, value in message.items() if value is not None}))
        await_true("its answers", lambda: len(self.answers()) >= self.before + count)
        found = self.answers()[self.before:]
        self.before += count
        return found

    def failed(self, cause, device=None):
        answer = {"experimental": 5555, "cause": cause}
        return [{**answer, "device": device}] if device else [answer]

    def test_f4_from_the_device_to_its_server(self):
        self.assertEqual(self.send(text="I am meter 1"), [{"result": 2001, "device": "meter-1@iot.test"}])
        (dnr,) = self.server.messages
        self.assertEqual(dnr.find(NOTIFICATION, EXTERNAL_ID), b"meter-1@iot.test")
        self.assertTrue(dnr.find(NOTIFICATION, SM_RP_UI).endswith(b"I am meter 1"))
        self.assertEqual(dnr.number(NOTIFICATION, PORT), 5000)
        self.assertIsNone(dnr.find(NOTIFICATION, OUTCOME))
        self.assertIn("mo_sms.delivered scs=acme device=***@iot.test port=5000", self.lab.iwf.log())
        self.send(text="again")
        first, second = (one.number(NOTIFICATION, REFERENCE) for one in self.server.messages)
        self.assertNotEqual(first, second)
        self.assertEqual(self.other.messages, [])

    def test_f4_the_more_specific_rule_decides_between_two_servers(self):
        self.assertEqual(self.send(imsi="262019900000002"), [{"result": 2001, "device": "meter-2@iot.test"}])
        self.assertEqual((len(self.server.messages), len(self.other.messages)), (0, 1))

    def test_f4_who_is_not_permitted_gets_nothing_and_the_audit_log_says_so(self):
        for what, device in (({"port": 5001}, "meter-1@iot.test"), ({"imsi": "262019900000004"}, "meter-4@iot.test")):
            self.assertEqual(self.send(**what), self.failed(INVALID_SME_ADDRESS, device))
        self.assertEqual(self.send(port=None), self.failed(INVALID_SME_ADDRESS))
        self.assertEqual(self.send(imsi="262019900000099"), self.failed(USER_NOT_SC_USER))
        self.assertEqual(self.send(to="4915550001"), self.failed(3))
        self.assertEqual(self.send(imsi=None, msisdn="491710000001"), [{"experimental": 5552}])
        self.assertEqual(self.server.messages + self.other.messages, [])

        def refusals():
            with open(self.lab.audit, encoding="utf-8") as log:
                return [line for line in log if '"mo_sms.refused"' in line and line.endswith("\n")]
        await_true("the lines of both", lambda: len(refusals()) == 2)
        self.assertIn("application port 5001 is not agreed", refusals()[0])
        self.assertIn("is excluded", refusals()[1])
        self.assertNotIn("meter-1", "".join(refusals()))

    def test_f4_a_server_that_is_away_silent_or_refuses(self):
        for answer in (0, 5012, 3004):
            self.server.answer_report = answer
            self.assertEqual(self.send(), self.failed(CONGESTION, "meter-1@iot.test"))
        self.server.answer_report = 2001
        closed = self.lab.iwf.log().count("name=acme reason")
        self.server.connection.close()
        await_true("iwfd has seen it", lambda: self.lab.iwf.log().count("name=acme reason") > closed)
        told = len(self.server.messages)
        self.assertEqual(self.send(), self.failed(CONGESTION, "meter-1@iot.test"))
        self.server.reconnect(self.lab.port)
        self.assertEqual(self.send(text="and now"), [{"result": 2001, "device": "meter-1@iot.test"}])
        self.assertEqual(len(self.server.messages), told + 1, "what was refused is not kept")

    def test_f8_a_message_that_comes_again_is_told_once(self):
        self.assertEqual(self.send(count=3, times=3), 3 * [{"result": 2001, "device": "meter-1@iot.test"}])
        self.assertEqual(len(self.server.messages), 1)
        self.assertEqual(self.lab.hss.count("sir"), 1)

    def test_f8_one_that_comes_again_before_its_answer_is_told_once(self):
        smsc, both_sent = self.lab.bad_smsc, threading.Event()
        self.server.answer_report = lambda _: 2001 if both_sent.wait(PATIENCE) else 0
        message = self.ofr(smsc.identity.origin())
        message.end_to_end = 0x5151
        waiting = [smsc.connection.send(message)]
        await_true("the DNR", lambda: self.server.messages)
        message.flags, message.hop_by_hop = message.flags | RETRANSMITTED, 0
        waiting.append(smsc.connection.send(message))
        both_sent.set()
        answers = [smsc.connection.await_answer(one) for one in waiting]
        self.assertEqual([one.result for one in answers], 2 * [answers[0].result])
        self.assertEqual(answers[0].find(EXTERNAL_ID), answers[1].find(EXTERNAL_ID))
        self.assertEqual(len(self.server.messages), 1)

    def ofr(self, origin):
        body = (avp(263, f"{self.lab.smsc.host};1;1") + avp(277, 1) + origin + avp(283, IWF["realm"])
                + avp(SC_ADDRESS, tbcd(IWF_NUMBER), VENDOR)
                + avp(USER_IDENTIFIER, [avp(1, IMSI)], VENDOR)
                + avp(SM_RP_UI, bytes.fromhex("41010581214 3f50004 09 060504138800006869".replace(" ", "")), VENDOR))
        return Message(OFR, SGD, REQUEST | PROXIABLE, body)

    def test_s5_a_message_of_anybody_else_is_none(self):
        smsc = avp(264, self.lab.smsc.host) + avp(296, SOUTH_REALM)
        own = self.lab.bad_smsc.identity.origin()
        for connection, origin, result in ((self.server.connection, smsc, 3007), (self.server.connection, None, 3007),
                                           (self.lab.bad_hss.connection, smsc, 3007),
                                           (self.lab.bad_smsc.connection, smsc, 5012)):
            origin = origin or self.server.identity.origin()
            self.assertEqual(connection.ask(self.ofr(origin)).result, result)
        self.assertEqual(self.lab.hss.count("sir"), 0)
        self.assertEqual(self.server.messages, [])
        self.assertIn("sgd.request_refused", self.lab.iwf.log())
        self.assertEqual(self.lab.bad_smsc.connection.ask(self.ofr(own)).result, 2001)  # so it was the origin
        self.assertEqual(len(self.server.messages), 1)

    def test_s7_no_imsi_in_any_octet_of_a_server(self):
        self.send()
        self.send(port=5001)
        self.assertEqual(self.server.status("meter-1@iot.test", 77), SUCCESS)  # and beside triggers
        for server in (self.server, self.other):
            octets = b"".join(bytes(one) for one in server.received)
            for form in (IMSI.encode(), tbcd(IMSI), IMSI[5:].encode(), tbcd(IMSI[5:]), tbcd(IMSI[4:]),
                         SOUTH_REALM.encode(), b"smsc1"):
                self.assertNotIn(form, octets)
        self.assertIn(b"meter-1@iot.test", b"".join(bytes(one) for one in self.server.received))
        self.assertNotIn(IMSI, self.lab.iwf.log())

    def test_f7_explain_and_status(self):
        explain = lambda *words: self.lab.ctl("explain", "--server", *words, "--action", "mo_sms")
        good = explain("acme", "--device", "meter-1@iot.test", "--port", "5000")
        self.assertEqual((good.returncode, good.stdout.splitlines()[0]), (0, "permitted"), good.stderr)
        for words, why in ((("acme", "--device", "meter-1@iot.test", "--port", "5001"), "port 5001 is not agreed"),
                           (("acme", "--device", "meter-4@iot.test", "--port", "5000"), "is excluded"),
                           (("other", "--device", "meter-1@iot.test", "--port", "5000"), "is not in the contract")):
            bad = explain(*words)
            self.assertEqual(bad.returncode, 1)
            self.assertIn("DIAMETER_ERROR_SM_DELIVERY_FAILURE (5555)", bad.stdout)
            self.assertIn(why, bad.stdout)
        self.assertNotEqual(explain("acme", "--device", "491710000001", "--port", "5000").returncode, 0)
        before = self.lab.iwf_counters()
        self.send()
        self.send(port=5001)
        after = self.lab.iwf_counters()
        self.assertEqual({name: after[name] - before[name] for name in ("mo_sms", "mo_sms_delivered", "mo_sms_refused")},
                         {"mo_sms": 2, "mo_sms_delivered": 1, "mo_sms_refused": 1})
        self.assertIn("mo_sms", self.lab.ctl("status").stdout)

    def test_f12_iwf_scs_shows_it(self):
        self.server.connection.close()
        listener = self.lab.scs_beside("--json", "listen", "--count", "1", "--duration", "20s")
        listener.await_text('"connected"')
        self.assertEqual(self.send(text="to listen"), [{"result": 2001, "device": "meter-1@iot.test"}])
        self.assertEqual(listener.popen.wait(PATIENCE), 0)
        shown = next(json.loads(line) for line in listener.output().splitlines() if '"message"' in line)
        self.assertEqual((shown["device"], shown["port"], shown["answer"]), ("meter-1@iot.test", 5000, "acknowledged"))
        self.assertTrue(bytes.fromhex(shown["tpdu"]).endswith(b"to listen"))


class NotServed(IwfdTest):
    def test_f4_without_the_section_it_is_not_advertised_and_not_taken(self):
        self.lab.smsc.ask("send " + json.dumps({"to": IWF_NUMBER, "realm": IWF["realm"], "imsi": IMSI, "port": 5000}))
        await_true("what became of it", lambda: self.lab.smsc.pending()["messages"] == 0)
        self.assertEqual(self.lab.smsc.count("ofa_2001"), 0)
        self.assertEqual(self.lab.hss.count("sir"), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
