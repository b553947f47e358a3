# SPDX-License-Identifier: Apache-2.0
"""What captures and journal say about the run as a whole."""
import json
import re
from collections import Counter

import wire
from places import SIMULATORS, Problem
from processes import until
from story import JOURNAL, SETTLING
from wire import south_of

INTERNAL_REALM = b"core.lab.example"


def judge_captures(places, processes, screen, reading, counters):
    """The Diameter in north.pcap and south.pcap."""
    version = re.search(r"[0-9.]+", processes.run(["tshark", "--version"]).stdout)
    screen.head(f"the captures, judged by tshark {version[0] if version else ''}")
    messages = reading.messages
    names = Counter(one.name for one in messages)
    screen.say(f"   {len(messages)} messages: " + ", ".join(f"{count} {name}" for name, count in sorted(names.items())))
    screen.check("octets of TCP that are no Diameter", 0, reading.octets - sum(one.size for one in messages))
    screen.check("malformed", [], reading.faults)
    screen.check("commands and AVPs unknown", [], [f"{one.name}: {avp}" for one in messages for avp in one.unknown] +
                 [one.name for one in messages if one.code not in wire.COMMANDS])
    if reading.gaps:
        screen.say(f"   tcpdump was too slow and lost packets, in {reading.gaps} places")
    screen.check("requests or answers alone", [], [f"{one.name} in {one.capture}.pcap frame {one.frame}"
                                                  for one in wire.pairs(messages)[1]])
    screen.check("seen on the wire, and counted by HSS and SMS-SC", south_of(counters), south_of(messages))
    screen.check("IMSIs and internal hosts in north.pcap", [], leaks(places))


def leaks(places):
    """What must not go north: in digits, TBCD and hexadecimal."""
    octets = places.path("north.pcap").read_bytes()
    texts = "".join(places.path(f"{name}.yaml").read_text() for name, role in SIMULATORS.items() if role == "hss")
    found = ["an internal host"] if INTERNAL_REALM in octets else []
    for imsi in sorted(set(re.findall(r'imsi: "(\d+)"', texts))):
        padded = imsi + "f" * (len(imsi) % 2)
        tbcd = "".join(padded[at + 1] + padded[at] for at in range(0, len(padded), 2))
        if any(form in octets for form in (imsi.encode(), bytes.fromhex(tbcd), tbcd.encode())):
            found.append(f"IMSI {imsi}")
    return found


def dump_journal(places, processes):
    """journal.txt and journal.json; the records."""
    text = ""
    for name, options in (("journal.txt", []), ("journal.json", ["--json"])):
        done = processes.run([places.program("iwfd"), "--dump-journal", places.file("journal"), *options])
        if done.returncode != 0:
            raise Problem(f"the journal cannot be read: {done.stderr.strip()}")
        text = done.stdout
        places.path(name).write_text(text)
    return [json.loads(line) for line in text.splitlines()]


def row(record):
    return (record["action"], int(record["reference"]), record.get("request_status", "-"),
            record.get("delivery_outcome", "-"), record["state"])


def judge_journal(places, processes, screen, expected=None):
    """`expected`: the rows of the journal; JOURNAL when left out."""
    expected = expected or JOURNAL
    screen.head("the journal of iwfd")
    until(lambda: [row(one) for one in dump_journal(places, processes)] == expected, SETTLING)
    records = dump_journal(places, processes)
    for record in records:
        action, reference, status, outcome, state = row(record)
        delivered = f"delivery {outcome}" if outcome != "-" else ""
        screen.say(f"   {record['created'][11:23]}  {action:8} ref {reference}  {device_of(record):30} "
                   f"{status:8} {delivered:17} {state}")
    rows = [row(one) for one in records]
    lacking = [" ".join(map(str, one)) for one in expected if one not in rows]
    more = [" ".join(map(str, one)) for one in rows if one not in expected]
    screen.check("records", len(expected), len(records))
    screen.check("records missing", [], lacking)
    screen.check("records not expected", [], more)


def judge_audit(places, processes, screen):
    """What iwfd refused and changed, and that its lines are in their chain."""
    screen.head("the audit log of iwfd")
    # A refusal is on disk a moment later.
    until(lambda: any(one["event"] == "trigger.refused" for one in audited(places)), SETTLING)
    lines = audited(places)
    for one in lines:
        if one["event"] in ("contract.added", "trigger.refused", "contract.in_force"):
            what = " ".join(one[key] for key in ("who", "what", "device", "outcome") if key in one)
            screen.say(f"   {one['time'][11:23]}  {one['n']:3}  {one['event']:17} {what[:76]}")
    text = places.path("audit.log").read_text()
    screen.holds("each refused trigger is there, with the rules that decided",
                 [one for one in lines if one["event"] == "trigger.refused" and ".yaml:" in one.get("rule", "")])
    screen.check("devices in clear", [], [name for name in ("meter1", "meter2", "meter3") if name in text])
    done = processes.run([places.program("iwfctl"), "audit", "verify", "--key", places.file("audit.key"),
                          places.file("audit.log")])
    screen.say("   " + (done.stdout.strip().splitlines() or [done.stderr.strip()])[-1])
    screen.holds("iwfctl audit verify finds nothing changed, missing or moved", done.returncode == 0)


def audited(places):
    """The lines of the audit log; the last one may be half there."""
    return [json.loads(line) for line in places.path("audit.log").read_text().splitlines() if line.endswith('"}')]


def device_of(record):
    return record.get("external_identifier") or record.get("msisdn") or "?"
