# SPDX-License-Identifier: Apache-2.0
"""A Diameter node of a few lines (RFC 6733), which says what a test wants said, right or wrong.

It shares no code with what is tested. A Connection may be dialled (a server's) or accepted (an
SMS-SC's); it answers DWR and DPR by itself, and keeps every octet it received.
"""
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

PATIENCE = 20.0  # s, for what should take less than one
VENDOR = 10415
REQUEST, PROXIABLE, ERROR, RETRANSMITTED = 0x80, 0x40, 0x20, 0x10
CER, DWR, DPR = 257, 280, 282
TSP, S6M, T4 = 16777309, 16777310, 16777311


def u32(number):
    return struct.pack("!I", number)


def tbcd(digits):
    """Digits as TS 29.002 packs them: two an octet, the first in the low half."""
    padded = digits + "f" * (len(digits) % 2)
    return bytes(int(padded[at + 1] + padded[at], 16) for at in range(0, len(padded), 2))


def avp(code, value, vendor=0, mandatory=True):
    """One AVP, padded. `value`: octets, text, a number, or a list of AVPs."""
    if isinstance(value, list):
        value = b"".join(value)
    elif isinstance(value, str):
        value = value.encode()
    elif isinstance(value, int):
        value = u32(value)
    flags = (0x80 if vendor else 0) | (0x40 if mandatory else 0)
    head = struct.pack("!IB", code, flags) + (8 + 4 * bool(vendor) + len(value)).to_bytes(3, "big")
    return head + (u32(vendor) if vendor else b"") + value + b"\0" * (-len(value) % 4)


def avps(octets):
    """(code, vendor, value) of each AVP; raises ValueError when they do not fit."""
    found, at = [], 0
    while at < len(octets):
        code, flags = struct.unpack_from("!IB", octets, at)
        length, head = int.from_bytes(octets[at + 5:at + 8], "big"), 12 if flags & 0x80 else 8
        if length < head or at + length > len(octets):
            raise ValueError(f"AVP {code} of length {length} at {at} of {len(octets)}")
        vendor = struct.unpack_from("!I", octets, at + 8)[0] if flags & 0x80 else 0
        found.append((code, vendor, octets[at + head:at + length]))
        at += length + -length % 4
    return found


@dataclass
class Message:
    command: int
    application: int
    flags: int = REQUEST | PROXIABLE
    body: bytes = b""  # the AVPs
    hop_by_hop: int = 0
    end_to_end: int = 0

    def octets(self):
        return (b"\1" + (20 + len(self.body)).to_bytes(3, "big") + bytes([self.flags])
                + self.command.to_bytes(3, "big")
                + struct.pack("!III", self.application, self.hop_by_hop, self.end_to_end) + self.body)

    @staticmethod
    def parse(octets):
        application, hop_by_hop, end_to_end = struct.unpack_from("!III", octets, 8)
        return Message(int.from_bytes(octets[5:8], "big"), application, octets[4], octets[20:],
                       hop_by_hop, end_to_end)

    def find(self, *path):
        """The value of the first AVP on this path of codes, or None."""
        value = self.body
        for code in path:
            value = next((found for one, _, found in avps(value) if one == code), None)
            if value is None:
                return None
        return value

    def number(self, *path):
        value = self.find(*path)
        return None if value is None else int.from_bytes(value, "big")

    @property
    def is_request(self):
        return bool(self.flags & REQUEST)

    @property
    def retransmitted(self):
        return bool(self.flags & RETRANSMITTED)

    @property
    def result(self):
        """Result-Code, or the code in Experimental-Result."""
        return self.number(268) or self.number(297, 298)

    def answer(self, body):
        return Message(self.command, self.application, self.flags & PROXIABLE, body, self.hop_by_hop,
                       self.end_to_end)


@dataclass
class Identity:
    host: str
    realm: str
    applications: list = field(default_factory=lambda: [TSP])

    def origin(self):
        return avp(264, self.host) + avp(296, self.realm)

    def capabilities(self):
        known = [avp(260, [avp(266, VENDOR), avp(258, one)]) for one in self.applications]
        return (self.origin() + avp(257, b"\0\1\x7f\0\0\1") + avp(266, 0)
                + avp(269, "test", mandatory=False) + avp(265, VENDOR) + b"".join(known))


