#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I3: charon dies while servers trigger. Nothing goes in clear, who connects anew is refused, what runs goes on
for the grace time; when charon is back the daemon listens on the new device by itself.

usage: iwfd_charon_test.py <bin>
"""
import pathlib
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from link_case import LinkCase  # noqa: E402
from protected_lab import time_of  # noqa: E402
from tunnels import INNER  # noqa: E402

LinkCase.bin_dir = sys.argv.pop(1)
DOWN = 1.0  # s
GRACE = 3.0  # s
CALLED_AGAIN = 40.0  # s: after the servers' dead peer detection


class Killed(LinkCase):
    more = {"ipsec": {"grace": "5s"}}

    def kill_and_start_again(self):
        """By SIGKILL; the operator's script loads the connections again, and the servers call."""
        world, began = self.world, time.time()
        self.assertEqual(world.kill_charon("iwf"), -signal.SIGKILL)
        lost = time_of(world.await_logged("charon.unreachable", patience=5.0))
        time.sleep(max(0.0, began + DOWN - time.time()))  # the outage that the row asks for
        world.lab.start_charon("iwf")
        world.charon("iwf").await_ready()
        world.await_logged("charon.watched", 1)
        return lost - began

    def load_again(self):
        world = self.world
        world.charon("iwf").load()
        for server in ("out1", "in1"):
            world.charon(server).swanctl("--terminate", "--ike", "iwf", "--force")
            world.charon(server).call(30)

    def spoofs(self):
        """Nothing is let in from outside while there is no tunnel, and no SYN of a rogue is answered."""
        self.assertEqual(self.world.answer_to_cer(self.world.new_server("out1", "rogue"), INNER["out1"]), b"")

    def test_i3_killed_under_load_and_started_again(self):
        world = self.world
        world.rogue_is("out1")  # the SA is by outer addresses: out1 goes on
        load, other = self.load(), self.load("in1")
        noticed = self.kill_and_start_again()
        self.assertEqual(world.answer_to_cer(world.new_server("out1")), b"", "no tunnel yet")
        self.spoofs()
        self.load_again()
        for name in ("out1", "in1"):
            world.await_logged("link.bound", 1, patience=CALLED_AGAIN, scs=name)
        for one in (load, other):
            self.await_reports(one, 20)
        print(f"\nnoticed after {noticed * 1000:.0f} ms; accepted and reported: {load.judge(self)}, {other.judge(self)}",
              flush=True)
        self.assertEqual(world.clear_text(), [])


class KilledWithoutGuard(Killed):
    """The listener was bound to an ipsec0 that is gone, and is bound to the new one by the daemon."""
    guard = False


class Absent(LinkCase):
    more = {"ipsec": {"grace": f"{GRACE:.0f}s"}}

    def test_i3_who_connects_while_charon_is_gone_is_refused_and_the_grace_is_kept(self):
        world = self.world
        out1 = world.server("out1")
        world.kill_charon("iwf")
        lost = time_of(world.await_logged("charon.unreachable"))
        cut = time_of(world.await_logged("peer.cut", peer=out1.identity.host))
        self.assertGreaterEqual(cut - lost, GRACE - 0.1)
        self.assertLess(cut - lost, GRACE + 1)
        self.assertEqual(world.answer_to_cer(world.new_server("out1")), b"")
        self.assertEqual(world.clear_text(), [])
        await_true("the daemon lives", lambda: world.counters())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
