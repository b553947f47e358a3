# SPDX-License-Identifier: Apache-2.0
"""The pictures and tables of run-overload. `rounds`: what Steps or Greedy found, once a round."""
import os

from greedy import GREEDY, TIMES, shares
from picture import COLOURS, Bars, Lines
from rounds import by_times, median, refused, short, spread

GOOD_AIM, RECOVERY_AIM, REFUSAL_AIM, SHARE_AIM, P99_AIM = 0.95, 2.0, 50.0, 0.99, 1.5
USERS = ("iwfd", "hss", "smsc", "load", "others")  # of processors
OTHERS_TOO_MUCH = 0.2  # processors, beyond which times say nothing, and little else
CASES = {"without a rate": "beside it", "with a rate": "beside it, its contract has a rate"}
ALONE = "without the greedy one"


def draw(found, folder):
    """Writes what there is to be drawn; the paths."""
    os.makedirs(folder, exist_ok=True)
    pictures = {}
    if "overload" in found:
        pictures["overload.svg"] = overload(found["overload"])
    if "greedy" in found:
        for part in found["greedy"][0]["parts"]:
            pictures[f"shares-{part:g}.svg"] = servers([each["parts"][part] for each in found["greedy"]], part)
    for name, text in pictures.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return [os.path.join(folder, name) for name in pictures]


def capacity_of(rounds):
    return median([each["capacity"] for each in rounds])


def held(step):
    return sum(step["unanswered"].values()) / step["seconds"]


def overload(rounds):
    capacity, steps = capacity_of(rounds), by_times(rounds)
    drawn = {"good (SUCCESS)": ("good", lambda one: one["good"]),
             "refused (109, 201, 3004)": ("refused", lambda one: one["refused"]),
             "not sent: its backlog is full": ("held", held)}
    points = {words: [(0, 0)] + [(times * capacity, median([value(one) for one in seen])) for times, seen in steps.items()]
              for words, (_colour, value) in drawn.items()}
    lines = Lines("Answers against offered load", "one server, triggers through iwfd, HSS and SMS-SC simulated",
                  "answers a second", max(capacity, *(y for each in points.values() for _x, y in each)),
                  "triggers offered a second (and as a multiple of the capacity)",
                  {times * capacity: f"{times * capacity:.0f} ({times:g}x)" for times in steps if times != 1.5})
    lines.level(capacity)
    for words, (colour, _value) in drawn.items():
        lines.line(words, COLOURS[colour], points[words])
    lines.legend(f"capacity, {capacity:.0f}", COLOURS["quiet"], "6 4")
    return lines.svg()


def good(rounds):
    """Good answers a second of each server; of the greedy one none, when it is not there."""
    values = [median([each[place]["good"] for each in rounds]) for place in range(len(rounds[0]))]
    return values + [0.0] * (GREEDY + 1 - len(values))


def servers(rounds, part):
    names = [str(n) for n in range(1, GREEDY + 1)] + ["greedy"]
    colours = {"without a rate": COLOURS["good"], "with a rate": COLOURS["held"]}
    all_of = lambda case, whose: [each["cases"][case][whose] for each in rounds]
    first = next(iter(colours))
    series = [(ALONE, [COLOURS["before"]] * GREEDY + [COLOURS["refused"]], good(all_of(first, "alone")))]
    series += [(CASES[case], [colour] * GREEDY + [COLOURS["refused"]], good(all_of(case, "servers"))) for case, colour in colours.items()]
    rate = median([each["rate"] for each in rounds])
    bars = Bars("Good answers of each server, beside one that sends ten times as much",
                f"honest: {rate:.0f} triggers a second each, {part:g} of the capacity together; greedy: {TIMES * rate:.0f}",
                "good answers a second", max(max(values) for _words, _colours, values in series), "server")
    bars.bars(names, series)
    for words, own, _values in series:
        bars.legend(words, own[0])
    bars.legend("greedy", COLOURS["refused"])
    return bars.svg()


def table(rows):
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join("   ".join(cell.rjust(width) for cell, width in zip(row, widths)) for row in rows)


def steps_table(rounds):
    rows = [["offered", "a second", "good", "can be had", "ratio", "p50 ms", "p99 ms", "refused a second", "p50 ms", "p99 ms",
             "which, a round (p50 / p99 ms)", "not sent a second", "normal after s", "CPU iwfd", "twin", "HSS", "SMS-SC", "load", "others", "short"]]
    for times, seen in by_times(rounds).items():
        all_of = lambda value: [value(one) for one in seen]
        rows.append([f"{times:g}x", *(spread(all_of(lambda one: one[key]), 0) for key in ("offered", "good", "can_be_had")),
                     spread(all_of(lambda one: one["ratio"]), 2),
                     *(spread(all_of(lambda one: one["good_ms"].get(key, 0)), 0) for key in ("p50", "p99")),
                     spread(all_of(lambda one: one["refused"]), 0),
                     *(spread(all_of(lambda one: one["refusal_ms"].get(key, 0)), 0) for key in ("p50", "p99")), refused(all_of(lambda one: one["refusals"]), len(seen)),
                     spread(all_of(held), 0), spread(all_of(lambda one: one["normal_after"]), 1),
                     *(f"{median(all_of(lambda one: one['processors'][name])):.2f}" for name in (USERS[0], "twin", *USERS[1:])),
                     short(seen)])
    return table(rows)


