# SPDX-License-Identifier: Apache-2.0
"""The demo on loopback, in clear. Who is not root has it too, without the captures."""
import json
import os

import hints
import verdict
import wire
from places import short
from story import STEPS, Server, Story


class Plain:
    heading_of_end = "the end"

    def __init__(self, places, processes, screen, _prefix, _hold):
        self.places, self.processes, self.screen = places, processes, screen
        self.wired = os.geteuid() == 0  # only root may capture
        self.needed = ("tcpdump", "tshark") if self.wired else ()
        self.summary = f"{len(STEPS)} steps"
        captures = "north.pcap, south.pcap, " if self.wired else ""
        self.left = f"{captures}journal.txt, journal.json, audit.log, logs"

    def start(self):
        places, processes, screen = self.places, self.processes, self.screen
        screen.head(f"starting in {short(places.folder)}: on loopback, in clear")
        for (address, port), new in places.write_configs().items():
            screen.say(f"   port {port} of {address} is taken; using {new}")
        if self.wired:
            wire.prepare_tshark(places, processes)
            wire.start_captures(places, processes, wire.on_loopback(places))
        processes.start_simulators()
        processes.start_iwfd()
        for name, address in places.addresses.items():
            screen.say(f"   {name:6} {address:17} process {processes.running()[name]}")
        screen.say("   tcpdump: north.pcap between server and iwfd, south.pcap between iwfd and the others"
                   if self.wired else "   not root: no captures, and hence nothing of the wire is shown")

    def tell(self):
        places, processes, screen = self.places, self.processes, self.screen
        server = Server("", [places.program("iwf-scs"), "--config", places.file("scs.yaml"), "--json"])
        story = Story(places, processes, screen, {"acme": server}, self.wired)
        story.tell(STEPS)
        places.path("steps.json").write_text(json.dumps(story.starts))
        verdict.judge_journal(places, processes, screen)
        verdict.judge_audit(places, processes, screen)
        if self.wired:
            verdict.judge_captures(places, processes, screen, story.reading, story.counters())

    def check_end(self):
        """Nothing but processes was made."""

    def what_next(self):
        places = self.places
        ladder = [f"deploy/lab/demo --ladder{hints.again(places)}"] if self.wired else []
        return hints.what_next(places, f"{places.program('iwf-scs')} --config {places.file('scs.yaml')}", "", ladder)
