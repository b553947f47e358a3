#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""deploy/lab/up, status and down: twice, side by side, interrupted, without rights, and what is left.

usage: lab_life_test.py <build folder>
"""
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))

from lab import await_true  # noqa: E402

LAB = ROOT / "deploy/lab"
NODES = ("wan", "iwf", "core", "in1", "out1", "out2", "rogue")
AT_WORK = 60.0  # s, for a command that takes one


class Life(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-life-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.prefixes = [f"l{os.getpid() % 100000}{letter}-" for letter in "ab"]
        for prefix in self.prefixes:
            self.addCleanup(self.lab, "down", prefix)

    def command(self, action, prefix, *options):
        return [LAB / action, "--prefix", prefix, "--run-dir", self.run_dir(prefix), *options]

    def run_dir(self, prefix):
        return self.folder / prefix

    def lab(self, action, prefix=None, *options, **how):
        done = subprocess.run(self.command(action, prefix or self.prefixes[0], *options), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=AT_WORK,
                              check=False, **how)
        return done.returncode, done.stdout

    def namespaces(self, prefix):
        listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
        return {line.split()[0].removeprefix(prefix) for line in listed.splitlines() if line.startswith(prefix)}

    def processes(self, prefix):
        """Ids of those started for the lab in this folder: it is in their environment."""
        found = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if f"STRONGSWAN_CONF={self.run_dir(prefix)}/".encode() in (process / "environ").read_bytes():
                    found.append(int(process.name))
            except OSError:
                continue
        return found

    def expect_nothing_left(self, prefix=None):
        prefix = prefix or self.prefixes[0]
        self.assertEqual(self.namespaces(prefix), set())
        self.assertEqual(self.processes(prefix), [])
        self.assertFalse(self.run_dir(prefix).exists())

    def test_up_status_down_and_nothing_is_left(self):
        status, out = self.lab("up")
        self.assertEqual((status, out.startswith("up: 7 namespaces, 4 charons")), (0, True), out)
        self.assertEqual(self.namespaces(self.prefixes[0]), set(NODES))
        self.assertEqual(len(self.processes(self.prefixes[0])), 4)
        status, out = self.lab("status")
        self.assertEqual(status, 0, out)
        self.assertEqual(out.count("namespace "), 7)
        self.assertEqual(out.count("charon "), 4)
        self.assertNotIn("MISSING", out)
        self.assertEqual(self.lab("down"), (0, "down: all is removed\n"))
        self.expect_nothing_left()
        self.assertEqual(self.lab("down"), (0, "down: there was nothing\n"))
        self.assertEqual(self.lab("status")[0], 3)

    def test_status_shows_tunnels_and_what_is_missing(self):
        self.assertEqual(self.lab("up", None, "--swanctl")[0], 0)
        await_true("three tunnels", lambda: "tunnels 3" in self.lab("status")[1])
        victim = [pid for pid in self.processes(self.prefixes[0]) if b"/out2/" in environ(pid)]
        self.assertEqual(len(victim), 1)
        os.kill(victim[0], signal.SIGKILL)
        await_true("it is missed", lambda: "MISSING     charon of out2" in self.lab("status")[1])
        self.assertEqual(self.lab("down")[0], 0)
        self.expect_nothing_left()

    def test_it_is_up_in_two_seconds_of_work(self):
        # Processor time: what a busy machine does not change much.
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertEqual(self.lab("up")[0], 0)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertLess(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2.0)

    def test_two_live_side_by_side_and_one_goes_alone(self):
        one, other = self.prefixes
        self.assertEqual(self.lab("up", one)[0], 0)
        self.assertEqual(self.lab("up", other)[0], 0)
        self.assertEqual(self.lab("down", one)[0], 0)
        self.expect_nothing_left(one)
        self.assertEqual(self.namespaces(other), set(NODES))
        self.assertEqual(len(self.processes(other)), 4)
        self.assertNotIn("MISSING", self.lab("status", other)[1])

    def test_what_is_there_already_is_told_and_left_alone(self):
        self.assertEqual(self.lab("up")[0], 0)
        status, out = self.lab("up")
        self.assertEqual((status, "is this lab up already?" in out), (1, True), out)
        # Another folder, the same prefix: the namespaces are not its own.
        done = subprocess.run([LAB / "up", "--prefix", self.prefixes[0], "--run-dir", self.folder / "third"],
                              capture_output=True, text=True, timeout=AT_WORK, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("exist, and are not of this lab", done.stderr)
        self.assertFalse((self.folder / "third").exists())
        self.assertNotIn("MISSING", self.lab("status")[1])

    def test_a_lab_that_was_not_finished_is_removed(self):
        fakes = self.folder / "bin"
        fakes.mkdir()
        for name in ("pki", "nft", "swanctl", "sysctl"):
            with self.subTest(name):
                fake = fakes / name
                fake.write_text("#!/bin/sh\necho it is broken >&2\nexit 1\n")
                fake.chmod(0o755)
                status, out = self.lab("up", env={**os.environ, "PATH": f"{fakes}:{os.environ['PATH']}"})
                fake.unlink()
                self.assertEqual((status, "it is broken" in out), (1, True), out)
                self.expect_nothing_left()

    def test_interrupted_at_any_moment_it_leaves_nothing(self):
        run_dir = self.run_dir(self.prefixes[0])
        moments = [
            ("namespaces", signal.SIGINT, 130, lambda: self.namespaces(self.prefixes[0])),
            ("charons", signal.SIGTERM, 143, lambda: (run_dir / "out1/charon.log").exists()),
            ("certificates", signal.SIGHUP, 129, lambda: (run_dir / "pki/ca.crt").exists()),
        ]
        for what, how, expected, reached in moments:
            with self.subTest(what):
                up = self.start_up()
                await_true(what, lambda: reached() or up.poll() is not None)
                up.send_signal(how)
                self.assertEqual(up.wait(AT_WORK), expected)
                self.expect_nothing_left()

    def test_killed_it_cannot_clean_up_and_down_does(self):
        up = self.start_up()
        await_true("charons", lambda: (self.run_dir(self.prefixes[0]) / "out2/charon.log").exists())
        up.kill()
        up.wait(AT_WORK)
        self.assertEqual(self.lab("down"), (0, "down: all is removed\n"))
        self.expect_nothing_left()

    def start_up(self):
        up = subprocess.Popen(self.command("up", self.prefixes[0]), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(up.wait)
        self.addCleanup(up.kill)
        return up

    def test_a_stopped_charon_is_ended_and_somebody_elses_process_is_not(self):
        self.assertEqual(self.lab("up")[0], 0)
        os.kill(self.processes(self.prefixes[0])[0], signal.SIGSTOP)
        with open(self.run_dir(self.prefixes[0]) / "made", "a", encoding="ascii") as made:
            made.write(f"process rogue {os.getpid()} 1\nprocess rogue 4194303 1\n")
        self.assertEqual(self.lab("down")[0], 0)
        self.expect_nothing_left()

    def test_without_root_it_says_so_and_makes_nothing(self):
        program = f"import os, runpy; os.geteuid = lambda: 1000; runpy.run_path('{LAB / 'up'}')"
        done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True, check=False,
                              timeout=AT_WORK)
        self.assertEqual(done.returncode, 1)
        self.assertIn("up: not root: only root may make namespaces", done.stderr)

    def test_wrong_arguments_are_told_from_help(self):
        for action in ("up", "down", "status"):
            done = subprocess.run([LAB / action, "--prefix", "a b"], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, "up to 16 of a-z" in done.stderr), (2, True), done.stderr)
            done = subprocess.run([LAB / action, "--help"], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout.startswith("usage: deploy/lab/")), (0, True))


def environ(pid):
    return pathlib.Path(f"/proc/{pid}/environ").read_bytes()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
