#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""iwfd drives charon itself, the same on both data planes: ESP in user space (libipsec), and in the kernel;
where this machine's kernel has none, in a guest's (deploy/lab/guest). S1, S4, S5, S8, I1, I3, I4, I6.

usage: iwfd_core_test.py <bin> libipsec
       iwfd_core_test.py <bin> guest     boots the guest, which runs the next
       iwfd_core_test.py <bin> kernel [<folder with certificates>]

In the guest there is neither nftables for IP nor an XFRM interface: the kernel's policies, which iwfd has charon
install before any tunnel is up, are all that keeps clear text out.
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
from own_lab import OwnLab  # noqa: E402
from protected_lab import METER  # noqa: E402
from replay import card_of, esp_between, from_station, inject  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from network import INNER, IWF_OUTER, OUTER, SERVERS  # noqa: E402
from pki import Pki  # noqa: E402

PLANE, *REST = sys.argv[2:]
BIN = str(pathlib.Path(sys.argv[1]).resolve())
KERNEL = PLANE == "kernel"
IN_GUEST = 240  # s
PROOF = "data plane: "
TCP = 6
PATIENT = 60.0 if KERNEL else 20.0  # s


def octets(address):
    return bytes(map(int, address.split(".")))


class Core(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(OwnLab(BIN, PLANE, *REST))
        for server in SERVERS:
            cls.world.call(server, PATIENT)
        states = cls.world.lab.run("iwf", ["ip", "xfrm", "state"]).stdout.count("proto esp")
        print(f"{PROOF}ESP states in the kernel {states}", flush=True)
        assert (states >= 6) == KERNEL, states

    def trigger(self, name, reference):
        server = self.world.server(name, patience=PATIENT)
        self.addCleanup(server.connection.close)
        self.assertEqual(server.status(METER, reference), SUCCESS)
        server.await_reports(reference)
        return server

    def tearDown(self):
        self.assertEqual(self.world.clear_text(), [])

    def test_servers_outside_and_inside_trigger_and_get_their_reports(self):
        for number, name in enumerate(SERVERS, 1):
            self.trigger(name, number)

    def test_i1_the_tunnel_of_another_server_is_no_use(self):
        out2 = self.world.new_server("out1", node="out2")  # out1's Origin-Host, from out2
        self.assertEqual(self.world.answer_to_cer(out2), b"")

    def test_i4_a_tunnel_that_ends_takes_its_connection_with_it(self):
        server = self.trigger("out1", 401)
        before = len(self.world.logged("peer.cut"))
        self.world.charon("iwf").swanctl("--terminate", "--ike", "iwf-out1", "--force")
        self.world.await_logged("peer.cut", before, patience=PATIENT)
        self.assertTrue(server.connection.await_end(PATIENT))
        self.trigger("out1", 402)  # the server calls again

    # -- I6 --------------------------------------------------------------------------------------------

    def test_i6_esp_that_is_sent_again_is_delivered_to_nobody(self):
        """From the wire before the IWF and by a rogue. What was held back, and so is new, is delivered: the same
        way, once. Keys that are no more deliver nothing either."""
        world, wire = self.world, self.world.capture("wan", "p-out1")
        within = world.capture("iwf", "outside" if KERNEL else "ipsec0")  # a kernel shows there what it has decrypted
        server = self.trigger("out1", 601)
        world.await_logged("report.delivered", patience=PATIENT, reference=601)  # or its acknowledgement is held back
        held, waiting = self.hold_back(server, wire)
        seen = esp_between(wire, OUTER["out1"], IWF_OUTER["out1"])
        old = seen[:seen.index(held)]
        self.assertGreater(len(old), 4)
        requests = world.counters()["requests"]
        inject(world.lab, "wan", "p-iwf", [held])
        await_true("the packet that was held back is delivered", lambda: world.counters()["requests"] == requests + 1)
        world.ip("wan", "link set p-iwf master br0")
        self.assertEqual(server.connection.await_answer(waiting, PATIENT).result, 2001)
        server.await_reports(602)

        self.replay([*old, held] * 3, within, server, 603)
        keys = self.keys()
        world.charon("out1").swanctl("--rekey", "--child", "diameter")
        await_true("new keys", lambda: not keys & self.keys(), PATIENT)
        self.replay([*old, held], within, server, 604)

    def replay(self, frames, within, server, reference):
        world = self.world
        outside = world.watched["outside"]
        by_rogue = from_station(frames, card_of(world.lab, "rogue", "eth0"))
        requests, arrived = world.counters()["requests"], sum(1 for _ in outside.frames())
        inject(world.lab, "wan", "p-iwf", frames)
        inject(world.lab, "rogue", "eth0", by_rogue)
        await_true("they reach the IWF", lambda: {*frames, *by_rogue} <= set([*outside.frames()][arrived:]))
        # What is sent now is judged after them.
        self.assertEqual(server.status(METER, reference), SUCCESS)
        server.await_reports(reference)
        self.assertEqual(world.counters()["requests"], requests + 1)
        delivered = [packet for packet in self.packets(within) if packet[12:16] == octets(INNER["out1"])]
        self.assertGreater(len(delivered), 4)
        self.assertEqual(len(delivered), len(set(delivered)))
        self.assertTrue(server.connection.open)

    @staticmethod
    def packets(within):
        """With data: each has a number of its own in the IP header, unlike some ends of connections."""
        for frame in within.frames():
            packet = frame[14:] if KERNEL else frame
            head = 4 * (packet[0] & 15)
            if packet[0] >> 4 == 4 and packet[9] == TCP and len(packet) > head + 4 * (packet[head + 12] >> 4):
                yield packet[:int.from_bytes(packet[2:4], "big")]

    def keys(self):
        said = self.world.charon("iwf").swanctl("--list-sas", "--noblock", "--ike", "iwf-out1", "--raw")[1]
        return set(re.findall(r"spi-in=(\w+)", said))

    def hold_back(self, server, wire):
        """A trigger's packet that is on out1's wire and not on the IWF's; the request waits for its answer."""
        before = len(esp_between(wire, OUTER["out1"], IWF_OUTER["out1"]))
        self.world.ip("wan", "link set p-iwf nomaster")
        waiting = server.connection.send(server.dar(METER, 602))
        long = lambda: [frame for frame in esp_between(wire, OUTER["out1"], IWF_OUTER["out1"])[before:]
                        if len(frame) > 300]
        return await_true("it is on the wire", long)[0], waiting

    def test_i3_a_charon_that_was_killed_gets_everything_again(self):
        self.trigger("out1", 301)
        applied = len(self.world.logged("ipsec.applied"))
        self.world.kill_charon("iwf")
        self.world.await_logged("charon.unreachable", patience=PATIENT)
        if KERNEL:  # its states live on, and no charon knows them (deploy/swanctl/README.md)
            self.world.lab.run("iwf", ["ip", "xfrm", "state", "flush"])
        self.world.lab.start_charon("iwf")
        self.world.charon("iwf").await_ready()
        self.world.await_logged("ipsec.applied", applied, patience=PATIENT)
        for name in SERVERS:
            self.world.charon(name).swanctl("--terminate", "--ike", "iwf", "--force")
            self.world.charon(name).call()
        self.trigger("out1", 302)


class InGuest(unittest.TestCase):
    def test_the_core_on_esp_in_the_kernel(self):
        with tempfile.TemporaryDirectory() as folder:
            certificates = pathlib.Path(folder) / "pki"
            Pki(certificates).make()  # a guest takes ten times as long
            done = subprocess.run(
                [str(ROOT / "deploy/lab/guest"), "--deadline", str(IN_GUEST), "--", sys.executable, "-B", __file__,
                 BIN, "kernel", certificates], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=IN_GUEST + 30, check=False)
        print(done.stdout, done.stderr, flush=True)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, PROOF + r"ESP states in the kernel [1-9]\d*")
        self.assertRegex(done.stdout + done.stderr, r"Ran 5 tests in (.|\n)*\nOK")


if __name__ == "__main__":
    chosen = InGuest if PLANE == "guest" else Core
    unittest.main(argv=[sys.argv[0], chosen.__name__], verbosity=2)
