#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The core of the IPsec tests, the same on both data planes: ESP in user space (libipsec), and in the
kernel; where this machine's kernel has none, in a guest's (deploy/lab/guest).

usage: core_test.py <build folder> libipsec
       core_test.py <build folder> guest     boots the guest, which runs the next
       core_test.py <build folder> kernel [<folder with certificates>]

What keeps clear text out differs: with libipsec the guard (nftables), in the guest policies alone
(start_action = trap), since a user-mode kernel has neither nftables for IP nor XFRM interfaces.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))

from lab import await_true  # noqa: E402
from tunnels import INNER, SECRET, SILENCE, Tunnels, nothing, stays_down  # noqa: E402
from pki import Pki  # noqa: E402

BUILD, PLANE, *REST = sys.argv[1:]
KERNEL = PLANE == "kernel"
FROM_IWF = bytes(map(int, INNER["iwf"].split(".")))
IN_GUEST = 240  # s
PROOF = "data plane: "


class Core(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(Tunnels(
            data_plane=PLANE, swanctl=True, guard=not KERNEL, pki=REST[0] if REST else None))
        for server in ("in1", "out1", "out2"):
            cls.world.await_tunnel(server)
        cls.say_what_carries()
        cls.world.listen(push=True)

    @classmethod
    def say_what_carries(cls):
        world = cls.world
        states = world.lab.run("iwf", ["ip", "xfrm", "state"]).stdout
        device = world.lab.run("iwf", ["ip", "-o", "link", "show", "ipsec0"]).returncode == 0
        in_kernel = len(re.findall(r"proto esp spi \S+ reqid \d+ mode tunnel\n(?:.*\n)*?\s+aead rfc4106", states))
        print(f"{PROOF}ESP states in the kernel {in_kernel}, device ipsec0 {'yes' if device else 'no'}", flush=True)
        assert (in_kernel >= 6, device) == (KERNEL, not KERNEL), states

    def expect_only_protected(self, capture):
        """On the wire, nothing that the IWF sent was in clear, and no octet of what was said. (A rogue's
        SYN is; it comes to say nothing.)"""
        capture.stop()
        left = [frame.hex() for frame in capture.frames() if frame[26:30] == FROM_IWF]
        self.assertEqual(left, [])
        self.assertNotIn(b"DIAMETER", capture.path.read_bytes())

    def spoof(self):
        """What a rogue with out1's address gets; that it was refused is counted."""
        world = self.world
        before = world.refused("in")
        world.rogue_is("out1")
        try:
            got = world.exchange("rogue", INNER["out1"], patience=SILENCE)
        finally:
            world.rogue_is_itself("out1")
        self.assertGreater(world.refused("in"), before)
        return got

    def test_traffic_goes_as_esp_and_nothing_else_is_on_the_wire(self):
        # At the bridge: on a device of its own a kernel with ESP also shows what it has decrypted.
        captures = [self.world.capture("wan", "p-iwf"), self.world.capture("wan", "p-out1")]
        self.world.bring_up("out1", stays_down)
        for server in ("out1", "in1"):
            self.assertTrue(self.world.exchange(server).startswith(SECRET[:17]), server)
        for capture in captures:
            self.expect_only_protected(capture)
            kinds = capture.kinds()
            self.assertGreater(kinds["esp" if KERNEL else "esp-in-udp"], 3, kinds)
            self.assertEqual(kinds["esp-in-udp" if KERNEL else "esp"], 0, kinds)
            self.assertEqual(capture.clear(), [])

    def test_a_rogue_with_a_servers_address_gets_nothing_while_the_tunnel_is_up(self):
        self.world.bring_up("out1", stays_down)
        capture = self.world.capture("wan", "p-iwf")
        self.assertEqual(self.spoof(), "")
        self.expect_only_protected(capture)

    def test_a_certificate_of_somebody_else_opens_no_tunnel(self):
        out1 = self.world.charon("out1")
        out1.write_swanctl(certificate="mallory", claims="out1", edit=stays_down)
        out1.load()
        out1.swanctl("--terminate", "--ike", "iwf", "--force")
        await_true("the old tunnel is gone", lambda: not self.world.iwf_has("out1"))
        status, said = out1.swanctl("--initiate", "--child", "diameter", "--timeout", "30", patience=60)
        self.assertNotEqual(status, 0)
        self.assertIn("AUTHENTICATION_FAILED", said)
        self.assertFalse(self.world.iwf_has("out1"))

    def test_when_the_tunnel_is_lost_nothing_is_sent_or_taken_in_clear(self):
        world = self.world
        world.bring_up("out1", stays_down)
        world.hold("out1")
        world.charon("out1").write_swanctl(edit=nothing)
        world.charon("out1").load()  # it does not answer either when the IWF's kernel asks for a tunnel
        capture, before = world.capture("wan", "p-iwf"), world.refused("out")
        status, said = world.charon("iwf").swanctl("--terminate", "--ike", "out1")
        self.assertEqual(status, 0, said)
        await_true("it was tried to send", lambda: world.refused("out") >= before + 2)
        self.assertEqual(self.spoof(), "")
        self.expect_only_protected(capture)

    def test_when_charon_is_killed_nothing_goes_in_clear_and_a_new_one_carries_on(self):
        world = self.world
        world.bring_up("out1", stays_down)
        world.hold("out1")
        capture, before = world.capture("wan", "p-iwf"), world.refused("out")
        world.kill_charon("iwf")
        if KERNEL:  # the kernel's states live on
            self.assertTrue(world.exchange("out1").startswith(SECRET[:17]))
            # They belong to nobody: a new charon does not know them, and would leave them in use. The
            # policies stay, so that nothing goes in clear meanwhile; the new charon takes them over.
            self.assertEqual(world.lab.run("iwf", ["ip", "xfrm", "state", "flush"]).returncode, 0)
        else:
            await_true("it was tried to send", lambda: world.refused("out") >= before + 2)
        world.lab.start_charon("iwf")
        world.charon("iwf").await_ready()
        world.charon("iwf").load()
        world.charon("out1").swanctl("--terminate", "--ike", "iwf", "--force")
        world.charon("out1").call(30)
        world.await_tunnel("out1")
        self.assertTrue(world.exchange("out1").startswith(SECRET[:17]))
        self.expect_only_protected(capture)


class InGuest(unittest.TestCase):
    def test_the_core_in_a_kernel_with_esp(self):
        with tempfile.TemporaryDirectory() as folder:
            certificates = pathlib.Path(folder) / "pki"
            Pki(certificates).make()  # a guest takes ten times as long
            command = [ROOT / "deploy/lab/guest", "--deadline", str(IN_GUEST), "--",
                       sys.executable, "-B", __file__, BUILD, "kernel", certificates]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  text=True, timeout=IN_GUEST + 30, check=False)
        print(done.stdout)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, PROOF + r"ESP states in the kernel [1-9]\d*, device ipsec0 no")
        self.assertRegex(done.stdout, r"Ran 5 tests in (.|\n)*\nOK")


if __name__ == "__main__":
    chosen = InGuest if PLANE == "guest" else Core
    unittest.main(argv=[sys.argv[0], chosen.__name__], verbosity=2)
