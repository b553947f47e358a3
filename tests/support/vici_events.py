# SPDX-License-Identifier: Apache-2.0
"""When charon told what of its tunnels: a second listener beside the one that is tested."""
import socket
import struct
import threading
import time

REGISTER, CONFIRM, EVENT = 3, 5, 7
EVENTS = ("child-updown", "ike-updown", "child-rekey", "ike-rekey")
UP = b"\x03\x02up\x00\x03yes"


def receive(connection):
    """One packet; nothing at the end."""
    head = connection.recv(4, socket.MSG_WAITALL)
    return connection.recv(struct.unpack("!I", head)[0], socket.MSG_WAITALL) if len(head) == 4 else b""


class ViciEvents:
    def __init__(self, path):
        self.seen = []  # (wall clock, name of the event, whether it says up)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(path))
        for name in EVENTS:
            packet = bytes([REGISTER, len(name)]) + name.encode()
            self.socket.sendall(struct.pack("!I", len(packet)) + packet)
            while (answer := receive(self.socket))[:1] == bytes([EVENT]):
                self._note(answer)
            assert answer == bytes([CONFIRM]), answer
        self.socket.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            while packet := receive(self.socket):
                self._note(packet)
        except OSError:
            pass

    def _note(self, packet):
        name = packet[2:2 + packet[1]].decode()
        self.seen.append((time.time(), name, UP in packet))

    def times(self, event, up=False):
        return [when for when, name, says in list(self.seen) if (name, says) == (event, up)]

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
