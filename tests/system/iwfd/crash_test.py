# SPDX-License-Identifier: Apache-2.0
"""D1, F8, S8: iwfd is killed at random moments under load; nothing that it promised is lost.

usage: crash_test.py <bin> [kills]
"""
import os
import random
import shutil
import signal
import sys
import threading
import time
import unittest
from collections import Counter, defaultdict

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import Closed  # noqa: E402
from iwfd_lab import IwfdLab  # noqa: E402
from lab import await_true  # noqa: E402
from tsp_server import SUCCESS, TEMPORARYERROR, status_of  # noqa: E402

BIN = sys.argv[1]
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 50
WORKERS = 16
DEVICES = 90
OUTCOMES = {0: 0, 1: 1, 2: 3}  # of a device, by its number: delivered, expired, absent


def device_of(reference):
    return reference % DEVICES + 1


def delivery_rules():
    """Each device its outcome, at its own time; some reports overtake the answer."""
    rules = []
    for device in range(1, DEVICES + 1):
        name = f"load-{device}@iot.test"
        outcome = {"outcome": ("success", "expired", "absent")[device % 3]}
        rules.append({"device": name, "every": 5, **outcome, "report": "early"})
        rules.append({"device": name, **outcome, "deliver_after": f"{10 * (device % 40)}ms"})
    return rules


class Load:
    """A server that triggers all the time. What was not answered when a connection ended it asks
    again, as RFC 6733, 5.5.4 wants it: the same request with the T flag."""

    def __init__(self, lab, seed):
        self.lab, self.server = lab, lab.server(connect=False)
        self.server.answer_report = self.answer_report
        self.random = random.Random(seed)
        self.connected = threading.Condition()
        self.ending = False  # no new requests
        self.over = False
        self.next = 0
        self.statuses = {}  # by reference
        self.faults = []
        self.refuse = True
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(WORKERS)]
        self.threads.append(threading.Thread(target=self.stay_connected, daemon=True))
        for thread in self.threads:
            thread.start()

    def answer_report(self, _reference):
        return self.random.choices((2001, 3004, 0), (90, 5, 5))[0] if self.refuse else 2001

    def stay_connected(self):
        while not self.over:
            try:
                self.server.connect(self.lab.port)
            except (OSError, Closed, TimeoutError):
                time.sleep(0.02)  # between two attempts
                continue
            with self.connected:
                self.connected.notify_all()
            while not self.server.connection.await_end(1) and not self.over:
                pass

    def connection(self):
        with self.connected:
            usable = lambda: self.server.connection is not None and self.server.connection.open
            self.connected.wait_for(lambda: usable() or self.over, 60)
            return self.server.connection

    def work(self):
        while not self.ending:
            with self.connected:
                self.next += 1
                reference = self.next
            try:
                self.statuses[reference] = self.ask_until_answered(reference)
            except Exception as error:  # pylint: disable=broad-except
                self.faults.append(f"{reference}: {error!r}")
                return
            if self.statuses[reference] != SUCCESS:
                time.sleep(0.05)  # as a server would that is told to come later

    def ask_until_answered(self, reference):
        request = self.server.dar(f"load-{device_of(reference)}@iot.test", reference, validity=600)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            connection = self.connection()
            try:
                return status_of(connection.ask(request))
            except Closed:
                request.flags |= 0x10
                request.hop_by_hop = 0
        raise TimeoutError("no answer within 60 s")

    def finish(self):
        """Until every request has its answer and every report owed has come."""
        self.ending, self.refuse = True, False
        for thread in self.threads[:WORKERS]:
            thread.join(60)
        await_true("SMS-SC done", lambda: not any(self.lab.smsc.pending().values()), 60)

    def confirmed(self):
        return {reference for reference, status in self.statuses.items() if status == SUCCESS}

    def reported(self):
        with self.server.told:
            return {report.reference for report in self.server.reports if report.answered == 2001}


def make_lab():
    lab = IwfdLab(BIN)
    lab.smsc.config["rules"] = delivery_rules()
    lab.smsc.config["delivery"]["report_interval"] = "100ms"
    lab.smsc.config["delivery"]["report_attempts"] = 100_000  # a busy machine is long in starting an iwfd again
    lab.timers = {"dnr_timeout": "500ms", "dnr_retry_first": "200ms", "dnr_retry_max": "1s"}
    return lab


class KillMinusNine(unittest.TestCase):
    def run_load(self, kills, between=lambda _lab, _number: None):
        """The load of a lab whose iwfd was killed so often."""
        self.seed = random.randrange(1 << 32)
        print(f"seed {self.seed}", flush=True)
        lab = self.enterContext(make_lab())
        lab.start()
        moments = random.Random(self.seed)
        load = Load(lab, self.seed)
        self.addCleanup(setattr, load, "over", True)
        for number in range(kills):
            early = number % 5 == 4  # while it comes up and recovers
            if not early:
                awaited = len(load.statuses) + moments.randrange(200)
                await_true("requests answered", lambda: len(load.statuses) >= awaited or load.faults)
            time.sleep(moments.uniform(0, 0.3 if early else 0.05))  # the random moment
            lab.iwf.end(signal.SIGKILL)
            between(lab, number)
            if early or number % 5 == 3:
                lab.launch_iwf()
            else:
                lab.start_iwf()
        self.assertEqual(load.faults, [])
        load.finish()
        self.assertEqual(load.faults, [])
        return lab, load

    def test_d1_nothing_promised_is_lost_by_50_kills(self):
        lab, load = self.run_load(KILLS)
        confirmed = load.confirmed()
        await_true("every report owed", lambda: confirmed <= load.reported(), 60)
        self.assertEqual(lab.iwf.end(), 0)
        statuses, counters = Counter(load.statuses.values()), lab.smsc.counters()
        print(f"statuses {dict(statuses)}, SMS-SC {counters}", flush=True)
        self.assertEqual(set(load.statuses), set(range(1, load.next + 1)), "a request was not answered")
        self.assertLessEqual(set(statuses), {SUCCESS, TEMPORARYERROR})
        self.assertGreater(len(confirmed), 20 * KILLS)
        self.assertEqual(load.reported() - confirmed, set(), "reports of what was not confirmed")
        self.assertEqual(counters["accepted_again"], 0)
        self.assertEqual(counters["accepted"], len(confirmed))
        self.check_reports(load)
        self.assertEqual([one for one in lab.records() if one["state"] != "CLOSED"], [])
        # It would prove little if no kill had hit a promise that was not kept yet.
        self.assertGreater(counters["duplicates"] + counters.get("drr_retransmitted", 0), 0)

    def check_reports(self, load):
        of = defaultdict(list)
        for report in load.server.reports:
            of[report.reference].append(report)
        again = 0
        for reference, reports in of.items():
            self.assertEqual({report.outcome for report in reports}, {OUTCOMES[device_of(reference) % 3]}, reports)
            self.assertEqual(len({report.end_to_end for report in reports}), 1, reports)
            self.assertTrue(all(report.retransmitted for report in reports[1:]), reports)
            again += len(reports) - 1
        print(f"{len(of)} reported, {again} repetitions", flush=True)

    def test_the_bookkeeping_notices_when_the_journal_is_lost(self):
        def lose(lab, number):
            if number == 2:
                shutil.rmtree(lab.journal)
        _lab, load = self.run_load(3, lose)
        missing = load.confirmed() - load.reported()
        print(f"missing {len(missing)}", flush=True)
        self.assertGreater(len(missing), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
