# SPDX-License-Identifier: Apache-2.0
"""The pictures and tables of run-overload."""
import os

from greedy import GREEDY, TIMES, shares
from picture import COLOURS, Bars, Lines

GOOD_AIM, RECOVERY_AIM, REFUSAL_AIM, SHARE_AIM, P99_AIM = 0.95, 2.0, 50.0, 0.99, 1.5
CASES = {"absent": "without the greedy one", "without a rate": "beside it", "with a rate": "beside it, its contract has a rate"}


def draw(found, folder):
    """Writes what there is to be drawn; the paths."""
    os.makedirs(folder, exist_ok=True)
    pictures = {}
    if "overload" in found:
        pictures["overload.svg"] = overload(found["overload"])
    if "greedy" in found:
        pictures["shares.svg"] = servers(found["greedy"])
    for name, text in pictures.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return [os.path.join(folder, name) for name in pictures]


def overload(found):
    capacity, steps = found["capacity"], sorted(found["steps"], key=lambda one: one["offered"])
    held = lambda one: sum(one["unanswered"].values()) / one["seconds"]
    most = max(max(one["good"], one["refused"], held(one)) for one in steps)
    lines = Lines("Answers against offered load", "one server, triggers through iwfd, HSS and SMS-SC simulated",
                  "answers a second", max(most, capacity), "triggers offered a second (and as a multiple of the capacity)",
                  {one["times"] * capacity: f"{one['times'] * capacity:.0f} ({one['times']:g}x)" for one in steps
                   if one["times"] not in (1.5,)})
    lines.level(capacity)
    points = lambda value: [(0, 0)] + [(one["times"] * capacity, value(one)) for one in steps]
    lines.line("good (SUCCESS)", COLOURS["good"], points(lambda one: one["good"]))
    lines.line("refused (109, 201, 3004)", COLOURS["refused"], points(lambda one: one["refused"]))
    lines.line("not sent: too much waits in the server", COLOURS["held"], points(held))
    lines.legend(f"capacity, {capacity:.0f}", COLOURS["quiet"], "6 4")
    return lines.svg()


def servers(found):
    cases = found["cases"]
    names = [str(n) for n in range(1, GREEDY + 1)] + ["greedy"]
    colours = {"absent": COLOURS["before"], "without a rate": COLOURS["good"], "with a rate": COLOURS["held"]}
    series = []
    for case, seen in cases.items():
        values = [one["good"] for one in seen["servers"]]
        values += [0.0] * (GREEDY + 1 - len(values))
        series.append((CASES[case], [colours[case]] * GREEDY + [COLOURS["refused"]], values))
    bars = Bars("Good answers of each server, beside one that sends ten times as much",
                f"honest: {found['rate']:.0f} triggers a second each; greedy: {TIMES * found['rate']:.0f}",
                "good answers a second", max(max(values) for _words, _colours, values in series), "server")
    bars.bars(names, series)
    for words, own, _values in series:
        bars.legend(words, own[0])
    bars.legend("greedy", COLOURS["refused"])
    return bars.svg()


def table(rows):
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join("   ".join(cell.rjust(width) for cell, width in zip(row, widths)) for row in rows)


def refused(one):
    return ", ".join(f"{code}: {seen['count']} ({seen['p50']:.0f} / {seen['p99']:.0f})"
                     for code, seen in sorted(one["refusals"].items())) or "-"


def normal(one):
    return "never" if one["normal_after"] is None else f"{one['normal_after']:.1f}"


def steps_table(found):
    rows = [["offered", "a second", "good", "can be had", "ratio", "per CPU", "p50 ms", "p99 ms", "refused a second",
             "which (p50 / p99 ms)", "not answered", "normal after s", "CPU iwfd", "HSS", "SMS-SC", "load", "short"]]
    for one in found["steps"]:
        times, used = one["good_ms"], one["processors"]
        rows.append([f"{one['times']:g}x", f"{one['offered']:.0f}", f"{one['good']:.0f}", f"{one['capacity']:.0f}", f"{one['ratio']:.2f}", f"{one['cpu_ratio']:.2f}",
                     f"{times.get('p50', 0):.1f}", f"{times.get('p99', 0):.1f}", f"{one['refused']:.0f}", refused(one),
                     str(sum(one["unanswered"].values())), normal(one),
                     *(f"{used[name]:.2f}" for name in ("iwfd", "hss", "smsc", "load")), one["short_of"]])
    return table(rows)


def greedy_table(found):
    kept = shares(found)
    rows = [["", "good, of all honest", "share least", "median", "p99 ratio median", "most", "greedy offered", "good",
             "refused (p50 / p99 ms)", "CPU iwfd", "load", "short"]]
    for case, seen in found["cases"].items():
        honest, used = seen["servers"][:GREEDY], seen["processors"]
        share, p99 = (sorted(kept[case][name]) for name in ("share", "p99")) if case in kept else ([1.0], [1.0])
        other = seen["servers"][GREEDY] if len(seen["servers"]) > GREEDY else None
        rows.append([CASES[case], f"{sum(one['good'] for one in honest):.0f}", f"{share[0]:.3f}",
                     f"{share[len(share) // 2]:.3f}", f"{p99[len(p99) // 2]:.2f}", f"{p99[-1]:.2f}",
                     *((f"{other['offered']:.0f}", f"{other['good']:.0f}", refused(other)) if other else ("-", "-", "-")),
                     f"{used['iwfd']:.2f}", f"{used['load']:.2f}", seen["short_of"]])
    return table(rows)


def verdict(found):
    """A line an aim; what is judged are ratios within this run."""
    lines = []
    for one in found.get("overload", {"steps": []})["steps"]:
        if one["times"] < 2:
            continue
        worst = max([seen["p99"] for seen in one["refusals"].values()], default=0.0)
        lines += [aim(f"{one['times']:g}x: good answers at least {GOOD_AIM} of what can be had", one["ratio"], one["ratio"] >= GOOD_AIM),
                  aim(f"{one['times']:g}x: refusals p99 at most {REFUSAL_AIM:.0f} ms", worst, worst <= REFUSAL_AIM),
                  aim(f"{one['times']:g}x: normal in under {RECOVERY_AIM:.0f} s", one["normal_after"],
                      one["normal_after"] is not None and one["normal_after"] < RECOVERY_AIM)]
    for case, kept in (shares(found["greedy"]) if "greedy" in found else {}).items():
        lines += [aim(f"greedy {case}: least share of the honest at least {SHARE_AIM}", min(kept["share"]), min(kept["share"]) >= SHARE_AIM),
                  aim(f"greedy {case}: p99 at most {P99_AIM} of that without it (worst server)", max(kept["p99"]), max(kept["p99"]) <= P99_AIM)]
    return "\n".join(lines)


def aim(what, seen, is_met):
    return f"aim {what}: {'-' if seen is None else f'{seen:.3g}'}, {'met' if is_met else 'missed'}"
