# SPDX-License-Identifier: Apache-2.0
"""Between iwfd and charon: hands on what both say, until it is told to hold back answers or to say more."""
import socket
import struct
import threading

from vici_events import EVENT, receive


def ike_down(number):
    """What charon tells of an attempt that has failed, before anybody knew who it was: of no use to iwfd."""
    return _event("ike-updown", number)


def ike_up(number):
    """An IKE_SA that carries nothing."""
    return _event("ike-updown", number, b"\x03\x02up\x00\x03yes")


def _pair(name, value):
    return bytes([3, len(name)]) + name + struct.pack("!H", len(value)) + value


def _event(name, number, before=b""):
    section = b"".join(_pair(*one) for one in (
        (b"uniqueid", str(number).encode()), (b"version", b"2"), (b"state", b"ESTABLISHED"),
        (b"local-host", b"198.51.100.1"), (b"remote-host", b"198.51.100.99"), (b"remote-id", b"nobody.lab.example")))
    packet = bytes([EVENT, len(name)]) + name.encode() + before + b"\x01\x06nobody" + section + b"\x02"
    return struct.pack("!I", len(packet)) + packet


class ViciRelay:
    def __init__(self, path, charon):
        self.charon = str(charon)
        self.answering = threading.Event()  # charon's answers to commands are handed on
        self.answering.set()
        self.subscribed = threading.Semaphore(0)  # once for each connection of events
        self.events = None  # the newest
        self.writing = threading.Lock()
        self.sockets = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near = self.listener.accept()[0]
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.charon)
            except OSError:
                return
            self.sockets += [near, far]
            for work in (self._from_iwfd, self._from_charon):
                threading.Thread(target=work, args=(near, far), daemon=True).start()

    def _from_iwfd(self, near, far):
        try:
            while octets := near.recv(65536):
                if b"ike-updown" in octets and near is not self.events:
                    self.events = near
                    self.subscribed.release()
                far.sendall(octets)
        except OSError:
            pass
        shut(far)

    def _from_charon(self, near, far):
        try:
            while packet := receive(far):
                if near is not self.events:
                    self.answering.wait()
                with self.writing:
                    near.sendall(struct.pack("!I", len(packet)) + packet)
        except OSError:
            pass
        shut(near)

    def say(self, octets):
        """On the connection of events, between two packets of charon."""
        with self.writing:
            self.events.sendall(octets)

    def say_half(self, packet):
        """And nothing more on that connection, as long as it lasts."""
        with self.writing:
            self.events.sendall(packet[:len(packet) // 2])
            self.events = None

    def cut(self):
        """All connections that there are."""
        for one in list(self.sockets):
            shut(one)

    def close(self):
        shut(self.listener)
        self.listener.close()
        self.answering.set()
        self.cut()


def shut(one):
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
