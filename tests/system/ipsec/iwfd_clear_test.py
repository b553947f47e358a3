#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I1: Diameter in clear, from a rogue as itself and with out1's address, with out1's tunnel up and down; with
the operator's guard of nftables, with the daemon's, and when the listener that is bound to ipsec0 holds alone.

usage: iwfd_clear_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from protected_lab import FROM_IWF, METER, ProtectedLab  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from tunnels import INNER, OUTER, nothing, stays_down  # noqa: E402

BIN = sys.argv.pop(1)
TCP, RST = 6, 4


class InClear:
    """All three ways share it."""
    guard, own_guard = False, False

    def setUp(self):
        self.world = self.enterContext(ProtectedLab(BIN, contracts=("out1",), guard=self.guard, own_guard=self.own_guard,
                                                     careful=False))
        self.rogue = self.world.capture("rogue", "eth0")

    def expect_nothing(self, node, source, claimed="out1"):
        """For a CER in clear: no octet comes back, and to who sent it no segment but a RST."""
        opened, refused = len(self.world.logged("peer.open")), len(self.world.logged("peer.refused"))
        self.assertEqual(self.world.answer_to_cer(self.world.new_server(claimed, node), source), b"")
        self.assertEqual(len(self.world.logged("peer.open")), opened)
        self.assertEqual(len(self.world.logged("peer.refused")), refused, "not even seen")
        self.assertEqual(self.world.clear_text(), [])

    def tries_of_rogue(self):
        """SYNs it sent, as its own capture has them: else nothing was tried."""
        return sum(frame[30:34] == FROM_IWF and frame[23] == TCP for frame in self.rogue.frames())

    def answers_to_rogue(self):
        return [frame.hex() for frame in self.rogue.frames()
                if frame[26:30] == FROM_IWF and frame[23] == TCP and not frame[47] & RST]

    def test_i1_in_clear_gets_nothing_with_the_tunnel_up_and_down(self):
        world = self.world
        self.assertEqual(len(world.logged("guard.external")), not self.own_guard)
        out1 = world.server("out1")
        self.expect_nothing("rogue", OUTER["rogue"])
        world.rogue_is("out1")
        self.expect_nothing("rogue", INNER["out1"])
        self.assertTrue(out1.connection.open)
        self.assertEqual(out1.status(METER, 1), SUCCESS)
        out1.await_reports(1)

        world.charon("out1").write_swanctl(edit=nothing)
        world.charon("out1").load()  # what is forgotten is ended
        world.await_logged("ipsec.down", scs="out1")
        world.await_logged("peer.cut")
        self.expect_nothing("rogue", INNER["out1"])
        self.expect_nothing("rogue", OUTER["rogue"])
        self.assertEqual(self.answers_to_rogue(), [])
        self.assertGreaterEqual(self.tries_of_rogue(), 4)

        # out1 itself, without its tunnel: its own clear text is on the wire, and no answer.
        world.rogue_is_itself("out1")
        self.expect_nothing("out1", INNER["out1"])
        world.bring_up("out1", stays_down)
        again = world.server("out1")
        self.assertEqual(again.status(METER, 2), SUCCESS)
        again.await_reports(2)
        if self.guard:
            self.assertGreater(world.refused("in"), 0)


class WithTheOperatorsGuard(InClear, unittest.TestCase):
    guard = True


class WithTheDaemonsGuard(InClear, unittest.TestCase):
    own_guard = True


class ByTheListenerAlone(InClear, unittest.TestCase):
    pass


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
