#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""S4: the daemon watches its guard: what an operator takes away is there again, and is told. I2: without what
keeps clear text out it does not listen, and says for whom.

usage: iwfd_guard_test.py <bin>
"""
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from diameter_client import Closed  # noqa: E402
from lab import PATIENCE, await_true  # noqa: E402
from namespaces import dial  # noqa: E402
from protected_lab import METER, ProtectedLab  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from tunnels import INNER, OUTER, PORT  # noqa: E402

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


class NoProof(unittest.TestCase):
    """I2: a daemon that starts where its listener could not be protected."""

    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(ProtectedLab(BIN, contracts=("out1", "out2"), guard=False, own_guard=True))
        cls.world.iwf.end()

    def start(self, name, *wrapper):
        world = self.world
        config = world.folder / "iwfd.yaml"
        return world.start("iwf", name, [*wrapper, world.program("iwfd"), "--config", config])

    def expect_none(self, process, reason):
        """It ends, and nobody who asks meanwhile is let in, in clear or through the tunnel."""
        world, end = self.world, time.monotonic() + PATIENCE
        out1 = world.new_server("out1")
        while process.popen.poll() is None and time.monotonic() < end:
            for source, node in ((None, "out1"), (OUTER["rogue"], "rogue")):
                out1.node = node
                with self.assertRaises((Closed, OSError)):
                    dial(world.lab.name(node), source or INNER[node], (INNER["iwf"], PORT), 0.2)
        self.assertEqual(process.end(), 1)
        self.assertRegex(process.log(), reason)
        self.assertRegex(process.log(), "not listening for out1, out2$")
        self.assertNotIn("iwfd.ready", process.log())

    def test_i2_without_the_guard_it_does_not_listen_and_names_the_servers(self):
        """The right to install it is taken away; that to bind a listener to the device is not."""
        self.expect_none(self.start("no-right", "setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"),
                         "iwfd_guard cannot be installed: .*CAP_NET_ADMIN")
        self.start("with-right").await_text("iwfd.ready")
        self.world.processes[-1].terminate()
        self.assertEqual(self.world.processes[-1].wait(PATIENCE), 0)

    def test_i2_without_the_device_of_the_tunnels_it_does_not_listen_and_names_the_servers(self):
        self.world.kill_charon("iwf")  # ipsec0 is gone with it
        self.expect_none(self.start("no-device"), "through the device ipsec0: No such device")
        self.world.lab.start_charon("iwf")
        self.world.charon("iwf").await_ready()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
