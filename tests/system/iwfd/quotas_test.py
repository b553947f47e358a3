# SPDX-License-Identifier: Apache-2.0
"""A10: no quota is exceeded, whatever kills iwfd and whoever sets its clock.

usage: quotas_test.py <bin> <library of shifted_clock.cpp>
"""
import os
import random
import signal
import sys
import threading
import time
import unittest
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import Closed  # noqa: E402
from iwfd_lab import IwfdLab  # noqa: E402
from lab import await_true  # noqa: E402
from tsp_server import SUCCESS, TEMPORARYERROR, status_of  # noqa: E402

BIN, SHIFTED_CLOCK = sys.argv[1:3]
NOTAUTHORIZED, QUOTAEXCEEDED = 105, 108
QUOTA = 1500
BLOCK = QUOTA // 64  # reserved ahead at once: a kill may lose it
KILLS = 10
DAY = 86400
WORKERS = 8


def make_lab(quotas):
    lab = IwfdLab(BIN)
    lab.contracts[0]["quotas"] = quotas
    return lab


class Askers:
    """Servers' threads that trigger until the quota is used up; a request is asked again until it has
    an answer, as the same request."""

    def __init__(self, lab):
        self.lab, self.server = lab, lab.server(connect=False)
        self.lock = threading.Lock()
        self.numbers = iter(range(1, 10_000_000))
        self.statuses = Counter()
        self.enough = self.over = False
        self.served = threading.Event()  # no new requests while it is not set
        self.served.set()
        self.keeper = threading.Thread(target=self.stay_connected, daemon=True)
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(WORKERS)]
        for thread in [self.keeper, *self.threads]:
            thread.start()

    def stay_connected(self):
        while not self.over:
            try:
                self.server.connect(self.lab.port)
                while not self.server.connection.await_end(1) and not self.over:
                    pass
            except (OSError, Closed, TimeoutError):
                time.sleep(0.02)  # between two attempts

    def work(self):
        while not self.enough:
            self.served.wait(60)
            with self.lock:
                number = next(self.numbers)
            request = self.server.dar(f"load-{number % 90 + 1}@iot.test", number, validity=600)
            while not self.over:
                try:
                    status = status_of(self.server.connection.ask(request))
                    break
                except (AttributeError, Closed):
                    request.flags |= 0x10
                    request.hop_by_hop = 0
                    time.sleep(0.01)  # until it is connected again
            else:
                return
            with self.lock:
                self.statuses[status] += 1
            if status == QUOTAEXCEEDED:
                self.enough = True

    def finish(self):
        for thread in self.threads:
            thread.join(60)
        self.over = True