def greedy_table(rounds):
    rows = [["honest", "", "offered", "good, of all honest", "share least", "median", "p99 ms", "ratio median", "most", "refused, of all (p50 / p99 ms)",
             "greedy offered", "good", "refused (p50 / p99 ms)", "CPU iwfd", "twin", "HSS", "SMS-SC", "load", "others", "short"]]
    for part in rounds[0]["parts"]:
        for case in rounds[0]["parts"][part]["cases"]:
            seen = [each["parts"][part]["cases"][case] for each in rounds]
            rows += [alone_row(part, seen), greedy_row(part, case, seen)]
    return table(rows)


def honest_cells(part, words, servers, compared):
    """`servers`: of each round; `compared`: cells."""
    of_all = lambda key: spread([sum(one[key] for one in each) for each in servers], 0)
    share, p99 = compared
    return [f"{part:g}", words, of_all("offered"), of_all("good"), *share,
            spread([median([one["p99"] for one in each]) for each in servers], 0), *p99,
            refused([one["refusals"] for each in servers for one in each], len(servers))]


def alone_row(part, seen):
    nothing = (["-"] * 2, ["-"] * 2)
    return honest_cells(part, ALONE, [one["alone"] for one in seen], nothing) + ["-"] * 3 + [""] * (len(USERS) + 2)


def greedy_row(part, case, seen):
    kept, greedy = [shares(one) for one in seen], [one["servers"][GREEDY] for one in seen]
    compared = [[spread([pick(each[name]) for each in kept], digits) for pick in picks]
                for name, digits, picks in (("share", 3, (min, median)), ("p99", 2, (median, max)))]
    return [*honest_cells(part, CASES[case], [one["servers"][:GREEDY] for one in seen], compared),
            *(spread([one[key] for one in greedy], 0) for key in ("offered", "good")),
            refused([one["refusals"] for one in greedy], len(seen)),
            *(f"{median([one['processors'][name] for one in seen]):.2f}" for name in (USERS[0], "twin", *USERS[1:])), short(seen)]


def verdict(found):
    """A line an aim; what is judged are ratios within a round, by their median."""
    lines = []
    if "overload" in found:
        lines.append(f"twins, both under a closed loop: one has {spread([each['alike'] for each in found['overload']], 3)} of the other's good answers")
    for times, seen in by_times(found.get("overload", [])).items():
        if times < 2:
            continue
        refusals = [one["refusal_ms"].get("p99", 0.0) for one in seen]
        lines += [aim(f"{times:g}x: good answers at least {GOOD_AIM} of what can be had", [one["ratio"] for one in seen],
                      lambda ratio: ratio >= GOOD_AIM),
                  aim(f"{times:g}x: refusals p99 at most {REFUSAL_AIM:.0f} ms", refusals, lambda ms: ms <= REFUSAL_AIM),
                  aim(f"{times:g}x: normal in under {RECOVERY_AIM:.0f} s", [one["normal_after"] for one in seen],
                      lambda after: after is not None and after < RECOVERY_AIM)]
    for part in found["greedy"][0]["parts"] if found.get("greedy") else []:
        for case in CASES:
            kept = [shares(each["parts"][part]["cases"][case]) for each in found["greedy"]]
            what = f"greedy {case}, others {part:g}"
            lines += [aim(f"{what}: least share of the honest at least {SHARE_AIM}", [min(each["share"]) for each in kept],
                          lambda share: share >= SHARE_AIM),
                      aim(f"{what}: p99 at most {P99_AIM} of that without it (worst server)", [max(each["p99"]) for each in kept],
                          lambda ratio: ratio <= P99_AIM)]
    return "\n".join(lines + disturbance(found))


def disturbance(found):
    """A line, if there was any."""
    seen = [step["processors"] for each in found.get("overload", []) for step in each["steps"]]
    seen += [case["processors"] for each in found.get("greedy", []) for part in each["parts"].values()
             for case in part["cases"].values()]
    most = max(one["others"] for one in seen)
    return [f"not to be judged: other work of this machine took up to {most:.1f} processors"] if most > OTHERS_TOO_MUCH else []


def aim(what, seen, is_met):
    return f"aim {what}: {spread(seen, 3)}, {'met' if is_met(median(seen)) else 'missed'}"
