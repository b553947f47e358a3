# SPDX-License-Identifier: Apache-2.0
"""What was on the wire: captures by tcpdump, read and judged by tshark."""
import concurrent.futures
import re
import time
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field

from places import Problem, ROOT, SIMULATORS

COMMANDS = {"257": "CE", "280": "DW", "282": "DP", "8388639": "DA", "8388640": "DN",
            "8388641": "SI", "8388643": "DT", "8388644": "DR",
            "8388718": "CI", "8388719": "RI"}
AVP = re.compile(r"AVP: (?P<name>[\w.-]+)\(\d+\) l=\d+ f=\S+(?: vnd=\w+)?(?: val=(?P<value>.*))?", re.S)


# The AVP of iwfd's own, which Wireshark does not know: code 1 of monitoring.enterprise.
BROKEN_EXPECTATION = re.compile(r"AVP: Unknown\(1\) l=16 f=V-- vnd=32473 val=(?P<value>[0-9a-f]{8})")


@dataclass
class Message:
    capture: str
    frame: str
    time: float
    sender: str    # node of the lab: scs, iwfd, hss1 ...
    receiver: str
    name: str      # "DAR"
    code: str
    request: bool
    key: tuple     # of request and answer alike
    size: int
    avps: list = field(default_factory=list)  # (name, value), groups opened
    unknown: list = field(default_factory=list)

    def first(self, name):
        return next((value for key, value in self.avps if key == name), None)


@dataclass
class Reading:
    messages: list
    faults: list    # what tshark complains about
    octets: int     # of TCP payload
    gaps: int = 0   # where the capture has lost packets


def nodes(addresses):
    return {address: name for name, address in addresses.items()}


def north_filter(addresses):
    address, port = addresses["iwfd"].rsplit(":", 1)
    others = " or ".join(f"host {addresses[name].rsplit(':', 1)[0]}" for name in SIMULATORS)
    return f"tcp port {port} and host {address} and not ({others})"


def south_filter(addresses):
    return " or ".join("(tcp port {1} and host {0})".format(*addresses[name].rsplit(":", 1))
                       for name in SIMULATORS)


def on_loopback(places):
    return {"north": ("lo", north_filter(places.addresses)), "south": ("lo", south_filter(places.addresses))}


def start_captures(places, processes, wanted):
    """`wanted`: name -> (device, filter)."""
    for name, (device, which) in wanted.items():
        # -U: what was seen is in the file soon. Not --immediate-mode: its buffer holds a few packets.
        processes.start(name, ["tcpdump", "-i", device, "-s", "0", "-B", "8192", "-U", "-Z", "root",
                               "-w", places.file(f"{name}.pcap"), which])
    for name, (device, _which) in wanted.items():
        processes.await_text(name, f"listening on {device}")  # said after the filter is in place


def prepare_tshark(places, processes):
    dictionary = next((path for path in (places.built / "generated/wireshark/mtc-iwf.xml",
                                         ROOT / "build/dev/generated/wireshark/mtc-iwf.xml")
                       if path.is_file()), "")
    done = processes.run(["diameter-dicts/wireshark-data", places.file("wireshark"), dictionary])
    if done.returncode != 0:
        raise Problem(f"Wireshark's dictionary: {done.stderr.strip()}")


