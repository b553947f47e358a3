# SPDX-License-Identifier: Apache-2.0
"""`iwfctl explain`: says of a request that nobody sends what the server would be told, by the rules that the audit
log tells when it does send it, and spends nothing (F7).

usage: explain_test.py <bin>
"""
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from iwfd_lab import IwfdLab  # noqa: E402
from lab import PATIENCE, await_true  # noqa: E402
from tsp_server import RECALL_ACTION, REPLACE_ACTION, REQUEST_ACTION, SUCCESS, TEMPORARYERROR, status_of  # noqa: E402

BIN = sys.argv.pop(1)
ACTIONS = {"trigger": REQUEST_ACTION, "recall": RECALL_ACTION, "replace": REPLACE_ACTION}


class Explain(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(IwfdLab(BIN))
        path = cls.lab.folder
        cls.lab.iwf_settings = {"control": {"socket": f"{path}/control.sock"},
                                "audit": {"file": f"{path}/audit.log", "key_file": f"{path}/audit.key"}}
        cls.lab.iwf_settings["limits"] = {"requests_in_progress_per_server": 1}
        cls.lab.contracts[0]["rates"] = {"per_device": {"rate": "1/h", "burst": 2}}
        cls.lab.contracts[0]["quotas"] = {"month": 6}  # up to three of them for test_0
        cls.lab.contracts[0]["actions"] = ["request", "recall", "replace", "location"]
        made = cls.ctl("audit", "new-key", f"{path}/audit.key")
        assert made.returncode == 0, made.stderr
        cls.lab.start()
        cls.server = cls.lab.server()
        cls.references = iter(range(1, 1000))

    @classmethod
    def ctl(cls, *words):
        return subprocess.run([cls.lab.program("iwfctl"), *words], capture_output=True, text=True, timeout=PATIENCE,
                              check=False, cwd=cls.lab.folder,
                              env={**os.environ, "IWFCTL_SOCKET": f"{cls.lab.folder}/control.sock"})

    def explain(self, device, *more, action="trigger"):
        """Status and rules."""
        status, lines = self.told(device, *more, action=action)
        return status, [line.strip() for line in lines if line.startswith("  ")]

    def told(self, device, *more, action="trigger"):
        """Status, and all lines after it."""
        done = self.ctl("explain", "--server", "acme", "--device", device, "--action", action, *more)
        found = re.match(r"permitted\n|refused with [A-Z_]+ \((\d+)\): ", done.stdout)
        self.assertTrue(found, done.stdout + done.stderr)
        self.assertEqual(done.returncode, 0 if found[1] is None else 1)
        return int(found[1] or SUCCESS), done.stdout.splitlines()[1:]

    def audited_rules(self, reference):
        def found():
            with open(f"{self.lab.folder}/audit.log", encoding="utf-8") as log:
                return [line for line in log  # the last may still be in writing
                        if line.endswith("\n") and re.search(rf'"what":"[A-Z_]+ {reference}"', line)]
        await_true("its line", found)
        return re.search(r'"rule":"(.*?[^\\])"', found()[0])[1].split("; ")

    def test_0_whether_there_is_a_trigger_to_recall_or_replace(self):
        self.assertEqual(self.server.status("load-1@iot.test", 5001), SUCCESS)
        status, lines = self.told("load-1@iot.test", "--ref", "5001", action="recall")
        self.assertEqual(status, SUCCESS)
        self.assertRegex("\n".join(lines), r"(?m)^original 5001: (accepted|reported|closed), (pending|over), an SMS-SC has it")
        for device, action, words, number, said in (
                ("load-1@iot.test", "recall", ("--ref", "5002"), {"reference": 5002}, "original 5002: this server has no such trigger"),
                ("load-1@iot.test", "replace", ("--ref", "5001", "--old-ref", "5002"), {"reference": 5003, "old_reference": 5002},
                 "original 5002: this server has no such trigger"),
                ("load-2@iot.test", "recall", ("--ref", "5001"), {"reference": 5001}, ", of another device")):
            with self.subTest(device=device, action=action, words=words):
                status, lines = self.told(device, *words, action=action)
                self.assertNotEqual(status, SUCCESS)
                self.assertEqual(self.server.status(device, action=ACTIONS[action], **number), status)
                self.assertTrue([line for line in lines if said in line], lines)
        asked = self.ctl("explain", "--server", "acme", "--device", "load-1@iot.test", "--action", "trigger", "--ref", "1")
        self.assertIn("a trigger has no original", asked.stderr)

    def test_0_how_much_there_is_to_do(self):
        """One request of a server may be in progress, and the HSS takes its time for it."""
        status, lines = self.told("load-3@iot.test")
        self.assertEqual(status, SUCCESS)
        self.assertRegex(lines[-1], r"^load: 0 of 10000 requests in progress, 0 of 1 of this server, \d+ of 1000000 triggers, waiting 0 %")
        self.lab.hss.set_rule(delay="1500ms", first=1)
        asked = self.lab.hss.count("sir")
        sent = self.server.connection.send(self.server.dar("load-3@iot.test", next(self.references)))
        self.lab.hss.await_count("sir", asked + 1)
        status, lines = self.told("load-3@iot.test")
        later, _ = self.told("load-3@iot.test", "--at", "2099-01-01T00:00:00Z")
        told = self.server.status("load-3@iot.test", next(self.references))
        self.assertEqual(status_of(self.server.connection.await_answer(sent)), SUCCESS)
        if told == SUCCESS:
            return  # on so slow a machine the first had ended: nothing was in progress
        self.assertEqual((status, told, later), (TEMPORARYERROR, TEMPORARYERROR, SUCCESS))
        self.assertIn("busy: TEMPORARYERROR (201) at this moment: limits.requests_in_progress_per_server is reached", lines)

    def test_1_what_is_refused_is_refused_alike_and_by_the_same_rules(self):
        for device, words, what, action in (
                ("x@foreign.test", (), {}, "trigger"), ("493000000", (), {}, "trigger"),
                ("meter-1@iot.test", ("--payload-bytes", "200"), {"payload": b"x" * 200}, "trigger"),
                ("meter-1@iot.test", ("--validity", "1000000"), {"validity": 1000000}, "replace"),
                ("meter-1@iot.test", ("--port", "7"), {"port": 7}, "trigger"),
                ("meter-1@iot.test", ("--scs-identity", "49999"), {"scs_identity": "49999"}, "trigger")):
            with self.subTest(device=device, words=words):
                status, rules = self.explain(device, *words, action=action)
                reference = next(self.references)
                more = {"old_reference": 1} if action == "replace" else {}
                self.assertEqual(self.server.status(device, reference, action=ACTIONS[action], **what, **more), status)
                self.assertEqual(self.audited_rules(reference), rules)

    def test_2_it_spends_no_token_no_quota_and_asks_no_hss(self):
        asked = self.lab.hss.count("sir")
        for _ in range(10):
            self.assertEqual(self.explain("meter-2@iot.test")[0], SUCCESS)
        self.assertEqual(self.lab.hss.count("sir"), asked)
        for _ in range(2):
            self.assertEqual(self.server.status("meter-2@iot.test", next(self.references)), SUCCESS)
        status, rules = self.explain("meter-2@iot.test")
        self.assertEqual(status, 109)
        self.assertRegex(rules[-1], r"^rate .*\(.*:\d+\)$")
        self.assertEqual(self.explain("meter-3@iot.test")[0], SUCCESS)
        devices = (f"load-{number}@iot.test" for number in range(10, 20))
        while self.explain(device := next(devices))[0] == SUCCESS:
            self.assertEqual(self.server.status(device, next(self.references)), SUCCESS)
        self.assertEqual(self.explain("meter-5@iot.test")[0], 108)
        self.assertEqual(self.explain("meter-5@iot.test", "--at", "2099-01-01T00:00:00Z")[0], SUCCESS)
        self.assertEqual(self.explain("meter-5@iot.test")[0], 108)
        self.assertEqual(self.server.status("meter-5@iot.test", next(self.references)), 108)

    def test_3_wrong_questions(self):
        for words, said in ((("--server", "volt", "--device", "a@b.test", "--action", "trigger"), 'no contract "volt"'),
                            (("--server", "acme", "--device", "a", "--action", "trigger"), "expected digits"),
                            (("--server", "acme", "--device", "a@b.test", "--action", "fly"), 'action "fly" is none')):
            done = self.ctl("explain", *words)
            self.assertEqual(done.returncode, 1)
            self.assertIn(said, done.stderr)

    def test_4_the_examples_of_the_help(self):
        said = self.ctl("explain", "--help").stdout
        readme = "iwfctl explain --server acme --device meter1@iot.test --action "
        for command in [readme + "trigger", readme + "recall --ref 7", *re.search(r"^EXAMPLES\n((?:  .*\n)+)", said, re.M)[1].splitlines()]:
            with self.subTest(command):
                done = self.ctl(*command.split()[1:])
                self.assertIn(done.returncode, (0, 1), done.stderr)
                self.assertRegex(done.stdout, "^permitted|^refused with ")

    def test_5_what_a_server_would_watch(self):
        self.assertEqual(self.explain("meter-1@iot.test", action="location")[0], SUCCESS)
        status, rules = self.explain("meter-1@iot.test", "--accuracy", "cell", action="location")
        self.assertEqual(status, 5512)
        self.assertRegex(rules[-1], r"^monitoring \(.*\)$")
        self.assertEqual(self.explain("meter-1@iot.test", action="roaming")[0], 5510)
        self.assertEqual(self.explain("x@foreign.test", action="location")[0], 5001)
        self.assertEqual(self.explain("493000000", action="location")[0], 5511)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
