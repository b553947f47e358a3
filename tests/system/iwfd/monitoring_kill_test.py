# SPDX-License-Identifier: Apache-2.0
"""S8: iwfd is killed at random moments while devices are watched; each report that was promised comes, and none
twice without the T flag.

usage: monitoring_kill_test.py <bin> [kills]
"""
import os
import random
import shutil
import signal
import sys
import threading
import time
import unittest
from collections import defaultdict

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import REQUEST, RETRANSMITTED, Closed, avp  # noqa: E402
from iwfd_lab import ask_daemon  # noqa: E402
from lab import IWF, SERVER, await_true  # noqa: E402
from monitoring_lab import MonitoringLab  # noqa: E402
from monitoring_peer import (  # noqa: E402
    APN, PDN_REPORT, REFERENCE, REPORT, S6T, TYPE, VISITED_PLMN, MonitoringPeer, deletion, event, statuses)

BIN = sys.argv[1]
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 100
DEVICES = [f"meter-{number}@iot.test" for number in (1, 2, 3)]
ROAMING, CONNECTIONS = 4, 10  # Monitoring-Types: an HSS's, and a MME's
TOO_BUSY, SUCCESS, UNABLE, NON_EXISTENT = 3004, 2001, 5012, 5514
STANDING = {100 * kind + n: (kind, device) for kind in (ROAMING, CONNECTIONS) for n, device in enumerate(DEVICES)}
FIRST_SHORT = 10_000  # references of subscriptions that come and go
MANY = 1_000_000  # reports: more than there will be


class Watcher(MonitoringPeer):
    """A server that stays: connects again, asks again with the T flag what was not answered (RFC 6733, 5.5.4),
    keeps each report; some of them it leaves unanswered, or refuses for now."""

    def __init__(self, lab, seed):
        super().__init__(SERVER["host"], SERVER["realm"], None, S6T, towards=IWF["realm"])
        self.lab, self.random = lab, random.Random(seed)
        self.moody, self.over = True, False
        self.told = defaultdict(list)  # (reference, what) -> T flags, in their order
        self.acknowledged = set()
        self.changed = threading.Condition()
        threading.Thread(target=self.stay_connected, daemon=True).start()

    def stay_connected(self):
        while not self.over:
            try:
                self.connect(self.lab.port)
            except (OSError, Closed, TimeoutError):
                time.sleep(0.01)  # between two attempts
                continue
            with self.changed:
                self.changed.notify_all()
            while not self.connection.await_end(1) and not self.over:
                pass

    def _on_request(self, connection, message):
        what = message.find(REPORT, VISITED_PLMN) or message.find(REPORT, PDN_REPORT, APN)
        one = (message.number(REPORT, REFERENCE), what)
        answer = self.random.choices((SUCCESS, TOO_BUSY, 0), (92, 4, 4))[0] if self.moody else SUCCESS
        with self.changed:
            self.told[one].append(message.retransmitted)
            if answer == SUCCESS:
                self.acknowledged.add(one)
            self.changed.notify_all()
        if answer:
            connection.send(message.answer(avp(263, message.find(263)) + avp(268, answer) + avp(277, 1)
                                           + self.identity.origin()))

    def ask_until_answered(self, request):
        """The CIA, and whether it was asked for more than once."""
        end, asked = time.monotonic() + 60, 0
        while time.monotonic() < end:
            with self.changed:
                self.changed.wait_for(lambda: self.connection and self.connection.open, 60)
            try:
                asked += 1
                answer = self.connection.ask(request)
                if answer.result != TOO_BUSY:
                    return answer, asked > 1
            except Closed:
                request.flags = REQUEST | RETRANSMITTED | request.flags
            request.hop_by_hop = 0
        raise TimeoutError("no CIA within 60 s")

    def subscribe(self, reference, kind, device):
        def ask():
            request = self.configuration(event(reference, kind, scef=SERVER["host"], reports=MANY), device=device)
            return self.ask_until_answered(request)[0]
        answer = ask()
        while answer.result == UNABLE:  # the HSS is not connected yet
            answer = ask()
        assert statuses(answer) == {reference: [SUCCESS]}, (answer.result, statuses(answer))

    def unsubscribe(self, reference, device):
        request = self.configuration(deletion(reference, scef=SERVER["host"]), device=device)
        answer, again = self.ask_until_answered(request)
        said = statuses(answer)
        assert said == {reference: [SUCCESS]} or (again and said == {reference: [NON_EXISTENT]}), said

    def heard_of(self, reference):
        with self.changed:
            return {what for one, what in self.acknowledged if one == reference}


class Worker(threading.Thread):
    """Does it again and again until told to stop; `fault` is what ended it."""

    def __init__(self, step):
        super().__init__(daemon=True)
        self.step, self.going, self.fault = step, True, None
        self.start()

    def run(self):
        try:
            while self.going:
                self.step()
        except Exception as error:  # pylint: disable=broad-except
            self.fault = error

    def stop(self):
        self.going = False
        self.join(90)
        assert not self.is_alive() and self.fault is None, repr(self.fault)


