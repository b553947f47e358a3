# SPDX-License-Identifier: Apache-2.0
"""The demo on loopback, in clear. Who is not root has it too, without the captures."""
import json
import os

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
        self.left = f"{captures}journal.txt, journal.json, logs"

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
        if self.wired:
            verdict.judge_captures(places, processes, screen, story.reading, story.counters())

    def check_end(self):
        """Nothing but processes was made."""

    def what_next(self):
        places = self.places
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
            *([f"  deploy/lab/demo --ladder{again}"] if self.wired else []),
            "To stop it:",
            f"  deploy/lab/demo --stop{again}",
        ]
