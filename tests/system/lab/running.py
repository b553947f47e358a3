# SPDX-License-Identifier: Apache-2.0
"""deploy/lab/demo, run by tests: in a folder, on ports and in namespaces of its own."""
import itertools
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
LAB = ROOT / "deploy/lab"
PATIENCE = 240.0  # s

numbers = itertools.count()


class Running:
    """A folder for runs, and files with ports that nobody else has. `plain`: on loopback."""

    def __init__(self, build, plain=False):
        self.prefix = f"d{os.getpid() % 100000}-{next(numbers)}-"
        self.way = ["--plain"] if plain else ["--prefix", self.prefix]
        self.build = pathlib.Path(build).resolve()
        # Short: the path of a UNIX socket has an end.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-demo-"))
        self.into = self.folder / "lab"
        self.configs = self.folder / "configs"
        self.lab = LAB

    def move_tree(self):
        """The tree at a second place, which others may come to: not so where it was cloned, if that is the home of
        root. For reading only, so that nothing can be removed there. Call it and remove it as root; returns what
        takes it away."""
        tree = self.folder / "tree"
        tree.mkdir()
        subprocess.run(["mount", "--bind", ROOT, tree], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", tree], check=True)
        was = self.lab, self.build
        self.lab = tree / LAB.relative_to(ROOT)
        if self.build.is_relative_to(ROOT):
            self.build = tree / self.build.relative_to(ROOT)

        def undo():
            self.lab, self.build = was
            subprocess.run(["umount", "--lazy", tree], check=True)
        return undo

    def remove(self):
        shutil.rmtree(self.folder)

    def copy_configs(self):
        shutil.copytree(LAB, self.configs, ignore=shutil.ignore_patterns("lib", "demo"), dirs_exist_ok=True)
        if "--plain" not in self.way:
            return  # in namespaces each port is free
        port = free_port()
        for file in self.configs.glob("*.yaml"):
            file.write_text(re.sub(r"\b3868$", str(port), file.read_text(), flags=re.M))

    def replace(self, names, old, new):
        for name in names:
            file = self.configs / name
            text = file.read_text()
            assert old in text, f"{old} in {name}"
            file.write_text(text.replace(old, new))

    def command(self, *options):
        configs = ["--configs", self.configs] if self.configs.exists() else []
        return [self.lab / "demo", "--built", self.build, "--into", self.into, *self.way, *configs, *options]

    def demo(self, *options, **how):
        done = subprocess.run(self.command(*options), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False, **how)
        return done.returncode, done.stdout

    def left_over(self):
        """Namespaces, and command lines of processes that work in our folder."""
        existing = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
        found = [line for line in existing.splitlines() if line.startswith(self.prefix)]
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                settings = (process / "environ").read_bytes().decode(errors="replace")  # charon's
            except OSError:
                continue
            if str(self.into) in line + settings and int(process.name) != os.getpid():
                found.append(line)
        return found


class DemoCase(unittest.TestCase):
    """What the tests of both ways of the demo need."""
    build = None
    plain = False

    def setUp(self):
        self.run_in = Running(self.build, self.plain)
        self.addCleanup(self.run_in.remove)
        self.addCleanup(lambda: self.run_in.demo("--stop"))

    def expect_nothing_left(self):
        self.assertEqual(self.run_in.left_over(), [])

    def start(self, *options):
        """In the background; its output is in a file."""
        out = open(self.run_in.folder / "out", "w+", encoding="utf-8")
        self.addCleanup(out.close)
        demo = subprocess.Popen(self.run_in.command(*options), stdin=subprocess.DEVNULL, stdout=out,
                                stderr=subprocess.STDOUT)
        self.addCleanup(demo.wait)
        self.addCleanup(demo.terminate)
        return demo

    def output(self):
        return (self.run_in.folder / "out").read_text(encoding="utf-8")

    def expect_ends_when_told(self, moments):
        """`moments`: (what, signal, exit status, whether it has come)."""
        pids = self.run_in.into / "run"
        for what, how, expected, condition in moments:
            with self.subTest(what):
                for old in pids.glob("*.pid"):
                    old.unlink()
                demo = self.start()
                await_true(what, lambda: condition() or demo.poll() is not None)
                self.assertIsNone(demo.poll(), self.output())
                demo.send_signal(how)
                self.assertEqual(demo.wait(60), expected, self.output())
                self.assertIn("told to end; all is stopped", self.output())
                self.expect_nothing_left()

    def expect_ladder_shows(self, text, command):
        """tcpdump writes what it caught a moment later."""
        await_true(f"the ladder has {text}", lambda: text in subprocess.run(
            ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False).stdout)


def free_port():
    """Free at this moment on each address of the lab, the range of ephemeral ports left aside."""
    for port in range(20000 + os.getpid() % 10000, 32000):
        sockets = []
        try:
            for last in (1, 11, 12, 21, 22, 31):
                sockets.append(socket.create_server((f"127.0.0.{last}", port)))
            return port
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
    raise AssertionError("no port is free")


def await_true(what, condition, patience=PATIENCE):
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"not in {patience} s: {what}"
        time.sleep(0.01)
