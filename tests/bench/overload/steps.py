# SPDX-License-Identifier: Apache-2.0
"""L4: one server offers parts and multiples of the capacity that was found in the same run.

A trigger costs more the more of them are remembered, for the processor's caches: a third more from none to 300,000. So what a
step could have had is measured just before and just after it, and what is normal just before it."""
import sys

from world import GOOD, World, answers_a_second, refusals

RAMP = (50, 100, 200, 400)   # triggers under way; the best of them is the capacity
LONG, SHORT = (2, 4), (0.5, 1, 1.5, 3)
AFTER = 0.5                  # of the capacity, when a step is over
IN_A_ROW = 5                 # tenths of a second that make it normal again
PATIENCE = 10                # s, of the load for one answer


class Steps:
    """`seconds`: of the long steps; the short ones take a sixth, at least 0.5 s."""

    def __init__(self, options):
        self.options = options
        self.seconds = options.seconds
        self.short = max(0.5, options.seconds / 6)
        self.after = max(0.5, min(8.0, options.seconds / 2))

    def run(self):
        with World(self.options) as world:
            world.start()
            self.of_a_step(world, 1.0, "--window", str(RAMP[0]), "--duration", "1s")  # warm
            ramp = [self.of_a_step(world, self.short / 2, "--window", str(window), "--duration", time(self.short / 2))
                    for window in RAMP]
            capacity = max(one["good"] for one in ramp)
            tell(f"capacity {capacity:.0f} a second")
            window = max(zip(ramp, RAMP), key=lambda pair: pair[0]["good"])[1]
            steps, before = [], self.beside(world, window, capacity)
            for times in sorted((*SHORT, *LONG)):
                step = self.step(world, capacity, times, self.seconds if times in LONG else self.short)
                after = self.beside(world, window, capacity)
                own = (before["good"] + after["good"]) / 2
                step |= {"capacity": own, "ratio": step["good"] / min(own, times * capacity),
                         "normal_ms": before["normal_ms"], "normal_after": time_to_normal(step, before["normal_ms"]),
                         "cpu_ratio": 2 * per_cpu(step) / (per_cpu(before) + per_cpu(after))}
                steps.append(step)
                before = after
                tell(f"{times} x: {step['good']:.0f} good a second, {step['ratio']:.2f} of what can be had")
            return {"capacity": capacity, "ramp": ramp, "steps": steps, "room": world.room()}

    def beside(self, world, window, capacity):
        """What can be had at this moment, and the slowest answer at half of the capacity."""
        half = max(1.0, self.short / 2)
        found = self.of_a_step(world, self.short, "--window", str(window), "--duration", time(self.short))
        calm = self.of_a_step(world, half, "--rate", f"{AFTER * capacity:.0f}", "--duration", time(half))
        return found | {"normal_ms": max(calm["timeline"]["slowest_ms"], default=0.0)}

    def step(self, world, capacity, times, seconds):
        found = self.of_a_step(world, seconds, "--rate", f"{times * capacity:.0f}", "--duration", time(seconds),
                               "--then", f"{AFTER * capacity:.0f}:{time(self.after)}")
        return {"times": times, "seconds": seconds, **found}

    def of_a_step(self, world, seconds, *words):
        world.mark()
        process = world.load("--timeline", "--timeout", f"{PATIENCE}s", *words)
        world.await_end(process, seconds)
        used = world.used()
        found = world.result(process, 2 * self.seconds + 60)
        timeline = found["timeline"]
        good, refused = (answers_a_second(timeline, kind, seconds) for kind in ("confirmed", "refused"))
        offered = answers_a_second(timeline, "due", seconds)
        return {
            "offered": offered, "good": good, "refused": refused,
            "unanswered": {name: count for name, count in found["answers"].items() if name not in found["answers_ms"]},
            "good_ms": found["answers_ms"].get(GOOD, {}), "refusals": refusals(found), "processors": used,
            "short_of": world.short_of(used), "timeline": timeline,
        }


def time_to_normal(step, normal_ms):
    """s, from the end of the load to five tenths in a row in which all that were due were served, none slower than
    the slowest at half of the capacity before. None: it did not come."""
    timeline = step["timeline"]
    first = round(step["seconds"] * 1000 / timeline["step_ms"])
    tenths = list(zip(timeline["due"], timeline["served"], timeline["slowest_ms"]))[first:]
    fine = [0 < due == served and slowest <= normal_ms for due, served, slowest in tenths]
    for place in range(len(fine) - IN_A_ROW + 1):
        if all(fine[place:place + IN_A_ROW]):
            return place * timeline["step_ms"] / 1000
    return None


def per_cpu(step):
    """Good answers for each second of iwfd's CPU: what others on this machine took does not show."""
    return step["good"] / max(step["processors"]["iwfd"], 0.01)


def time(seconds):
    return f"{round(seconds * 1000)}ms"


def tell(text):
    print(f"steps: {text}", file=sys.stderr, flush=True)
