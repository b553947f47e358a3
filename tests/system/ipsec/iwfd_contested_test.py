#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I5, A1: an attack on a tunnel that is up. Somebody else under its identity does not end it; somebody else
with its address ends it for both, since nobody can tell any more who speaks.

usage: iwfd_contested_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from link_case import LinkCase  # noqa: E402
from protected_lab import METER, SERVERS  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from tunnels import INNER, stays_down  # noqa: E402

LinkCase.bin_dir = sys.argv.pop(1)
TRIES = 3
OUT1, OUT2 = (f"{INNER[server]}/32[tcp]" for server in ("out1", "out2"))


class KickOut(LinkCase):
    def test_i5_another_cas_certificate_under_the_same_identity_leaves_the_real_connection_alone(self):
        """charon raises ike-updown DOWN for such an attempt, under the very connection's name."""
        load, thief = self.load(), self.world.charon("out2")
        for certificate in ("wrong-ca", "mallory", "expired", "revoked"):
            thief.write_swanctl(certificate=certificate, claims="out1", edit=stays_down)
            thief.load()
            for _ in range(TRIES):
                downs = len(self.events.times("ike-updown"))
                status, said = thief.swanctl("--initiate", "--child", "diameter", "--timeout", "10")
                self.assertNotEqual(status, 0, said)
                await_true(f"charon's event about {certificate}",
                           lambda before=downs: len(self.events.times("ike-updown")) > before)
        self.await_reports(load, 20)
        load.judge(self)
        self.assertEqual(load.connections, 1)
        for event in ("peer.cut", "link.broken", "ipsec.down"):
            self.assertEqual(self.world.logged(event), [])
        self.assertEqual(self.world.clear_text(), [])


class Overlap(LinkCase):
    more = {"contracts": SERVERS}

    def give_out2_also_out1s_address(self):
        """By the operator's script; charon lets it pass."""
        iwf, out2 = self.world.charon("iwf"), self.world.charon("out2")
        iwf.write_swanctl(edit=lambda text: text.replace(OUT2, f"{OUT2}, {OUT1}"))
        iwf.load()
        out2.write_swanctl(edit=lambda text: stays_down(text).replace(OUT2, f"{OUT2}, {OUT1}"))
        out2.load()
        self.world.ip("out2", f"addr add {INNER['out1']}/32 dev lo")
        out2.swanctl("--terminate", "--ike", "iwf", "--force")
        out2.call(30)

    def test_a1_an_address_that_two_tunnels_claim_is_nobodys(self):
        world = self.world
        out1, in1 = world.server("out1"), world.server("in1")
        self.give_out2_also_out1s_address()
        broken = world.await_logged("link.broken", scs="out1")
        self.assertIn("link=ambiguous", broken)
        world.await_logged("peer.cut", peer=out1.identity.host)
        world.await_logged("peer.closed", name="out1")  # out1 may not hear of it: charon gives out2 its packets
        # Whose packets go where is charon's affair now: neither of the two is served with this address.
        served = world.counters()["requests"]
        self.assertEqual(world.answer_to_cer(world.new_server("out1")), b"")
        self.assertEqual(world.answer_to_cer(world.new_server("out1", "out2"), INNER["out2"]), b"")
        self.assertEqual(world.counters()["requests"], served)
        # Others go on, and so does out1 when the operator has mended it.
        self.assertEqual(in1.status(METER, 1), SUCCESS)
        world.charon("iwf").write_swanctl()
        world.charon("iwf").load()
        status, said = world.charon("iwf").swanctl("--terminate", "--ike", "out2")
        self.assertEqual(status, 0, said)
        world.charon("out1").swanctl("--terminate", "--ike", "iwf", "--force")
        world.charon("out1").call(30)
        world.reconnect(out1)
        self.assertEqual(out1.status(METER, 2), SUCCESS)
        out1.await_reports(2)
        self.assertEqual(world.clear_text(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
