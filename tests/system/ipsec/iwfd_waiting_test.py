#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I4: a tunnel that goes away and stays away: what is to be told waits for it, and without it nobody is served.

usage: iwfd_waiting_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from link_case import LinkCase  # noqa: E402
from protected_lab import METER  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from tunnels import stays_down  # noqa: E402

LinkCase.bin_dir = sys.argv.pop(1)


class Waiting(LinkCase):
    what = ["--ike", "out1"]

    def test_i4_reports_wait_for_the_tunnel_and_no_request_is_served_without(self):
        world = self.world
        world.bring_up("out1", stays_down)
        world.smsc.set_rule(deliver_after="3s")
        out1 = world.server("out1")
        for reference in range(1, 21):
            self.assertEqual(out1.status(METER, reference), SUCCESS)
        self.terminate(*self.what)
        world.await_logged("peer.cut")
        served = world.counters()["requests"]
        world.smsc.await_count("dra_2001", 20)  # the reports are with the IWF
        self.assertEqual(out1.reports, [])
        self.assertEqual(world.answer_to_cer(world.new_server("out1")), b"")
        self.assertEqual(world.counters()["requests"], served)
        self.assertEqual(world.clear_text(), [])
        world.bring_up("out1", stays_down)
        world.reconnect(out1)
        for reference in range(1, 21):
            reports = out1.await_reports(reference)
            self.assertTrue(all(report.retransmitted for report in reports[1:]), reports)
        self.assertEqual(world.clear_text(), [])


class WaitingWithoutGuard(Waiting):
    guard = False
    what = ["--child", "diameter", "--ike", "out1"]  # the IKE_SA stays: it carries nothing


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
