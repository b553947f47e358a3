#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stock freeDiameterd with our dictionary modules: alone, together, in any order, beside Debian's.

usage: freediameterd_test.py <freeDiameterd> <folder of our modules>
"""
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

DAEMON, MODULES = sys.argv[1], pathlib.Path(sys.argv[2])
OURS = {"tsp": 16777309, "s6m": 16777310, "t4": 16777311, "s6t": 16777345, "t6a": 16777346, "sgd": 16777313}
DEBIANS = ["dict_nasreq.fdx", "dict_dcca.fdx", "dict_dcca_3gpp.fdx"]
DEADLINE = 15  # seconds; a peer is dialled 0 to 4 s after the start
VENDOR = 10415


class Daemon:
    """freeDiameterd with these extensions in this order; dials a peer on `port` if there is one."""

    def __init__(self, folder, extensions, port=None):
        lines = ['Identity = "fd.test.local";', 'Realm = "test.local";', "Port = 0;", "SecPort = 0;",
                 "No_SCTP;", "NoRelay;"]
        lines += [f'LoadExtension = "{extension}";' for extension in extensions]
        if port is not None:
            lines.append(f'ConnectPeer = "peer.test.local" {{ ConnectTo = "127.0.0.1"; No_TLS; Port = {port}; }};')
        folder = pathlib.Path(folder)
        config = folder / "freeDiameter.conf"
        config.write_text("\n".join(lines) + "\n")
        self.log_file = folder / "log"
        with self.log_file.open("w") as log:
            self.process = subprocess.Popen([DAEMON, "-c", config], stdout=log, stderr=log)

    def log(self):
        return self.log_file.read_text()

    def wait_until_up(self):
        end = time.monotonic() + DEADLINE
        while "daemon initialized" not in self.log():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError("freeDiameterd did not start:\n" + self.log())
            time.sleep(0.01)

    def is_up(self):
        return self.process.poll() is None

    def kill(self):
        """At once: a stock daemon asked to stop sometimes fails an assertion of its own."""
        self.process.kill()
        self.process.wait(DEADLINE)


def avp(code, value, vendor=0, mandatory=True):
    if isinstance(value, int):
        value = struct.pack("!I", value)
    if isinstance(value, str):
        value = value.encode()
    flags = (0x80 if vendor else 0) | (0x40 if mandatory else 0)
    size = (12 if vendor else 8) + len(value)
    head = struct.pack("!II", code, flags << 24 | size) + (struct.pack("!I", vendor) if vendor else b"")
    return head + value + b"\0" * (-size % 4)


def message(flags, command, application, avps):
    body = b"".join(avps)
    return struct.pack("!IIIII", 1 << 24 | 20 + len(body), flags << 24 | command, application, 7, 7) + body


def avps_of(octets):
    """(vendor, code) -> values, of one level."""
    found = {}
    while octets:
        code, size = struct.unpack("!II", octets[:8])
        vendor = struct.unpack("!I", octets[8:12])[0] if size >> 31 else 0
        size &= 0xFFFFFF
        found.setdefault((vendor, code), []).append(octets[12 if vendor else 8:size])
        octets = octets[size + -size % 4:]
    return found


class Peer:
    """The neighbour that the daemon dials."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(DEADLINE)
        self.port = self.listener.getsockname()[1]
        self.connection = None

    def receive(self):
        octets = b""
        while len(octets) < 20 or len(octets) < struct.unpack("!I", octets[:4])[0] & 0xFFFFFF:
            wanted = struct.unpack("!I", octets[:4])[0] & 0xFFFFFF if len(octets) >= 20 else 20
            more = self.connection.recv(wanted - len(octets))
            if not more:
                raise AssertionError("the daemon closed the connection")
            octets += more
        return octets

    def shake_hands(self):
        """Takes the CER, answers it; gives its AVPs."""
        self.connection, _ = self.listener.accept()
        self.connection.settimeout(DEADLINE)
        cer = self.receive()
        answer = message(0, 257, 0, [
            avp(268, 2001), avp(264, "peer.test.local"), avp(296, "test.local"),
            avp(257, b"\0\1\x7f\0\0\1"), avp(266, 0), avp(269, "test", mandatory=False),
            *[avp(260, avp(266, VENDOR) + avp(258, application)) for application in OURS.values()]])
        self.connection.sendall(answer[:12] + cer[12:20] + answer[20:])
        return avps_of(cer[20:])

    def ask(self, request):
        """The AVPs of the answer to `request`; watchdogs that come between are let pass."""
        self.connection.sendall(request)
        while True:
            answer = self.receive()
            if answer[5:8] == request[5:8] and not answer[4] & 0x80:
                return avps_of(answer[20:])

    def close(self):
        for one in (self.connection, self.listener):
            if one is not None:
                one.close()


def orders(items):
    """Each item first and each last, and of each two both orders."""
    items = list(items)
    for one in (items, items[::-1]):
        for start in range(len(one)):
            yield one[start:] + one[:start]


