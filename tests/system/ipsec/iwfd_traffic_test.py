#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""S1-S4, S14: servers outside and inside trigger through tunnels of one strength, at the same time, and
outside nothing of it can be read.

usage: iwfd_traffic_test.py <bin>
"""
import concurrent.futures
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from protected_lab import METER, SECRETS, SERVERS, ProtectedLab  # noqa: E402
from steady_load import SteadyLoad  # noqa: E402

BIN = sys.argv.pop(1)


class Traffic(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(ProtectedLab(BIN))

    def tearDown(self):
        self.assertEqual(self.world.clear_text(), [])

    def test_s1_s14_each_server_triggers_and_is_told_and_only_esp_is_on_the_wires(self):
        world = self.world
        within = world.capture("iwf", "ipsec0")
        words = ["trigger", METER, "--wait-report", "10s"]
        with concurrent.futures.ThreadPoolExecutor(len(SERVERS)) as pool:
            for server, done in zip(SERVERS, pool.map(lambda one: world.scs(one, *words), SERVERS)):
                self.assertEqual(done.status, 0, f"{server}: {done.out}{done.err}")
                self.assertEqual(len(world.logged("link.bound", scs=server)), 1)
        within.stop()
        for secret in SECRETS[:3] + SECRETS[4:]:  # so that the search outside would find them
            self.assertIn(secret, within.path.read_bytes())
        for device in world.watched:
            self.assertGreater(world.esp_frames(device), 6)

    def test_s4_inside_and_outside_have_the_same_protection(self):
        suites = {server: self.suite(server) for server in SERVERS}
        self.assertEqual(set(suites.values()), {"AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384"}, suites)

    def suite(self, server):
        _status, said = self.world.charon("iwf").swanctl("--list-sas", "--ike", server, "--raw")
        value = lambda key: re.search(rf"\b{key}=(\S+?)[ }}]", said)[1]
        return f"{value('encr-alg')}-{value('encr-keysize')}/{value('prf-alg')}/{value('dh-group')}"

    def test_s2_s3_all_three_at_once_for_some_time(self):
        loads = [SteadyLoad(self.world, self.world.new_server(one), rate=40) for one in SERVERS]
        before = self.world.esp_frames()
        for load in loads:
            with load.server.told:
                self.assertTrue(load.server.told.wait_for(lambda one=load: len(one.server.reports) >= 100, 30))
        for load in loads:
            load.judge(self)
            self.assertEqual(load.connections, 1)
        self.assertGreater(self.world.esp_frames() - before, 400)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
