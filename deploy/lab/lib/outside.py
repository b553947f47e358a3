# SPDX-License-Identifier: Apache-2.0
"""What somebody on the wire can see: captures read frame by frame, without tshark."""
import collections
import struct

from pcap import frames

ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86DD
TCP, UDP, ESP = 6, 17, 50
EXCHANGES = {34: "IKE_SA_INIT", 35: "IKE_AUTH", 36: "CREATE_CHILD_SA", 37: "INFORMATIONAL"}
HOUSEKEEPING = "ARP and IPv6 neighbours"
OTHER = "anything else"


def kind(frame):
    """Of an Ethernet frame: ESP, an exchange of IKE, HOUSEKEEPING or OTHER."""
    protocol = struct.unpack("!H", frame[12:14])[0] if len(frame) >= 34 else ARP
    if protocol == ARP or (protocol == IPV6 and frame[20] in (0, 58)):
        return HOUSEKEEPING
    if protocol != IPV4:
        return OTHER
    if frame[23] == ESP:
        return "ESP"
    body = frame[14 + 4 * (frame[14] & 15):]
    return of_udp(body) if frame[23] == UDP and len(body) > 8 else OTHER


def of_udp(datagram):
    """RFC 3948: on port 4500 IKE stands after four zero octets, one octet ff keeps a NAT's mapping."""
    ports, payload = set(struct.unpack("!HH", datagram[:4])), datagram[8:]
    if 4500 in ports:
        if payload == b"\xff":
            return "NAT keep-alive"
        if payload[:4] != b"\0\0\0\0":
            return "ESP"
        return exchange(payload[4:])
    return exchange(payload) if 500 in ports else OTHER


def exchange(message):
    return EXCHANGES.get(message[18], "IKE") if len(message) >= 28 else OTHER


def described(frame):
    """For a message: of IPv4 the protocol, from whom to whom and the first octets of it; else all in hex."""
    if frame[12:14] != b"\x08\x00" or len(frame) < 34:
        return frame.hex()
    source, target = (".".join(map(str, frame[at:at + 4])) for at in (26, 30))
    return f"IP protocol {frame[23]}, {source} to {target}: {frame[14 + 4 * (frame[14] & 15):][:32].hex()}"


def strange(path):
    return [described(frame) for frame in frames(path) if kind(frame) == OTHER]


def kinds(path):
    return collections.Counter(map(kind, frames(path)))


def clear_tcp_from(path, address):
    """How many segments in clear this address sent that are more than a RST: an answer, or data."""
    source = bytes(map(int, address.split(".")))
    found = 0
    for frame in frames(path):
        if len(frame) >= 54 and frame[12:14] == b"\x08\x00" and frame[23] == TCP and frame[26:30] == source:
            found += not frame[14 + 4 * (frame[14] & 15) + 13] & 4
    return found
