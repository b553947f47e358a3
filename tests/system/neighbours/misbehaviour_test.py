# SPDX-License-Identifier: Apache-2.0
"""The simulators do wrong what they are told to do wrong, and iwfd lives through it."""
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from lab import Lab, await_true  # noqa: E402

BIN = sys.argv.pop(1)
WRONG = ("missing_avp", "wrong_origin_host", "bad_result_length", "truncated_group", "no_result",
         "unknown_mandatory")


class Misbehaviour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab(BIN))
        cls.lab.start()
        cls.reference = 1000

    def setUp(self):
        for sim in (self.lab.hss, self.lab.smsc):
            sim.clear_rules()
            sim.ask("reset")

    def tearDown(self):
        self.assertIsNone(self.lab.iwf.popen.poll(), "iwfd ended")

    def trigger(self, *words, device="meter-1@iot.test"):
        type(self).reference += 1
        return self.lab.scs("--json", "trigger", device, "--ref", str(self.reference), *words)

    def status(self, *words, **named):
        return self.trigger(*words, **named).event("confirmation")["status_name"]

    def test_wrong_answers_of_the_hss_are_a_temporary_error(self):
        for wrong in (*WRONG, "no_service_data", "no_user"):
            with self.subTest(wrong):
                self.lab.hss.clear_rules()
                self.lab.hss.set_rule(wrong=wrong)
                self.assertEqual(self.status(), "TEMPORARYERROR")
        self.assertEqual(self.lab.hss.count("spoilt"), len(WRONG) + 2)
        self.assertEqual(self.lab.smsc.count("dtr"), 0)

    def test_a_code_of_the_hss_and_of_the_sms_sc_is_told(self):
        self.lab.hss.set_rule(experimental=5511, first=1)
        self.assertEqual(self.status(), "SERVICEUNAVAILABLE")
        self.lab.smsc.set_rule(experimental=5530, first=1)
        self.assertEqual(self.status(), "PERMANENTERROR")
        self.assertEqual(self.lab.hss.count("sia_experimental_5511"), 1)
        self.assertEqual(self.lab.smsc.count("dta_experimental_5530"), 1)

    def test_a_late_answer_is_waited_for(self):
        self.lab.hss.set_rule(delay="700ms")
        done = self.trigger()
        self.assertEqual(done.status, 0)
        self.assertGreater(done.event("confirmation")["ms"], 650)

    def test_an_answer_lost_after_acceptance_is_asked_for_again_and_not_accepted_twice(self):
        self.lab.smsc.set_rule(silence="after", first=1)
        done = self.trigger("--wait-report", "30s", "--timeout", "20s")
        self.lab.smsc.await_count("dra_2001", 1)
        counters = self.lab.smsc.counters()
        self.assertEqual(counters["accepted"], 1, counters)
        self.assertEqual(counters["accepted_again"], 0, counters)
        self.assertIn(done.event("confirmation")["status_name"], ("SUCCESS", "TEMPORARYERROR"))

    def test_a_connection_cut_is_made_again(self):
        self.lab.smsc.set_rule(close="before", first=1)
        self.trigger("--timeout", "20s")
        self.lab.smsc.await_count("connections", 1)
        self.assertEqual(self.lab.smsc.count("closed"), 1)
        await_true("a trigger accepted again", lambda: self.status("--timeout", "20s") == "SUCCESS")

    def test_a_report_told_twice_reaches_the_server_once(self):
        self.lab.smsc.set_rule(report="twice")
        listener = self.lab.scs("--json", "trigger", "meter-2@iot.test", "--ref", "77", "--wait-report", "10s")
        self.assertEqual(listener.status, 0)
        self.lab.smsc.await_count("dra_2001", 2)
        more = self.lab.scs("--json", "listen", "--duration", "1s")
        self.assertEqual([event for event in more.events if event["event"] == "report"], [])

    def test_an_early_report_is_not_lost(self):
        self.lab.smsc.set_rule(report="early", delay="200ms")
        done = self.trigger("--wait-report", "20s")
        self.assertEqual((done.status, done.event("report")["reference"]), (0, self.reference))

    def test_reports_of_nothing_and_of_nobody_do_not_reach_the_server(self):
        for report in ("unknown_reference", "wrong_origin"):
            with self.subTest(report):
                self.lab.smsc.clear_rules()
                self.lab.smsc.set_rule(report=report)
                self.assertEqual(self.trigger("--wait-report", "1s").status, 5)
        self.assertGreaterEqual(self.lab.smsc.count("drr"), 2)

    def test_what_is_stuck_is_neither_recalled_nor_replaced(self):
        self.lab.smsc.set_rule(stuck=True, deliver_after="never", first=1)
        self.assertEqual(self.status(device="meter-3@iot.test"), "SUCCESS")
        old = str(self.reference)
        done = self.lab.scs("--json", "replace", "meter-3@iot.test", "--old-ref", old, "--ref", "78", "--validity", "1h")
        self.assertEqual(done.event("confirmation")["status_name"], "REPLACEFAIL")
        self.assertEqual(done.event("confirmation")["diagnostic"], 0)
        done = self.lab.scs("--json", "recall", "meter-3@iot.test", "--ref", old)
        self.assertEqual(done.event("confirmation")["status_name"], "RECALLFAIL")

    def test_the_validity_ends_what_is_not_delivered(self):
        self.lab.smsc.set_rule(deliver_after="never")
        done = self.trigger("--validity", "1s", "--wait-report", "20s")
        self.assertEqual((done.event("report")["outcome_name"], done.status), ("EXPIRED", 4))
        self.assertEqual(self.lab.smsc.count("expired"), 1)

    def test_a_server_that_refuses_reports_is_told_again(self):
        self.trigger()
        refusing = self.lab.scs("--json", "listen", "--count", "1", "--duration", "10s", "--refuse")
        self.assertEqual(refusing.event("report")["answer"], "refused")
        taking = self.lab.scs("--json", "listen", "--count", "1", "--duration", "20s")
        self.assertEqual(taking.event("report")["reference"], self.reference)
        self.assertTrue(taking.event("report")["retransmitted"])

    def test_a_load_is_counted_and_every_report_arrives(self):
        done = self.lab.scs("--json", "load", "load-{}@iot.test", "--devices", "100", "--rate", "100",
                            "--duration", "2s", "--wait-reports", "20s")
        load = done.event("load")
        self.assertEqual(done.status, 0, done.err)
        self.assertEqual((load["sent"], load["confirmed"]), (200, 200))
        self.assertEqual((load["unreported"], load["repeated_reports"]), (0, 0))
        self.assertEqual(self.lab.smsc.count("accepted"), 200)
        self.assertGreater(load["confirmation_ms"]["p50"], 0)

    def test_a_load_with_reports_missing_says_so(self):
        self.lab.smsc.set_rule(report="none", first=1)
        done = self.lab.scs("--json", "load", "meter-1@iot.test", "--window", "2", "--count", "5",
                            "--wait-reports", "1s")
        self.assertEqual((done.status, done.event("load")["unreported"]), (5, 1))


class Restart(unittest.TestCase):
    def test_a_simulator_killed_is_started_again_at_its_port_and_socket(self):
        lab = self.enterContext(Lab(BIN))
        lab.hss.start()
        port = lab.hss.port
        self.assertEqual(lab.hss.process.end(signal.SIGKILL), -signal.SIGKILL)
        lab.hss.start()
        self.assertEqual(lab.hss.port, port)
        self.assertEqual(lab.hss.count("sir"), 0)
        self.assertEqual(lab.hss.process.end(), 0)
        self.assertFalse(os.path.exists(lab.hss.socket))


if __name__ == "__main__":
    unittest.main(verbosity=2)
