# SPDX-License-Identifier: Apache-2.0
"""usage: demo.py run|keep|stop|ladder BUILT FOLDER CONFIGS      (called by deploy/lab/demo)"""
import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
import time

import verdict
import wire
from ladder import ladder
from places import Places, Problem, ROOT, short
from processes import Processes
from screen import Screen
from story import STEPS, Story

NEEDED = ("tcpdump", "tshark")
PROGRAMS = ("iwfd", "iwf-scs", "iwf-sim")


class Told(BaseException):
    """A signal told us to end."""


class Signals:
    """Ctrl-C and the like become an exception, but not while a process is being started."""

    def __init__(self):
        self.held = False
        self.got = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)

    def on_signal(self, number, _frame):
        self.got = self.got or number
        if not self.held:
            raise Told()

    @contextlib.contextmanager
    def hold(self):
        """Nothing interrupts what is inside."""
        self.held = True
        try:
            yield
        finally:
            self.held = False
        if self.got:
            raise Told()


class Demo:
    def __init__(self, places):
        self.places = places
        self.screen = Screen()
        self.signals = Signals()
        self.processes = Processes(places, self.signals.hold)
        self.began = time.monotonic()

    def lock(self):
        """One at a time in a folder; given back at our end."""
        self.places.folder.mkdir(parents=True, exist_ok=True)
        self.locked = open(self.places.path("lock"), "w", encoding="utf-8")
        try:
            fcntl.flock(self.locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"another demo is running in {short(self.places.folder)}") from None

    def run(self, keep):
        self.check_programs()
        self.lock()
        try:
            self.start()
            status = self.tell()
        except BaseException:
            self.stop()
            raise
        if keep:
            self.tell_what_next()
        else:
            self.stop()
        return status

    def check_programs(self):
        for name in NEEDED:
            if shutil.which(name) is None:
                raise Problem(f"{name} is missing: deploy/install-deps installs it")
        for name in PROGRAMS:
            if not os.access(self.places.built / "bin" / name, os.X_OK):
                raise Problem(f"{self.places.program(name)} is missing: build it first, or leave out --built")

    def start(self):
        places, processes = self.places, self.processes
        if old := processes.stop():
            self.screen.say(f"stopped what an earlier run had left: {', '.join(old)}")
        places.clean()
        self.screen.head(f"starting in {short(places.folder)}")
        for (address, port), new in places.write_configs().items():
            self.screen.say(f"   port {port} of {address} is taken; using {new}")
        wire.prepare_tshark(places, processes)
        wire.start_captures(places, processes)
        processes.start_simulators()
        processes.start_iwfd()
        for name, address in places.addresses.items():
            self.screen.say(f"   {name:6} {address:17} process {processes.running()[name]}")
        self.screen.say("   tcpdump: north.pcap between server and iwfd, south.pcap between iwfd and the others")

    def tell(self):
        places, processes, screen = self.places, self.processes, self.screen
        story = Story(places, processes, screen)
        story.tell()
        places.path("steps.json").write_text(json.dumps(story.starts))
        counters = story.counters()
        reading = verdict.read_settled(places, processes, counters)
        screen.head("what was on the wire, from the captures")
        for line in ladder(reading.messages, story.starts):
            screen.say(line)
        verdict.judge_journal(places, processes, screen)
        verdict.judge_captures(places, processes, screen, reading, counters)
        return self.sum_up()

    def sum_up(self):
        screen = self.screen
        screen.head("result")
        took = f"{time.monotonic() - self.began:.1f} s"
        if screen.failed:
            screen.say(screen.paint(f"FAILED, in {took}:", "31"))
            for heading in screen.failed:
                screen.say(f"   {heading}")
        else:
            screen.say(screen.paint(f"All as expected: {len(STEPS)} steps, {screen.checks} checks, {took}.", "32"))
        screen.say(f"In {short(self.places.folder)}: north.pcap, south.pcap, journal.txt, journal.json, logs. "
                   f"Programs: {short(self.places.built / 'bin')}.")
        return 1 if screen.failed else 0

    def tell_what_next(self):
        for line in what_next(self.places):
            self.screen.say(line)

    def stop(self):
        with contextlib.suppress(Told), self.signals.hold():
            self.processes.stop()

    def stop_kept(self):
        self.lock()
        stopped = self.processes.stop()
        self.screen.say(f"stopped: {', '.join(stopped)}" if stopped else "nothing is running")
        return 0

    def show_ladder(self):
        self.places.read_addresses()
        starts = json.loads(self.places.path("steps.json").read_text())
        reading = wire.read(self.places, self.processes)
        for line in ladder(reading.messages, starts):
            self.screen.say(line)
        return 0


def what_next(places):
    scs = f"{places.program('iwf-scs')} --config {places.file('scs.yaml')}"
    sim = places.program("iwf-sim")
    again = "" if places.file("") == "build/lab" else f" --into {places.file('')}"
    return [
        "",
        "All is left running. To try, in the root of the tree:",
        f"  {scs} trigger meter1@meters.acme.example --wait-report 10s",
        f"  {scs} trigger meter2@meters.acme.example --payload hello --ref 70",
        f"  {scs} recall meter2@meters.acme.example --ref 70",
        f"  {sim} ctl {places.file('smsc1.sock')} set '{{first: 1, outcome: absent}}'",
        f"  {scs} trigger meter1@meters.acme.example --wait-report 10s",
        f"  {sim} ctl {places.file('smsc1.sock')} counters",
        f"  {places.program('iwfd')} --dump-journal {places.file('journal')}",
        f"  deploy/lab/demo --ladder{again}",
        "To stop it:",
        f"  deploy/lab/demo --stop{again}",
    ]


def main(arguments):
    action, *folders = arguments
    os.chdir(ROOT)  # paths are as one types them there
    demo = Demo(Places(*folders))
    actions = {"run": lambda: demo.run(keep=False), "keep": lambda: demo.run(keep=True),
               "stop": demo.stop_kept, "ladder": demo.show_ladder}
    try:
        return actions[action]()
    except Problem as problem:
        demo.screen.say(f"demo: {problem}")
        return 1
    except Told:
        demo.screen.say("\ndemo: told to end; all is stopped")
        return 128 + demo.signals.got


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
