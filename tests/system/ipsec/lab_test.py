#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the IPsec lab promises, with an echo in the IWF's place: traffic goes through the tunnels, a
capture outside holds nothing else, and who has no tunnel gets no octet.

usage: lab_test.py <build folder>
"""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from tunnels import PORT, SECRET, SILENCE, Tunnels, stays_down  # noqa: E402
from places import Problem  # noqa: E402

# Of out1's certificate: what the IWF's charon says of it (level 1 of its log).
TROUBLES = {
    "wrong-ca": "no issuer certificate found",
    "expired": "subject certificate invalid",
    "not-yet-valid": "subject certificate invalid",
    "revoked": "certificate was revoked",
}


class TunnelsUp(unittest.TestCase):
    """One lab for all: no test here ends a tunnel."""

    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(Tunnels(swanctl=True))
        for server in ("in1", "out1", "out2"):
            cls.world.await_tunnel(server)
        cls.world.listen()

    def test_each_server_reaches_the_iwf_and_the_capture_outside_has_only_ike_and_esp(self):
        world = self.world
        outside = [world.capture("iwf", "outside"), world.capture("out1", "eth0"), world.capture("iwf", "inside")]
        within = world.capture("iwf", "ipsec0")
        for server in ("out1", "out2", "in1"):
            self.assertEqual(world.exchange(server), SECRET, server)
        await_true("the traffic within the tunnel", lambda: within.path.read_bytes().count(SECRET.encode()) >= 6)
        for capture in outside:
            capture.stop()
            self.assertGreater(capture.kinds()["esp-in-udp"], 6)
            self.assertEqual(capture.clear(), [])
            self.assertNotIn(b"DIAMETER", capture.path.read_bytes())

    def test_the_bridge_outside_says_nothing_of_its_own(self):
        groups = self.world.lab.run("wan", ["cat", "/proc/net/igmp"]).stdout
        self.assertIn("010000E0", groups)
        self.assertNotIn("6A0000E0", groups, "the group of bridges that snoop: joined by IGMP, in clear")

    def test_the_tunnel_carries_diameter_and_nothing_else(self):
        other = PORT + 1
        self.world.listen(other)
        outside = self.world.capture("iwf", "outside")
        self.assertEqual(self.world.exchange("out1", port=other, patience=SILENCE), "")
        self.assertEqual(self.world.exchange("out1"), SECRET)
        outside.stop()
        self.assertEqual(outside.clear(), [])

    def test_a_rogue_in_clear_gets_no_octet_as_itself_or_with_a_servers_address(self):
        world = self.world
        before = world.refused("in")
        self.assertEqual(world.exchange("rogue", patience=SILENCE), "")
        self.assertGreater(world.refused("in"), before)
        world.rogue_is("out1")
        self.addCleanup(world.rogue_is_itself, "out1")
        rogue = world.capture("rogue", "eth0")
        before = world.refused("in")
        self.assertEqual(world.exchange("rogue", "10.200.1.1", patience=SILENCE), "")
        self.assertGreater(world.refused("in"), before)
        rogue.stop()
        self.assertNotEqual(rogue.clear(), [], "its own, which proves that the capture would show ours")
        came = [frame for frame in rogue.frames() if frame[26:30] == bytes((10, 200, 0, 1))]
        self.assertEqual(came, [], "not even a SYN+ACK or RST of the IWF")

    def test_esp_is_what_nds_ip_asks_for(self):
        for server in ("in1", "out1", "out2"):
            status, said = self.world.charon("iwf").swanctl("--list-sas", "--ike", server, "--raw")
            self.assertEqual(status, 0, said)
            for expected in ("encr-alg=AES_GCM_16", "encr-keysize=256", "dh-group=ECP_384", "prf-alg=PRF_HMAC_SHA2_384",
                             f"remote-id={server}.lab.example", "local-ts=[10.200.0.1/32[tcp/3868]]"):
                self.assertIn(expected, said)


class TunnelLost(unittest.TestCase):
    """The IWF talks all the time, and the tunnel of out1 goes away and stays away."""

    def lose(self, world):
        charon = world.charon("out1")
        charon.write_swanctl(edit=stays_down)
        charon.load()
        charon.call()
        world.await_tunnel("out1")
        world.listen(push=True)
        world.hold("out1")
        capture = world.capture("iwf", "outside")
        status, said = world.charon("iwf").swanctl("--terminate", "--ike", "out1")
        self.assertEqual(status, 0, said)
        await_true("both ends know", lambda: not world.iwf_has("out1") and not charon.tunnels())
        return capture

    def world(self, **how):
        # Only the IWF's end: out1's is loaded by lose().
        world = self.enterContext(Tunnels(swanctl=True, **how))
        status, said = world.charon("out1").swanctl("--terminate", "--ike", "iwf", "--force")
        self.assertEqual(status, 0, said)
        return world

    def test_no_packet_goes_out_in_clear_when_the_tunnel_is_terminated_and_none_is_taken(self):
        world = self.world()
        capture = self.lose(world)
        await_true("the kernel tried to send, and the guard refused", lambda: world.refused("out") >= 3)
        world.rogue_is("out1")
        before = world.refused("in")
        self.assertEqual(world.exchange("rogue", "10.200.1.1", patience=SILENCE), "")
        self.assertGreater(world.refused("in"), before)
        capture.stop()
        # What the rogue sent is there; what left the IWF is none.
        left = [frame.hex() for frame in capture.frames() if frame[26:30] == bytes((10, 200, 0, 1))]
        self.assertEqual(left, [])
        self.assertNotIn(b"DIAMETER", capture.path.read_bytes())

    def test_without_the_guard_both_would_happen_so_it_is_the_guard_that_helps(self):
        world = self.world(guard=False)
        capture = self.lose(world)
        await_true("a packet of the IWF in clear", lambda: b"DIAMETER" in capture.path.read_bytes())
        world.rogue_is("out1")
        self.assertIn("DIAMETER", world.exchange("rogue", "10.200.1.1"))

    def test_a_charon_that_is_killed_leaves_no_packet_in_clear_and_a_new_one_carries_on(self):
        world = self.world()
        world.charon("out1").load()
        world.charon("out1").call()
        world.await_tunnel("out1")
        world.listen(push=True)
        world.hold("out1")
        capture = world.capture("iwf", "outside")
        world.kill_charon("iwf")
        await_true("the kernel tried to send, and the guard refused", lambda: world.refused("out") >= 3)
        world.lab.start_charon("iwf")
        world.charon("iwf").await_ready()
        world.charon("iwf").load()
        # out1 calls by itself once its dead peer detection has noticed.
        world.await_tunnel("out1")
        world.hold("out1")
        capture.stop()
        self.assertEqual(capture.clear(), [])


class GuardForEspInTheKernel(unittest.TestCase):
    """iwf-guard-policy.nft here, where no packet comes out of the kernel's ESP: it lets none through."""

    def test_what_no_security_association_carried_is_refused_both_ways(self):
        world = self.enterContext(Tunnels(swanctl=True))
        world.await_tunnel("out1")
        world.listen(push=True)
        world.hold("out1")
        for _ in range(2):  # again: it replaces itself
            world.lab.load_guard("iwf-guard-policy.nft")
        await_true("what the IWF says is refused", lambda: world.refused("out") >= 3)
        self.assertEqual(world.exchange("rogue", patience=SILENCE), "")
        self.assertGreater(world.refused("in"), 0)


class Certificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(Tunnels(swanctl=True))
        cls.world.await_tunnel("out1")

    def call_with(self, **how):
        """out1 calls anew; what the IWF's charon wrote about it. Whether it came up is told by the tunnels."""
        out1, iwf = self.world.charon("out1"), self.world.charon("iwf")
        out1.write_swanctl(edit=stays_down, **how)
        out1.load()
        out1.swanctl("--terminate", "--ike", "iwf", "--force")
        await_true("the old tunnel is gone", lambda: not out1.tunnels() and not self.world.iwf_has("out1"))
        start = len(iwf.log.read_text())
        status, said = out1.swanctl("--initiate", "--child", "diameter", "--timeout", "15")
        return status == 0, said, iwf.log.read_text()[start:]

    def expect_refused(self, up, said, log):
        self.assertFalse(up, said)
        self.assertIn("AUTHENTICATION_FAILED", said)
        self.assertFalse(self.world.iwf_has("out1"), log)
        self.assertEqual(self.world.charon("out1").tunnels(), [])

    def test_a_certificate_in_trouble_opens_no_tunnel_and_the_log_says_which_trouble(self):
        for trouble, reason in TROUBLES.items():
            with self.subTest(trouble):
                up, said, log = self.call_with(certificate=trouble)
                self.expect_refused(up, said, log)
                self.assertIn(reason, log)
        up, said, _log = self.call_with()
        self.assertTrue(up, "its own certificate opens the tunnel: " + said)

    def test_a_valid_certificate_of_somebody_else_opens_no_tunnel_under_any_name(self):
        for claims in ("out1", "mallory", "out2"):
            with self.subTest(claims):
                self.expect_refused(*self.call_with(certificate="mallory", claims=claims))
        self.assertTrue(self.world.iwf_has("out2"), "whose name was claimed, keeps its tunnel")


