# SPDX-License-Identifier: Apache-2.0
"""F6, P14: HSSs that report overload (RFC 7683) are sent less, by as much as they say and for as long.

usage: hss_overload_test.py <bin>
"""
import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from iwfd_lab import IwfdLab, IwfdTest  # noqa: E402
from lab import PATIENCE, SOUTH_REALM, await_true  # noqa: E402
from tsp_server import REPLACE_ACTION, SUCCESS, TEMPORARYERROR, status_of  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
REQUESTS = 300
TOLERANCE = 0.05 * REQUESTS
LONG = "1h"  # validity that no test outlives
SHORT = 3.0  # s
SLACK = 2.0  # s, of a machine that is busy with other tests
ASKED = 106  # SERVICEUNAVAILABLE: what the HSS's answer to all questions becomes, so that they end there


class HssOverload(IwfdTest):
    @classmethod
    def make_lab(cls):
        lab = IwfdLab(cls.bin_dir, hss=2)
        # When the disk is slow new work is refused; that is another test's matter (S3).
        lab.iwf_settings = {"journal": {"directory": lab.journal, "sync": False}, "control": {"socket": f"{lab.folder}/control.sock"}}
        return lab

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.lab.server()
        cls.first, cls.second = cls.lab.hsses
        cls.reference, cls.sequence = 0, 100

    def setUp(self):
        super().setUp()
        for hss in self.lab.hsses:
            hss.set_rule(experimental=5511)

    def fresh(self):
        type(self).reference += 1
        return self.reference

    def statuses(self, *changes):
        """Of requests, each with what differs from a usual one; so many at once that none waits long."""
        statuses = []
        for batch in (changes[start:start + 60] for start in range(0, len(changes), 60)):
            sent = []
            for number, change in enumerate(batch, 1):
                what = {"device": f"load-{number}@iot.test", "reference": self.fresh(), **change}
                sent.append(self.server.connection.send(self.server.dar(**what)))
            statuses += [status_of(self.server.connection.await_answer(one)) for one in sent]
        return statuses

    def counted(self, count=REQUESTS):
        """SIRs at the first and at the second HSS, and those held back, of so many requests."""
        before = [hss.count("sir") for hss in self.lab.hsses]
        statuses = self.statuses(*[{}] * count)
        self.assertLessEqual(set(statuses), {ASKED, TEMPORARYERROR})
        at = [hss.count("sir") - known for hss, known in zip(self.lab.hsses, before)]
        held_back = statuses.count(TEMPORARYERROR)
        print(f"{at} sent, {held_back} held back", flush=True)
        self.assertEqual(sum(at) + held_back, count)
        return *at, held_back

    def report(self, hss, sequence=None, **report):
        """Has the HSS say so in one answer, which takes as many requests as it takes one to reach it."""
        if sequence is None:
            sequence = type(self).sequence = self.sequence + 1
        hss.set_rule(first=1, experimental=5511, overload={"sequence": sequence, **report})
        if hss is self.second:
            self.first.set_rule(result=3004)
        before = hss.count("sir")
        await_true("the report is fetched", lambda: self.statuses({}) and hss.count("sir") > before)
        for one in self.lab.hsses:
            one.clear_rules()
            one.set_rule(experimental=5511)

    def explained(self):
        """What iwfctl says of a request that nobody sends."""
        return subprocess.run([self.lab.program("iwfctl"), "--socket", f"{self.lab.folder}/control.sock", "explain", "--server", "acme",
                               "--device", "load-1@iot.test", "--action", "trigger"], capture_output=True, text=True,
                              timeout=PATIENCE, check=True).stdout

    def end(self, hss, **report):
        self.report(hss, validity="0", **report)
        self.assertEqual(self.counted(30)[2], 0)

    def test_p14_each_sir_says_that_reports_are_taken(self):
        self.counted(20)
        self.assertEqual(self.first.count("overload_aware"), 20)

    def test_p14_of_requests_to_a_realm_the_share_is_held_back_until_its_end(self):
        for reduction in (0, 10, 50):
            self.report(self.first, of="realm", reduction=reduction, validity=LONG)
            first, second, _ = self.counted()
            self.assertEqual(second, 0)
            self.assertAlmostEqual(first, REQUESTS * (100 - reduction) / 100, delta=TOLERANCE)
        self.assertRegex(self.explained(), rf"(?m)^overload: {SOUTH_REALM} wants 50 % less for 3\d\d\d s: ")
        self.end(self.first, of="realm", reduction=50)
        self.assertIn("s6m.overload_over", self.lab.iwf.log())
        self.assertNotIn("overload:", self.explained())

    def test_p14_all_are_held_back_at_100_percent_and_it_ends_on_time(self):
        start = time.monotonic()
        self.report(self.first, of="realm", reduction=100, validity=f"{SHORT:.0f}s")
        heard = time.monotonic()
        first, _, held_back = self.counted(50)
        if time.monotonic() < start + SHORT:
            self.assertEqual((first, held_back), (0, 50))
        await_true("asked again", lambda: self.statuses({}) == [ASKED])
        self.assertGreaterEqual(time.monotonic() - start, SHORT)
        self.assertLess(time.monotonic() - heard, SHORT + SLACK)
        self.assertEqual(self.counted(30), (30, 0, 0))

    def test_p14_what_is_not_newer_or_from_somebody_else_is_ignored(self):
        self.report(self.first, of="realm", reduction=10, validity=LONG)
        for stale in (self.sequence, self.sequence - 1, 0):
            self.report(self.first, sequence=stale, of="realm", reduction=100, validity=LONG)
        self.assertAlmostEqual(self.counted(100)[0], 90, delta=10)
        self.end(self.first, of="realm")
        self.first.set_rule(wrong="wrong_origin_host", overload={"sequence": 10**6, "reduction": 100}, first=3)
        self.statuses({}, {}, {})
        self.assertEqual(self.first.count("spoilt"), 3)
        self.assertEqual(self.counted(30), (30, 0, 0))

    def test_p14_what_a_host_is_spared_goes_to_the_other_until_that_is_overloaded_too(self):
        self.report(self.first, reduction=50, validity=LONG)
        first, second, held_back = self.counted()
        self.assertAlmostEqual(first, REQUESTS / 2, delta=TOLERANCE)
        self.assertAlmostEqual(second, REQUESTS / 2, delta=TOLERANCE)
        self.assertEqual(held_back, 0)
        self.report(self.second, reduction=50, validity=LONG)
        first, second, held_back = self.counted()
        self.assertAlmostEqual(first, REQUESTS / 2, delta=TOLERANCE)
        self.assertAlmostEqual(second, REQUESTS / 4, delta=TOLERANCE)
        lines = [line for line in self.lab.iwf.log().splitlines() if f"s6m.overload hss={self.second.host}" in line]
        self.assertEqual(len(lines), 1, "one line, and none for each request")
        self.assertIn("reduction=50 validity_s=3600", lines[0])
        self.report(self.second, validity="0")
        self.end(self.first)

    def test_p14_recall_and_replace_are_held_back_first_and_priority_last(self):
        for hss in self.lab.hsses:
            hss.clear_rules()
        self.lab.smsc.set_rule(deliver_after="never")
        original = self.fresh()
        self.assertEqual(self.server.status("meter-1@iot.test", original), SUCCESS)
        replace = {"device": "meter-1@iot.test", "action": REPLACE_ACTION, "old_reference": original}
        self.report(self.first, of="realm", reduction=50, validity=LONG)
        statuses = self.statuses(*[replace, {}, {"priority": 1}] * 100)
        held_back = [statuses[rank::3].count(TEMPORARYERROR) for rank in range(3)]
        print(f"{held_back} held back of 100 replaces, ordinary requests, requests with priority", flush=True)
        self.assertAlmostEqual(sum(held_back), REQUESTS / 2, delta=TOLERANCE)
        self.assertGreaterEqual(held_back[0], 95)
        self.assertLessEqual(held_back[2], 5)
        self.assertGreaterEqual(self.lab.iwf_counters()["lookups_held_back"], sum(held_back))
        self.end(self.first, of="realm")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
