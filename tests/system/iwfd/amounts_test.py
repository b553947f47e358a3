# SPDX-License-Identifier: Apache-2.0
"""A9, A11, A12 and the largest number of pending triggers, through real processes; A10 is in
quotas_test.py.

usage: amounts_test.py <bin>
"""
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from iwfd_lab import IwfdLab, IwfdTest  # noqa: E402
from tsp_server import RECALL_ACTION, SUCCESS  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
INVEXTID, RATEEXCEEDED = 102, 109
RATE, BURST = 50, 5  # a second
UNKNOWN = 20
SHARE = 10  # percent


class Amounts(IwfdTest):
    number = 0

    @classmethod
    def make_lab(cls):
        lab = IwfdLab(cls.bin_dir)
        lab.contracts[0]["rates"] = {"requests": {"rate": f"{RATE}/s", "burst": BURST}}
        for digit, (name, limits) in enumerate({
                "prober": {"probing": {"unknown": UNKNOWN}},
                "urgent": {"priority": True, "priority_share": f"{SHARE}%"},
                "patient": {"pending": 2}}.items(), 2):
            lab.contracts.append(dict(
                {key: value for key, value in lab.contracts[0].items() if key != "rates"}, name=name,
                limits={**lab.contracts[0]["limits"], **limits},
                identity={"host": f"scs{digit}.other.example", "realm": "other.example",
                          "scs_identity": [f"494055555{digit}"]}))
        return lab

    def setUp(self):
        super().setUp()
        self.looked_up = self.lab.hss.count("sir")

    def ask(self, server, device="meter-1@iot.test", **what):
        type(self).number += 1
        return server.status(device, self.number, **what)

    def lookups(self):
        return self.lab.hss.count("sir") - self.looked_up

    def test_a9_as_many_are_let_through_as_the_bucket_has_and_the_rest_is_one_line(self):
        """Whatever the machine does meanwhile: iwfd took the request between its sending and its
        answer, and refused only what found the bucket empty. What a pause of ours may have spilt from
        a full bucket is taken off."""
        server = self.lab.server()
        granted = refused = spilt = 0
        first_sent = time.monotonic()
        first_answered = last_refused_sent = None
        sent = first_sent
        while sent < first_sent + 3:
            before, sent = sent, time.monotonic()
            status = self.ask(server)
            answered = time.monotonic()
            first_answered = first_answered or answered
            came = RATE * (answered - before)
            spilt += came if came >= 1 else 0
            if status == SUCCESS:
                granted += 1
            else:
                self.assertEqual(status, RATEEXCEEDED)
                refused, last_refused_sent, least = refused + 1, sent, granted
        most = BURST + RATE * (time.monotonic() - first_sent)
        print(f"granted {granted} of {granted + refused}, at most {most:.1f}, spilt {spilt:.1f}", flush=True)
        self.assertGreater(refused, 0)
        self.assertLessEqual(granted, most)
        self.assertGreater(least, BURST + RATE * (last_refused_sent - first_answered) - 1.01 - spilt)
        self.assertEqual(self.lookups(), granted)
        self.assertEqual(self.lab.iwf.log().count("too many requests: 50 in 1 s"), 1)
        mark = f"trigger.refused_again scs={self.lab.contracts[0]['name']} "
        again = [line for line in self.lab.await_log(mark, 30).splitlines() if mark in line][0]
        self.assertIn(f" refused={refused - 1} ", again)
        self.assertRegex(again, r"rule=\S+:\d+")

    def test_a11_two_hundred_guesses_are_few_answers_and_one_alarm(self):
        server = self.lab.server(1)
        statuses = [self.ask(server, f"guess-{number}@iot.test") for number in range(10 * UNKNOWN)]
        self.assertEqual(statuses, [INVEXTID] * UNKNOWN + [RATEEXCEEDED] * 9 * UNKNOWN)
        self.assertEqual(self.ask(server), RATEEXCEEDED)  # a known one
        self.assertEqual(self.lookups(), UNKNOWN)
        self.lab.await_log("alarm.probing")
        self.assertEqual(self.lab.iwf.log().count("alarm.probing"), 1)
        self.assertEqual(self.lab.iwf_counters()["probing_alarms"], 1)

    def test_a12_priority_for_all_is_priority_for_the_share(self):
        server = self.lab.server(2)
        statuses = [self.ask(server, priority=1) for _number in range(200)]
        self.assertEqual(set(statuses), {SUCCESS, RATEEXCEEDED})
        self.assertAlmostEqual(statuses.count(SUCCESS), 200 * SHARE / 100, delta=4)
        self.assertEqual(self.ask(server), SUCCESS)  # without it

    def test_no_more_triggers_are_pending_than_agreed(self):
        self.lab.smsc.set_rule(deliver_after="never")
        server = self.lab.server(3)
        self.assertEqual([self.ask(server) for _number in range(4)], [SUCCESS] * 2 + [RATEEXCEEDED] * 2)
        pending = self.number - 3
        self.assertEqual(server.status("meter-1@iot.test", pending, action=RECALL_ACTION), SUCCESS)
        self.assertEqual([self.ask(server) for _number in range(2)], [SUCCESS, RATEEXCEEDED])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