def read(places, processes, since=0.0):
    """Both captures, merged by time. `since`: in s; what was before is left out."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        readings = list(pool.map(lambda name: read_one(places, processes, name, since), ("north", "south")))
    messages = sorted((message for one in readings for message in one.messages), key=lambda m: m.time)
    return Reading(messages, [fault for one in readings for fault in one.faults],
                   sum(one.octets for one in readings), sum(one.gaps for one in readings))


def read_one(places, processes, name, since):
    command = [places.file("wireshark/tshark"), "-r", places.file(f"{name}.pcap"), "-n", "-T", "pdml"]
    if since:
        command += ["-Y", f"frame.time_epoch >= {since:.6f}"]
    for port in sorted({address.rsplit(":", 1)[1] for address in places.addresses.values()}):
        command += ["-d", f"tcp.port=={port},diameter"]
    done = processes.run(command)
    try:
        packets = xml.fromstring(done.stdout)
    except xml.ParseError as error:
        raise Problem(f"tshark could not read {name}.pcap: {done.stderr.strip() or error}") from error
    reading = Reading([], [], 0)
    known = {**nodes(places.addresses), **places.servers}
    for packet in packets.iter("packet"):
        read_packet(packet, name, known, reading)
    return reading


def read_packet(packet, capture, known, reading):
    fields = {one.get("name"): one for one in packet.iter("field")}
    frame = fields["frame.number"].get("show")
    when = float(fields["frame.time_epoch"].get("show"))
    ends = [f"{fields[f'ip.{end}'].get('show')}:{fields[f'tcp.{end}port'].get('show')}" for end in ("src", "dst")]
    stranger = "scs" if capture == "north" else "iwfd"
    sender, receiver = (known.get(end) or known.get(end.rsplit(":", 1)[0], stranger) for end in ends)
    if "tcp.analysis.retransmission" not in fields:
        reading.octets += int(fields["tcp.len"].get("show"))
    reading.gaps += "tcp.analysis.lost_segment" in fields
    for proto in packet.iter("proto"):
        if proto.get("name") == "_ws.malformed":
            reading.faults.append(f"{capture}.pcap frame {frame}: malformed")
        if proto.get("name") != "diameter":
            continue
        message = read_message(proto)
        message.capture, message.frame, message.time = capture, frame, when
        message.sender, message.receiver = sender, receiver
        stream = (capture, fields["tcp.stream"].get("show"))
        # Who asked is part of the key: both ends number on their own.
        message.key = (*stream, message.key, sender if message.request else receiver)
        reading.messages.append(message)
    for one in packet.iter("field"):
        if one.get("name") == "_ws.expert.severity" and "Error" in one.get("showname", ""):
            reading.faults.append(f"{capture}.pcap frame {frame}: {one.get('showname')}")


def read_message(proto):
    direct = {one.get("name"): one.get("show") for one in proto}
    request = next(one.get("show") for one in proto.iter("field")
                   if one.get("name") == "diameter.flags.request") in ("1", "True")
    code = direct["diameter.cmd.code"]
    name = COMMANDS.get(code, code + "-") + ("R" if request else "A")
    message = Message("", "", 0.0, "", "", name, code, request, direct["diameter.hopbyhopid"],
                      int(direct["diameter.length"]))
    for one in proto.iter("field"):
        if one.get("name") != "diameter.avp":
            continue
        text = one.get("showname", "")
        match = AVP.match(text)
        if broken := BROKEN_EXPECTATION.match(text):
            message.avps.append(("Broken-Expectation", str(int(broken["value"], 16))))
        elif match is None or match["name"] == "Unknown" or "Unknown" in text.split(" val=")[0]:
            message.unknown.append(text)
        else:
            message.avps.append((match["name"], match["value"] or ""))
    return message


def south_of(what):
    """How many SIR, DTR and DRR: of messages, or of counters."""
    if isinstance(what, dict):
        return {"SIR": what["sir"], "DTR": what["dtr"], "DRR": what["drr"]}
    return {name: sum(one.name == name for one in what) for name in ("SIR", "DTR", "DRR")}


def read_settled(places, processes, expected, patience=10.0, paired=True, since=0.0):
    """The captures, when of each of `expected`, name -> number, all are in them, and when `paired` each
    request is answered; or as they are after a while. What was before `since` is left out."""
    end = time.monotonic() + patience
    while True:
        reading = read(places, processes, since)
        whole = all(sum(one.name == name for one in reading.messages) == number for name, number in expected.items())
        if (whole and not (paired and pairs(reading.messages)[1])) or time.monotonic() > end:
            return reading


def pairs(messages):
    """answer -> its request; and what has none, on either side."""
    open_requests, answered, alone = {}, {}, []
    for message in messages:
        if message.request:
            open_requests[message.key] = message
        elif message.key in open_requests:
            answered[id(message)] = open_requests.pop(message.key)
        else:
            alone.append(message)
    return answered, alone + list(open_requests.values())
