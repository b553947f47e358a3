#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""deploy/lab/guest: what its user gets back, and that nothing of it is left.

usage: guest_test.py <build folder>
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))

from lab import await_true  # noqa: E402

GUEST = ROOT / "deploy/lab/guest"
AT_WORK = 240.0  # s, for what takes 30
README = "deploy/lab/guest -- bash -c 'deploy/lab/up --data-plane kernel --no-guard --swanctl && deploy/lab/status'"


class Guest(unittest.TestCase):
    def setUp(self):
        # Where a guest has its folder; in its kernel's command line, so that what is left can be found.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-guests-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def start(self, *words):
        out = open(self.folder / "out", "wb")
        self.addCleanup(out.close)
        process = subprocess.Popen([GUEST, *words], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": str(self.folder)})
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return process

    def said(self):
        return (self.folder / "out").read_text(errors="replace")

    def run_guest(self, *words):
        status = self.start(*words).wait(AT_WORK)
        self.assertEqual(self.left_over(), [])
        return status, self.said()

    def left_over(self):
        found = [str(path) for path in self.folder.glob("iwf-guest-*")]
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if f"IWF_GUEST={self.folder}" in line:
                found.append(line)
        return found

    def test_the_command_of_the_readme_makes_a_lab_with_esp_in_the_kernel(self):
        before = namespaces()
        done = subprocess.run(["bash", "-c", README], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=AT_WORK, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("data plane  kernel", done.stdout)
        self.assertNotIn("MISSING", done.stdout)
        self.assertEqual({name for name in namespaces() - before if name.startswith("mtc-")}, set(),
                         "the guest's namespaces are the guest's")

    def test_words_and_status_come_through_and_arguments_as_they_were(self):
        status, said = self.run_guest("--", "bash", "-c", 'echo "$0|$1"; pwd; uname -r; echo wrong >&2; exit 7', "a b", "c'd")
        self.assertEqual(status, 7, said)
        self.assertIn("a b|c'd\n" + f"{ROOT}\n", said)
        self.assertIn("wrong\n", said)
        self.assertNotIn(os.uname().release, said)

    def test_it_has_esp(self):
        status, said = self.run_guest("--", "ip", "xfrm", "state", "add", "src", "10.0.0.1", "dst", "10.0.0.2", "proto",
                                      "esp", "spi", "0x100", "mode", "tunnel", "aead", "rfc4106(gcm(aes))",
                                      "0x" + "11" * 36, "128")
        self.assertEqual(status, 0, said)

    def test_a_command_that_does_not_end_is_ended(self):
        status, said = self.run_guest("--deadline", "6", "--", "bash", "-c", "echo begun; sleep 1000")
        self.assertEqual((status, "begun" in said, "guest: not done in 6 s" in said), (124, True, True), said)

    def test_a_guest_that_dies_is_told_from_a_command_that_fails(self):
        status, said = self.run_guest("--", "bash", "-c", "echo c >/proc/sysrq-trigger; sleep 1000")
        self.assertEqual((status, "the guest's kernel ended with" in said), (1, True), said)

    def test_interrupted_it_leaves_nothing(self):
        process = self.start("--", "bash", "-c", "echo begun; sleep 1000")
        await_true("it runs", lambda: "begun" in self.said(), AT_WORK)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(AT_WORK), 143)
        self.assertEqual(self.left_over(), [])

    def test_without_a_command_or_root_it_says_so(self):
        done = subprocess.run([GUEST], capture_output=True, text=True, timeout=AT_WORK, check=False)
        self.assertEqual((done.returncode, "a command is missing" in done.stderr), (2, True), done.stderr)
        program = f"import os, runpy, sys; os.geteuid = lambda: 1000; sys.argv = ['guest', 'true']; " \
                  f"runpy.run_path('{GUEST}')"
        done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True, check=False,
                              timeout=AT_WORK)
        self.assertEqual((done.returncode, "guest: not root" in done.stderr), (1, True), done.stderr)


def namespaces():
    """Of this machine."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in listed.splitlines()}


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
