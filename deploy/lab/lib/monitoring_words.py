# SPDX-License-Identifier: Apache-2.0
"""What is in messages of S6t and T6a, in a few words of a ladder."""
import re

EVENTS = {
    "0": "loss of connectivity", "1": "reachability", "2": "location", "3": "other equipment", "4": "roaming",
    "5": "communication failure", "6": "availability", "7": "devices in an area", "8": "reachability and idle",
    "9": "availability and idle", "10": "PDN connectivity",
}
# iwfd's own AVP: which expectation a device has broken.
BROKEN = {"1": "STATIONARY", "2": "PERIODIC_TIME", "3": "COMMUNICATION_DURATION", "4": "SCHEDULED_TIME"}
TOLD = ("Loss-Of-Connectivity-Reason", "IMEI-Change", "Roaming-Information", "Event-Handling")
SHOWN_DIGITS = 6


def key_avps(message, device, result):
    """`device`: whose it is; `result`: of an answer."""
    if not message.request:
        return "  ".join([result, *failures(message)])
    parts = [*kinds(message), *references(message), device, *told(message)]
    return "  ".join(part for part in parts if part)


def values(message, name):
    return [value for key, value in message.avps if key == name]


def number(value):
    match = re.search(r"\((\d+)\)$", value)
    return match[1] if match else value


def kinds(message):
    """Which events, or that it is a pattern."""
    ended = values(message, "SCEF-Reference-ID-for-Deletion") + values(message, "SCEF-Reference-ID-for-Deletion-Ext")
    events = values(message, "Monitoring-Type")
    if "Communication-Pattern-Set" in dict(message.avps):
        return [f"pattern and {len(events)} events" if events else "pattern"]
    if ended or message.first("CIR-Flags"):
        return ["end of"]
    return [EVENTS.get(number(value), value) for value in events]


def references(message):
    """One of ours has 64 bits; its last digits are enough to know it again."""
    for name in ("SCEF-Reference-ID-Ext", "SCEF-Reference-ID", "SCEF-Reference-ID-for-Deletion-Ext",
                 "SCEF-Reference-ID-for-Deletion"):
        if found := list(dict.fromkeys(values(message, name))):
            return [f"ref {shown(found[0])}" if len(found) == 1 else f"{len(found)} references"]
    return ["all"] if message.first("CIR-Flags") else []


def shown(reference):
    return reference if len(reference) <= SHOWN_DIGITS else f"*{reference[-SHOWN_DIGITS:]}"


def told(message):
    """What a report says, or a pattern."""
    parts = [re.sub(r" \(\d+\)$", "", value) for name in TOLD for value in values(message, name)]
    parts += [f"area {place(value)}" for value in values(message, "Tracking-Area-Identity")]
    parts += [f"broken: {BROKEN.get(value, value)}" for value in values(message, "Broken-Expectation")]
    parts += [re.sub(r" \(\d+\)$", "", value) for value in values(message, "Stationary-Indication")]
    return parts


def place(octets):
    """Of a Tracking-Area-Identity in hexadecimal: 262-01-00c3 (TS 24.008, 10.5.1.13)."""
    digits = "".join(octets[at + 1] + octets[at] for at in (0, 2, 4))
    return f"{digits[:3]}-{digits[4:6]}{digits[3].replace('f', '')}-{octets[6:]}"


def failures(message):
    """Of each event in the answer, when it is no success."""
    codes = values(message, "Service-Result-Code")
    return [code for code in codes if number(code) != "2001"]
