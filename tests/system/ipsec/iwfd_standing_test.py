#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I7: charon stands still while a server triggers: nothing of the daemon waits for it, what runs goes on for the
grace time and is cut then; afterwards all comes back by itself.

usage: iwfd_standing_test.py <bin>
"""
import pathlib
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from link_case import LinkCase  # noqa: E402
from protected_lab import METER, time_of  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402

LinkCase.bin_dir = sys.argv.pop(1)
STANDING = 10.0  # s
GRACE = 3.0  # s
NO_ANSWER = 5.0  # s, after which charon is lost


class StandingStill(LinkCase):
    more = {"ipsec": {"grace": f"{GRACE:.0f}s"}}

    def test_i7_within_grace_goes_on_then_is_cut_and_recovers(self):
        """kernel-libipsec is in charon: who stops it stops the packets too. What is seen here is the daemon:
        it is not held up, does not cut before the grace is over, and comes back by itself."""
        world = self.world
        load = self.load()
        charon = world.charon("iwf").child
        stopped = time.time()
        charon.send_signal(signal.SIGSTOP)
        try:
            while not world.logged("charon.unreachable") and time.time() < stopped + NO_ANSWER + 2:
                began = time.monotonic()
                world.counters()
                self.assertLess(time.monotonic() - began, 1.0)
                time.sleep(0.2)  # between two questions: the log has a limit
            self.assertEqual(world.logged("peer.cut"), [])
            time.sleep(max(0.0, stopped + STANDING - time.time()))
        finally:
            charon.send_signal(signal.SIGCONT)
        self.await_reports(load, 20)
        unreachable, *_ = [time_of(line) - stopped for line in world.logged("charon.unreachable")]
        cut, *_ = [time_of(line) - stopped for line in world.logged("peer.cut")]
        print(f"\nunreachable after {unreachable:.1f} s, cut after {cut:.1f} s; accepted and reported: "
              f"{load.judge(self)}", flush=True)
        self.assertGreater(unreachable, NO_ANSWER - 0.1)
        self.assertLess(unreachable, NO_ANSWER + 2)
        self.assertGreaterEqual(cut - unreachable, GRACE - 0.1)
        self.assertLess(cut - unreachable, GRACE + 1)
        self.assertEqual(world.server("in1").status(METER, 1), SUCCESS)
        self.assertEqual(world.clear_text(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
