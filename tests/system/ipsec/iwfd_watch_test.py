#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A server that watches a device through its tunnel (S4, S8): while the tunnel is gone reports wait, and nothing goes in
clear; once it is back they are told.

usage: iwfd_watch_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from diameter_client import Closed, Connection  # noqa: E402
from lab import IWF, await_true  # noqa: E402
from monitoring_peer import REFERENCE, REPORT, S6T, VISITED_PLMN, MonitoringPeer, event, statuses  # noqa: E402
from namespaces import dial  # noqa: E402
from protected_lab import METER, ProtectedLab, contract  # noqa: E402
from tunnels import INNER, PORT  # noqa: E402

BIN = sys.argv.pop(1)
ROAMING, REFERENCE_OF_OURS = 4, 7


class Watching(unittest.TestCase):
    def setUp(self):
        world = ProtectedLab(BIN, contracts=())
        watched = contract("out1")
        watched["actions"].append("roaming")
        world.contracts = [watched, contract("in1")]
        world.hss.config["monitoring"] = {"report_interval": "50ms", "report_timeout": "3s"}
        self.world = self.enterContext(world)
        self.server = MonitoringPeer("out1.scs.example", "scs.example", None, S6T, towards=IWF["realm"])
        self.addCleanup(lambda: self.server.connection and self.server.connection.close())

    def connect(self):
        def attempt():
            try:
                return Connection(self.server.identity, None, self.server._on_request, patience=2.0, dial=lambda: dial(
                    self.world.lab.name("out1"), INNER["out1"], (INNER["iwf"], PORT), 2.0))
            except (Closed, OSError):
                return None
        self.server.connection = await_true("a connection through the tunnel", attempt)

    def test_reports_wait_while_the_tunnel_is_gone(self):
        self.connect()
        answer = self.server.configure(event(REFERENCE_OF_OURS, ROAMING, scef="out1.scs.example"), device=METER)
        self.assertEqual(statuses(answer), {REFERENCE_OF_OURS: [2001]})
        cuts, taken = len(self.world.logged("peer.cut")), self.world.hss.count("ria_2001")
        status, said = self.world.charon("iwf").swanctl("--terminate", "--ike", "out1")
        self.assertEqual(status, 0, said)
        self.world.await_logged("peer.cut", cuts, peer="out1.scs.example")
        for place in ("20801", "20802"):
            self.world.hss.ask(f"roam {METER} {place}")
        await_true("iwfd has taken both", lambda: self.world.hss.count("ria_2001") == taken + 2)
        self.assertTrue(self.server.reports.empty())
        self.connect()
        told = [self.server.next_report() for _ in range(2)]
        self.assertEqual([one.find(REPORT, VISITED_PLMN) for one in told], [b"\x02\xf8\x10", b"\x02\xf8\x20"])
        self.assertEqual({one.number(REPORT, REFERENCE) for one in told}, {REFERENCE_OF_OURS})
        self.assertEqual(self.world.clear_text(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
