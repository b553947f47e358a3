# SPDX-License-Identifier: Apache-2.0
"""Several rounds as one: the median of what was seen, and its range."""


def ordered(values):
    """None, which is never, after all numbers."""
    return sorted(values, key=lambda value: float("inf") if value is None else value)


def median(values):
    """Of an even number the mean of the two in the middle: of two steps, between which the twins have changed places,
    neither counts for more. None when one of them is."""
    order = ordered(values)
    middle = order[(len(order) - 1) // 2:len(order) // 2 + 1]
    return None if None in middle else sum(middle) / len(middle)


def spread(values, digits):
    """`median (least - most)`."""
    text = lambda value: "never" if value is None else f"{value:.{digits}f}"
    order = ordered(values)
    return text(median(values)) + (f" ({text(order[0])} - {text(order[-1])})" if len(order) > 1 else "")


def by_times(rounds):
    """Multiple of the capacity -> that step in each round."""
    found = {}
    for each in rounds:
        for step in each["steps"]:
            found.setdefault(step["times"], []).append(step)
    return dict(sorted(found.items()))


def short(seen):
    """Who was short of processors, in any of them."""
    return ", ".join(sorted({one["short_of"] for one in seen}))


def refused(refusals, rounds=1):
    """`code: so many (p50 / p99 ms)`, of a round; the times are of the worst server or round."""
    found = {}
    for one in refusals:
        for code, seen in one.items():
            found.setdefault(code, []).append(seen)
    worst = lambda seen, key: max(one[key] for one in seen)
    return ", ".join(f"{code}: {sum(one['count'] for one in seen) / rounds:.0f} ({worst(seen, 'p50'):.0f} / {worst(seen, 'p99'):.0f})"
                     for code, seen in sorted(found.items())) or "-"