class Network:
    """Devices that roam and get connections all the time, each change under a name of its own."""

    def __init__(self, lab):
        self.lab = lab
        self.changes = defaultdict(set)  # (type, device) -> what there is to be told
        self.numbers = {ROAMING: 0, CONNECTIONS: 0}

    def roam(self):
        number, device = self._next(ROAMING)
        plmn = f"{300_000 + number}"
        self.lab.hss.ask(f"roam {device} {plmn}")
        digits = [int(digit) for digit in plmn]  # TS 29.272, 7.3.9
        self.changes[ROAMING, device].add(bytes([digits[1] << 4 | digits[0], digits[5] << 4 | digits[2],
                                                 digits[4] << 4 | digits[3]]))

    def connect(self):
        number, device = self._next(CONNECTIONS)
        self.lab.mme.ask(f"pdn {device} create apn-{number}.example")
        self.changes[CONNECTIONS, device].add(f"apn-{number}.example".encode())

    def _next(self, kind):
        time.sleep(0.05)  # how often; orders nothing
        self.numbers[kind] += 1
        return self.numbers[kind], DEVICES[self.numbers[kind] % len(DEVICES)]


class Comings:
    """Subscriptions that end, of which every third is heard of before."""

    def __init__(self, server):
        self.server = server
        self.count = 0

    def step(self):
        reference, device = FIRST_SHORT + self.count, DEVICES[self.count % len(DEVICES)]
        self.count += 1
        self.server.subscribe(reference, ROAMING, device)
        if reference % 3 == 0:
            await_true(f"a report of {reference}", lambda: self.server.heard_of(reference), 60)
        self.server.unsubscribe(reference, device)


def make_lab():
    lab = MonitoringLab(BIN)
    lab.iwf_settings["control"] = {"socket": os.path.join(lab.folder, "control.sock")}
    for simulator, section in ((lab.hss, "monitoring"), (lab.mme, "mme")):
        simulator.config[section].update(report_timeout="1s", report_interval="100ms", report_attempts=100_000)
    lab.timers = {"dnr_timeout": "300ms"}
    return lab


def monitoring_of(lab):
    """What iwfd counts."""
    return ask_daemon(lab.iwf_settings["control"]["socket"], "GET", "/v1/status")["counters"]["monitoring"]


class KillMinusNine(unittest.TestCase):
    def run_life(self, kills, between=lambda _lab, _number: None, comings=True,
                 at_last=lambda _lab: None):
        """The lab of an iwfd that was killed so often, and who was there."""
        seed = random.randrange(1 << 32)
        print(f"seed {seed}", flush=True)
        moments = random.Random(seed)
        lab = self.enterContext(make_lab())
        lab.start()
        server, network = Watcher(lab, seed), Network(lab)
        self.addCleanup(setattr, server, "over", True)
        for reference, (kind, device) in STANDING.items():
            server.subscribe(reference, kind, device)
        short = Comings(server)
        workers = [Worker(network.roam), Worker(network.connect)] + [Worker(short.step)] * comings
        for number in range(kills):
            if number % 5 != 4:  # else while it comes up and recovers
                awaited = len(server.told) + moments.randrange(5)
                await_true("reports", lambda: len(server.told) >= awaited or any(one.fault for one in workers), 60)
            self.assertEqual([one.fault for one in workers if one.fault], [])
            time.sleep(moments.uniform(0, 0.15 if number % 5 == 4 else 0.03))  # the random moment
            lab.iwf.end(signal.SIGKILL)
            between(lab, number)
            lab.launch_iwf()
        at_last(lab)
        for worker in reversed(workers):  # who waits for a change before who makes it
            worker.stop()
        server.moody = False
        return lab, server, network, short

    def test_s8_nothing_promised_is_lost_by_100_kills(self):
        lab, server, network, short = self.run_life(KILLS)
        for reference, watched in STANDING.items():
            await_true(f"all of {reference}", lambda: network.changes[watched] <= server.heard_of(reference), 60)
            self.assertEqual(server.heard_of(reference), network.changes[watched])
        again = 0
        for one, flags in server.told.items():
            self.assertTrue(all(flags[1:]), f"{one} told twice without the T flag: {flags}")
            again += len(flags) - 1
        changes = sum(map(len, network.changes.values()))
        repeated = lab.hss.count("rir_retransmitted") + lab.mme.count("rir_retransmitted")
        print(f"{changes} changes, {short.count} subscriptions came and went, {again} repetitions to the server, "
              f"{repeated} by the network", flush=True)
        self.assertGreater(changes, KILLS)
        self.assertGreater(short.count, KILLS // 5)
        # It would prove little if no kill had hit a promise that was not kept yet.
        self.assertGreater(again + repeated, 0)
        for reference, (_, device) in STANDING.items():
            server.unsubscribe(reference, device)
        await_true("the network watches nothing", lambda: lab.hss.ask("events")["events"] == [], 60)
        await_true("nothing is left", lambda: int(monitoring_of(lab)["subscriptions"]) == 0, 60)
        self.assertEqual(lab.iwf.end(), 0)
        self.assertEqual(lab.records(), [])

    def test_the_bookkeeping_notices_when_the_journal_is_lost(self):
        def lose(lab, number):
            if number == 2:  # the last
                shutil.rmtree(lab.journal)
        _, server, network, _ = self.run_life(3, lose, comings=False,
                                                  at_last=lambda lab: lab.hss.await_count("ria_experimental_5515", 1))
        missing = [network.changes[watched] - server.heard_of(reference) for reference, watched in STANDING.items()]
        print(f"missing {sum(map(len, missing))}", flush=True)
        self.assertGreater(sum(map(len, missing)), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