class Quotas(unittest.TestCase):
    def test_a10_ten_kills_give_nothing_twice_and_lose_little(self):
        seed = random.randrange(1 << 32)
        print(f"seed {seed}", flush=True)
        moments = random.Random(seed)
        lab = self.enterContext(make_lab({"month": QUOTA}))
        lab.start()
        askers = Askers(lab)
        self.addCleanup(setattr, askers, "over", True)
        for _number in range(KILLS):
            awaited = askers.statuses[SUCCESS] + moments.randrange(60)
            await_true("requests granted", lambda: askers.statuses[SUCCESS] >= awaited or askers.enough)
            time.sleep(moments.uniform(0, 0.05))  # the random moment
            lab.iwf.end(signal.SIGKILL)
            # Until the SMS-SC is connected too: whoever is looked up before that is told 201 at once.
            askers.served.clear()
            lab.start_iwf()
            askers.served.set()
        await_true("the quota used up", lambda: askers.enough, 120)
        askers.finish()
        granted, looked_up = lab.smsc.count("accepted"), lab.hss.count("sir")
        print(f"statuses {dict(askers.statuses)}, accepted {granted}, looked up {looked_up}", flush=True)
        self.assertLessEqual(set(askers.statuses), {SUCCESS, QUOTAEXCEEDED, TEMPORARYERROR})
        self.assertLessEqual(granted, QUOTA)
        self.assertLessEqual(looked_up, QUOTA)
        self.assertGreaterEqual(looked_up, QUOTA - 2 * BLOCK * KILLS - WORKERS)
        self.assertGreater(askers.statuses[SUCCESS], QUOTA // 2)
        lab.iwf.end()
        lab.start_iwf()
        server = lab.server()
        self.assertEqual(server.status("meter-1@iot.test", 90_000_000), QUOTAEXCEEDED)
        self.assertEqual(lab.hss.count("sir"), looked_up)

    def test_a10_an_end_in_order_loses_nothing_and_the_journal_shows_what_is_used(self):
        lab = self.enterContext(make_lab({"month": 200}))
        lab.start()
        for number in range(1, 6):
            self.assertEqual(lab.server().status("meter-1@iot.test", number), SUCCESS)
            self.assertEqual(lab.iwf.end(), 0)
            used = [record for record in lab.records() if "quota_of" in record]
            self.assertEqual([(one["quota_of"], one["month.granted"]) for one in used], [("acme", str(number))])
            lab.start_iwf()


class SetClock(unittest.TestCase):
    """iwfd with a wall clock that can be set."""

    def make_lab(self, **terms):
        self.began, self.number = int(time.time()), 0
        self.lab = self.enterContext(IwfdLab(BIN))
        self.lab.contracts[0].update(terms)
        self.lab.environment = {
            "LD_PRELOAD": SHIFTED_CLOCK, "SHIFTED_CLOCK": os.path.join(self.lab.folder, "clock"),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}

    def set_clock(self, days, hour=12):
        """To this hour of the day so many after the one that the test began in, in UTC."""
        part = os.path.join(self.lab.folder, "clock.part")
        with open(part, "w", encoding="utf-8") as file:
            file.write(str(days * DAY + hour * 3600 - self.began % DAY))
        os.replace(part, self.lab.environment["SHIFTED_CLOCK"])

    def ask_until_refused(self, most=100):
        """How many were granted before."""
        server = self.lab.server()
        for granted in range(most):
            self.number += 1
            status = server.status(f"load-{self.number}@iot.test", self.number)
            if status == QUOTAEXCEEDED:
                server.connection.close()
                return granted
            self.assertEqual(status, SUCCESS)
        server.connection.close()
        return most

    def kill_and_start(self):
        self.lab.iwf.end(signal.SIGKILL)
        self.lab.start_iwf()

    def test_a10_each_day_has_its_quota_once_whatever_the_clock_does(self):
        self.make_lab(quotas={"day": 5, "time_zone": "+02:00"})
        self.set_clock(0)
        self.lab.start()
        self.assertEqual(self.ask_until_refused(), 5)
        self.set_clock(1)
        self.assertEqual(self.ask_until_refused(), 5)
        self.set_clock(0)  # back into the day before
        self.assertEqual(self.ask_until_refused(), 0)
        self.assertIn("it began before the clock was set back", self.lab.await_log("clock was set back"))
        self.kill_and_start()
        self.assertEqual(self.ask_until_refused(), 0)
        self.set_clock(1)
        self.assertEqual(self.ask_until_refused(), 0)
        self.set_clock(2)
        self.assertEqual(self.ask_until_refused(2), 2)
        self.kill_and_start()
        again = self.ask_until_refused()
        self.assertLessEqual(again, 3)
        self.assertGreaterEqual(again, 1)  # what was reserved ahead may be lost
        self.assertEqual(self.lab.hss.count("sir"), 12 + again)
        self.set_clock(3)
        self.assertEqual(self.ask_until_refused(), 5)

    def test_outside_the_hours_of_the_zone_nothing_is_asked_and_no_hss_hears_of_it(self):
        self.make_lab(hours=[{"days": "all", "from": "20:00", "to": "22:00"}], time_zone="Asia/Tokyo")
        self.set_clock(0, hour=12)  # 21:00 there
        self.lab.start()
        server = self.lab.server()
        self.assertEqual(server.status("meter-1@iot.test", 1), SUCCESS)
        self.set_clock(0, hour=14)
        self.assertEqual(server.status("meter-1@iot.test", 2), NOTAUTHORIZED)
        self.lab.await_log("outside the agreed hours: it is ")
        self.set_clock(1, hour=12)
        self.assertEqual(server.status("meter-1@iot.test", 3), SUCCESS)
        self.assertEqual(self.lab.hss.count("sir"), 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