class Closed(Exception):
    """The other side has ended the connection."""


class Connection:
    """Open when made, unless the other side refuses: then Closed is raised, and `refusal` is set.

    `on_request(connection, message)` runs in the reader's thread, for all but DWR and DPR.
    """

    def __init__(self, identity, port, on_request=None, *, source="127.0.0.1", handshake=True, dial=None,
                 patience=PATIENCE):
        """`dial`: makes the connected socket, instead of one to `port` of this machine; `patience`: for the CEA."""
        self.socket = dial() if dial else socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0))
        self._begin(identity, on_request)
        if handshake:
            try:
                cea = self.ask(Message(CER, 0, REQUEST, identity.capabilities()), patience)
            except (Closed, TimeoutError):
                self.close()
                raise
            self.refusal = cea.result if cea.result != 2001 else None
            if self.refusal:
                self.close()
                raise Closed(f"CEA {self.refusal}")

    @classmethod
    def accept(cls, identity, listener, on_request=None):
        """The next one to connect; its CER is answered."""
        self = cls.__new__(cls)
        self.socket = listener.accept()[0]
        self._begin(identity, on_request)
        assert self.greeted.wait(PATIENCE), "no CER"
        return self

    def _begin(self, identity, on_request):
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(None)
        self.identity, self.on_request = identity, on_request
        self.refusal = None
        self.received = bytearray()  # all of it
        self.open = True
        self.greeted = threading.Event()
        self.answers = {}  # by Hop-by-Hop; None: not yet there
        self.changed = threading.Condition()
        self.writing = threading.Lock()
        self.next_hop = int(time.monotonic() * 1000) & 0xFFFFFF
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def send_octets(self, octets):
        try:
            with self.writing:
                self.socket.sendall(octets)
        except OSError as error:
            raise Closed(str(error)) from error

    def send(self, message):
        """A request gets a Hop-by-Hop, unless it has one; returns it."""
        if message.is_request:
            with self.changed:
                self.next_hop += 1
                message.hop_by_hop = message.hop_by_hop or self.next_hop
                message.end_to_end = message.end_to_end or message.hop_by_hop
                self.answers[message.hop_by_hop] = None
        self.send_octets(message.octets())
        return message.hop_by_hop

    def await_answer(self, hop_by_hop, patience=PATIENCE):
        with self.changed:
            there = self.changed.wait_for(
                lambda: self.answers.get(hop_by_hop) is not None or not self.open, patience)
            answer = self.answers.pop(hop_by_hop, None)
        if answer is None:
            raise Closed("before the answer came") if there else TimeoutError("no answer")
        return answer

    def ask(self, message, patience=PATIENCE):
        return self.await_answer(self.send(message), patience)

    def await_end(self, patience=PATIENCE):
        """Until the other side has closed."""
        with self.changed:
            return self.changed.wait_for(lambda: not self.open, patience)

    def close(self):
        """Without DPR."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def _read(self):
        buffer = bytearray()
        try:
            while part := self.socket.recv(65536):
                self.received += part
                buffer += part
                while len(buffer) >= 20 and len(buffer) >= (size := int.from_bytes(buffer[1:4], "big")):
                    message = Message.parse(bytes(buffer[:size]))
                    del buffer[:size]
                    self._take(message)
        except (OSError, Closed):
            pass
        self.socket.close()
        with self.changed:
            self.open = False
            self.changed.notify_all()

    def _take(self, message):
        if not message.is_request:
            with self.changed:
                self.answers[message.hop_by_hop] = message
                self.changed.notify_all()
        elif message.command in (DWR, DPR):
            self.send(message.answer(avp(268, 2001) + self.identity.origin()))
        elif message.command == CER:
            self.send(message.answer(avp(268, 2001) + self.identity.capabilities()))
            self.greeted.set()
        elif self.on_request:
            self.on_request(self, message)


def messages(stream):
    """The whole messages in what one side of a connection sent."""
    found, at = [], 0
    while at + 20 <= len(stream) and at + (size := int.from_bytes(stream[at + 1:at + 4], "big")) <= len(stream):
        found.append(Message.parse(bytes(stream[at:at + size])))
        at += size
    return found
