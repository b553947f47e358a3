# SPDX-License-Identifier: Apache-2.0
"""The MME in the demo: a meter is moved, speaks when it should not, and is unplugged; acme is told. Who only
pretends that something has happened is refused."""
import re
import shlex
import time
from dataclasses import dataclass, field

import ladder
import verdict
import wire
from network import INNER
from places import ROOT
from processes import until
from story import METER, SETTLING

METER_1 = METER.format(1)
PLACE, LOST, PATTERN = 10, 11, 12  # acme's references
OBSERVED = 6  # what the MME watches then: the place, the connection, and four for the pattern
CELLS = bytes.fromhex("62f21000001a")  # how those that the meter is in begin, as octets


@dataclass
class Happening:
    what: str
    command: str  # of iwf-sim ctl
    told: list    # of each report that acme is to get: (reference, what is in it)
    in_words: list = field(default_factory=list)


def happenings(begin, end):
    return [
        Happening("the meter is installed: it is seen in the cell 0001a2c, which is in the tracking area 00c4",
                  f"move {METER_1} 26201-0001a2c 26201-00c4",
                  [(PLACE, "tai=262-01-00c4")],
                  ["acme learns the tracking area, as it is agreed, and not the cell. Here the meter is to stay."]),
        Happening("the meter is carried away, into the tracking area 00c5",
                  f"move {METER_1} 26201-0001a2d 26201-00c5",
                  [(PLACE, "tai=262-01-00c5"), (PATTERN, "broken_expectation=STATIONARY")],
                  [f"reference {PLACE}: it is somewhere else.",
                   f"reference {PATTERN}: a pattern is broken: a device that was to stay has been seen elsewhere."]),
        Happening(f"the meter speaks, and it is not between {begin} and {end}",
                  f"connect {METER_1}",
                  [(PATTERN, "broken_expectation=SCHEDULED_TIME")],
                  ["a pattern is broken: the device has begun to speak outside of its times."]),
        Happening("the meter is unplugged",
                  f"detach {METER_1}",
                  [(LOST, "loss_of_connectivity_reason=UE_DETACHED_MME")],
                  ["the network has lost the meter: it was switched off (detached)."]),
    ]


