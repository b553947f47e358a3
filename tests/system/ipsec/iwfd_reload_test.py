#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""F10: contracts whose connection changes while their tunnel is up; iwfd drives charon.

usage: iwfd_reload_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from own_lab import OwnLab  # noqa: E402
from protected_lab import METER  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402

BIN = sys.argv.pop(1)


class Reload(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(OwnLab(BIN, contracts=("out1", "out2")))
        for server in ("out1", "out2"):
            cls.world.call(server)

    def ike(self, server):
        return next(one["ike"] for one in self.world.contracts if one["name"] == server)

    def reloaded(self):
        said = self.world.reload()
        self.assertTrue(said["applied"], said)

    def trigger(self, name, reference):
        server = self.world.server(name)
        self.addCleanup(server.connection.close)
        self.assertEqual(server.status(METER, reference), SUCCESS)
        server.await_reports(reference)

    def test_a_changed_connection_has_one_tunnel_though_both_ends_call(self):
        """The server calls as soon as its tunnel is ended; the daemon, that is to call too, leaves it the time."""
        world = self.world
        before, ike = world.associations("out1"), self.ike("out1")
        ike.update(initiate=True, certificate=str(world.lab.pki.folder / "out1.crt"))
        runs = len(world.logged("ipsec.applied"))
        self.reloaded()
        world.await_logged("ipsec.applied", runs)
        after = await_true("the new tunnel", lambda: world.associations("out1"))
        self.assertEqual((len(after), set(after) & set(before)), (1, set()))
        self.trigger("out1", 1)
        world.ask("POST", "/v1/ipsec/apply")  # calls who has none
        self.assertEqual(world.associations("out1"), after)
        self.assertEqual(world.charon("iwf").swanctl("--list-sas", "--noblock")[1].count("iwf-out1: "), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
