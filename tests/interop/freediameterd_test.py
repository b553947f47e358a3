#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stock freeDiameterd with our dictionary modules as a server of iwfd; Erlang is HSS and SMS-SC.

usage: freediameterd_test.py <iwfd> <freeDiameterd> <folder of our modules> <server.fdx>
"""
import pathlib
import re
import sys
import tempfile
import unittest

from erlang_node import start_erlang
from iwfd import Program, free_port, start_iwfd

IWFD, DAEMON, MODULES, SERVER = sys.argv[1:5]
OURS = [f"{MODULES}/dict_{name}.fdx" for name in ("tsp", "s6m", "t4")]
DEBIANS = ["dict_nasreq.fdx", "dict_dcca.fdx", "dict_dcca_3gpp.fdx"]
METER1, METER2, UNKNOWN = (f"{name}@meters.acme.example" for name in ("meter1", "meter2", "unknown"))


def daa(device, action, reference, status):
    return (f"DAA device={device} reference={reference} action={action} result=2001 status={status} outcome=-1 "
            "features=1 unknown=0 rules=kept")


SAID = [daa(METER1, 1, 201, 0), daa(UNKNOWN, 1, 202, 102), daa(METER1, 4, 203, 0), daa(METER2, 1, 204, 0),
        daa(METER2, 3, 204, 0)]
NOTIFIED = f"DNR device={METER1} reference=203 action=2 result=-1 status=-1 outcome=0 features=-1 unknown=0 rules=kept"


def start_server(folder, extensions, port):
    lines = ['Identity = "scs1.acme.example";', 'Realm = "acme.example";', "Port = 0;", "SecPort = 0;", "No_SCTP;",
             "NoRelay;", "TcTimer = 1;", *(f'LoadExtension = "{one}";' for one in [*extensions, SERVER]),
             f'ConnectPeer = "iwf1.lab.example" {{ ConnectTo = "127.0.0.1"; No_TLS; Port = {port}; }};']
    config = folder / "freeDiameter.conf"
    config.write_text("\n".join(lines) + "\n")
    return Program(folder, "freeDiameterd", [DAEMON, "-c", config])


class StockFreeDiameterIsServed(unittest.TestCase):
    def served(self, extensions):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        folder = pathlib.Path(temporary.name)
        port = free_port()
        erlang, ports = start_erlang(folder, "interop_south", ["hss", "smsc"], port)
        self.addCleanup(erlang.stop)
        iwfd = start_iwfd(IWFD, folder, **ports)
        self.addCleanup(iwfd.stop)
        server = start_server(folder, extensions, port)
        self.addCleanup(server.kill)  # a stock daemon asked to stop sometimes fails an assertion of its own
        server.wait_for("asked all")
        server.wait_for("DNR ")
        self.assertEqual(erlang.ended(30), 0, erlang.log() + iwfd.log() + server.log())
        said = re.findall(r"^(?:DAA|DNR|missing) .*$", server.log(), re.M)
        # The report may come before the last answer has been printed.
        self.assertEqual([line for line in said if line != NOTIFIED], SAID, server.log())
        self.assertEqual(said.count(NOTIFIED), 1)
        self.assertNotIn("ERROR", server.log())
        self.assertEqual(iwfd.stop(), 0, iwfd.log())

    def test_with_our_dictionaries(self):
        self.served(OURS)

    def test_beside_debians_3gpp_dictionary(self):
        self.served([*DEBIANS, *OURS])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
