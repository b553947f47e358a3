# SPDX-License-Identifier: Apache-2.0
"""What the servers do in the demo, and what must come of it."""
import json
import re
import time
from dataclasses import dataclass, field

import ladder
import wire
from places import SIMULATORS
from processes import until

SETTLING = 5.0  # s, for the last answers to be counted
IMPLIED = re.compile("connections|overload_aware|sia_.*|dta_.*|dtr")  # by what else is counted, or by the answer
METER = "meter{}@meters.acme.example"


@dataclass
class Step:
    title: str
    words: str             # of iwf-scs
    exit_status: int
    request_status: str
    report: str = "none"   # what the delivery report said
    counted: dict = field(default_factory=dict)  # by HSSs and SMS-SCs together
    server: str = "acme"


STEPS = [
    Step("trigger: the meter is awake, its report comes back",
         f"trigger {METER.format(1)} --ref 1 --wait-report 10s", 0, "SUCCESS (0)", "SUCCESS for 1",
         {"sir": 1, "dtr_trigger": 1, "accepted": 1, "delivered": 1, "drr": 1, "dra_2001": 1}),
    Step("refused: a device that the contract does not name; no HSS, no SMS-SC hears of it",
         "trigger truck1@fleet.lab.example --ref 2", 1, "INVEXTID (102)"),
    Step("recall, 1 of 2: this meter sleeps, its trigger stays pending",
         f"trigger {METER.format(2)} --ref 3", 0, "SUCCESS (0)", "none",
         {"sir": 1, "dtr_trigger": 1, "accepted": 1}),
    Step("recall, 2 of 2: the pending trigger is taken back",
         f"recall {METER.format(2)} --ref 3", 0, "SUCCESS (0)", "none",
         {"sir": 1, "dtr_recall": 1, "recalled": 1}),
    Step("replace, 1 of 2: another one that stays pending",
         f"trigger {METER.format(3)} --ref 4", 0, "SUCCESS (0)", "none",
         {"sir": 1, "dtr_trigger": 1, "accepted": 1}),
    Step("replace, 2 of 2: a new trigger in its place, which is delivered",
         f"replace {METER.format(3)} --old-ref 4 --ref 5 --wait-report 10s", 0, "SUCCESS (0)", "SUCCESS for 5",
         {"sir": 1, "dtr_replace": 1, "accepted": 1, "replaced": 1, "delivered": 1, "drr": 1, "dra_2001": 1}),
]

# action, reference, Request-Status, Delivery-Outcome, state: what is in the journal afterwards.
JOURNAL = [
    ("REQUEST", 1, "SUCCESS", "SUCCESS", "CLOSED"),
    ("REQUEST", 3, "SUCCESS", "-", "CLOSED"),
    ("RECALL", 3, "SUCCESS", "-", "CLOSED"),
    ("REQUEST", 4, "SUCCESS", "-", "CLOSED"),
    ("REPLACE", 5, "SUCCESS", "SUCCESS", "CLOSED"),
]


# Behind tunnels there are two servers more.
PROTECTED_STEPS = [
    *STEPS,
    Step("another server, another tunnel: volt triggers its charging station",
         "trigger charger1@chargers.volt.example --ref 1 --wait-report 10s", 0, "SUCCESS (0)", "SUCCESS for 1",
         {"sir": 1, "dtr_trigger": 1, "accepted": 1, "delivered": 1, "drr": 1, "dra_2001": 1}, "volt"),
    Step("the operator's own server, in a tunnel just the same: fleet triggers its truck",
         "trigger truck1@fleet.lab.example --ref 1 --wait-report 10s", 0, "SUCCESS (0)", "SUCCESS for 1",
         {"sir": 1, "dtr_trigger": 1, "accepted": 1, "delivered": 1, "drr": 1, "dra_2001": 1}, "fleet"),
]
PROTECTED_JOURNAL = [*JOURNAL, *[("REQUEST", 1, "SUCCESS", "SUCCESS", "CLOSED")] * 2]


@dataclass
class Server:
    where: str     # what is said before its commands
    command: list  # iwf-scs, as this server


class Story:
    """`servers`: name -> Server. `wired`: there are captures."""

    def __init__(self, places, processes, screen, servers, wired=True):
        self.places, self.processes, self.screen = places, processes, screen
        self.servers, self.wired = servers, wired
        self.starts = []  # (title, when)
        self.seen = {"DAR": 0, "DNR": 0}
        self.reading = None  # of the captures, the last

    def tell(self, steps, name="step "):
        for number, step in enumerate(steps, 1):
            self.play(f"{name}{number}  {step.title}", step)

    def play(self, title, step):
        screen, server = self.screen, self.servers[step.server]
        screen.head(title)
        screen.say(f"   {server.where}iwf-scs {step.words}")
        before = self.counters()
        self.starts.append((title, time.time()))
        done = self.processes.run([*server.command, *step.words.split()])
        events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        held = [screen.check("Request-Status", step.request_status, request_status(events))]
        if step.report != "none":
            held.append(screen.check("report", step.report, report(events)))
        held.append(screen.check("exit status", step.exit_status, done.returncode))
        held.append(self.check_counters(before, step.counted))
        self.seen["DAR"] += 1
        self.seen["DNR"] += step.report != "none"
        if not all(held):
            self.explain(done, events)
        if self.wired:
            self.show_ladder()

    def show_ladder(self):
        """What the captures have of the last step."""
        expected = {**self.seen, **wire.south_of(self.counters())}
        self.reading = wire.read_settled(self.places, self.processes, expected, SETTLING)
        for line in ladder.part(self.reading.messages, self.starts[-1][1]):
            self.screen.say(line)

    def check_counters(self, before, expected):
        def difference():
            now = self.counters()
            return {name: now[name] - before.get(name, 0) for name in now
                    if now[name] != before.get(name, 0) and not IMPLIED.fullmatch(name)}

        until(lambda: difference() == expected, SETTLING)
        seen = difference()
        in_order = {name: seen[name] for name in [*expected, *seen] if name in seen}
        return self.screen.check("counted by HSS and SMS-SC", expected, in_order)

    def counters(self):
        total = {}
        for name in SIMULATORS:
            for key, value in self.processes.counters(name).items():
                total[key] = total.get(key, 0) + value
        return total

    def explain(self, done, events):
        """After a failure: what the parts said last."""
        for line in done.stderr.splitlines() + [event["text"] for event in events if event["event"] == "problem"]:
            self.screen.say(f"      iwf-scs: {line}")
        for name in ("iwfd", *SIMULATORS):
            log = self.places.path(f"{name}.log")
            lines = log.read_text(errors="replace").splitlines()[-6:]
            if lines:
                self.screen.say(f"      the end of {self.places.file(f'{name}.log')}:")
            for line in lines:
                self.screen.say(f"        {line}")


def request_status(events):
    for event in events:
        if event["event"] == "confirmation":
            if "status" in event:
                return f"{event['status_name']} ({event['status']})"
            return f"none, but {event['result_name']}"
    return "no answer"


def report(events):
    found = [f"{event['outcome_name']} for {event['reference']}" for event in events if event["event"] == "report"]
    return ", ".join(found) or "none"
