# SPDX-License-Identifier: Apache-2.0
"""L4: one server offers parts and multiples of the capacity that was found in the same run.

How much a processor of this machine does in a second changes by a third from one second to the next, whoever else is on its
host. So what a step could have had is what a twin has at the same time: the same programs with the same share of the same
processor, under a closed loop. One process may be a twentieth quicker than another of the same program as long as it lives, so
each step is run twice: the two change places."""
import contextlib
import sys

from world import GOOD, Meter, World, answers_a_second, refusals

RAMP = (50, 100, 200, 400)   # triggers under way; the best of them is the closed loop
USUAL = 200                  # of the twin meanwhile
LONG, SHORT = (2, 4), (0.5, 1, 1.5, 3)
AFTER = 0.5                  # of the capacity, when a step is over
IN_A_ROW = 5                 # tenths of a second that make it normal again
PATIENCE = 10                # s, of the load for one answer


class Steps:
    """`seconds`: of the long steps; the short ones take a sixth, at least 0.5 s."""
    PART_OF_SHARE = 1

    def __init__(self, options, share):
        self.options = options
        self.share = share
        self.seconds = options.seconds
        self.short = max(0.5, options.seconds / 6)
        self.after = max(0.5, min(8.0, options.seconds / 2))
        self.world = self.twin = self.meter = None
        self.capacity = 0.0
        self.closed = ()  # words of the closed loop with the most good answers

    def run(self):
        with contextlib.ExitStack() as stack:
            worlds = [stack.enter_context(World(self.options, self.share, name=name)) for name in ("iwfd", "twin")]
            for world in worlds:
                world.start()
            self.world, self.twin = worlds
            self.meter = Meter(*worlds)
            return self.of_both()

    def of_both(self):
        windows = {window: ("--window", str(window)) for window in RAMP}
        self.closed = windows[USUAL]
        self.loads(self.closed, 1.0)  # warm
        ramp = {window: self.loads(words, self.short / 2) for window, words in windows.items()}
        best = max(ramp, key=lambda window: ramp[window]["good"] / ramp[window]["can_be_had"])
        self.closed = windows[best]
        alike = self.loads(self.closed, 2 * self.short)
        capacity = (alike["good"] + alike["can_be_had"]) / 2  # and not the best few seconds of the ramp
        tell(f"capacity {capacity:.0f} a second, with {best} under way")
        self.capacity = capacity
        steps = [self.step(times) for times in sorted((*SHORT, *LONG)) for _place in self.places()]
        return {"capacity": capacity, "alike": alike["good"] / alike["can_be_had"], "ramp": list(ramp.values()),
                "steps": steps, "bound": self.share.words}

    def places(self):
        for place in range(2):
            yield place
            self.world, self.twin = self.twin, self.world

    def step(self, times):
        """Of what the twin has just before."""
        seconds = self.seconds if times in LONG else self.short
        rate = lambda factor: f"{factor * self.capacity:.0f}"
        calm = self.loads(("--rate", rate(AFTER)), max(1.0, self.short / 2))
        self.capacity = calm["can_be_had"]
        normal_ms = max(calm["timeline"]["slowest_ms"], default=0.0)
        found = self.loads(("--rate", rate(times), "--then", f"{rate(AFTER)}:{time(self.after)}"), seconds, self.after)
        found |= {"times": times, "seconds": seconds,
                  "ratio": found["good"] / min(found["can_be_had"], times * self.capacity),
                  "normal_ms": normal_ms, "normal_after": time_to_normal(found, seconds, normal_ms)}
        tell(f"{times} x: {found['good']:.0f} good a second, {found['ratio']:.2f} of what can be had")
        return found

    def loads(self, words, seconds, after=0.0):
        """The load of these words, beside the twin's closed loop. The rates are those of the first `seconds`."""
        self.meter.mark()
        process = self.world.load("--timeline", "--timeout", f"{PATIENCE}s", *words, "--duration", time(seconds))
        beside = self.twin.load("--timeline", "--timeout", f"{PATIENCE}s", *self.closed, "--duration", time(seconds + after))
        self.world.await_end(process, seconds)
        used = self.meter.used()
        short = self.meter.short_of(used)
        used |= {"iwfd": used[self.world.name], "twin": used[self.twin.name]}
        found, had = (World.result(each, 2 * seconds + 60) for each in (process, beside))
        timeline = found["timeline"]
        return {
            **{name: answers_a_second(timeline, kind, seconds)
               for name, kind in (("offered", "due"), ("good", "confirmed"), ("refused", "refused"))},
            "can_be_had": answers_a_second(had["timeline"], "confirmed", seconds),
            "unanswered": {name: count for name, count in found["answers"].items() if name not in found["answers_ms"]},
            "good_ms": found["answers_ms"].get(GOOD, {}), "refusals": refusals(found),
            "refusal_ms": found["refusal_ms"], "processors": used,
            "short_of": short, "timeline": timeline,
        }


def time_to_normal(step, seconds, normal_ms):
    """s, from the end of the load to five tenths in a row in which all that were due were served, none slower than
    the slowest at half of the capacity before. None: it did not come."""
    timeline = step["timeline"]
    first = round(seconds * 1000 / timeline["step_ms"])
    tenths = list(zip(timeline["due"], timeline["served"], timeline["slowest_ms"]))[first:]
    fine = [0 < due == served and slowest <= normal_ms for due, served, slowest in tenths]
    for place in range(len(fine) - IN_A_ROW + 1):
        if all(fine[place:place + IN_A_ROW]):
            return place * timeline["step_ms"] / 1000
    return None


def time(seconds):
    return f"{round(seconds * 1000)}ms"


def tell(text):
    print(f"steps: {text}", file=sys.stderr, flush=True)
