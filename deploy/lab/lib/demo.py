# SPDX-License-Identifier: Apache-2.0
"""usage: demo.py run|keep|stop|ladder BUILT FOLDER CONFIGS PREFIX       (called by deploy/lab/demo)

PREFIX: of the namespaces; empty: on loopback, in clear."""
import contextlib
import fcntl
import json
import os
import shutil
import sys
import time

import wire
from demo_plain import Plain
from demo_protected import Protected
from interrupts import Interrupts
from ladder import ladder
from places import Places, Problem, ROOT, short
from processes import Processes
from screen import Screen

PROGRAMS = ("iwfd", "iwfctl", "iwf-scs", "iwf-sim")


class Demo:
    def __init__(self, places, prefix):
        self.places = places
        self.screen = Screen()
        self.interrupts = Interrupts()
        self.processes = Processes(places, self.interrupts.hold)
        make = Protected if prefix else Plain
        self.way = make(places, self.processes, self.screen, prefix, self.interrupts.hold)
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
            self.way.tell()
            if not keep:
                self.end()
        except BaseException:
            self.stop()
            raise
        status = self.sum_up()
        if keep:
            for line in self.way.what_next():
                self.screen.say(line)
        return status

    def check_programs(self):
        for name in self.way.needed:
            if shutil.which(name) is None:
                raise Problem(f"{name} is missing: deploy/install-deps installs it")
        for name in PROGRAMS:
            if not os.access(self.places.built / "bin" / name, os.X_OK):
                raise Problem(f"{self.places.program(name)} is missing: build it first, or leave out --built")

    def start(self):
        if old := self.stop_all():
            self.screen.say(f"stopped what an earlier run had left: {', '.join(old)}")
        self.places.clean()
        self.way.start()

    def end(self):
        screen = self.screen
        screen.head(self.way.heading_of_end)
        self.stop_all()
        screen.check("processes left", [], list(self.processes.running()))
        self.way.check_end()

    def sum_up(self):
        screen = self.screen
        screen.head("result")
        took = f"{time.monotonic() - self.began:.1f} s"
        if screen.failed:
            screen.say(screen.paint(f"FAILED, in {took}:", "31"))
            for heading in screen.failed:
                screen.say(f"   {heading}")
        else:
            screen.say(screen.paint(f"All as expected: {self.way.summary}, {screen.checks} checks, {took}.", "32"))
        screen.say(f"In {short(self.places.folder)}: {self.way.left}. "
                   f"Programs: {short(self.places.built / 'bin')}.")
        return 1 if screen.failed else 0

    def stop(self):
        with contextlib.suppress(SystemExit), self.interrupts.hold():
            self.stop_all()

    def stop_all(self):
        """Of either way, whichever ran. The names."""
        return self.processes.stop() + Protected.remove(self.places, self.interrupts.hold)

    def stop_kept(self):
        self.lock()
        stopped = self.stop_all()
        self.screen.say(f"stopped: {', '.join(stopped)}" if stopped else "nothing is running")
        return 0

    def show_ladder(self):
        self.places.read_addresses()
        starts = json.loads(self.places.path("steps.json").read_text())
        reading = wire.read(self.places, self.processes)
        for line in ladder(reading.messages, starts):
            self.screen.say(line)
        return 0


def main(arguments):
    action, *folders, prefix = arguments
    os.chdir(ROOT)  # paths are as one types them there
    demo = Demo(Places(*folders), prefix)
    actions = {"run": lambda: demo.run(keep=False), "keep": lambda: demo.run(keep=True),
               "stop": demo.stop_kept, "ladder": demo.show_ladder}
    try:
        return actions[action]()
    except Problem as problem:
        demo.screen.say(f"demo: {problem}")
        return 1
    except SystemExit as told:  # by Interrupts
        demo.screen.say("\ndemo: told to end; all is stopped")
        return told.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
