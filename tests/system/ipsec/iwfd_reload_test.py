#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""F10: contracts whose connection changes while their tunnel is up; iwfd drives charon. S2: a server that is
assigned its address.

usage: iwfd_reload_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from own_lab import OwnLab  # noqa: E402
from protected_lab import METER  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from vici_client import Refused, ViciClient  # noqa: E402
from charon import Problem  # noqa: E402
from network import INNER  # noqa: E402

BIN = sys.argv.pop(1)
POOL = "iwf-10-200-1-1"


def asks(address):
    """For scs.conf: it asks for an address, this one if it can be had."""
    def edit(text):
        text = text.replace("#       vips = 0.0.0.0", f"        vips = {address}")
        for node in ("out1", "out2"):
            text = text.replace(f"local_ts = {INNER[node]}/32[tcp]", "local_ts = dynamic[tcp]")
        assert f" vips = {address}" in text and "dynamic" in text
        return text
    return edit


class Reload(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(OwnLab(BIN, contracts=("out1", "out2")))
        for server in ("out1", "out2"):
            cls.world.call(server)

    def ike(self, server):
        return next(one["ike"] for one in self.world.contracts if one["name"] == server)

    def reloaded(self):
        said = self.world.reload()
        self.assertTrue(said["applied"], said)

    def trigger(self, name, reference):
        server = self.world.server(name)
        try:
            self.assertEqual(server.status(METER, reference), SUCCESS)
            server.await_reports(reference)
        finally:
            server.connection.close()

    def test_a_changed_connection_has_one_tunnel_though_both_ends_call(self):
        """The server calls as soon as its tunnel is ended; the daemon, that is to call too, leaves it the time."""
        world = self.world
        before, ike = world.associations("out1"), self.ike("out1")
        ike.update(initiate=True, certificate=str(world.lab.pki.folder / "out1.crt"))
        runs = len(world.logged("ipsec.applied"))
        self.reloaded()
        world.await_logged("ipsec.applied", runs)
        after = await_true("the new tunnel", lambda: world.associations("out1"))
        self.assertEqual((len(after), set(after) & set(before)), (1, set()))
        self.trigger("out1", 1)
        world.ask("POST", "/v1/ipsec/apply")  # calls who has none
        self.assertEqual(world.associations("out1"), after)
        self.assertEqual(world.charon("iwf").swanctl("--list-sas", "--noblock")[1].count("iwf-out1: "), 1)

    # -- S2 ------------------------------------------------------------------------------------------

    def pools(self):
        """name -> (first address, size, who has one)."""
        with ViciClient(self.world.charon("iwf").socket) as charon:
            told = charon.ask("get-pools", {"leases": "yes"})
        return {name: (pool["base"], pool["size"], [one["identity"] for one in pool["leases"].values()
                                                    if one["status"] == "online"]) for name, pool in told.items()}

    def give(self, server, edit=lambda text: text):
        self.world.charon(server).write_swanctl(edit=edit)
        self.world.charon(server).load()

    def call_fails(self, server, why):
        """It calls with what it was given; what its charon says."""
        charon = self.world.charon(server)
        start = len(charon.log.read_text())
        charon.swanctl("--terminate", "--ike", "iwf", "--force")
        with self.assertRaises(Problem):
            charon.call(5)
        await_true(why, lambda: why in charon.log.read_text()[start:])

    def test_s2_a_server_gets_its_address_in_ike_and_nobody_else_does(self):
        world, ike = self.world, self.ike("out1")
        operators = {"office": ("10.9.0.1", "1", [])}
        with ViciClient(world.charon("iwf").socket) as charon:
            charon.ask("load-pool", {"office": {"addrs": "10.9.0.1"}})
        with self.subTest("the tunnel of a server that has an address of its own is ended, and it gets no other"):
            ike.pop("initiate", None)
            ike["assign_address"] = True
            self.reloaded()
            self.assertEqual(self.pools(), {**operators, POOL: (INNER["out1"], "1", [])})
            self.call_fails("out1", "FAILED_CP_REQUIRED")
        with self.subTest("it asks, and speaks Diameter from what it got"):
            world.ip("out1", f"addr del {INNER['out1']}/32 dev lo")
            self.give("out1", asks("0.0.0.0"))
            world.call("out1")
            self.trigger("out1", 11)
            self.assertEqual(self.pools(), {**operators, POOL: (INNER["out1"], "1", ["out1.lab.example"])})
            self.assertEqual(world.clear_text(), [])
        with self.subTest("another server asks for the same"):
            self.give("out2", asks(INNER["out1"]))
            self.call_fails("out2", "INTERNAL_ADDRESS_FAILURE")
            self.trigger("out1", 12)
            self.give("out2")
            world.call("out2")
        with self.subTest("charon is made to forget the pool, and has it again"):
            world.charon("out1").swanctl("--terminate", "--ike", "iwf", "--force")
            with ViciClient(world.charon("iwf").socket) as charon:
                await_true("it is unloaded", lambda: POOL not in charon.ask("get-pools") or unloads(charon))
            world.ask("POST", "/v1/ipsec/apply")
            self.assertIn(POOL, self.pools())
            world.call("out1")
        with self.subTest("the contract says it no more: the pool goes when the tunnel is gone, the operator's stays"):
            del ike["assign_address"]
            self.reloaded()
            self.give("out1")
            await_true("only the operator's is left", lambda: self.pools() == operators)
            world.ip("out1", f"addr add {INNER['out1']}/32 dev lo")
            world.call("out1")
            self.trigger("out1", 13)


def unloads(charon):
    """It keeps one that is in use."""
    try:
        return charon.ask("unload-pool", {"name": POOL})
    except Refused:
        return None


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