def device_action_request(device_action):
    return message(0xC0, 8388639, OURS["tsp"], [
        avp(263, "peer.test.local;1;1"), avp(258, OURS["tsp"]), avp(277, 1),
        avp(264, "peer.test.local"), avp(296, "test.local"), avp(283, "test.local"),
        avp(293, "fd.test.local"), avp(3001, b"".join(device_action), VENDOR)])


def configuration_information_request(application, body):
    return message(0xC0, 8388718, application, [
        avp(263, "peer.test.local;1;2"), avp(277, 1), avp(264, "peer.test.local"), avp(296, "test.local"),
        avp(283, "test.local"), avp(293, "fd.test.local"), *body])


def result(answer):
    return struct.unpack("!I", answer[0, 268][0])[0]


class StockFreeDiameter(unittest.TestCase):
    def path(self, name):
        return str(MODULES / f"dict_{name}.fdx")

    def starts(self, extensions):
        with tempfile.TemporaryDirectory() as folder:
            daemon = Daemon(folder, extensions)
            try:
                daemon.wait_until_up()
                self.assertTrue(daemon.is_up(), daemon.log())
            finally:
                daemon.kill()
            self.assertNotIn("ERR", daemon.log())
            for name, application in OURS.items():
                self.assertEqual(f"App: {application}," in daemon.log(), self.path(name) in extensions, daemon.log())

    def test_each_module_loads_alone(self):
        for name in OURS:
            self.starts([self.path(name)])

    def test_all_modules_load_in_any_order(self):
        for order in orders(OURS):
            self.starts([self.path(name) for name in order])

    def test_all_modules_load_in_any_order_beside_debians_3gpp_dictionary(self):
        for order in orders([*map(self.path, OURS), DEBIANS]):
            self.starts([one for item in order for one in (item if isinstance(item, list) else [item])])

    def knows_tsp(self, extensions):
        peer = Peer()
        with tempfile.TemporaryDirectory() as folder:
            daemon = Daemon(folder, extensions, peer.port)
            try:
                self.talk(peer)
                self.assertTrue(daemon.is_up(), daemon.log())
            finally:
                peer.close()
                daemon.kill()

    def talk(self, peer):
        claimed = [avps_of(one)[0, 258][0] for one in peer.shake_hands()[0, 260]]
        self.assertEqual(sorted(claimed), sorted(struct.pack("!I", one) for one in OURS.values()))
        good = [avp(3111, "meter@example.com", VENDOR), avp(3007, 7, VENDOR), avp(3005, 1, VENDOR),
                avp(3003, avp(3004, b"\1", VENDOR), VENDOR), avp(448, 60)]
        # Every AVP is known and every rule met: what is missing is only somebody to answer.
        self.assertEqual(result(peer.ask(device_action_request(good))), 3001)
        # Reference-Number is required in Device-Action.
        refused = peer.ask(device_action_request([good[0], *good[2:]]))
        self.assertEqual(result(refused), 5005)
        self.assertEqual(list(avps_of(refused[0, 279][0])), [(VENDOR, 3007)])
        # Payload is required in Trigger-Data, one level further down.
        refused = peer.ask(device_action_request([*good[:3], avp(3003, avp(3006, 0, VENDOR), VENDOR)]))
        self.assertEqual(result(refused), 5005)
        # Not more than one Action-Type.
        self.assertEqual(result(peer.ask(device_action_request([*good, avp(3005, 1, VENDOR)]))), 5009)
        # An AVP of nobody's dictionary, to show that the others were known.
        self.assertEqual(result(peer.ask(device_action_request([*good, avp(9999, 1, VENDOR)]))), 5001)

    def test_what_one_application_demands_is_not_demanded_of_another_with_the_same_command(self):
        """User-Identifier, of S6t; what is in a configuration both demand."""
        for order in (["s6t", "t6a"], ["t6a", "s6t"]):
            peer = Peer()
            with tempfile.TemporaryDirectory() as folder:
                daemon = Daemon(folder, map(self.path, order), peer.port)
                try:
                    peer.shake_hands()
                    configuration = [avp(3125, "fd.test.local", VENDOR), avp(3127, 7, VENDOR)]
                    for length, expected in ((2, 3001), (1, 5005)):
                        body = [avp(3122, b"".join(configuration[:length]), VENDOR)]
                        answer = peer.ask(configuration_information_request(OURS["t6a"], body))
                        self.assertEqual(result(answer), expected, order)
                finally:
                    peer.close()
                    daemon.kill()

    def test_the_rules_of_tsp_are_kept(self):
        self.knows_tsp([self.path(name) for name in OURS])

    def test_the_rules_of_tsp_are_kept_after_debians_3gpp_dictionary(self):
        self.knows_tsp([*DEBIANS, *(self.path(name) for name in OURS)])

    def test_the_rules_of_tsp_are_kept_before_debians_3gpp_dictionary(self):
        self.knows_tsp([*(self.path(name) for name in OURS), *DEBIANS])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
