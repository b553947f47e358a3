# SPDX-License-Identifier: Apache-2.0
"""F1, F8, P8, S8: the way of a report to its server, whether it is there or not.

usage: reports_test.py <bin>
"""
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from iwfd_lab import IwfdLab, IwfdTest  # noqa: E402
from lab import await_true  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
DELIVERED, EXPIRED, UNDELIVERABLE, UNCONFIRMED = 0, 1, 3, 4


class Reports(IwfdTest):
    timers = {"dnr_timeout": "500ms", "dnr_retry_first": "200ms", "dnr_retry_max": "2s"}

    @classmethod
    def make_lab(cls):
        lab = IwfdLab(cls.bin_dir)
        lab.timers = dict(cls.timers)
        return lab

    def setUp(self):
        super().setUp()
        self.server = self.lab.server()
        self.addCleanup(lambda: self.server.connection.close())

    def accept(self, reference, device="meter-1@iot.test", **rule):
        if rule:
            self.lab.smsc.set_rule(device=device, reference=reference, **rule)
        self.assertEqual(self.server.status(device, reference, validity=600), SUCCESS)

    def leave(self):
        """The server is away, and iwfd knows."""
        closed = self.lab.iwf.log().count("name=acme reason")
        self.server.connection.close()
        await_true("iwfd has seen it", lambda: self.lab.iwf.log().count("name=acme reason") > closed)

    def open_states(self):
        return sorted(one["state"] for one in self.lab.records() if one["state"] != "CLOSED")


class AwayServer(Reports):
    def test_p8_the_report_is_taken_over_and_comes_when_the_server_does(self):
        self.accept(1, deliver_after="700ms")
        self.leave()
        self.lab.smsc.await_count("dra_2001", 1)
        self.assertEqual(self.server.reports_of(1), [])
        self.server.reconnect(self.lab.port)
        (report,) = self.server.await_reports(1)
        self.assertEqual(report.outcome, DELIVERED)
        self.lab.smsc.await_count("dra_2001", 1)
        self.assertEqual(self.lab.smsc.count("drr"), 1)

    def test_p8_what_was_answered_2001_is_on_disk(self):
        for reference in range(11, 31):
            self.accept(reference, deliver_after="700ms")
        self.leave()
        self.lab.smsc.await_count("dra_2001", 20)
        self.lab.iwf.end(signal.SIGKILL)
        self.assertEqual(self.open_states(), ["REPORTED"] * 20)
        self.lab.start_iwf()
        self.server.reconnect(self.lab.port)
        for reference in range(11, 31):
            (report,) = self.server.await_reports(reference)
            self.assertTrue(report.retransmitted, "whether it had been sent before is not known")
        await_true("all closed", lambda: self.lab.iwf.log().count("report.delivered") == 20)
        self.assertEqual(self.lab.iwf.end(), 0)
        self.assertEqual(self.open_states(), [])
        self.lab.start_iwf()

    def test_p8_an_unacknowledged_report_is_repeated_with_the_t_flag(self):
        self.server.answer_report = lambda reference: (0, 3004, 5012, 2001)[min(len(self.server.reports_of(reference)), 3)]
        self.accept(41)
        reports = self.server.await_reports(41, 4)
        self.assertEqual([one.retransmitted for one in reports], [False, True, True, True])
        self.assertEqual(len({one.end_to_end for one in reports}), 1)
        self.assertEqual(self.lab.smsc.count("dra_2001"), 1)
        self.assertEqual(self.lab.smsc.count("drr"), 1)

    def test_p8_a_connection_cut_before_the_dna_brings_the_report_again(self):
        def cut(reference):
            if len(self.server.reports_of(reference)) == 0:
                self.server.connection.close()
                return 0
            return 2001
        self.server.answer_report = cut
        self.accept(51, deliver_after="300ms")
        self.server.await_reports(51)
        self.server.reconnect(self.lab.port)
        reports = self.server.await_reports(51, 2)
        self.assertEqual([one.retransmitted for one in reports], [False, True])
        self.assertEqual(len({one.end_to_end for one in reports}), 1)

    def test_f8_a_report_that_comes_again_is_told_once(self):
        self.accept(61, report="twice")
        self.lab.smsc.await_count("dra_2001", 2)
        self.assertEqual(len(self.server.await_reports(61)), 1)

    def test_f8_a_report_that_overtakes_the_answer_comes_after_it(self):
        self.accept(71, report="early", delay="500ms")
        (report,) = self.server.await_reports(71)
        self.assertEqual(report.outcome, DELIVERED)
        self.lab.smsc.await_count("dra_2001", 1)
        self.assertEqual(self.lab.smsc.count("accepted_again"), 0)

    def test_f1_each_outcome_of_the_sms_sc_has_its_delivery_outcome(self):
        for number, (outcome, expected) in enumerate((("success", DELIVERED), ("expired", EXPIRED),
                                                      ("absent", UNDELIVERABLE), ("memory_full", UNDELIVERABLE))):
            self.accept(81 + number, outcome=outcome)
            self.assertEqual(self.server.await_reports(81 + number)[0].outcome, expected)


class Guard(Reports):
    timers = {**Reports.timers, "guard_margin": "1s"}

    def test_f1_a_trigger_nobody_reports_on_is_unconfirmed_after_its_time(self):
        self.lab.smsc.set_rule(report="none")
        self.assertEqual(self.server.status("meter-1@iot.test", 1, validity=1), SUCCESS)
        (report,) = self.server.await_reports(1)
        self.assertEqual(report.outcome, UNCONFIRMED)
        self.lab.smsc.await_count("delivered", 1)
        self.assertEqual(self.lab.smsc.count("drr"), 0)

    def test_f1_also_across_a_restart(self):
        self.lab.smsc.set_rule(report="none")
        self.assertEqual(self.server.status("meter-1@iot.test", 2, validity=2), SUCCESS)
        self.lab.iwf.end(signal.SIGKILL)
        self.lab.start_iwf()
        self.server.reconnect(self.lab.port)
        self.assertEqual(self.server.await_reports(2)[0].outcome, UNCONFIRMED)


class AgeLimit(Reports):
    timers = {**Reports.timers, "report_age_limit": "2s"}

    def test_p8_a_report_too_old_is_given_up_on_the_record(self):
        self.server.answer_report = 3004
        self.accept(1)
        self.lab.await_log("report.undeliverable")
        self.assertEqual(self.lab.iwf_counters()["notifications_given_up"], 1)
        tries = len(self.server.reports_of(1))
        self.assertGreater(tries, 2)
        self.server.answer_report = 2001
        self.server.reconnect(self.lab.port)
        self.accept(2)  # those that are young still come
        self.server.await_reports(2)
        self.lab.await_log("report.delivered")
        self.assertEqual(len(self.server.reports_of(1)), tries)
        self.assertEqual(self.lab.iwf.end(), 0)
        self.assertEqual(self.open_states(), [])
        (given_up,) = [one for one in self.lab.records() if str(one["reference"]) == "1"]
        self.assertIn("delivery_outcome", given_up)
        self.lab.start_iwf()


del Reports  # is no test itself

if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
