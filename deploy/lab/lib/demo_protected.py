# SPDX-License-Identifier: Apache-2.0
"""The demo inside the IPsec lab: iwfd behind tunnels, three servers, an attacker."""
import json
import textwrap
import time

import hints
import network
import outside
import pcap
import verdict
import wire
from attacks import Attacks, only_out2, stays_down
from daemon_log import DaemonLog, without_date
from ipsec_lab import Lab
from mme_act import MmeAct
from monitoring_act import MonitoringAct
from network import INNER
from places import SIMULATORS, short
from policy_act import PolicyAct
from processes import until
from story import METER, PROTECTED_JOURNAL, PROTECTED_STEPS, Server, Story

SERVERS = {"acme": "out1", "volt": "out2", "fleet": "in1"}  # contract -> node
ABOUT = {
    "iwf": "the IWF: iwfd, reached through its device ipsec0 only",
    "out1": "acme: a server of somebody else",
    "out2": "volt: another one",
    "in1": "fleet: the operator's own server",
    "rogue": "an attacker in the network outside",
    "core": "the operator's network: two HSSs, two SMS-SCs, a MME",
}
# Name -> (node, device, filter, what).
CAPTURES = {
    "outside": ("wan", "br0", "", "all that is on the network outside"),
    "inside": ("iwf", "inside", "", "all that is on the wire to in1"),
    "north": ("iwf", "ipsec0", "tcp", "what came out of the tunnels, in the IWF"),
    "south": ("iwf", "core", "tcp", "between iwfd and HSS, SMS-SC and MME"),
}
SECRETS = {
    "a device of acme": METER.format(1).encode(),
    "a device of fleet": b"truck1@fleet.lab.example",
    "the server acme": b"scs1.acme.example",
    "the server fleet": b"scs.fleet.lab.example",
    "the payload": b"wake up",
}


