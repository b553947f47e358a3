# SPDX-License-Identifier: Apache-2.0
"""A test with a protected lab of its own, servers under load, and what charon tells of its tunnels."""
import unittest

from protected_lab import ProtectedLab
from steady_load import SteadyLoad
from vici_events import ViciEvents


class LinkCase(unittest.TestCase):
    bin_dir = None
    guard = True
    more = {}  # for the lab

    def setUp(self):
        self.world = self.enterContext(ProtectedLab(
            self.bin_dir, **{"contracts": ("out1", "in1"), "guard": self.guard, **self.more}))
        self.events = ViciEvents(self.world.charon("iwf").socket)
        self.addCleanup(self.events.close)

    def load(self, name="out1", rate=50):
        load = self.enterContext(SteadyLoad(self.world, self.world.new_server(name), rate))
        self.await_reports(load, 20)
        return load

    def await_reports(self, load, more):
        least = len(load.server.reports) + more
        with load.server.told:
            self.assertTrue(load.server.told.wait_for(lambda: len(load.server.reports) >= least, 30),
                            f"{len(load.server.reports)} reports of {load.server.identity.host}, not {least}")

    def terminate(self, *what):
        status, said = self.world.charon("iwf").swanctl("--terminate", *what)
        self.assertEqual(status, 0, said)
