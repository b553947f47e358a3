# SPDX-License-Identifier: Apache-2.0
"""B1-B6, S6, F8: what a peer may send that is no Diameter, or bad Diameter: to iwfd from a server, before and after
its CER, and from an HSS and an SMS-SC, as requests and as answers. iwfd lives, serves others, logs and takes memory
within bounds.

usage: hostile_peers_test.py <bin>
"""
import os
import random
import struct
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import (CER, DPR, DWR, REQUEST, S6M, T4, TSP, VENDOR, Closed, Connection, Identity,  # noqa: E402
                             Message, avp, u32)
from iwfd_lab import IwfdLab, IwfdTest  # noqa: E402
from lab import IWF, SOUTH_REALM, await_true  # noqa: E402
from south_node import SouthNode  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
DAR, SIR, DTR = 8388639, 8388641, 8388643
MUTATIONS = 3000
MAX_LOG = 2_000_000  # octets, for all of a test: some 25 lines a second
MAX_GROWTH = 80_000  # kB


def header(command, application, *, version=1, length=None, flags=REQUEST | 0x40, body=b""):
    size = 20 + len(body) if length is None else length
    return (bytes([version]) + size.to_bytes(3, "big") + bytes([flags]) + command.to_bytes(3, "big")
            + struct.pack("!III", application, 0x1234, 0x5678) + body)


def raw_avp(code, flags, length, value=b""):
    return struct.pack("!IB", code, flags) + length.to_bytes(3, "big") + value


def nested(depth):
    """Groups in groups, of a code nobody knows."""
    value = b""
    for _ in range(depth):
        value = raw_avp(9999, 0, 8 + len(value), value)
    return value


def octet_catalogue(body):
    """What is no message, or hardly one. `body`: the AVPs of a good one."""
    return [header(DAR, TSP, length=length) for length in (0, 4, 16, 19, 24, 0xFFFFFF)] + [
        header(DAR, TSP, length=65532) + b"x" * 200,
        header(DAR, TSP, version=0, body=body), header(DAR, TSP, version=255, body=body),
        header(DAR, TSP, body=body) + b"garbage that is no message at all",
        b"GET / HTTP/1.1\r\nHost: iwf\r\n\r\n", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 100,
        b"\0" * 4096, b"\xff" * 4096, b"\1",
    ] + [header(DAR, TSP, body=raw_avp(263, 0x40, length, b"12345678")) for length in (0, 7, 11, 17, 0xFFFFFF)]


def message_catalogue(good):
    """Messages of a good form with something wrong in them. `good`: a DAR."""
    body, head = good.body, good.body[:0]
    requests = [Message(command, application, flags, body) for command, application, flags in (
        (DAR, TSP, REQUEST | 0x20), (DAR, TSP, REQUEST | 0x0F | 0x40), (DAR, TSP, REQUEST), (DAR, 0, REQUEST | 0x40),
        (DAR, S6M, REQUEST | 0x40), (SIR, S6M, REQUEST | 0x40), (DTR, T4, REQUEST | 0x40), (1, TSP, REQUEST | 0x40),
        (0xFFFFFF, TSP, REQUEST | 0x40), (CER, 0, REQUEST), (DAR, 0xFFFFFFFF, REQUEST | 0x40), (271, 3, REQUEST | 0x40))]
    bodies = [head, body[8:], body + avp(9999, "mandatory and unknown"), body + avp(9999, "x", mandatory=False),
              body + avp(9999, "x", 99999), body + raw_avp(1, 0xFF, 8), body + avp(264, "again.example"),
              body + avp(263, "two;of;them"), avp(263, "nul\0octet") + body, avp(263, "") + body,
              avp(264, b"\xff\xfe") + body, body + avp(268, b"\0\0\7"), body + avp(268, b"123456789"),
              body + nested(4000), body + avp(9999, b"", mandatory=False) * 5000, body + avp(282, "a.b") * 300,
              body + avp(282, IWF["host"]), body + avp(33, b"\0" * 1000), body + avp(3006, b"\0" * 60000, VENDOR)]
    return requests + [Message(DAR, TSP, good.flags, one) for one in bodies] + [
        Message(DWR, 0, REQUEST, b""), Message(DWR, 0, REQUEST, avp(264, "other.example") + avp(296, "example")),
        Message(DWR, 0, 0, avp(268, b"")), Message(DWR, 0, 0, avp(268, 2001)), Message(DPR, 0, 0, avp(268, 2001)),
        Message(DAR, TSP, 0, avp(268, 2001)), Message(DAR, TSP, 0, avp(268, b"\0"))]


def mutated(octets, chance):
    octets = bytearray(octets)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(octets))
        kind = chance.randrange(4)
        if kind == 0:
            octets[at] = chance.randrange(256)
        elif kind == 1:
            octets[at:at + 4] = u32(chance.choice((0, 1, 7, 8, 0xFFFFFFFF, 0x80000000, 20)))
        elif kind == 2:
            del octets[at:at + chance.randint(1, 8)]
        else:
            octets[at:at] = octets[max(0, at - 16):at]
    return bytes(octets) or b"\0"


