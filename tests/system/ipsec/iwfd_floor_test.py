#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""S4: what charon was configured to accept does not matter. A tunnel that negotiated less than the floor is
ended by the daemon, which says what was too weak, and no request through it is served.

usage: iwfd_floor_test.py <bin>
"""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from protected_lab import METER, ProtectedLab  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from tunnels import stays_down  # noqa: E402

BIN = sys.argv.pop(1)
IKE, ESP = "aes256gcm16-prfsha384-ecp384", "aes256gcm16-ecp384"
# IKE proposal, ESP proposal, what the daemon calls too weak
WEAK = (
    (IKE, "aes128-sha1", "integrity of the CHILD_SA"),
    (IKE, "null-sha256", "encryption of the CHILD_SA"),
    (IKE, "3des-sha256", "encryption of the CHILD_SA"),
    ("aes128-sha1-prfsha256-ecp256", ESP, "integrity of the IKE_SA"),
    ("aes128-sha256-prfsha1-ecp256", ESP, "PRF of the IKE_SA"),
    ("aes128-sha256-modp1024", ESP, "key exchange group of the IKE_SA"),
    ("aes128-sha256-modp1536", ESP, "key exchange group of the IKE_SA"),
    ("3des-sha256-ecp256", ESP, "encryption of the IKE_SA"),
)


def weakly(ike, esp):
    """Edits a swanctl.conf: these proposals only, for all its connections."""
    def edit(text):
        text = re.sub(r"(?m)^( +)proposals = .*$", rf"\1proposals = {ike}", text)
        return re.sub(r"(?m)^( +)esp_proposals = .*$", rf"\1esp_proposals = {esp}", text)
    return edit


class Floor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(ProtectedLab(BIN, contracts=("out1", "in1"), careful=False))

    def bring_up(self, ike, esp):
        """As the operator's script and the server want it; what the daemon says of it."""
        world = self.world
        iwf, out1 = world.charon("iwf"), world.charon("out1")
        iwf.write_swanctl(edit=weakly(ike, esp))
        iwf.load()
        out1.write_swanctl(edit=lambda text: weakly(ike, esp)(stays_down(text)))
        out1.load()
        out1.swanctl("--terminate", "--ike", "iwf", "--force")
        await_true("the old tunnel is gone", lambda: not out1.tunnels() and not world.iwf_has("out1"))
        told = len(world.logged("ipsec.below_floor"))
        negotiated = len(world.logged("ipsec.negotiated"))
        out1.swanctl("--initiate", "--child", "diameter", "--timeout", "10")
        await_true(f"{ike} / {esp}: news", lambda: len(world.logged("ipsec.negotiated")) > negotiated)
        return told

    def test_s4_what_negotiated_less_is_ended_and_not_served(self):
        world = self.world
        in1 = world.server("in1")
        for ike, esp, weakness in WEAK:
            with self.subTest(ike=ike, esp=esp):
                served = world.counters()["requests"]
                told = self.bring_up(ike, esp)
                line = world.await_logged("ipsec.below_floor", told)
                self.assertIn(weakness, line)
                self.assertIn("action=terminated", line)
                self.assertEqual(world.answer_to_cer(world.new_server("out1")), b"")
                await_true("the tunnel is gone", lambda: not world.iwf_has("out1"))
                self.assertEqual(world.counters()["requests"], served)
        self.assertTrue(in1.connection.open)
        self.assertEqual(in1.status(METER, 1), SUCCESS)
        self.bring_up(IKE, ESP)
        out1 = world.server("out1")
        self.assertEqual(out1.status(METER, 2), SUCCESS)
        out1.await_reports(2)
        self.assertEqual(world.clear_text(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
