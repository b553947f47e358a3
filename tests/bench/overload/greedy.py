# SPDX-License-Identifier: Apache-2.0
"""L5: nineteen honest servers at a fixed rate, and one that sends ten times as much."""
import signal
import sys
import time

from world import GOOD, PATIENCE, Meter, World, refusals

SERVERS = 20
GREEDY = SERVERS - 1  # its place
TIMES = 10
STARTING = 60         # s, that all loads may take to begin
WINDOW = 10           # triggers under way of each, when the capacity is looked for


class Greedy:
    """What twenty servers can have together is found first: it is less than one alone can have."""
    CASES = ("absent", "without a rate", "with a rate")

    def __init__(self, options):
        self.options = options
        self.seconds = max(1.0, options.seconds / 3)
        self.rate = 0.0

    def run(self):
        capacity = self.capacity()
        return {"capacity": capacity, "seconds": self.seconds,
                "parts": {part: self.of_part(part, capacity) for part in self.options.honest}}

    def of_part(self, part, capacity):
        self.rate = max(1.0, part * capacity / GREEDY)
        cases = {}
        for case in self.CASES:
            cases[case] = self.case(case)
            good = sum(one["good"] for one in cases[case]["servers"][:GREEDY])
            print(f"greedy: {part:g} of the capacity, {case}: the honest ones got {good:.0f} good answers a second",
                  file=sys.stderr, flush=True)
        return {"rate": self.rate, "cases": cases}

    def capacity(self):
        """By what arrives at the SMS-SC while all are there."""
        with World(self.options, SERVERS) as world:
            world.start()
            seconds = max(1.0, self.seconds / 4)
            loads = [world.load("--timeline", "--window", str(WINDOW), "--duration", f"{round((seconds + STARTING) * 1000)}ms",
                                server=place) for place in range(SERVERS)]
            for load in loads:
                world.await_begin(load)
            before, begun = world.smsc.count("dtr"), time.monotonic()
            world.await_end(loads[0], seconds)
            return (world.smsc.count("dtr") - before) / (time.monotonic() - begun)

    def terms(self, case):
        """Of each contract, beyond the usual: the greedy one may be held to the rate of the others."""
        if case != "with a rate":
            return [{}] * SERVERS
        rate = round(self.rate)
        return [{}] * GREEDY + [{"rates": {"requests": {"rate": f"{rate}/s", "burst": rate}}}]

    def case(self, case):
        """The greedy one begins before all others, and ends after them."""
        with World(self.options, SERVERS, self.terms(case)) as world:
            world.start()
            greedy = [] if case == "absent" else [self.load(world, GREEDY, TIMES * self.rate, self.seconds + STARTING)]
            for load in greedy:
                world.await_begin(load)
            honest = [self.load(world, place, self.rate, self.seconds) for place in range(GREEDY)]
            world.await_begin(honest[0])
            meter = Meter(world)
            meter.mark()
            world.await_end(honest[0], self.seconds)
            used = meter.used()
            results = [world.result(process, self.seconds + 60) for process in honest]
            for load in greedy:
                load.popen.send_signal(signal.SIGINT)
                results.append(world.result(load, PATIENCE))
            return {"servers": [self.of_a_server(one) for one in results], "processors": used,
                    "short_of": meter.short_of(used)}

    @staticmethod
    def load(world, place, rate, seconds):
        return world.load("--timeline", "--rate", f"{rate:.2f}", "--duration", f"{round(seconds * 1000)}ms", server=place)

    @staticmethod
    def of_a_server(found):
        """`good`: of all that it sent, as the load is over for all at once."""
        return {"offered": found["sent"] / found["seconds"], "good": found["confirmed"] / found["seconds"],
                "p99": found["answers_ms"].get(GOOD, {}).get("p99", 0.0), "refusals": refusals(found),
                "unanswered": found["unanswered"]}


def shares(found):
    """Case -> of one part: what of its good answers without the greedy one each honest server has kept, and by how much its p99 grew."""
    alone = found["cases"]["absent"]["servers"]
    kept = {}
    for case, seen in found["cases"].items():
        if case != "absent":
            pairs = list(zip(seen["servers"][:GREEDY], alone))
            kept[case] = {"share": [one["good"] / before["good"] for one, before in pairs],
                          "p99": [one["p99"] / before["p99"] for one, before in pairs]}
    return kept
