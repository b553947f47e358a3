#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of `iwfd --help` as they stand there, in a folder with a copy of deploy/lab.

usage: help_examples_test.py <folder of the programs>
"""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAMS = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parents[3]
PATIENCE = 20.0  # s


class HelpExamples(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwfd-help-"))
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(ROOT / "deploy/lab", self.folder / "deploy/lab")
        (self.folder / "build/lab").mkdir(parents=True)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        file = self.folder / "deploy/lab/iwfd.yaml"
        file.write_text(file.read_text().replace("port: 3868", f"port: {port}"))
        self.environment = {**os.environ, "PATH": f"{PROGRAMS}:{os.environ['PATH']}"}

    def run_example(self, command):
        return subprocess.run(command.split(), cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, timeout=PATIENCE, check=False)

    def serve(self, command):
        """Until it is ready, then SIGTERM, as the help says."""
        log = self.folder / "iwfd.log"
        with open(log, "wb") as file:
            daemon = subprocess.Popen(command.split(), cwd=self.folder, env=self.environment, stderr=file)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        end = time.monotonic() + PATIENCE
        while "iwfd.ready" not in log.read_text():
            self.assertIsNone(daemon.poll(), log.read_text())
            self.assertLess(time.monotonic(), end, log.read_text())
            time.sleep(0.02)
        daemon.send_signal(signal.SIGTERM)
        self.assertEqual(daemon.wait(PATIENCE), 0, log.read_text())

    def test_each_example_does_what_it_says(self):
        text = self.run_example("iwfd --help").stdout
        block = re.search(r"^EXAMPLES\n((?:  .*\n)+)", text, re.M)
        self.assertIsNotNone(block, text)
        commands = [re.split(r" {2,}", line.strip())[0] for line in block[1].splitlines()]
        self.assertEqual([command.split()[1] for command in commands],
                         ["--check-config", "--dump-config", "--config", "--dump-journal"])
        for command in commands:
            with self.subTest(command):
                if " --config " in command:
                    self.serve(command)
                    continue
                done = self.run_example(command)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                if "--dump-config" in command:
                    self.assertIn("iwf1.lab.example", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
