#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I4: what is no loss, and what nobody tells of: keys that change all the time cut nothing; a link that is dead
is noticed, and after it all is told.

usage: iwfd_rekey_test.py <bin>
"""
import pathlib
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from link_case import LinkCase  # noqa: E402

LinkCase.bin_dir = sys.argv.pop(1)
STORM = 15.0  # s
CALM_RETRANSMITS = 13.1 + 10  # s: dpd_delay and all retransmissions of strongswan.d/charon.conf, and some


class Rekeyed(LinkCase):
    def test_i4_rekeying_every_second_under_load_cuts_nothing(self):
        load = self.load()
        end, rekeys = time.monotonic() + STORM, 0
        due = threading.Event()
        while time.monotonic() < end:
            self.world.charon("iwf" if rekeys % 4 < 2 else "out1").swanctl(
                "--rekey", *(["--child", "diameter"] if rekeys % 2 else ["--ike", "out1" if rekeys % 4 < 2 else "iwf"]))
            rekeys += 1
            due.wait(0.5)
        self.await_reports(load, 20)
        seen = [len(self.events.times(one)) for one in ("child-rekey", "ike-rekey")]
        print(f"\nrekeyed: {seen}; accepted and reported: {load.judge(self)}", flush=True)
        self.assertGreater(min(seen), 5)
        self.assertEqual(load.connections, 1)
        self.assertEqual(self.world.logged("link.broken"), [])
        self.assertEqual(self.world.logged("peer.cut"), [])
        self.assertEqual(self.world.clear_text(), [])


class Unreachable(LinkCase):
    def test_i4_a_link_that_is_dead_is_cut_by_dpd_and_all_is_told_after(self):
        load = self.load()
        self.world.ip("wan", "link set p-out1 down")
        # Nobody is told by the network: by dead peer detection, or by Diameter's own watchdog.
        await_true("the connection is over", lambda: self.world.logged("peer.closed", name="out1"), CALM_RETRANSMITS)
        self.world.await_logged("ipsec.down", patience=CALM_RETRANSMITS, scs="out1")
        self.world.ip("wan", "link set p-out1 up")
        self.world.await_logged("link.bound", 1, patience=30, scs="out1")
        self.await_reports(load, 20)
        print(f"\naccepted and reported: {load.judge(self)}", flush=True)
        self.assertEqual(self.world.clear_text(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