class LyingNode(SouthNode):
    """Answers every request of iwfd with the next of `answers`, which may be octets or a function of the request."""

    def __init__(self, *rest):
        super().__init__(*rest)
        self.answers, self.told = [], 0

    def serve(self):
        while True:
            try:
                self.connection = Connection.accept(self.identity, self.listener, self.reply)
            except (OSError, AssertionError):
                return

    def reply(self, connection, request):
        answer = self.answers[self.told % len(self.answers)] if self.answers else None
        self.told += 1
        if callable(answer):
            answer = answer(request, self.identity)
        if answer is not None:
            connection.send_octets(answer)

    def start(self):
        threading.Thread(target=self.serve, daemon=True).start()


def answer_octets(request, body, *, flags=0x40, command=None, hop=None, end=None, application=None):
    return Message(command or request.command, request.application if application is None else application, flags, body,
                   request.hop_by_hop if hop is None else hop, request.end_to_end if end is None else end).octets()


def lying_answers():
    """Answers to SIR or DTR that cannot be taken for a good one."""
    def of(body, **rest):
        return lambda request, identity: answer_octets(
            request, body(request, identity) if callable(body) else body, **rest)

    def with_origin(*more):
        return lambda request, identity: (avp(263, request.find(263)) + b"".join(more) + avp(277, 1)
                                          + identity.origin())
    return [
        of(b""), of(with_origin()), of(with_origin(avp(268, b""))), of(with_origin(avp(268, b"\0\0\7"))),
        of(with_origin(avp(268, b"123456789"))), of(with_origin(avp(9999, "x"), avp(268, 2001))),
        of(with_origin(raw_avp(9999, 0x40, 3))), of(with_origin(raw_avp(9999, 0x40, 0xFFFFFF))),
        of(with_origin(avp(268, 2001)), command=1), of(with_origin(avp(268, 2001)), command=0xFFFFFF),
        of(with_origin(avp(268, 2001)), hop=0xDEAD), of(with_origin(avp(268, 2001)), end=0xDEAD),
        of(with_origin(avp(268, 2001)), application=TSP), of(with_origin(avp(268, 2001)), flags=0x60),
        of(with_origin(avp(268, 2001)), flags=0xFF & ~REQUEST), of(with_origin(avp(268, 2001), avp(3101, b"", VENDOR))),
        of(with_origin(avp(268, 0))), of(with_origin(avp(268, 0xFFFFFFFF))), of(with_origin(avp(297, b""))),
        of(with_origin(avp(297, [avp(266, VENDOR)]))),
        of(lambda request, _: avp(263, "other;session") + avp(268, 2001)),
        of(lambda request, _: avp(268, 2001) + avp(264, "liar.example") + avp(296, "example")),
        lambda request, identity: b"\0" * 64, lambda request, identity: b"\1" + b"\xff" * 40, None,
    ]


def odd_answers():
    """Good ones, with more in them than anybody needs: what is unknown and not mandatory is to be ignored."""
    return [lambda request, identity, more=more: answer_octets(request, (
        avp(263, request.find(263)) + avp(268, 2001) + more + avp(277, 1) + identity.origin()))
            for more in (nested(4000), avp(9999, b"", mandatory=False) * 5000)]


class HostileLab(IwfdLab):
    def __init__(self, bin_dir):
        super().__init__(bin_dir)
        self.bad_hss = LyingNode("hss9." + SOUTH_REALM, SOUTH_REALM, IWF)
        self.bad_smsc = LyingNode("smsc9." + SOUTH_REALM, SOUTH_REALM, IWF)
        self.timers = {"connect_retry": "1s"}
        self.pool_settings = {"hss": {"attempt_timeout": "100ms", "lookup_deadline": "3s"},
                              "sms_sc": {"submit_deadline": "300ms"}}
        self.prefer_bad = None  # "hss" or "sms_sc"
        self.contracts.append(dict(self.contracts[0], name="other", identity={
            "host": "scs2.other.example", "realm": "other.example", "scs_identity": ["4940555555"]}))

    def iwf_config(self):
        config = super().iwf_config()
        for pool, node in (("hss", self.bad_hss), ("sms_sc", self.bad_smsc)):
            config[pool]["peers"].append({**node.peer(), "priority": 0 if pool == self.prefer_bad else 100})
        return config

    def start_iwf(self):
        for node in (self.bad_hss, self.bad_smsc):
            node.start()
        super().start_iwf()

    def __exit__(self, *error):
        super().__exit__(*error)
        for node in (self.bad_hss, self.bad_smsc):
            node.close()