class OperatorsScripts(unittest.TestCase):
    """deploy/swanctl/load and call, and what they do to what others have loaded."""

    def setUp(self):
        self.world = self.enterContext(Tunnels(swanctl=False))

    def test_a_server_that_was_refused_is_called_back_by_call_and_twice_is_once(self):
        out1, iwf = self.world.charon("out1"), self.world.charon("iwf")
        await_true("the IWF refuses whom it does not know", lambda: "NO_PROPOSAL_CHOSEN" in out1.log.read_text())
        self.assertEqual(out1.tunnels(), [])
        iwf.load()
        out1.call()
        out1.call()
        self.assertEqual(len(out1.tunnels()), 1)
        self.assertTrue(self.world.iwf_has("out1"))

    def test_a_server_whose_tunnel_the_iwf_terminated_calls_again_by_itself(self):
        out1, iwf = self.world.charon("out1"), self.world.charon("iwf")
        iwf.load()
        out1.call()
        before = self.tunnel_ids("out1")
        status, said = iwf.swanctl("--terminate", "--ike", "out1")
        self.assertEqual(status, 0, said)
        await_true("another tunnel", lambda: self.tunnel_ids("out1") - before)
        self.assertEqual(self.tunnel_ids("out1") & before, set())

    def tunnel_ids(self, server):
        return {re.search(r"#\d+", line)[0] for line in self.world.charon(server).tunnels()}

    def test_load_forgets_connections_that_are_not_in_its_files_and_leaves_their_tunnels(self):
        iwf = self.world.charon("iwf")
        iwf.load()
        self.world.charon("out1").call()
        iwf.write_swanctl(edit=lambda text: text.replace("    out1 : nds_ip {", "    other : nds_ip {"))
        iwf.load()
        _status, said = iwf.swanctl("--list-conns")
        self.assertNotIn("out1: IKEv2", said)
        self.assertIn("other: IKEv2", said)
        self.assertTrue(self.world.iwf_has("out1"))

    def test_what_is_wrong_is_told(self):
        iwf, out1 = self.world.charon("iwf"), self.world.charon("out1")
        with self.assertRaisesRegex(Problem, "status 1(.|\n)*AUTHENTICATION_FAILED|status 1(.|\n)*NO_PROPOSAL_CHOSEN"):
            out1.call()
        iwf.write_swanctl(edit=lambda text: text.replace("aes256gcm16-prfsha384-ecp384", "bad-proposal"))
        with self.assertRaisesRegex(Problem, "status 1(.|\n)*invalid value for: proposals"):
            iwf.load()
        (iwf.folder / "swanctl/swanctl.conf").unlink()
        with self.assertRaisesRegex(Problem, "swanctl.conf: there is no such file"):
            iwf.load()
        out1.socket = pathlib.Path("/nowhere")
        for at_work in (out1.load, out1.call):
            with self.assertRaisesRegex(Problem, "no charon listens there"):
                at_work()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
