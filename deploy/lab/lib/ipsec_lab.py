# SPDX-License-Identifier: Apache-2.0
"""The IPsec lab: namespaces (network.py), certificates (pki.py), a charon a node (charon.py).

Its folder has `made`, a line for each thing that down() has to undo: a namespace, or a process with
its id and the time of its start. It is written when the thing is there, so that nothing of another
lab, and no process that has got the id meanwhile, is taken for ours."""
import contextlib
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess

import network
from charon import PROGRAM, Charon
from pki import Pki
from places import ROOT, Problem
from processes import ENDING, start_of, until

GUARDS = {"libipsec": "iwf-guard.nft", "kernel": "iwf-guard-policy.nft"}


def default_folder(prefix):
    return pathlib.Path("/run/iwf-lab") / prefix


class Lab:
    """A lab with this prefix. Several live side by side when prefix and folder differ. `charons`: nodes
    that have one; `core` can."""

    def __init__(self, prefix="mtc-", folder=None, hold=contextlib.nullcontext, charons=network.CHARONS):
        self.prefix = prefix
        self.hold = hold  # context in which no signal interrupts
        self.folder = pathlib.Path(folder or default_folder(prefix))
        self.pki = Pki(self.folder / "pki")
        self.charons = {node: Charon(node, self.name(node), self.folder / node, self.pki.folder)
                        for node in charons}

    def name(self, node):
        """Of its namespace."""
        return self.prefix + node

    # -- what was made ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def locked(self):
        """One at a time in a folder."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.folder}.lock", "w", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Problem(f"another up or down is at work in {self.folder}") from error
            yield

    @property
    def notes(self):
        return self.folder / "made"

    def made(self, kind):
        try:
            lines = self.notes.read_text(encoding="ascii").splitlines()
        except OSError:
            return []
        return [line.split()[1:] for line in lines if line.split()[0] == kind]

    def running(self):
        """node -> process id of the charons that live."""
        return {node: int(pid) for node, pid, start in self.made("process") if start_of(int(pid)) == start}

    # -- up ----------------------------------------------------------------------------------------

    def up(self, data_plane="libipsec", *, swanctl=False, guard=True, pki=None):
        """All of it, or nothing: what was made before a failure is removed. `pki`: a folder with the
        certificates of another lab, which then are this one's too."""
        check_means()
        with self.locked():
            self.check_free()
            self.folder.mkdir(mode=0o700, parents=True)
            try:
                self.make(data_plane, swanctl, guard, pki)
            except BaseException:
                with self.hold():
                    self.undo()
                raise

    def check_free(self):
        if self.folder.exists():
            raise Problem(f"{self.folder} exists: is this lab up already? deploy/lab/down removes it")
        taken = sorted({self.name(node) for node in network.NODES} & network.existing())
        if taken:
            raise Problem(f"these namespaces exist, and are not of this lab: {' '.join(taken)}; take another --prefix")

    def make(self, data_plane, swanctl, guard, pki):
        self.notes.write_text(f"lab {data_plane}\n", encoding="ascii")
        for node in network.NODES:
            with self.hold():
                network.add(self.name(node), self.notes)
        network.connect(self.name)
        if guard:
            self.load_guard(GUARDS[data_plane])
        for node in self.charons:
            self.start_charon(node, data_plane)
        if pki:
            shutil.copytree(pki, self.pki.folder)
        else:
            self.pki.make()  # while they start
        for charon in self.charons.values():
            charon.await_ready()
        self.write_swanctl(data_plane)
        # The IWF first: a server that calls before it is known is refused, and does not call again.
        for node, charon in self.charons.items():
            if swanctl or node != "iwf":
                charon.load()
        (self.folder / "lab.json").write_text(json.dumps(self.description(data_plane), indent=2) + "\n")

    def write_swanctl(self, data_plane):
        for node, charon in self.charons.items():
            # A kernel keeps a trap for what has no tunnel yet; kernel-libipsec cannot.
            trap = data_plane == "kernel" and node == "iwf"
            charon.write_swanctl(edit=lambda text, trap=trap: text.replace(
                "start_action = none", "start_action = trap") if trap else text)

    def start_charon(self, node, data_plane=None):
        """Also again, after its end; await_ready() of it waits."""
        with self.hold():
            charon = self.charons[node]
            charon.start(data_plane or self.made("lab")[0][0], self.notes)
            if not until(lambda: self.running().get(node) == charon.child.pid or charon.child.poll() is not None):
                raise Problem(f"charon of {node} did not even start")

    def load_guard(self, file):
        done = self.run("iwf", ["nft", "-f", ROOT / "deploy/nftables" / file])
        if done.returncode:
            raise Problem(f"nft: {done.stderr.strip()}")

    def description(self, data_plane):
        """lab.json: for whoever works in the lab."""
        return {"prefix": self.prefix, "data_plane": data_plane, "pki": str(self.pki.folder),
                "namespaces": {node: self.name(node) for node in network.NODES},
                "vici": {node: str(charon.socket) for node, charon in self.charons.items()},
                "inner": network.INNER, "outer": network.OUTER, "core": network.CORE}

    # -- at work -------------------------------------------------------------------------------------

    def run(self, node, command, patience=60.0):
        """A program in a node's namespace, to its end."""
        return subprocess.run(self.command(node, command), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=patience, check=False)

    def command(self, node, command):
        return ["ip", "netns", "exec", self.name(node), *map(str, command)]

    # -- down ----------------------------------------------------------------------------------------

    def down(self):
        """Whether there was anything. What is not there is no failure."""
        check_means()
        with self.locked():
            there = self.folder.exists()
            with self.hold():
                self.undo()
        pathlib.Path(f"{self.folder}.lock").unlink(missing_ok=True)
        return there

    def undo(self):
        self.end_charons()
        existing = network.existing()
        for (name,) in self.made("namespace"):
            if name in existing:
                network.ip([f"netns del {name}"])
        shutil.rmtree(self.folder, ignore_errors=True)

    def end_charons(self):
        for how in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.running().values():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)  # one that a test has stopped does not hear SIGTERM
                    os.kill(pid, how)
            if until(lambda: not self.running(), ENDING):
                break
        else:
            raise Problem(f"these charons do not end: {self.running()}")
        for charon in self.charons.values():
            if charon.child:
                charon.child.wait()  # it has ended


def check_means():
    if os.geteuid():
        raise Problem("not root: only root may make namespaces. Run it as root: sudo deploy/lab/up")
    missing = [program for program in ("ip", "nft", "pki", "swanctl", "sysctl") if not shutil.which(program)]
    if not pathlib.Path(PROGRAM).exists():
        missing.append(PROGRAM)
    if missing:
        raise Problem(f"missing: {' '.join(missing)}; deploy/install-deps installs them")
