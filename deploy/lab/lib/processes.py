# SPDX-License-Identifier: Apache-2.0
"""The programs of the lab: started, awaited, and ended by their process id only.

Each has a file run/NAME.pid with its id and the time of its start (a field of /proc/ID/stat), so
that an id which another process has got meanwhile is not taken for ours."""
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

from places import SIMULATORS, Problem, environment, ROOT, tail

PATIENCE = 20.0  # s, for what takes less than one
ENDING = 15.0    # s, after SIGTERM: more than timers.drain of iwfd


def until(condition, patience=PATIENCE):
    """Polls; what the condition returned, false when there was no time left."""
    end = time.monotonic() + patience
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def start_of(pid):
    """When the process was started, in ticks since boot; None: there is none, or it is a zombie."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def note_self(note):
    """In the child, before it is another program: whoever kills the demo, none of its programs is without a note."""
    note.write_text(f"{os.getpid()} {start_of(os.getpid())}\n")


class Processes:
    def __init__(self, places, hold):
        self.places = places
        self.hold = hold  # context in which no signal interrupts
        self.namespaces = {}  # name of a process -> network namespace it runs in; else in ours
        self.children = {}

    def within(self, name, command):
        """The command line, in the namespace of what has this name."""
        namespace = self.namespaces.get(name)
        return ["ip", "netns", "exec", namespace, *command] if namespace else list(command)

    def start(self, name, command):
        command = self.within(name, command)
        out, log = (open(self.places.path(f"{name}.{end}"), "wb") for end in ("out", "log"))
        with out, log, self.hold():
            # A session of its own: Ctrl-C is for the demo, which ends them in order.
            note = self.places.path(f"run/{name}.pid")
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=log, cwd=ROOT,
                                     env=environment(), start_new_session=True, preexec_fn=lambda: note_self(note))
            self.children[name] = child

    def await_text(self, name, text):
        """Until its output or log has the text; says why not."""
        files = [self.places.path(f"{name}.{end}") for end in ("out", "log")]

        def settled():
            if any(text in file.read_text(errors="replace") for file in files):
                return "said"
            return "ended" if self.children[name].poll() is not None else ""

        found = until(settled)
        if found != "said":
            status = self.children[name].poll()
            why = f"ended with status {status}" if found else f"did not say '{text}' in {PATIENCE:.0f} s"
            raise Problem("\n".join([f"{name} {why}; its last words:", *self.last_words(name)]))

    def last_words(self, name):
        return [f"    {line}" for end in ("out", "log")
                for line in tail(self.places.path(f"{name}.{end}"))] or ["    (none)"]

    def start_simulators(self):
        for name, role in SIMULATORS.items():
            self.start(name, [self.places.program("iwf-sim"), role, "--config",
                              self.places.file(f"{name}.yaml"), "--control", self.places.file(f"{name}.sock")])
        for name, role in SIMULATORS.items():
            self.await_text(name, f"ready {role} ")

    def start_iwfd(self):
        made = self.run([self.places.program("iwfctl"), "audit", "new-key", self.places.file("audit.key")])
        if made.returncode != 0:
            raise Problem(made.stderr.strip())
        self.start("iwfd", [self.places.program("iwfd"), "--config", self.places.file("iwfd.yaml")])
        self.await_text("iwfd", "iwfd.ready")
        for name in SIMULATORS:
            if not until(lambda name=name: self.counters(name).get("connections", 0) > 0):
                raise Problem("\n".join([f"iwfd did not connect to {name}; its last words:",
                                         *self.last_words("iwfd")]))

    def counters(self, name):
        """What a simulator has counted."""
        return self.ask(name, "counters")

    def ask(self, name, command):
        """What a simulator answers to a command, as `iwf-sim ctl` does it; a process less."""
        try:
            with socket.socket(socket.AF_UNIX) as caller:
                caller.settimeout(PATIENCE)
                caller.connect(self.places.file(f"{name}.sock"))
                caller.sendall(command.encode() + b"\n")
                return json.loads(caller.makefile("rb").readline())
        except (OSError, ValueError) as error:
            raise Problem("\n".join([f"{name} did not answer '{command}': {error}", *self.last_words(name)])) from error

    def run(self, command, patience=60.0):
        """To its end. Noted like the others: whatever ends the demo meanwhile, it is ended too."""
        note = self.places.path("run/asking.pid")
        try:
            with self.hold():
                child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment(),
                                         preexec_fn=lambda: note_self(note))
        except OSError as error:
            note.unlink(missing_ok=True)
            raise Problem(f"{command[0]}: {error.strerror}") from error
        try:
            out, said = child.communicate(timeout=patience)
        except subprocess.TimeoutExpired as error:
            raise Problem(f"not done in {patience:.0f} s: {' '.join(map(str, command))}") from error
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
            note.unlink(missing_ok=True)
        return subprocess.CompletedProcess(command, child.returncode, out, said)

    def running(self):
        """name -> pid of all that live, this run's or an earlier one's."""
        found = {}
        for file in sorted(self.places.folder.glob("run/*.pid")):
            with contextlib.suppress(ValueError, OSError):
                pid, start = file.read_text().split()
                if start_of(pid) == start:
                    found[file.stem] = int(pid)
        return found

    def stop(self):
        """Ends all; the captures last, so that they have the goodbyes. Returns the names."""
        before = self.running()
        captures = [name for name in before if self.places.path(f"{name}.pcap").exists()]
        others = [name for name in before if name not in ("iwfd", *SIMULATORS, *captures)]
        for names in (others, ["iwfd"], SIMULATORS, captures):
            self.end([name for name in names if name in before])
        return list(before)

    def end(self, names):
        for how in (signal.SIGTERM, signal.SIGKILL):
            for name, pid in self.running().items():
                if name in names:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, how)
            if until(lambda: not self.living(names), ENDING):
                break
        for name in names:
            self.places.path(f"run/{name}.pid").unlink(missing_ok=True)

    def living(self, names):
        for child in self.children.values():
            child.poll()
        return [name for name in self.running() if name in names]
