# SPDX-License-Identifier: Apache-2.0
"""The ladder: what was on the wire, as arrows between the nodes."""
import re

import monitoring_words
from wire import pairs

LANES = {"scs": "SCS", "out1": "SCS", "out2": "SCS", "in1": "SCS", "iwfd": "IWF", "hss1": "HSS", "hss2": "HSS",
         "smsc1": "SMS-SC", "smsc2": "SMS-SC", "mme1": "MME"}
# In a ladder of monitoring alone: what is spoken between the IWF and that lane.
WITH_INTERFACE = {"SCS": "SCS (S6t)", "HSS": "HSS (S6t)", "MME": "MME (T6a)"}
WIDTH = 12  # from lane to lane
BASE = ("CE", "DW", "DP")
MONITORING = ("CI", "RI")
ACTIONS = {"1": "request", "2": "report", "3": "recall", "4": "replace"}


def number(value):
    """Of 'SUCCESS (0)': 0."""
    match = re.search(r"\((\d+)\)$", value or "")
    return match[1] if match else value


def word(value):
    """Of 'SUCCESS (0)': SUCCESS."""
    return re.sub(r" \(\d+\)$", "", value or "")


def masked(imsi):
    return "*" * (len(imsi) - 2) + imsi[-2:]


def device(message):
    return message.first("External-Identifier") or digits(message.first("MSISDN"))


def digits(tbcd):
    """Of an MSISDN as tshark shows its octets."""
    swapped = "".join(tbcd[at + 1] + tbcd[at] for at in range(0, len(tbcd or "") - 1, 2))
    return swapped.rstrip("f")


def result(message):
    code = message.first("Result-Code") or message.first("Experimental-Result-Code")
    return number(code) if number(code) == "2001" else f"{word(code)} ({number(code)})"


def references(message):
    parts = []
    if (reference := message.first("Reference-Number")) is not None:
        parts.append(f"ref {reference}")
    old = message.first("Old-Reference-Number")
    if old is not None and old != reference:
        parts.append(f"for {old}")
    return parts


def key_avps(message):
    """What matters of it, in a few words."""
    if message.name[:2] in MONITORING:
        return monitoring_words.key_avps(message, device(message), result(message))
    parts = []
    if message.name in ("DAR", "DNR"):
        parts = [ACTIONS.get(number(message.first("Action-Type")), "?"), *references(message), device(message)]
    elif message.name == "SIR":
        parts = [device(message)]
    elif message.name == "DTR":
        parts = [word(message.first("Trigger-Action")).lower(), *references(message)]
    elif message.name == "DRR":
        parts = references(message)
    if message.request and (imsi := message.first("User-Name")):
        parts.append(f"IMSI {masked(imsi)}")
    for name in ("Delivery-Outcome", "SM-Delivery-Outcome-T4", "Request-Status"):
        if (value := message.first(name)) is not None:
            parts.append(word(value) if name != "Request-Status" else f"{word(value)} ({number(value)})")
    if not message.request:
        parts.insert(0, result(message))
    if message.name == "SIA" and (imsi := message.first("User-Name")):
        parts.append(f"IMSI {masked(imsi)}")
    return "  ".join(parts)


def lanes_of(messages):
    """The lanes that a ladder of these needs, from left to right."""
    drawn = [one for one in messages if one.name[:2] not in BASE]
    used = {LANES[end] for one in drawn for end in (one.sender, one.receiver)}
    watching = any(one.name[:2] in MONITORING for one in drawn)
    last = [name for name, wanted in (("SMS-SC", "SMS-SC" in used or not watching), ("MME", watching)) if wanted]
    return ["SCS", "IWF", "HSS", *last]


def header(lanes):
    line = " " * 10
    for name in lanes:
        line += (name if "SMS-SC" in lanes else WITH_INTERFACE.get(name, name)).center(WIDTH)
    return line.rstrip()


def arrow(message, lanes):
    here, there = lanes.index(LANES[message.sender]), lanes.index(LANES[message.receiver])
    left, right = min(here, there), max(here, there)
    line = list((" " * (WIDTH // 2) + "|" + (" " * (WIDTH - 1) + "|") * (len(lanes) - 1)))
    start, end = WIDTH // 2 + left * WIDTH + 1, WIDTH // 2 + right * WIDTH
    line[start:end] = "-" * (end - start)
    line[end - 1 if there > here else start] = ">" if there > here else "<"
    # In the free lane next to the IWF, so that a name is never under the bar of the HSS.
    middle = start + (WIDTH - 1) // 2 - 2
    line[middle:middle + 5] = f" {message.name[:3]} "
    return "".join(line)


def second(message):
    """Who it is, when it is not the one that is usual in its lane."""
    other = message.sender if message.sender != "iwfd" else message.receiver
    return f"  [{other}]" if other in ("hss2", "smsc2", "out2", "in1") else ""


def lines_of(messages, origin, lanes):
    """An arrow a message, with the time since `origin` in ms."""
    answered, _ = pairs(messages)
    for message in messages:
        if message.name[:2] in BASE:
            continue
        took = ""
        if id(message) in answered:
            took = f"  ({(message.time - answered[id(message)].time) * 1000:.1f} ms)"
        yield (f"{(message.time - origin) * 1000:9.1f} {arrow(message, lanes)}   "
               f"{key_avps(message)}{took}{second(message)}")


def part(messages, start, end=float("inf"), lanes=None):
    """A ladder of what was between two times, in s: its header, and the arrows; no arrows when nothing was."""
    answered, _ = pairs(messages)
    # An answer belongs to its request, however late it is.
    within = [one for one in messages if start <= answered.get(id(one), one).time < end]
    shown = [one for one in within if one.name[:2] not in BASE]
    lanes = lanes or lanes_of(within)
    return [header(lanes), *(lines_of(within, shown[0].time, lanes) if shown else [])]


def ladder(messages, steps, lanes=None):
    """`steps`: (title, start in s). The lines, a part for each step."""
    lanes = lanes or lanes_of(messages)
    lines = [header(lanes)]
    for at, (title, start) in enumerate(steps):
        end = steps[at + 1][1] if at + 1 < len(steps) else float("inf")
        if arrows := part(messages, start, end, lanes)[1:]:
            lines += [f"  {title}", *arrows]
    base = sum(one.name[:2] in BASE for one in messages)
    lines.append(f"  times in ms; not drawn: {base} messages of the base protocol (CER, DWR, DPR and answers)")
    return lines
