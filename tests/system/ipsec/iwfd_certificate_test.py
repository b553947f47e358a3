#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I5: a server whose certificate is in trouble has no tunnel, and so no connection to the daemon; the reason
is in charon's log, and nothing of it opens a peer.

usage: iwfd_certificate_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from protected_lab import METER, ProtectedLab  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from tunnels import stays_down  # noqa: E402

BIN = sys.argv.pop(1)
# certificate, whose identity is claimed, what the IWF's charon says
TROUBLES = (
    ("wrong-ca", "out1", "no issuer certificate found"),
    ("expired", "out1", "subject certificate invalid"),
    ("not-yet-valid", "out1", "subject certificate invalid"),
    ("revoked", "out1", "certificate was revoked"),
    ("mallory", "out1", "no trusted"),
    ("mallory", "mallory", "no matching peer config found"),
    ("out2", "out2", ""),
)


class Certificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(ProtectedLab(BIN, contracts=("out1", "in1"), careful=False))

    def test_i5_no_certificate_in_trouble_opens_a_peer(self):
        world = self.world
        out1, iwf = world.charon("out1"), world.charon("iwf")
        for certificate, claims, reason in TROUBLES:
            with self.subTest(certificate=certificate, claims=claims):
                out1.write_swanctl(certificate=certificate, claims=claims, edit=stays_down)
                out1.load()
                out1.swanctl("--terminate", "--ike", "iwf", "--force")
                await_true("the old tunnel is gone", lambda: not out1.tunnels() and not world.iwf_has("out1"))
                start = len(iwf.log.read_text())
                status, said = out1.swanctl("--initiate", "--child", "diameter", "--timeout", "15")
                self.assertNotEqual(status, 0, said)
                self.assertIn(reason, iwf.log.read_text()[start:])
                opened = len(world.logged("peer.open"))
                self.assertEqual(world.answer_to_cer(world.new_server("out1")), b"")
                self.assertEqual(len(world.logged("peer.open")), opened)
        world.bring_up("out1", stays_down)
        server = world.server("out1")
        self.assertEqual(server.status(METER, 1), SUCCESS)
        server.await_reports(1)
        self.assertEqual(world.clear_text(), [])
        self.assertNotIn("CN=", world.iwf.log())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
