#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""iwfd drives charon itself, the same on both data planes: ESP in user space (libipsec), and in the kernel;
where this machine's kernel has none, in a guest's (deploy/lab/guest). S1, S4, S5, S8, I1, I3, I4.

usage: iwfd_core_test.py <bin> libipsec
       iwfd_core_test.py <bin> guest     boots the guest, which runs the next
       iwfd_core_test.py <bin> kernel [<folder with certificates>]

In the guest there is neither nftables for IP nor an XFRM interface: the kernel's policies, which iwfd has charon
install before any tunnel is up, are all that keeps clear text out.
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))

from lab import await_true  # noqa: E402
from protected_lab import METER, ProtectedLab  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from charon import Problem  # noqa: E402
from network import OUTER, SERVERS  # noqa: E402
from pki import Pki, identity  # noqa: E402

PLANE, *REST = sys.argv[2:]
BIN = str(pathlib.Path(sys.argv[1]).resolve())
KERNEL = PLANE == "kernel"
IN_GUEST = 240  # s
PROOF = "data plane: "
PATIENT = 60.0 if KERNEL else 20.0  # s


class OwnLab(ProtectedLab):
    """All contracts are iwfd's to load; charon has nothing of the operator's."""

    def __init__(self, **how):
        super().__init__(BIN, tunnels=(), careful=not KERNEL, guard=not KERNEL, own_guard=not KERNEL,
                         data_plane=PLANE, swanctl=False, pki=REST[0] if REST else None, **how)
        for one in self.contracts:
            server = one["name"]
            one["ike"] = {"identity": identity(server), "remote_addresses": [OUTER[server]]}

    def iwf_config(self):
        config = super().iwf_config()
        pki = pathlib.Path(self.lab.folder) / "pki" if not REST else pathlib.Path(REST[0])
        config["ipsec"].update({
            "local": {"identity": identity("iwf"), "certificate": str(pki / "iwf.crt"), "key": str(pki / "iwf.key"),
                      "addresses": ["198.51.100.1", "192.0.2.1"]},
            "authorities": [{"certificate": str(pki / "ca.crt"), "crls": [str(pki / "ca.crl")]}],
        })
        if KERNEL:
            config["ipsec"]["device"] = config["listen"][0]["device"] = "none"
        return config

    def start_iwf(self):
        super().start_iwf()
        self.iwf.await_text("ipsec.applied")


class Core(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(OwnLab())
        for server in SERVERS:
            cls.call(server)
        states = cls.world.lab.run("iwf", ["ip", "xfrm", "state"]).stdout.count("proto esp")
        print(f"{PROOF}ESP states in the kernel {states}", flush=True)
        assert (states >= 6) == KERNEL, states

    @classmethod
    def call(cls, server):
        """The server's tunnel up; a server that was refused before does not call again by itself."""
        def is_up():
            try:
                cls.world.charon(server).call()
            except Problem:  # refused as long as iwfd has not loaded its connection
                return None
            return cls.world.logged("ipsec.up", scs=server)
        await_true(f"the tunnel of {server}", is_up, PATIENT)

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
        self.assertRegex(done.stdout + done.stderr, r"Ran 4 tests in (.|\n)*\nOK")


if __name__ == "__main__":
    chosen = InGuest if PLANE == "guest" else Core
    unittest.main(argv=[sys.argv[0], chosen.__name__], verbosity=2)