class MmeAct:
    """`act`: the one before, whose headings go on."""

    def __init__(self, act, world):
        self.act, self.world = act, world
        self.places, self.processes, self.screen = act.places, act.processes, act.screen
        self.iwfd = world.log
        self.list = self.places.file("acme.list")
        self.shown = 0  # reports that acme was told, and that were printed
        self.starts = []

    def tell(self):
        # UTC, and over for now, whenever this is read.
        self.begin, self.end = (time.strftime("%H:%M", time.gmtime(time.time() + hours * 3600)) for hours in (2, 3))
        self.began = time.time()
        self.subscribe()
        self.happen()
        self.pretend()
        self.sum_up()

    # -- helpers ---------------------------------------------------------------------------------------

    def events(self, name="mme1"):
        return self.processes.ask(name, "events")["events"]

    def command(self, name, words):
        verb, _, rest = words.partition(" ")
        quoted = shlex.quote(rest) if "{" in rest else rest
        self.screen.wrapped(f"iwf-sim ctl {name}.sock {verb} {quoted}", "      ")
        return self.processes.ask(name, words)

    def draw(self, starts, wanted):
        """`starts`: (title, when) of its parts; `wanted`: as wire.read_settled() has it."""
        reading = wire.read_settled(self.places, self.processes, wanted, SETTLING, since=self.began)
        messages = [one for one in reading.messages if one.time >= starts[0][1]]
        for line in ladder.ladder(messages, starts, lanes=ladder.lanes_of(messages))[:-1]:
            self.screen.say(line)
        return reading

    # -- subscribing -----------------------------------------------------------------------------------

    def subscribe(self):
        self.act.head("acme wants to know where its meter is, whether it is there, and whether it behaves as agreed")
        before = self.processes.counters("hss1").get("cir", 0)
        self.screen.say("   acme's contract: where a device is, as finely as its tracking area (limits.monitoring.accuracy)")
        self.act.refuse(f"monitor {METER_1} --event location --current --accuracy cell --reports 5 --ref 9",
                        "REQUESTED_RANGE_IS_NOT_ALLOWED", "location", METER_1, "--accuracy cell --reports 5")
        self.starts.append(("acme subscribes", time.time()))
        keep = f"--state {self.list}"
        for words in (f"--event location --current --reports 5 --ref {PLACE} {keep}".split(),
                      f"--event loss-of-connectivity --reports 5 --ref {LOST} {keep}".split(),
                      ["--pattern", "--stationary", "--schedule", f"daily {self.begin}-{self.end}", "--valid", "1d", "--ref",
                       str(PATTERN), *keep.split()]):
            said = self.act.scs("acme", ["monitor", METER_1, *words])
            self.screen.holds("agreed to", said.count("2001 DIAMETER_SUCCESS") == (1 if "--pattern" in words else 2))
        self.screen.say(f"   the last one is a pattern: the meter stays where it is, and speaks from {self.begin} to {self.end}"
                        " only (UTC). The IWF")
        self.screen.say("   tells the HSS, and has the network report what it needs to see whether that is kept.")
        until(lambda: len(self.events()) == OBSERVED, SETTLING)
        self.screen.check("events that the MME watches", OBSERVED, len(self.events()))
        asked = 4  # by acme, one of them refused
        self.draw(self.starts, {"CIA": asked + self.processes.counters("hss1").get("cir", 0) - before})

    # -- what happens ----------------------------------------------------------------------------------

    def happen(self):
        self.act.head("the meter is moved, speaks when it should not, and is unplugged; acme listens, and is told each time")
        server = self.act.story.servers["acme"]
        words = f"listen --duration 120s --state {self.list}"
        self.screen.say(f"   {server.where}iwf-scs {words}")
        plain = [word for word in server.command if word != "--json"]
        self.processes.start("watching", [*plain, *words.split()])
        self.processes.await_text("watching", "connected")
        starts = []
        for happening in happenings(self.begin, self.end):
            starts.append((happening.what, time.time()))
            self.screen.say()
            self.screen.say(f"   {happening.what}")
            self.command("mme1", happening.command)
            self.expect(happening)
        self.screen.say()
        self.screen.say("   how it went, from the MME to acme; its references are acme's, those of the network (*) are the IWF's:")
        sent = self.processes.counters("mme1")["rir_sent"]
        reading = self.draw(starts, {"RIA": sent + self.shown})
        self.judge(reading)

    def told(self):
        return [line for line in self.places.path("watching.out").read_text().splitlines() if line.startswith("report ")]

    def expect(self, happening):
        wanted = self.shown + len(happening.told)
        until(lambda: len(self.told()) >= wanted, SETTLING)
        # Two subscriptions are told side by side, in either order.
        lines = sorted(self.told()[self.shown:], key=reference_of)
        self.shown += len(lines)
        for line in lines:
            self.screen.wrapped(f"acme: {line}", "   ")
        for line in happening.in_words:
            self.screen.say(f"   in words: {line}")
        seen = [(reference_of(line), what) for line, (_reference, what) in zip(lines, happening.told) if what in line]
        self.screen.holds(f"told of {' and '.join(str(reference) for reference, _what in happening.told)}, nothing else",
                          seen == happening.told and len(lines) == len(happening.told))

    def judge(self, reading):
        screen = self.screen
        messages = [one for one in reading.messages if one.time >= self.began and one.name[:2] in ladder.MONITORING]
        screen.check("malformed, or unknown to tshark", [],
                     reading.faults + [f"{one.name}: {avp}" for one in messages for avp in one.unknown])
        screen.check("requests or answers alone", [], [f"{one.name} in {one.capture}.pcap frame {one.frame}"
                                                      for one in wire.pairs(messages)[1]])
        screen.check("IMSIs and internal hosts in north.pcap", [], verdict.leaks(self.places))
        screen.check("cells in north.pcap", 0, self.places.path("north.pcap").read_bytes().count(CELLS))

    # -- who pretends ----------------------------------------------------------------------------------

    def pretend(self):
        self.act.head("reports that nobody should send, each with or near acme's subscription: none reaches acme")
        ours = next(event for event in self.events() if event["type"] == 0)["reference"]
        self.by_a_server(ours)
        self.by_the_network("mme1", "the MME, with a reference that was never given out",
                            "reference: 4711", " monitoring.report_unknown ")
        self.by_the_network("hss2", "the other HSS, with the right reference; but the subscription is at hss1",
                            f"reference: {ours & 0xFFFFFFFF}", " monitoring.report_")
        self.screen.check("reports that acme got of these", 0, len(self.told()) - self.shown)

    def by_a_server(self, reference):
        self.screen.say("   volt, through its own tunnel, says it is a HSS: acme's meter has lost its connection")
        self.iwfd.mark()
        name = str((ROOT / "deploy/lab/lib/false_report.py").relative_to(ROOT))
        words = [INNER["iwf"], "3868", "iwf1.lab.example", "lab.example", "scs.volt.example", "volt.example", str(reference),
                 METER_1]
        self.screen.wrapped(f"out2: python3 {name} {' '.join(words)}", "      ")
        done = self.processes.run(self.world.lab.command("out2", ["python3", "-B", name, *words]))
        self.screen.say("   in words: a server cannot report at all, whatever it knows: that command is not one of its own.")
        self.screen.check("answer", "3001 (DIAMETER_COMMAND_UNSUPPORTED)", explained(done.stdout.strip() or done.stderr))

    def by_the_network(self, name, what, reference, logged):
        self.screen.say(f"   {what}")
        self.iwfd.mark()
        before = self.processes.counters(name).get("ria_experimental_5515", 0)
        self.command(name, f"forge {{{reference}, type: 0, device: {METER_1}, scef: iwf1.lab.example, realm: lab.example}}")
        until(lambda: self.processes.counters(name).get("ria_experimental_5515", 0) > before, SETTLING)
        self.world.quote("iwfd", self.iwfd.wait(logged))
        self.screen.check("answered 5515 (DIAMETER_ERROR_SCEF_REFERENCE_ID_UNKNOWN)", 1,
                          self.processes.counters(name).get("ria_experimental_5515", 0) - before)

    # -- the end ---------------------------------------------------------------------------------------

    def sum_up(self):
        self.act.head("what acme has had, what iwfd has counted, and the end of it")
        self.processes.end(["watching"])
        self.act.scs("acme", f"subscriptions --state {self.list}")
        status = self.processes.run([self.places.program("iwfctl"), "--socket", self.places.file("iwfd.sock"), "status"]).stdout
        self.screen.say("   iwfctl status, of it monitoring.*")
        counted = dict(re.findall(r"^monitoring\.(\w+) (\d+)$", status, re.M))
        names = ("reports", "delivered", "breaches", "reports_unknown", "reports_forged", "undelivered")
        self.screen.say("      " + "  ".join(f"{name} {counted.get(name)}" for name in names))
        self.screen.check("expectations broken, and reports refused", (2, 2),
                          (int(counted["breaches"]), int(counted["reports_unknown"]) + int(counted["reports_forged"])))
        for words in ("--all", "--pattern --all"):
            self.act.scs("acme", f"unmonitor {METER_1} {words} --state {self.list}")
        until(lambda: not self.events() and not self.events("hss1"), SETTLING)
        self.screen.check("events left at HSS and MME", 0, len(self.events()) + len(self.events("hss1")))


def reference_of(line):
    return int(re.search(r" reference=(\d+) ", line)[1])


def explained(code):
    return f"{code} (DIAMETER_COMMAND_UNSUPPORTED)" if code == "3001" else code
