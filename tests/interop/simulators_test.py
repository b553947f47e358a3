#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A server of Erlang/OTP, and our simulators of HSS and SMS-SC on the other side of iwfd.

usage: simulators_test.py <iwfd> <iwf-sim>
"""
import json
import pathlib
import sys
import tempfile
import unittest

from erlang_node import start_erlang
from iwfd import Program, free_port, start_iwfd

IWFD, SIMULATOR = sys.argv[1:3]
NODE = {"mme_name": "mme1.core.lab.example", "mme_realm": "core.lab.example", "mme_number": "491710"}
CONFIGS = {
    "hss": {"identity": "hss1.core.lab.example", "subscribers": [
        {"imsi": f"26201123456789{n}", "external_ids": [f"meter{n}@meters.acme.example"], "serving_node": NODE}
        for n in (1, 2)]},
    "smsc": {"identity": "smsc1.core.lab.example", "rules": [
        {"device": "meter2@meters.acme.example", "deliver_after": "never"}]},
}


def start_simulator(folder, role):
    """The program and its port."""
    file = folder / f"{role}.yaml"
    file.write_text(json.dumps({"realm": "core.lab.example", "peers": ["iwf1.lab.example"], **CONFIGS[role]}))
    simulator = Program(folder, role, [SIMULATOR, role, "--config", file, "--listen", "127.0.0.1:0"])
    return simulator, int(simulator.wait_for(f"ready {role} ").rsplit(":", 1)[1])


class ErlangIsServedByOurs(unittest.TestCase):
    def test_every_scenario_passes_without_a_fault(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        folder = pathlib.Path(temporary.name)
        ports = {"port": free_port()}
        for role in CONFIGS:
            simulator, ports[role] = start_simulator(folder, role)
            self.addCleanup(simulator.stop)
        iwfd = start_iwfd(IWFD, folder, **ports)
        self.addCleanup(iwfd.stop)
        for role in CONFIGS:
            iwfd.wait_for(f"peer.open role={'hss' if role == 'hss' else 'sms-sc'}")
        erlang, _ = start_erlang(folder, "interop_north", ["scs"], ports["port"])
        self.addCleanup(erlang.stop)
        self.assertEqual(erlang.ended(60), 0, erlang.log() + iwfd.log())
        self.assertEqual([line[:6] for line in erlang.log().splitlines()], ["passed"] * 3, erlang.log())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
