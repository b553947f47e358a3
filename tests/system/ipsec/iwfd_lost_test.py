#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I4: a tunnel that goes away while the server triggers: the connection is cut at once, nothing goes in clear,
nothing is lost.

usage: iwfd_lost_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from link_case import LinkCase  # noqa: E402
from protected_lab import time_of  # noqa: E402

LinkCase.bin_dir = sys.argv.pop(1)
ROUNDS = 5
CUT_WITHIN, BACK_WITHIN = 0.1, 5.0  # s


class Terminated(LinkCase):
    def test_i4_terminated_under_load_cut_at_once_nothing_in_clear_nothing_lost(self):
        load, other = self.load(), self.load("in1")
        delays, gaps = [], []
        for _ in range(ROUNDS):
            cuts, opens = len(self.world.logged("peer.cut")), len(self.world.logged("link.bound", scs="out1"))
            downs = len(self.events.times("child-updown"))
            self.terminate("--ike", "out1")
            cut = time_of(self.world.await_logged("peer.cut", cuts, peer="out1.scs.example"))
            await_true("charon's event", lambda: len(self.events.times("child-updown")) > downs)
            down = self.events.times("child-updown")[downs]
            delays.append(cut - down)
            bound = time_of(self.world.await_logged("link.bound", opens, scs="out1"))
            gaps.append(bound - down)
            self.await_reports(load, 20)
        print(f"\nfrom charon's event to the cut: {sorted(round(1000 * one) for one in delays)} ms; "
              f"served again after {sorted(round(1000 * one) for one in gaps)} ms", flush=True)
        self.assertLess(sorted(delays)[ROUNDS // 2], CUT_WITHIN)
        self.assertLess(sorted(gaps)[ROUNDS // 2], BACK_WITHIN)
        print(f"accepted and reported: {load.judge(self)}, {other.judge(self)}", flush=True)
        self.assertEqual(load.connections, ROUNDS + 1)
        self.assertEqual(other.connections, 1)
        self.assertEqual(self.world.clear_text(), [])


class TerminatedWithoutGuard(Terminated):
    """A connection taken from ipsec0 has no other way out."""
    guard = False


class Replaced(LinkCase):
    def test_i4_a_server_that_replaces_its_child_sa_before_it_is_gone_is_not_cut(self):
        """As out1's charon does (close_action = start) when only the CHILD_SA is closed; which of the two is
        first is up to the charons."""
        load, replaced = self.load(), False
        for _ in range(ROUNDS):
            connections, seen = load.connections, len(self.events.seen)
            self.terminate("--child", "diameter", "--ike", "out1")
            await_true("both events", lambda at=seen: {up for _, name, up in self.events.seen[at:]
                                                       if name == "child-updown"} == {True, False})
            self.await_reports(load, 20)
            first = next(up for _, name, up in self.events.seen[seen:] if name == "child-updown")
            self.assertEqual(load.connections - connections, 0 if first else 1)
            replaced = replaced or first
        self.assertTrue(replaced)
        load.judge(self)
        self.assertEqual(self.world.clear_text(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
