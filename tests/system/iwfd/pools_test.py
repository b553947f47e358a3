# SPDX-License-Identifier: Apache-2.0
"""F2, F3, P5, P6, P7: HSSs and SMS-SCs that die, say nothing, are slow or stand still.

usage: pools_test.py <bin>
"""
import os
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import messages  # noqa: E402
from iwfd_lab import IwfdLab, IwfdTest, Recorder  # noqa: E402
from lab import await_true  # noqa: E402
from tsp_server import SUCCESS, TEMPORARYERROR, status_of  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
SIR, DTR = 8388641, 8388643
DEADLINE = 1.5  # s, of a lookup and of a submission
SLACK = 1.0  # s, of a machine that is busy with other tests
WATCHDOG = 6.0  # s, the shortest that RFC 3539 allows


class Pools(IwfdTest):
    @classmethod
    def make_lab(cls):
        lab = IwfdLab(cls.bin_dir, hss=2, sms_sc=2)
        lab.log_level = "debug"
        lab.pool_settings = {"hss": {"lookup_deadline": "1500ms", "attempt_timeout": "700ms"},
                             "sms_sc": {"submit_deadline": "1500ms"}}
        return lab

    def setUp(self):
        """A lab each: what one test leaves of a pool must not decide another."""
        self.lab = self.enterContext(self.make_lab())
        for simulator in self.lab.simulators:
            simulator.start()
        self.south = {one.host: Recorder(one.port) for one in self.lab.simulators}
        self.lab.through = {host: recorder.port for host, recorder in self.south.items()}
        # When the disk is slow new work is refused; that is another test's matter (S3).
        self.lab.iwf_settings = {"journal": {"directory": self.lab.journal, "sync": False}}
        self.lab.start_iwf()
        self.server = self.lab.server()
        self.addCleanup(self.show_log)

    def show_log(self):
        """Of a test that fails: unittest tells of the failure later."""
        outcome = getattr(self, "_outcome", None)
        if outcome and not outcome.success:
            print(self.lab.iwf.log()[-4000:], flush=True)

    @classmethod
    def setUpClass(cls):
        pass

    def send(self, references):
        """DARs, and no answer awaited yet: a list of Hop-by-Hop."""
        return [self.server.connection.send(self.server.dar(f"load-{one}@iot.test", one)) for one in references]

    def statuses(self, sent):
        return [status_of(self.server.connection.await_answer(one)) for one in sent]

    def requests(self, simulator, command):
        """By End-to-End: those that iwfd sent to this one."""
        return {one.end_to_end: one for stream in self.south[simulator.host].to_target for one in messages(stream)
                if one.command == command and one.is_request}

    def timed(self, *what, **more):
        start = time.monotonic()
        status = self.server.status(*what, **more)
        return status, time.monotonic() - start

    def check_failover(self, first, second, command, count):
        """All that the first had not answered came to the second: the same, marked as repeated."""
        lost, again = self.requests(first, command), self.requests(second, command)
        self.assertEqual((len(lost), len(again)), (count, count))
        self.assertEqual(set(lost), set(again))
        self.assertFalse(any(one.retransmitted for one in lost.values()))
        self.assertTrue(all(one.retransmitted for one in again.values()))
        for end_to_end, one in lost.items():
            self.assertEqual(one.find(263), again[end_to_end].find(263), "Session-Id")

    def test_f2_lookups_of_a_dead_hss_are_asked_again_of_the_next(self):
        first, second = self.lab.hsses
        first.set_rule(silence="before")
        sent = self.send(range(1, 51))
        await_true("lookups in flight", lambda: len(self.requests(first, SIR)) == 50)
        first.process.end(signal.SIGKILL)
        self.assertEqual(self.statuses(sent), [SUCCESS] * 50)
        self.check_failover(first, second, SIR, 50)
        self.assertEqual(self.lab.smsc.count("accepted"), 50)

    def test_f2_an_hss_that_is_silent_or_too_busy_is_passed_over(self):
        first, second = self.lab.hsses
        for rule in ({"silence": "before"}, {"result": 3004}, {"result": 3002}):
            first.clear_rules()
            first.set_rule(**rule)
            before = second.count("sir")
            status, took = self.timed("meter-1@iot.test", 60 + before)
            self.assertEqual((status, second.count("sir")), (SUCCESS, before + 1))
            self.assertLess(took, DEADLINE + SLACK)

    def test_f2_without_any_hss_the_answer_is_temporary_and_in_time(self):
        for simulator in self.lab.hsses:
            simulator.set_rule(silence="before")
        status, took = self.timed("meter-1@iot.test", 71)
        self.assertEqual(status, TEMPORARYERROR)
        self.assertLess(took, DEADLINE + SLACK)
        sent = self.send(range(72, 82))
        for simulator in self.lab.hsses:
            simulator.process.end(signal.SIGKILL)
        self.assertEqual(self.statuses(sent), [TEMPORARYERROR] * 10)
        await_true("closed", lambda: self.lab.iwf.log().count("peer.closed") >= 2)
        status, took = self.timed("meter-1@iot.test", 83)
        self.assertEqual(status, TEMPORARYERROR)
        self.assertLess(took, SLACK)
        self.assertEqual(self.lab.smsc.count("dtr"), 0)
        self.lab.hsses[1].start()
        await_true("back in service", lambda: self.server.status("meter-2@iot.test", self.fresh()) == SUCCESS)

    fresh_reference = 1000

    def fresh(self):
        self.fresh_reference += 1
        return self.fresh_reference

    def test_p5_submissions_to_a_dead_sms_sc_go_to_the_next(self):
        first, second = self.lab.smscs
        first.set_rule(silence="after", deliver_after="never")  # it has them, and nobody knows
        sent = self.send(range(1, 301))
        await_true("submissions in flight", lambda: len(self.requests(first, DTR)) == 300)
        first.process.end(signal.SIGKILL)
        self.assertEqual(self.statuses(sent), [SUCCESS] * 300)
        self.check_failover(first, second, DTR, 300)
        self.assertEqual((second.count("accepted"), second.count("accepted_again")), (300, 0))
        for reference in range(1, 301):
            self.server.await_reports(reference)

    def test_f8_a_connection_that_was_cut_after_the_submission_makes_no_second_trigger(self):
        first, second = self.lab.smscs
        first.set_rule(close="after", first=1)
        status = self.server.status("meter-1@iot.test", 401)
        self.assertEqual(status, SUCCESS)
        self.check_failover(first, second, DTR, 1)

    def test_f8_a_silent_sms_sc_is_no_success_and_nobody_else_is_asked(self):
        first, second = self.lab.smscs
        first.set_rule(silence="after", deliver_after="300ms")
        status, took = self.timed("meter-1@iot.test", 501, validity=60)
        # Its report comes before the answer's time is over, and proves that it was accepted.
        self.assertEqual(status, SUCCESS)
        self.server.await_reports(501)
        first.set_rule(silence="after", deliver_after="never")
        status, took = self.timed("meter-1@iot.test", 502, validity=60)
        self.assertEqual(status, TEMPORARYERROR)
        self.assertGreater(took, DEADLINE - 0.1)
        self.assertLess(took, DEADLINE + SLACK)
        first.clear_rules()
        first.set_rule(silence="before")
        status, took = self.timed("meter-1@iot.test", 503, validity=60)
        self.assertEqual(status, TEMPORARYERROR)
        self.assertEqual(second.count("dtr"), 0)
        self.assertEqual(self.server.reports_of(502) + self.server.reports_of(503), [])

    def test_f3_an_sms_sc_that_is_too_busy_is_passed_over(self):
        first, second = self.lab.smscs
        for number, code in enumerate((3002, 3004)):
            first.set_rule(result=code)
            self.assertEqual(self.server.status("meter-1@iot.test", 601 + number), SUCCESS)
            self.assertEqual(second.count("accepted"), number + 1)

    def test_f3_without_any_sms_sc_the_answer_is_temporary(self):
        for simulator in self.lab.smscs:
            simulator.process.end(signal.SIGKILL)
        await_true("closed", lambda: self.lab.iwf.log().count("peer.closed") >= 2)
        status, took = self.timed("meter-1@iot.test", 611)
        self.assertEqual(status, TEMPORARYERROR)
        self.assertLess(took, SLACK)

    def test_p7_a_slow_sms_sc_delays_its_own_answers_only(self):
        self.lab.smsc.set_rule(device="meter-2@iot.test", delay="1s", deliver_after="never")
        slow = self.server.connection.send(self.server.dar("meter-2@iot.test", 701))
        self.lab.smsc.await_count("accepted", 1)
        for reference in range(702, 722):
            status, took = self.timed("meter-1@iot.test", reference)
            self.assertEqual(status, SUCCESS)
            self.assertLess(took, 0.5)
        self.assertIsNone(self.server.connection.answers[slow])
        self.assertEqual(self.statuses([slow]), [SUCCESS])

    def test_p6_an_hss_that_stands_still_is_left_and_comes_back(self):
        first, second = self.lab.hsses
        self.assertEqual(self.server.status("meter-1@iot.test", self.fresh()), SUCCESS)
        self.assertEqual((first.count("sir"), second.count("sir")), (1, 0))
        os.kill(first.process.pid, signal.SIGSTOP)
        start = time.monotonic()
        status, took = self.timed("meter-1@iot.test", self.fresh())
        self.assertEqual((status, second.count("sir")), (SUCCESS, 1))
        self.assertLess(took, DEADLINE + SLACK)

        def left():
            begun = time.monotonic()
            self.assertEqual(self.server.status("meter-1@iot.test", self.fresh()), SUCCESS)
            return time.monotonic() - begun < 0.3  # the silent one was not tried
        await_true("the silent HSS is left", left, 2 * WATCHDOG + 2 + SLACK)
        print(f"left after {time.monotonic() - start:.1f} s", flush=True)
        before = second.count("sir")
        os.kill(first.process.pid, signal.SIGCONT)
        start = time.monotonic()

        def back():
            known = first.count("sir")
            self.assertEqual(self.server.status("meter-1@iot.test", self.fresh()), SUCCESS)
            return first.count("sir") > known
        await_true("the HSS is used again", back, 4 * WATCHDOG)
        print(f"back after {time.monotonic() - start:.1f} s, {second.count('sir') - before} by the other", flush=True)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
