#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""S4: the daemon watches its guard: what an operator takes away is there again, and is told.

usage: iwfd_guard_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import PATIENCE, await_true  # noqa: E402
from protected_lab import METER, ProtectedLab  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402

BIN = sys.argv.pop(1)


class IwfdGuard(unittest.TestCase):
    def setUp(self):
        self.world = self.enterContext(ProtectedLab(BIN, contracts=("out1",), guard=False, own_guard=True))

    def nft(self, *words):
        return self.world.lab.run("iwf", ["nft", "-s", *words]).stdout

    def test_what_is_taken_away_is_there_again(self):
        world = self.world
        whole = self.nft("list", "ruleset")
        self.assertIn("table inet iwfd_guard", whole)
        for number, (change, reason) in enumerate((
                (("flush", "ruleset"), "is gone"), (("flush", "chain", "inet", "iwfd_guard", "in"), "changed"),
                (("delete", "table", "inet", "iwfd_guard"), "is gone")), 1):
            self.nft(*change)
            await_true("it is told", lambda: len(world.logged("guard.broken")) == number)
            told = world.logged("guard.broken")[-1]
            self.assertIn("installed_again=yes", told)
            self.assertIn(reason, told)
            self.assertEqual(self.nft("list", "ruleset"), whole)
        out1 = world.server("out1")
        self.assertEqual(out1.status(METER, 1), SUCCESS)
        self.assertEqual(len(world.logged("guard.broken")), 3)

    def test_it_ends_with_the_daemon(self):
        self.world.iwf.popen.terminate()
        self.assertEqual(self.world.iwf.popen.wait(PATIENCE), 0)
        self.assertEqual(self.nft("list", "ruleset"), "")
        self.assertEqual(self.world.logged("guard.not_removed") + self.world.logged("guard.broken"), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
