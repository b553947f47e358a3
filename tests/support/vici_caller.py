# SPDX-License-Identifier: Apache-2.0
"""Commands to charon over its socket, without the time that starting swanctl takes."""
import socket
import struct

from vici_events import CONFIRM, EVENT, REGISTER, receive

REQUEST, RESPONSE = 0, 1
NOBLOCK = b"\x03\x07noblock\x00\x03yes"


def named(kind, name, message=b""):
    packet = bytes([kind, len(name)]) + name.encode() + message
    return struct.pack("!I", len(packet)) + packet


class ViciCaller:
    """Its list-sas() is what `swanctl --list-sas --noblock` asks."""

    def __init__(self, path, patience=20.0):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(patience)
        self.socket.connect(str(path))
        self.socket.sendall(named(REGISTER, "list-sa"))
        answer = receive(self.socket)
        assert answer == bytes([CONFIRM]), answer

    def list_sas(self):
        """An event for each IKE_SA, as octets."""
        self.socket.sendall(named(REQUEST, "list-sas", NOBLOCK))
        events = []
        while (packet := receive(self.socket))[:1] == bytes([EVENT]):
            events.append(packet)
        assert packet[:1] == bytes([RESPONSE]), packet
        return events

    def close(self):
        self.socket.close()
