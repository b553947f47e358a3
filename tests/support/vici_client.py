# SPDX-License-Identifier: Apache-2.0
"""The least that speaks vici to a charon: one request at a time, and waits for its answer. A message is a
dict of text, octets, lists and dicts."""
import socket
import struct

REQUEST, RESPONSE, REGISTER, UNREGISTER, CONFIRM, EVENT = 0, 1, 3, 4, 5, 7
SECTION, END, VALUE, LIST, ITEM, LIST_END = range(1, 7)


class Refused(Exception):
    """charon said success=no, or nothing that could be understood."""


def octets(value):
    return value if isinstance(value, bytes) else str(value).encode()


def named(kind, name):
    return bytes([kind, len(name)]) + name.encode()


def sized(value):
    return struct.pack("!H", len(octets(value))) + octets(value)


def encode(message):
    out = b""
    for name, value in message.items():
        if isinstance(value, dict):
            out += named(SECTION, name) + encode(value) + bytes([END])
        elif isinstance(value, (list, tuple)):
            items = b"".join(bytes([ITEM]) + sized(item) for item in value)
            out += named(LIST, name) + items + bytes([LIST_END])
        else:
            out += named(VALUE, name) + sized(value)
    return out


def decode(payload):
    """Text as charon tells it; what is no UTF-8 is replaced."""
    root, at = {}, 0
    sections, items = [root], None

    def text(width):
        nonlocal at
        size = int.from_bytes(payload[at:at + width], "big")
        at += width + size
        return payload[at - size:at].decode(errors="replace")

    while at < len(payload):
        kind, at = payload[at], at + 1
        if kind == SECTION:
            sections.append(sections[-1].setdefault(text(1), {}))
        elif kind == END:
            sections.pop()
        elif kind == VALUE:
            name = text(1)
            sections[-1][name] = text(2)
        elif kind == LIST:
            items = sections[-1].setdefault(text(1), [])
        elif kind == ITEM:
            items.append(text(2))
    return root


def request(command, message=None):
    """The packet."""
    return named(REQUEST, command) + encode(message or {})


class ViciClient:
    """`events`: to subscribe to; next_event() waits for them. Best on a client without requests."""

    def __init__(self, path, events=(), patience=60.0):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(patience)
        self.socket.connect(str(path))
        self.reader = self.socket.makefile("rb")
        for event in events:
            self.exchange(named(REGISTER, event), CONFIRM)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.reader.close()
        self.socket.close()

    def ask(self, command, message=None):
        """Its answer; Refused when that is success=no."""
        return self.ask_packet(request(command, message))

    def ask_packet(self, packet):
        answer = decode(self.exchange(packet, RESPONSE)[1:])
        if answer.get("success") == "no":
            raise Refused(f"{packet[2:2 + packet[1]].decode()}: {answer.get('errmsg')}")
        return answer

    def stream(self, command, event, message=None):
        """What a command tells as events: the octets of each."""
        told = []
        self.exchange(named(REGISTER, event), CONFIRM)
        self.exchange(request(command, message), RESPONSE, told)
        self.exchange(named(UNREGISTER, event), CONFIRM)
        return told

    def next_event(self):
        """(name, message) of the next one."""
        packet = self.receive()
        if packet[0] != EVENT:
            raise Refused(f"no event but a packet of type {packet[0]}")
        return packet[2:2 + packet[1]].decode(), decode(packet[2 + packet[1]:])

    def exchange(self, packet, expected, told=None):
        """The packet of the expected type; events before it go to `told`."""
        self.socket.sendall(struct.pack("!I", len(packet)) + packet)
        while (answer := self.receive())[0] == EVENT:
            if told is not None:
                told.append(answer[2 + answer[1]:])
        if answer[0] != expected:
            raise Refused(f"a packet of type {answer[0]}")
        return answer

    def receive(self):
        head = self.reader.read(4)
        if len(head) < 4:
            raise Refused("charon has closed the connection")
        return self.reader.read(int.from_bytes(head, "big"))
