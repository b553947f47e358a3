# SPDX-License-Identifier: Apache-2.0
"""iwf-scs, iwfd and iwf-sim as processes: what a server asks for, and what each of the others saw."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from lab import Lab  # noqa: E402

BIN = sys.argv.pop(1)


class EndToEnd(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab(BIN))
        cls.lab.start()

    def setUp(self):
        for sim in (self.lab.hss, self.lab.smsc):
            sim.clear_rules()
            sim.ask("reset")

    def scs(self, *words):
        return self.lab.scs("--json", *words)

    def status(self, done):
        self.assertTrue(done.events, done.err)
        return done.event("confirmation")["status_name"]

    def test_a_trigger_is_confirmed_and_its_report_arrives(self):
        done = self.scs("trigger", "meter-1@iot.test", "--ref", "101", "--wait-report", "10s")
        self.assertEqual(self.status(done), "SUCCESS")
        self.assertEqual(done.event("report")["outcome_name"], "SUCCESS")
        self.assertEqual(done.event("report")["reference"], 101)
        self.assertEqual(done.status, 0)
        self.assertEqual(self.lab.hss.count("sir"), 1)
        self.assertEqual(self.lab.smsc.count("accepted"), 1)
        self.lab.smsc.await_count("dra_2001", 1)

    def test_a_device_is_named_by_its_number_too(self):
        done = self.scs("trigger", "491710000002", "--ref", "102", "--wait-report", "10s")
        self.assertEqual((self.status(done), done.status), ("SUCCESS", 0))
        self.assertEqual(done.event("report")["device"], "491710000002")

    def test_a_failed_delivery_is_told(self):
        self.lab.smsc.set_rule(device="meter-3@iot.test", outcome="absent", absent_diagnostic=1)
        done = self.scs("trigger", "meter-3@iot.test", "--ref", "103", "--wait-report", "10s")
        self.assertEqual(done.event("report")["outcome_name"], "UNDELIVERABLE")
        self.assertEqual(done.status, 4)

    def test_who_is_not_in_the_contract_is_refused_and_the_hss_not_asked(self):
        done = self.scs("trigger", "x@foreign.test")
        self.assertEqual((self.status(done), done.status), ("INVEXTID", 1))
        self.assertEqual(self.lab.hss.count("sir"), 0)

    def test_the_refusals_of_the_hss_are_told_each_as_its_own(self):
        for device, status in (("nobody@iot.test", "INVEXTID"), ("others@iot.test", "NOTAUTHORIZED"),
                               ("barred@iot.test", "SERVICEUNAVAILABLE")):
            done = self.scs("trigger", device)
            self.assertEqual((device, self.status(done), done.status), (device, status, 1))
        self.assertEqual(self.lab.smsc.count("dtr"), 0)

    def test_a_pending_trigger_is_recalled_once(self):
        self.lab.smsc.set_rule(device="meter-4@iot.test", deliver_after="never")
        self.assertEqual(self.scs("trigger", "meter-4@iot.test", "--ref", "104").status, 0)
        self.assertEqual(self.lab.smsc.pending()["triggers"], 1)
        done = self.scs("recall", "meter-4@iot.test", "--ref", "104")
        self.assertEqual((self.status(done), done.status), ("SUCCESS", 0))
        self.assertEqual(self.lab.smsc.pending()["triggers"], 0)
        self.assertEqual(self.lab.smsc.count("recalled"), 1)
        again = self.scs("recall", "meter-4@iot.test", "--ref", "104")
        self.assertEqual((self.status(again), again.status), ("SUCCESS", 0))  # the answer kept
        self.assertEqual(self.lab.smsc.count("recalled"), 1)

    def test_a_pending_trigger_is_replaced_and_the_new_one_reported(self):
        self.lab.smsc.set_rule(device="meter-5@iot.test", reference=105, deliver_after="never")
        self.assertEqual(self.scs("trigger", "meter-5@iot.test", "--ref", "105").status, 0)
        done = self.scs("replace", "meter-5@iot.test", "--old-ref", "105", "--ref", "106",
                        "--validity", "1h", "--wait-report", "10s")
        self.assertEqual((self.status(done), done.status), ("SUCCESS", 0))
        self.assertEqual(done.event("report")["reference"], 106)
        self.assertEqual(self.lab.smsc.count("replaced"), 1)

    def test_a_replace_that_comes_too_late_leaves_a_trigger_of_its_own(self):
        self.scs("trigger", "meter-5@iot.test", "--ref", "107", "--wait-report", "10s")
        done = self.scs("replace", "meter-5@iot.test", "--old-ref", "107", "--ref", "108",
                        "--validity", "1h", "--wait-report", "10s")
        self.assertEqual(self.status(done), "ORIGINALMESSAGESENT")
        self.assertEqual(done.event("report")["reference"], 108)

    def test_a_report_nobody_took_comes_to_the_next_listener(self):
        self.lab.smsc.set_rule(device="meter-1@iot.test", deliver_after="1500ms")
        self.assertEqual(self.scs("trigger", "meter-1@iot.test", "--ref", "109").status, 0)
        self.lab.smsc.await_count("delivered", 1)
        done = self.scs("listen", "--count", "1", "--duration", "20s")
        self.assertEqual(done.event("report")["reference"], 109)
        self.assertEqual(done.status, 0)

    def test_nobody_at_the_address_is_status_3(self):
        done = self.lab.scs("--connect", "127.0.0.1:1", "trigger", "meter-1@iot.test", "--timeout", "1s")
        self.assertEqual(done.status, 3)
        self.assertIn("no connection to iwf1.lab.example", done.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
