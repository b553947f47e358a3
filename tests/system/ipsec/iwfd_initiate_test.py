#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I8: fifty servers are to be called, and none of them is there: half is not on the link, half answers nothing.
charon goes on answering, and so does the daemon; a server that is there is called and served.

usage: iwfd_initiate_test.py <bin>
"""
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from lab import await_true  # noqa: E402
from own_lab import OwnLab  # noqa: E402
from protected_lab import contract  # noqa: E402
from steady_load import SteadyLoad  # noqa: E402
from vici_caller import ViciCaller  # noqa: E402

BIN = sys.argv.pop(1)
UNREACHABLE = 50
SILENT = "203.0.113."  # the router outside drops what goes there
ANSWER = 0.2  # s
WATCHED = 10.0  # s: charon gives up after 8.1, iwfd has it call again


def far(number):
    """A contract of a server that is not there."""
    address = f"198.51.100.{100 + number}" if number % 2 else f"{SILENT}{number}"
    host = f"far{number}.scs.example"
    return {**contract("out1"), "name": f"far{number}", "addresses": [f"10.201.0.{number}/32"],
            "identity": {"host": host, "realm": "scs.example", "scs_identity": [f"49300001{number:02}"]},
            "ike": {"identity": f"far{number}.lab.example", "remote_addresses": [address], "initiate": True}}


class CallingLab(OwnLab):
    def __init__(self):
        super().__init__(BIN, contracts=("out1",))
        self.contracts[0]["ike"]["initiate"] = True
        self.contracts += [far(number) for number in range(1, UNREACHABLE + 1)]

    def start_iwf(self):
        self.ip("wan", f"route add blackhole {SILENT}0/24")
        super().start_iwf()


class Initiate(unittest.TestCase):
    def setUp(self):
        self.world = self.enterContext(CallingLab())

    def test_i8_calling_fifty_servers_that_are_not_there_holds_nobody_up(self):
        world = self.world
        caller = ViciCaller(world.charon("iwf").socket)
        self.addCleanup(caller.close)
        await_true("all of them are called", lambda: len(caller.list_sas()) > UNREACHABLE)
        world.await_logged("ipsec.up", scs="out1")  # called by us: it had been refused, and does not call again
        load = self.enterContext(SteadyLoad(world, world.new_server("out1"), 20))
        asked = {"list-sas": caller.list_sas, "status": lambda: world.ask("GET", "/v1/ipsec"),
                 "apply": lambda: world.ask("POST", "/v1/ipsec/apply")}
        times, under_way = {what: [] for what in asked}, []
        end = time.monotonic() + WATCHED
        while time.monotonic() < end:
            for what, ask in asked.items():
                began = time.monotonic()
                answer = ask()
                times[what].append(time.monotonic() - began)
                under_way += [len(answer)] if what == "list-sas" else []
            time.sleep(0.1)  # between two rounds
        middle = {what: sorted(some)[len(some) // 2] for what, some in times.items()}
        print("\n" + ", ".join(f"{what}: {len(some)} times, median {1000 * middle[what]:.1f} ms, most "
                               f"{1000 * max(some):.1f} ms" for what, some in times.items()),
              f"; accepted and reported: {load.judge(self)}", flush=True)
        for what, median in middle.items():
            self.assertLess(median, ANSWER, what)
        self.assertGreater(sorted(under_way)[len(under_way) // 2], UNREACHABLE, "while they are called")
        self.assertEqual(load.connections, 1)
        self.assertEqual(world.logged("charon.unreachable"), [])
        self.assertEqual(world.clear_text(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
