# SPDX-License-Identifier: Apache-2.0
"""L5: nineteen honest servers at a fixed rate, and one that sends ten times as much."""
import contextlib
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
    """What twenty servers can have together is found first: it is less than one alone can have. The nineteen also run
    without the greedy one, at the same time, in a twin: what a processor of this machine does changes too much from one
    minute to the next to be compared with a minute before."""
    CASES = ("without a rate", "with a rate")
    PART_OF_SHARE = 0.6  # two times twenty loads need most of two processors, however little they ask

    def __init__(self, options, share):
        self.options = options
        self.share = share
        self.seconds = max(1.0, options.seconds / 3)
        self.rate = 0.0

    def run(self):
        capacity = self.capacity()
        return {"capacity": capacity, "seconds": self.seconds, "bound": self.share.words,
                "parts": {part: self.of_part(part, capacity) for part in self.options.honest}}

    def of_part(self, part, capacity):
        self.rate = max(1.0, part * capacity / GREEDY)
        cases = {}
        for case in self.CASES:
            cases[case] = self.case(case)
            good, alone = (sum(one["good"] for one in cases[case][whose][:GREEDY]) for whose in ("servers", "alone"))
            print(f"greedy: {part:g} of the capacity, {case}: the honest ones got {good:.0f} good answers a second, "
                  f"{alone:.0f} without the greedy one", file=sys.stderr, flush=True)
        return {"rate": self.rate, "cases": cases}

    @contextlib.contextmanager
    def worlds(self, terms=None):
        """One, and its twin. `terms`: of each contract, beyond the usual."""
        made = lambda name: World(self.options, self.share, SERVERS, terms, name, crowded=True)
        with made("iwfd") as world, made("twin") as twin:
            for each in (world, twin):
                each.start()
            yield world, twin

    def capacity(self):
        """Of one of them, by what arrives at the SMS-SCs while all are there."""
        with self.worlds() as worlds:
            seconds = max(1.0, self.seconds / 4)
            loads = [world.load("--timeline", "--window", str(WINDOW), "--duration", f"{round((seconds + STARTING) * 1000)}ms",
                                server=place) for place in range(SERVERS) for world in worlds]
            for load in loads:
                World.await_begin(load)
            arrived = lambda: sum(world.smsc.count("dtr") for world in worlds) / len(worlds)
            before, begun = arrived(), time.monotonic()
            World.await_end(loads[0], seconds)
            return (arrived() - before) / (time.monotonic() - begun)

    def terms(self, case):
        """Of each contract: the greedy one may be held to the rate of the others."""
        if case != "with a rate":
            return [{}] * SERVERS
        rate = round(self.rate)
        return [{}] * GREEDY + [{"rates": {"requests": {"rate": f"{rate}/s", "burst": rate}}}]

    def case(self, case):
        """The greedy one begins before all others, and ends after them."""
        with self.worlds(self.terms(case)) as (world, twin):
            greedy = self.load(world, GREEDY, TIMES * self.rate, self.seconds + STARTING)
            world.await_begin(greedy)
            honest = [[self.load(each, place, self.rate, self.seconds) for each in (world, twin)] for place in range(GREEDY)]
            world.await_begin(honest[0][0])
            meter = Meter(world, twin)
            meter.mark()
            world.await_end(honest[0][0], self.seconds)
            used = meter.used()
            servers, alone = ([self.of_a_server(each.result(process, self.seconds + 60)) for process in own]
                              for each, own in zip((world, twin), zip(*honest)))
            greedy.popen.send_signal(signal.SIGINT)
            servers.append(self.of_a_server(world.result(greedy, PATIENCE)))
            return {"servers": servers, "alone": alone, "processors": used, "short_of": meter.short_of(used)}

    @staticmethod
    def load(world, place, rate, seconds):
        return world.load("--timeline", "--rate", f"{rate:.2f}", "--duration", f"{round(seconds * 1000)}ms", server=place)

    @staticmethod
    def of_a_server(found):
        """`good`: of all that it sent, as the load is over for all at once."""
        return {"offered": found["sent"] / found["seconds"], "good": found["confirmed"] / found["seconds"],
                "p99": found["answers_ms"].get(GOOD, {}).get("p99", 0.0), "refusals": refusals(found),
                "unanswered": found["unanswered"]}


def shares(case):
    """What of its good answers without the greedy one each honest server has, and how much longer its p99 is."""
    pairs = list(zip(case["servers"], case["alone"]))
    return {"share": [one["good"] / alone["good"] for one, alone in pairs],
            "p99": [one["p99"] / alone["p99"] for one, alone in pairs]}
