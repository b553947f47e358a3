# SPDX-License-Identifier: Apache-2.0
"""L5: nineteen honest servers at a fixed rate, and one that sends ten times as much."""
import sys

from world import GOOD, World, refusals

SERVERS = 20
GREEDY = SERVERS - 1  # its place
TIMES = 10
WINDOW = 10           # triggers under way of each, when the capacity is looked for
PART = 0.5            # of the capacity, that all honest ones together offer: at rates of their own it is less than in a closed loop


class Greedy:
    """What twenty servers can have together is found first: it is less than one alone can have."""
    CASES = ("absent", "without a rate", "with a rate")

    def __init__(self, options):
        self.options = options
        self.seconds = max(1.0, options.seconds / 3)
        self.rate = 0.0

    def run(self):
        found = {}
        capacity = self.capacity()
        self.rate = max(1.0, PART * capacity / GREEDY)
        for case in self.CASES:
            found[case] = self.case(case)
            good = sum(one["good"] for one in found[case]["servers"][:GREEDY])
            print(f"greedy: {case}: the honest ones got {good:.0f} good answers a second", file=sys.stderr, flush=True)
        return {"capacity": capacity, "rate": self.rate, "seconds": self.seconds, "cases": found}

    def capacity(self):
        with World(self.options.bin, SERVERS, not self.options.together) as world:
            world.start()
            seconds = max(1.0, self.seconds / 4)
            loads = [world.load("--timeline", "--window", str(WINDOW), "--duration", f"{round(seconds * 1000)}ms", server=n)
                     for n in range(SERVERS)]
            return sum(one["confirmed"] / one["seconds"] for one in [world.result(load, seconds + 60) for load in loads])

    def terms(self, case):
        """Of each contract, beyond the usual: the greedy one may be held to the rate of the others."""
        if case != "with a rate":
            return [{}] * SERVERS
        rate = round(self.rate)
        return [{}] * GREEDY + [{"rates": {"requests": {"rate": f"{rate}/s", "burst": rate}}}]

    def case(self, case):
        servers = GREEDY if case == "absent" else SERVERS
        with World(self.options.bin, SERVERS, not self.options.together, self.terms(case)) as world:
            world.start()
            world.mark()
            loads = [world.load("--timeline", "--rate", f"{self.rate * (TIMES if n == GREEDY else 1):.2f}",
                                "--duration", f"{round(self.seconds * 1000)}ms", server=n) for n in range(servers)]
            results = [world.result(process, self.seconds + 60) for process in loads]
            used = world.used(self.seconds)
            return {"servers": [self.of_a_server(one) for one in results], "processors": used,
                    "short_of": world.short_of(used)}

    @staticmethod
    def of_a_server(found):
        """`good`: of all that it sent, as the load is over for all at once."""
        return {"offered": found["sent"] / found["seconds"], "good": found["confirmed"] / found["seconds"],
                "p99": found["answers_ms"].get(GOOD, {}).get("p99", 0.0), "refusals": refusals(found),
                "unanswered": found["unanswered"]}


def shares(found):
    """Case -> what of its good answers without the greedy one each honest server has kept, and by how much its p99 grew."""
    alone = found["cases"]["absent"]["servers"]
    kept = {}
    for case, seen in found["cases"].items():
        if case != "absent":
            pairs = list(zip(seen["servers"][:GREEDY], alone))
            kept[case] = {"share": [one["good"] / before["good"] for one, before in pairs],
                          "p99": [one["p99"] / before["p99"] for one, before in pairs]}
    return kept
