#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""deploy/lab/demo --plain as a user has it: runs, fails, is interrupted, is kept and stopped.

usage: demo_plain_test.py <build folder>
"""
import os
import re
import signal
import socket
import subprocess
import sys
import unittest

from running import LAB, ROOT, DemoCase, await_true

BUILD = sys.argv[1]
LEFT = ["north.pcap", "south.pcap", "journal.txt", "journal.json", "audit.log", "iwfd.log", "hss1.log", "smsc1.log"]


class Demo(DemoCase):
    build = BUILD
    plain = True

    def test_a_run_succeeds_leaves_its_files_and_nothing_that_runs_and_so_does_a_second(self):
        status, out = self.run_in.demo()
        self.assertEqual(status, 0, out)
        self.assertIn("All as expected: 6 steps", out)
        self.assertNotIn("   FAILED", out)
        # The ladder: a trigger with report, a refusal, two pairs.
        self.assertEqual(len(re.findall(r"\|--- DAR -->\|", out)), 6, out)
        self.assertEqual(len(re.findall(r"SIR -->\|", out)), 5, out)
        self.assertRegex(out, r"<-- DNR ---\| .*report  ref 1  meter1@meters.acme.example  SUCCESS")
        self.assertRegex(out, r"<-- DAA ---\| .*2001  INVEXTID \(102\)")
        for name in LEFT:
            self.assertTrue((self.run_in.into / name).is_file(), name)
        self.assertEqual(len((self.run_in.into / "journal.txt").read_text().splitlines()), 5)
        self.expect_nothing_left()
        # Once more, while somebody has the port.
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", 3868))
            other.listen()
            status, out = self.run_in.demo()
        self.assertEqual(status, 0, out)
        self.assertIn("port 3868 of 127.0.0.1 is taken; using ", out)
        self.expect_nothing_left()

    def test_what_keep_prints_works_as_printed_and_stop_stops_it(self):
        self.run_in.copy_configs()
        status, out = self.run_in.demo("--keep")
        self.assertEqual(status, 0, out)
        self.assertEqual(len(self.run_in.left_over()), 8, "six nodes and two captures")
        to_try, to_stop = out.split("All is left running.")[1].split("To stop it:")
        commands = [line.strip() for line in to_try.splitlines() if line.startswith("  ")]
        self.assertEqual(len(commands), 9, to_try)
        said = {}
        for number, command in enumerate(commands):
            done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True,
                                  timeout=60, check=False)
            said[number] = done.stdout
            # Its device was made absent by the command before it.
            expected = 4 if number == 4 else 0
            self.assertEqual(done.returncode, expected, f"{command}\n{done.stdout}{done.stderr}")
        self.assertIn("SUCCESS", said[2], "the recall")
        self.expect_ladder_shows("recall  ref 70", commands[7])
        # What an earlier run left is stopped by the next.
        status, out = self.run_in.demo("--keep")
        self.assertEqual(status, 0, out)
        self.assertIn("stopped what an earlier run had left: hss1, hss2, iwfd, mme1, north", out)
        self.assertEqual(len(self.run_in.left_over()), 8)
        stop = to_stop.strip()
        done = subprocess.run(["bash", "-c", stop], cwd=ROOT, capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 0, f"{stop}\n{done.stdout}{done.stderr}")
        self.expect_nothing_left()
        self.assertEqual(self.run_in.demo("--stop"), (0, "nothing is running\n"))

    def test_stop_leaves_alone_who_got_the_process_id_of_another(self):
        (self.run_in.into / "run").mkdir(parents=True)
        for name, content in (("iwfd", f"{os.getpid()} 1\n"), ("hss1", "4194303 1\n"), ("hss2", "x")):
            (self.run_in.into / f"run/{name}.pid").write_text(content)
        self.assertEqual(self.run_in.demo("--stop"), (0, "nothing is running\n"))

    def test_ctrl_c_at_any_moment_stops_all(self):
        self.run_in.copy_configs()
        pids = self.run_in.into / "run"
        moments = [
            ("captures start", signal.SIGTERM, 143, lambda: (pids / "north.pid").exists()),
            ("simulators start", signal.SIGINT, 130, lambda: (pids / "hss2.pid").exists()),
            ("iwfd starts", signal.SIGHUP, 129, lambda: (pids / "iwfd.pid").exists()),
            ("a server waits", signal.SIGINT, 130, lambda: "iwf-scs recall" in self.output()),
        ]
        self.expect_ends_when_told(moments)

    def test_one_at_a_time_in_a_folder(self):
        self.run_in.copy_configs()
        demo = self.start()
        await_true("it runs", lambda: "step 1" in self.output())
        status, out = self.run_in.demo()
        self.assertEqual(status, 1)
        self.assertIn("another demo is running", out)
        self.assertEqual(demo.wait(60), 0, self.output())

    def test_a_device_that_the_hss_does_not_know_fails_its_steps_and_no_other(self):
        self.run_in.copy_configs()
        self.run_in.replace(["hss1.yaml", "hss2.yaml"], "meter3@", "nobody@")
        status, out = self.run_in.demo()
        self.assertEqual(status, 1, out)
        result = out.split("== result")[1]
        self.assertEqual(re.findall(r"step (\d)", result), ["5", "6"], out)
        self.assertIn("FAILED  Request-Status: expected SUCCESS (0), seen INVEXTID (102)", out)
        self.assertIn(f"the end of {self.run_in.into}/iwfd.log:", out)
        self.expect_nothing_left()

    def test_a_node_that_does_not_start_is_named_with_its_reason(self):
        for name, old, new, reason in (
                ("smsc1", "outcome: success", "outcome: sucess", "'sucess' is none of: success"),
                ("iwfd", "recall_replace: true", "recal_replace: true", "recal_replace")):
            with self.subTest(name):
                self.run_in.copy_configs()
                self.run_in.replace([f"{name}.yaml"], old, new)
                status, out = self.run_in.demo()
                self.assertEqual(status, 1, out)
                self.assertRegex(out, rf"demo: {name} ended with status \d; its last words:\n(.*\n)*?.*{reason}")
                self.expect_nothing_left()

    def test_wrong_arguments_are_told_from_help(self):
        for options in (["--typo"], ["--into"], ["--keep", "--stop"], ["--prefix", "No"]):
            status, out = self.run_in.demo(*options)
            self.assertEqual((status, "usage: deploy/lab/demo" in out), (2, True), out)
        status, out = self.run_in.demo("--help")
        self.assertEqual((status, out.startswith("usage: ")), (0, True), out)

    def test_without_root_it_runs_without_captures(self):
        """As a user who may only read the tree and the programs."""
        self.run_in.copy_configs()
        self.run_in.folder.chmod(0o755)
        self.run_in.into.mkdir(mode=0o777)
        self.run_in.into.chmod(0o777)
        self.addCleanup(self.run_in.move_tree())
        status, out = self.run_in.demo(user="nobody", group="nogroup", extra_groups=[])
        self.assertEqual(status, 0, out)
        self.assertIn("not root: no captures", out)
        self.assertIn("All as expected: 6 steps", out)
        self.assertNotIn("|--- DAR", out)
        self.expect_nothing_left()

    def test_programs_that_were_not_built_are_named(self):
        self.run_in.build = self.run_in.folder
        status, out = self.run_in.demo()
        self.assertEqual(status, 1)
        self.assertIn("iwfd is missing: build it first", out)


if __name__ == "__main__":
    assert (LAB / "demo").exists()
    unittest.main(argv=sys.argv[:1], verbosity=2)
