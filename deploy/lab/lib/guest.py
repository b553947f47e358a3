# SPDX-License-Identifier: Apache-2.0
"""A command in another kernel, one with ESP: Debian's user-mode-linux, a kernel that is a program.

Its root is the host's, read and written as root (hostfs): the same programs, the same tree. Network,
processes, /run, /mnt and /dev/shm are its own. It needs no KVM and no image, and boots in seconds."""
import argparse
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from interrupts import Interrupts
from places import Problem

KERNEL = "/usr/bin/linux.uml"
INIT = pathlib.Path(__file__).with_name("guest_init.sh")
GOODBYE = 5.0  # s, for the kernel to halt after the job has ended
TOO_LATE = 124  # as timeout(1)


class Guest:
    def __init__(self, command, memory):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-guest-"))
        (self.folder / "job").write_text(f"cd {shlex.quote(os.getcwd())}\n{shlex.join(command)}\n")
        (self.folder / "output").touch()
        self.memory = memory
        self.shown = 0
        self.kernel = None

    def run(self, deadline):
        """The command's exit status; its output is shown as it comes."""
        end = time.monotonic() + deadline
        with open(self.folder / "console", "wb") as console:
            # A session of its own: a user-mode kernel is several processes, ended as one group.
            self.kernel = subprocess.Popen(
                [KERNEL, f"mem={self.memory}M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw", "quiet",
                 "con=null", "con0=null,fd:1", f"init={INIT}", f"IWF_GUEST={self.folder}"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True)
        while (status := self.status()) is None and self.kernel.poll() is None and time.monotonic() < end:
            self.show()
            time.sleep(0.05)
        self.show()
        if status is not None:
            return status
        if self.kernel.poll() is None:
            print(f"guest: not done in {deadline:.0f} s", file=sys.stderr)
            return TOO_LATE
        raise Problem(f"the guest's kernel ended with {self.kernel.returncode}:\n"
                      + (self.folder / "console").read_text(errors="replace")[-2000:])

    def status(self):
        try:
            return int((self.folder / "status").read_text())
        except OSError:
            return None

    def show(self):
        with open(self.folder / "output", "rb") as output:
            output.seek(self.shown)
            new = output.read()
        self.shown += len(new)
        sys.stdout.buffer.write(new)
        sys.stdout.buffer.flush()

    def remove(self):
        if self.kernel:
            try:
                self.kernel.wait(GOODBYE if self.status() is not None else 0)
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(self.kernel.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.kernel.wait()
        shutil.rmtree(self.folder)


def main():
    parser = argparse.ArgumentParser(
        prog="deploy/lab/guest", allow_abbrev=False,
        description="Runs a command in a guest kernel that has ESP, on the files of this machine, as root. "
        "Exit status: the command's; 124 when it was not done in time.")
    parser.add_argument("--deadline", type=float, default=300.0, metavar="S", help="in seconds (default 300)")
    parser.add_argument("--memory", type=int, default=512, metavar="MB", help="of the guest (default 512)")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="and its arguments, after --")
    chosen = parser.parse_args()
    command = chosen.command[1:] if chosen.command[:1] == ["--"] else chosen.command
    if not command:
        parser.error("a command is missing")
    interrupts = Interrupts()
    try:
        check_means()
        guest = Guest(command, chosen.memory)
        try:
            status = guest.run(chosen.deadline)
        finally:
            with interrupts.hold():
                guest.remove()
        sys.exit(status)
    except Problem as problem:
        print(f"guest: {problem}", file=sys.stderr)
        sys.exit(1)


def check_means():
    if os.geteuid():
        raise Problem("not root: the guest works on this machine's files as root")
    if not pathlib.Path(KERNEL).exists():
        raise Problem(f"{KERNEL} is missing; deploy/install-deps installs it")
