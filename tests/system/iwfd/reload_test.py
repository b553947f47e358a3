# SPDX-License-Identifier: Apache-2.0
"""F10, A8: contracts are put in force as a whole, between two requests, and what changes is said first.

usage: reload_test.py <bin>
"""
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from iwfd_lab import IwfdLab  # noqa: E402
from lab import IWF, PATIENCE, await_true  # noqa: E402
from steady_load import SteadyLoad  # noqa: E402
from tsp_server import SUCCESS, TspServer, status_of  # noqa: E402

BIN = sys.argv.pop(1)
RELOADS = 100
INVPAYLOAD, INVEXTID = 101, 102
FLIP = """
name: flip
identity: {{host: flip.example, realm: example, scs_identity: ["49301111"]}}
protection: none
devices: {{external_id_domains: [{domain}]}}
actions: [request]
limits: {{payload_max: {payload}}}
"""


class World(IwfdLab):
    def connect(self, server, patience=PATIENCE):
        return server.connect(self.port, patience=patience)


class Reload(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(World(BIN))
        os.mkdir(os.path.join(self.lab.folder, "contracts"))
        self.socket = os.path.join(self.lab.folder, "control.sock")
        self.lab.iwf_settings = {"contracts": ["contracts"], "control": {"socket": self.socket}}
        self.flip("iot.test", 10)
        self.lab.start()

    def flip(self, domain, payload):
        """As an editor does it: the file is there or not, never half."""
        path = self.lab.write("flip.new", FLIP.format(domain=domain, payload=payload))
        os.rename(path, os.path.join(self.lab.folder, "contracts", "flip.yaml"))

    def flip_server(self):
        server = TspServer("flip.example", "example", "49301111", IWF["host"], IWF["realm"])
        self.lab.servers.append(server)
        server.reconnect(self.lab.port)
        return server

    def reload(self, *words, status=0):
        done = subprocess.run([self.lab.program("iwfctl"), "--socket", self.socket, "reload", *words],
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout

    def test_a8_each_request_is_judged_by_one_version_and_nothing_is_lost(self):
        """Of 100 octets to iot.test one version says: too long, the other: not your domain. What is judged by
        the limits of one and the devices of the other would pass."""
        server = self.flip_server()
        going, statuses, failures = threading.Event(), [], []

        def ask():
            number = 0
            try:
                while not going.is_set():
                    sent = []
                    for _ in range(20):
                        number += 1
                        sent.append(server.connection.send(server.dar("meter-1@iot.test", number, payload=b"x" * 100)))
                    statuses.extend(status_of(server.connection.await_answer(one)) for one in sent)
            except BaseException as error:
                failures.append(error)
        asking = threading.Thread(target=ask, daemon=True)
        with SteadyLoad(self.lab, self.lab.server(), rate=300) as load:
            asking.start()
            for number in range(1, RELOADS + 1):
                self.flip(*(("b.test", 200) if number % 2 else ("iot.test", 10)))
                self.reload()
            going.set()
            asking.join(PATIENCE)
            accepted = load.judge(self)
        self.assertEqual(failures, [])
        print(f"{RELOADS} reloads beside {accepted} triggers and {len(statuses)} refusals", flush=True)
        self.assertEqual(set(statuses), {INVPAYLOAD, INVEXTID})
        self.assertEqual(load.connections, 1)  # whose contract is the same was not disturbed
        self.assertEqual(self.lab.hss.count("sir"), accepted)

    def test_f10_the_difference_is_said_first_and_nothing_changes_by_saying_it(self):
        server = self.flip_server()
        self.assertEqual(self.reload("--dry-run"),
                         "no difference to what is in force\nnothing was changed (--dry-run); contracts in force: 2\n")
        self.flip("b.test", 10)
        lines = 'changed  flip\n           devices.external_id_domains: + "b.test" - "iot.test"\n'
        self.assertEqual(self.reload("--dry-run"), lines + "nothing was changed (--dry-run); contracts in force: 2\n")
        self.assertEqual(server.status("meter-1@iot.test", 1), SUCCESS)
        self.assertEqual(self.reload(), lines + "applied; contracts in force: 2\n")
        self.assertEqual(server.status("meter-1@iot.test", 2), INVEXTID)
        os.unlink(os.path.join(self.lab.folder, "contracts", "flip.yaml"))
        self.assertEqual(self.reload(), "removed  flip\napplied; contracts in force: 1\n")
        self.assertTrue(server.connection.await_end())
        await_true("the line of it", lambda: "contract.changed scs=flip change=removed" in self.lab.iwf.log())

    def test_f10_wrong_files_and_what_only_a_start_takes_are_said(self):
        self.flip("b.test", "much")
        said = self.reload("--dry-run", status=1)
        self.assertRegex(said, r"contracts/flip.yaml:\d+:\d+: limits.payload_max: .*much")
        self.assertTrue(said.endswith("NOTHING WAS CHANGED; contracts in force: 2\n"), said)
        self.assertEqual(self.reload(status=1), said)
        self.flip("iot.test", 10)
        self.lab.write("iwfd.yaml", json.dumps({**self.lab.iwf_config(), **self.lab.iwf_settings, "product": "other"}))
        self.assertIn('NEEDS A RESTART: product: "mtc-iwf" -> "other"\n', self.reload())
        self.lab.await_log("reload.partial")

    def test_f10_two_at_a_time_are_one_after_the_other(self):
        os.mkfifo(os.path.join(self.lab.folder, "contracts", "slow.yaml"))  # not a file: refused, not waited for
        self.assertIn("slow.yaml", self.reload(status=1))
        os.unlink(os.path.join(self.lab.folder, "contracts", "slow.yaml"))
        for _ in range(20):
            self.lab.iwf.popen.send_signal(signal.SIGHUP)
        self.flip("b.test", 10)
        self.lab.iwf.popen.send_signal(signal.SIGHUP)
        server, numbers = self.flip_server(), itertools.count(1)
        await_true("the last is in force", lambda: server.status("meter-1@iot.test", next(numbers)) == INVEXTID)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