class Hostile(IwfdTest):
    prefer_bad = None

    @classmethod
    def make_lab(cls):
        lab = HostileLab(cls.bin_dir)
        lab.prefer_bad = cls.prefer_bad
        return lab

    def setUp(self):
        super().setUp()
        self.chance = random.Random(682)
        self.memory_before = self.memory()
        self.pid = self.lab.iwf.pid

    def memory(self):
        with open(f"/proc/{self.lab.iwf.pid}/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    def unharmed(self, reference):
        """The same process serves an honest server, and neither its log nor its memory has run away."""
        self.assertIsNone(self.lab.iwf.popen.poll(), "iwfd has ended:\n" + self.lab.iwf.log()[-2000:])
        self.assertEqual(self.lab.iwf.pid, self.pid)
        server = self.lab.server(1)
        self.addCleanup(server.connection.close)
        self.assertEqual(server.status("meter-1@iot.test", reference), SUCCESS)
        self.assertLess(os.path.getsize(self.lab.iwf.paths[1]), MAX_LOG)
        self.assertLess(self.memory() - self.memory_before, MAX_GROWTH)


class FromAServer(Hostile):
    def bare(self):
        """A connection that has said nothing yet."""
        return Connection(self.honest, self.lab.port, handshake=False)

    def setUp(self):
        super().setUp()
        server = self.lab.server()
        self.good, self.honest = server.dar("meter-1@iot.test", 1), server.identity
        server.connection.close()

    def say(self, connection, octets):
        try:
            connection.send_octets(octets)
        except Closed:
            pass

    def test_before_the_cer(self):
        cer = Message(CER, 0, REQUEST, self.honest.capabilities(), 1, 1)
        first = octet_catalogue(self.good.body) + [one.octets() for one in message_catalogue(self.good)]
        first += [mutated(cer.octets(), self.chance) for _ in range(200)]
        for octets in first:
            connection = self.bare()
            self.say(connection, octets)
            connection.close()
        self.unharmed(9001)

    def test_octets_after_the_cer(self):
        for octets in octet_catalogue(self.good.body):
            server = self.lab.server()
            self.say(server.connection, octets)
            server.connection.close()
        self.unharmed(9002)

    def test_messages_after_the_cer(self):
        server = self.lab.server()
        for message in message_catalogue(self.good):
            if not server.connection.open:
                server = self.lab.server()
            try:
                server.connection.send(message)
            except Closed:
                server = self.lab.server()
        server.connection.close()
        self.unharmed(9003)

    def test_mutations_after_the_cer(self):
        good = self.good.octets()
        server = self.lab.server()
        for _ in range(MUTATIONS):
            self.say(server.connection, mutated(good, self.chance))
            if not server.connection.open:
                server = self.lab.server()
        server.connection.close()
        self.unharmed(9004)


class FromTheNetwork(Hostile):
    def test_requests_of_an_hss_and_an_sms_sc(self):
        for node in (self.lab.bad_hss, self.lab.bad_smsc):
            good = node.report("4930123456", 1)
            everything = octet_catalogue(good.body) + [one.octets() for one in message_catalogue(good)]
            everything += [mutated(good.octets(), self.chance) for _ in range(500)]
            for octets in everything:
                connection = node.connection
                if connection is None or not connection.open:
                    await_true("iwfd to connect again",
                               lambda node=node: node.connection is not None and node.connection.open)
                    connection = node.connection
                try:
                    connection.send_octets(octets)
                except Closed:
                    pass
        self.unharmed(9101)


class AnswersOfAnHss(Hostile):
    """All lookups go to the liar first; the honest one is asked when its answer is none."""
    prefer_bad = "hss"

    def test_answers(self):
        self.lab.bad_hss.answers = lying_answers() + odd_answers()
        server = self.lab.server()
        for reference in range(1, 2 * len(self.lab.bad_hss.answers)):
            if not server.connection.open:
                server = self.lab.server()
            status = server.status("meter-1@iot.test", reference)
            self.assertIsNotNone(status)
        self.assertGreater(self.lab.bad_hss.told, 10)
        server.connection.close()
        self.lab.bad_hss.answers = []
        self.unharmed(9201)


class AnswersOfAnSmsSc(Hostile):
    prefer_bad = "sms_sc"

    def test_answers_never_become_a_success(self):
        self.lab.bad_smsc.answers = lying_answers()
        server = self.lab.server()
        for reference in range(1, len(self.lab.bad_smsc.answers) + 1):
            before = self.lab.smsc.count("dtr")
            status = server.status("meter-1@iot.test", reference)
            if status == SUCCESS:  # only the honest one can have taken it
                self.assertEqual(self.lab.smsc.count("dtr"), before + 1, f"false success of answer {reference - 1}")
        self.assertGreater(self.lab.bad_smsc.told, 10)
        self.lab.bad_smsc.answers = odd_answers()
        self.lab.bad_smsc.told = 0
        self.assertEqual([server.status("meter-1@iot.test", 500 + one) for one in range(2)], [SUCCESS, SUCCESS])
        server.connection.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
