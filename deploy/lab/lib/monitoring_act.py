# SPDX-License-Identifier: Apache-2.0
"""Monitoring in the demo: acme watches a meter, is away when something happens to it, and is told when it is back."""
import shlex

from processes import until
from story import METER, SETTLING

METER_1, TRUCK = METER.format(1), "truck1@fleet.lab.example"
MEANWHILE = [
    ("the SIM card is put into other equipment", f"imei {METER_1} 35450412345678/01"),
    ("the meter is carried abroad", f"roam {METER_1} 20801"),
]
TOLD = ["CHANGE_OF_IMSI_IMEI(SV)_ASSOCIATION", "ROAMING_STATUS"]
NOT_TOLD = ["26201990000000", "hss1.core", "35450412345678"]  # IMSI, node of the network, equipment: not agreed on


class MonitoringAct:
    def __init__(self, world, story, number):
        self.places, self.processes, self.screen = world.places, world.processes, world.screen
        self.story, self.number = story, number
        self.parts = 0

    def tell(self):
        self.head("acme watches a meter: who has its SIM card, and where it roams")
        self.watch("association", 1)
        self.watch("roaming", 2)
        self.screen.check("subscriptions at the HSS", 2, len(self.hss("events")["events"]))
        self.head("acme is away while it happens; what the HSS reports waits in the journal")
        for what, command in MEANWHILE:
            self.screen.say(f"   {what}: iwf-sim ctl hss1.sock {command}")
            self.hss(command)
        until(lambda: self.processes.counters("hss1").get("ria_2001", 0) >= 2, SETTLING)
        self.screen.check("reports that iwfd has taken", 2, self.processes.counters("hss1").get("ria_2001", 0))
        self.head("acme is back, and is told")
        told = self.scs("acme", "listen --count 2 --duration 10s")
        self.screen.holds("both events, in their order", told.find(TOLD[0]) < told.find(TOLD[1]) and TOLD[0] in told)
        self.screen.holds("no IMSI, no HSS, no IMEI in it", not any(secret in told for secret in NOT_TOLD))
        self.head("what it may not watch, the HSS is not asked for")
        before = self.processes.counters("hss1").get("cir", 0)
        self.refuse(f"monitor {METER_1} --event pdn-connectivity --ref 3", "UNAUTHORIZED_REQUESTING_ENTITY", "pdn_connectivity", METER_1)
        self.refuse(f"monitor {TRUCK} --event roaming --ref 4", "USER_UNKNOWN", "roaming", TRUCK)
        self.screen.check("CIR at the HSS for these", 0, self.processes.counters("hss1").get("cir", 0) - before)
        self.scs("acme", f"unmonitor {METER_1} --all")
        until(lambda: not self.hss("events")["events"], SETTLING)
        self.screen.check("subscriptions left at the HSS", 0, len(self.hss("events")["events"]))

    def head(self, title):
        self.parts += 1
        self.screen.head(f"{self.number}.{self.parts}  {title}")

    def scs(self, name, words):
        """What iwf-scs said, for people. `words`: its arguments, a text or a list."""
        server = self.story.servers[name]
        command = [word for word in server.command if word != "--json"]
        words = words.split() if isinstance(words, str) else words
        self.screen.wrapped(f"{server.where}iwf-scs {shlex.join(words)}", "   ")
        done = self.processes.run([*command, *words])
        for line in (done.stdout + done.stderr).splitlines():
            self.screen.wrapped(line, "      ")
        return done.stdout + done.stderr

    def watch(self, event, reference):
        said = self.scs("acme", f"monitor {METER_1} --event {event} --ref {reference} --reports 5")
        self.screen.holds(f"{event} is watched", "DIAMETER_SUCCESS" in said)

    def refuse(self, words, result, event, device, more=""):
        """`more`: words of iwfctl explain."""
        said = self.scs("acme", words)
        self.screen.holds(f"refused: {result}", result in said)
        explain = f"explain --server acme --device {device} --action {event} {more}".rstrip()
        done = self.processes.run([self.places.program("iwfctl"), "--socket", self.places.file("iwfd.sock"), *explain.split()])
        self.screen.say(f"   iwfctl {explain}")
        for line in done.stdout.splitlines():
            self.screen.say(f"      {line}")
        self.screen.holds("explained by a line of the contract", "acme.yaml:" in done.stdout and result in done.stdout)

    def hss(self, command):
        return self.processes.ask("hss1", command)