class Protected:
    heading_of_end = "7  the end: all is stopped and removed"
    needed = ("tcpdump", "tshark", "swanctl", "nft")
    left = "outside.pcap, inside.pcap, north.pcap, south.pcap, journal.txt, journal.json, audit.log, logs"

    def __init__(self, places, processes, screen, prefix, hold):
        self.places, self.processes, self.screen = places, processes, screen
        self.lab = self.lab_in(places, prefix, hold)
        self.log = DaemonLog(places.path("iwfd.log"))
        self.summary = ""

    @staticmethod
    def lab_in(places, prefix, hold):
        return Lab(prefix, places.path("net"), hold)

    @staticmethod
    def remove(places, hold):
        """Of any earlier run in this folder too, whatever its prefix was: the lab has notes."""
        if not places.path("net").exists():
            return []
        lab = Protected.lab_in(places, "", hold)
        charons = len(lab.running())
        lab.down()
        return [f"the namespaces with {charons} charons"]

    # -- 1 -------------------------------------------------------------------------------------------

    def start(self):
        screen, lab, places, processes = self.screen, self.lab, self.places, self.processes
        screen.head("1.1  up: networks, certificates, a charon (IKE and ESP) a node")
        lab.up(guard=False)  # iwfd has its own
        for node, about in ABOUT.items():
            screen.say(f"   {lab.name(node):12} {INNER.get(node, ''):11} {about}")
        # acme calls when it is told to: it will be ended, and is to stay away for a while.
        lab.charons["out1"].write_swanctl(edit=stays_down)
        lab.charons["out1"].load()
        places.write_protected(lab.folder, {node: INNER[node] for node in SERVERS.values()})
        self.start_captures()
        # volt's connection is the operator's own; those of acme and fleet are loaded by iwfd.
        lab.charons["iwf"].write_swanctl(edit=only_out2)
        lab.charons["iwf"].load()
        processes.namespaces.update({"iwfd": lab.name("iwf"), **{name: lab.name("core") for name in SIMULATORS}})
        processes.start_simulators()
        processes.start_iwfd()
        screen.say(f"   iwfd: process {processes.running()['iwfd']}, log {places.file('iwfd.log')}")

    def start_captures(self):
        for name, (node, device, _filter, what) in CAPTURES.items():
            self.processes.namespaces[name] = self.lab.name(node)
            self.screen.say(f"   {name + '.pcap':12} {self.lab.name(node) + '/' + device:20} {what}")
        wire.prepare_tshark(self.places, self.processes)
        wire.start_captures(self.places, self.processes,
                            {name: (device, which) for name, (_node, device, which, _what) in CAPTURES.items()})

    def call(self):
        """The servers' tunnels, and what iwfd says of each."""
        screen = self.screen
        screen.head("1.2  up: the servers call, by IKEv2 with certificates; iwfd's log tells who is who")
        self.quote("iwfd", self.log.wait(" charon.watched "))
        self.quote("", self.log.wait(" ipsec.applied "))
        self.screen.say("   iwfd has loaded the connections of acme and fleet; volt's is in the operator's own script")
        for contract, node in SERVERS.items():
            self.log.mark()
            self.lab.charons[node].call(20)
            up = self.log.wait(" ipsec.up ", f" scs={contract} ")
            self.quote(node, up)
            self.quote("", self.log.wait(" ipsec.negotiated "))
            screen.holds(f"{contract} is who speaks from {INNER[node]}", INNER[node] in up)

    def quote(self, who, line):
        text = textwrap.wrap(without_date(line) or "(nothing was logged)", 94, break_long_words=False,
                             break_on_hyphens=False)
        for number, part in enumerate(text):
            self.screen.say(f"   {'' if number else who:12} {'    ' if number else ''}{part}")

    # -- 2 -------------------------------------------------------------------------------------------

    def server(self, node, config=None):
        """iwf-scs in a node's namespace, as the server of `config`."""
        program, file = self.places.program("iwf-scs"), self.places.file(f"{config or node}.yaml")
        return Server(f"{node}: ", self.lab.command(node, [program, "--config", file, "--json"]))

    def tell(self):
        places, processes, screen = self.places, self.processes, self.screen
        self.call()
        story = Story(places, processes, screen, {name: self.server(node) for name, node in SERVERS.items()})
        self.log.mark()
        story.tell(PROTECTED_STEPS, "2.")
        self.note_steps(story)
        screen.head(f"2.{len(PROTECTED_STEPS) + 1}  through which tunnel each server came (iwfd's log)")
        for contract, node in SERVERS.items():
            bound = self.log.find(" link.bound ", f" scs={contract} ")
            self.quote(node, bound)
            screen.holds(f"{contract} came through its own tunnel", bound)
        verdict.judge_journal(places, processes, screen, PROTECTED_JOURNAL)
        verdict.judge_audit(places, processes, screen)
        verdict.judge_captures(places, processes, screen, story.reading, story.counters())
        self.show_wires()
        attacks, policy, monitoring = Attacks(self, story), PolicyAct(self, story, 5), MonitoringAct(self, story, 6)
        acts = (("4  attacks", attacks), ("5  contracts", policy), ("6  monitoring: HSS", monitoring),
                ("6  monitoring: HSS and MME", MmeAct(monitoring, self)))
        for title, act in acts:
            story.starts.append((title, time.time()))
            act.tell()
        story.starts.append(("what came after the demo", time.time()))
        self.note_steps(story)
        self.summary = f"{len(PROTECTED_STEPS)} steps, {attacks.number} attacks, {policy.refusals} refusals explained"

    def note_steps(self, story):
        """For the ladder of `demo --ladder`."""
        self.places.path("steps.json").write_text(json.dumps(story.starts))

    # -- 3 -------------------------------------------------------------------------------------------

    def show_wires(self):
        screen = self.screen
        screen.head("3  what the wires show")
        carried = sum(1 for _ in pcap.frames(self.places.path("north.pcap")))
        wires = ("outside", "inside")

        def count():
            return {name: outside.kinds(self.places.path(f"{name}.pcap")) for name in wires}

        until(lambda: sum(one["ESP"] for one in count().values()) >= carried, 5)
        for name, seen in count().items():
            shown = ", ".join(f"{number} {kind}" for kind, number in seen.most_common())
            screen.say(f"   {name + '.pcap':13} {shown}")
            screen.check(f"neither IKE nor ESP in {name}.pcap", [], outside.strange(self.places.path(f"{name}.pcap")))
        screen.say(f"   north.pcap    {carried} packets of TCP, Diameter as above")
        carriers = sum(one["ESP"] for one in count().values())
        screen.check("ESP for each packet behind the tunnels", True, carriers >= carried > 0)
        octets = {name: self.places.path(f"{name}.pcap").read_bytes() for name in (*wires, "north")}
        screen.say(f"   {'searched for':50} {'outside':>8} {'inside':>8} {'north':>8}")
        counts = []
        for what, secret in SECRETS.items():
            counts.append([one.count(secret) for one in octets.values()])
            screen.say(f"     {what + ': ' + secret.decode():48}" + "".join(f" {one:8}" for one in counts[-1]))
        screen.holds("none of it can be read on the wires", not any(one[0] or one[1] for one in counts))
        screen.holds("all of it is there behind the tunnels", all(one[2] for one in counts))

    # -- 5 -------------------------------------------------------------------------------------------

    def check_end(self):
        left = sorted(network.existing() & {self.lab.name(node) for node in network.NODES})
        self.screen.check("namespaces left", [], left)

    def what_next(self):
        places, lab = self.places, self.lab
        scs = f"ip netns exec {lab.name('out1')} {places.program('iwf-scs')} --config {places.file('out1.yaml')}"
        return hints.what_next(places, scs, "as root, ", [
            f"deploy/lab/demo --ladder{hints.again(places)}",
            f"deploy/lab/status --prefix {lab.prefix} --run-dir {short(lab.folder)}",
            f"swanctl --list-sas --uri {lab.charons['iwf'].uri}",
            f"tcpdump -nr {places.file('outside.pcap')} -c 20",
        ])
