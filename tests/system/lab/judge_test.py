#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The judgement of the demo: what it must find in captures that are not as they should be.

On loopback, which judges Diameter as the namespaces do; what is seen on their wires is made by hand.

usage: judge_test.py <build folder>
"""
import contextlib
import io
import json
import pathlib
import shutil
import struct
import sys
import tempfile
import unittest

from running import LAB, Running

BUILD = sys.argv[1]
sys.path.insert(0, str(LAB / "lib"))

import outside  # noqa: E402
import pcap  # noqa: E402
import verdict  # noqa: E402
import wire  # noqa: E402
from network import INNER  # noqa: E402
from places import Places  # noqa: E402
from processes import Processes  # noqa: E402
from screen import Screen  # noqa: E402

REFERENCE_NUMBER = bytes.fromhex("00000bbfc0000010000028af")  # code 3007, VM-, length 16, 3GPP


class Judge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_in = Running(BUILD, plain=True)
        cls.addClassCleanup(cls.run_in.remove)
        cls.run_in.copy_configs()
        status, out = cls.run_in.demo()
        assert status == 0, out
        cls.places = Places(BUILD, cls.run_in.into, cls.run_in.configs)
        cls.places.read_addresses()
        cls.processes = Processes(cls.places, contextlib.nullcontext)
        cls.north = cls.places.path("north.pcap").read_bytes()
        cls.counters = {"sir": 5, "dtr": 5, "drr": 2}

    def judged(self, north, counters=None):
        """What is said of captures with this north.pcap: the lines with FAILED."""
        self.places.path("north.pcap").write_bytes(north)
        self.addCleanup(self.places.path("north.pcap").write_bytes, self.north)
        screen = Screen(io.StringIO())
        reading = wire.read(self.places, self.processes)
        verdict.judge_captures(self.places, self.processes, screen, reading, counters or self.counters)
        return [line.strip() for line in screen.stream.getvalue().splitlines() if "FAILED" in line]

    def spoilt(self, old, new):
        self.assertIn(old, self.north)
        self.assertEqual(len(old), len(new))
        return self.north.replace(old, new, 1)

    def test_the_captures_as_they_are_are_good(self):
        self.assertEqual(self.judged(self.north), [])

    def test_an_unknown_avp_is_found(self):
        found = self.judged(self.spoilt(REFERENCE_NUMBER, bytes.fromhex("00007fff") + REFERENCE_NUMBER[4:]))
        self.assertRegex(found[0], r"commands and AVPs unknown: expected none, seen DAR: AVP: Unknown\(32767\)")

    def test_an_unknown_command_is_found(self):
        header = bytes.fromhex("c080001f0100005d")  # RP, 8388639, Tsp
        found = self.judged(self.spoilt(header, bytes.fromhex("c08000ff0100005d")))
        self.assertIn("8388863-R", "".join(found))

    def test_a_wrong_length_is_found(self):
        found = self.judged(self.spoilt(REFERENCE_NUMBER, bytes.fromhex("00000bbfc0000003000028af")))
        self.assertIn("FAILED  malformed", "".join(found))

    def test_an_answer_that_nobody_asked_for_is_found(self):
        # The last answer to a DAR gets an id that no request has.
        at = self.north.rindex(bytes.fromhex("4080001f0100005d")) + 8
        other = bytes(octet ^ 0xFF for octet in self.north[at:at + 4])
        found = self.judged(self.north[:at] + other + self.north[at + 4:])
        self.assertRegex("".join(found), "requests or answers alone: expected none, seen DA[RA] in north.pcap frame")

    def test_counters_that_differ_are_found(self):
        found = self.judged(self.north, {**self.counters, "dtr": 6})
        self.assertRegex(found[0], "counted by HSS and SMS-SC: expected SIR 5, DTR 6, DRR 2, seen SIR 5, DTR 5")

    def test_an_imsi_or_an_internal_host_going_north_is_found(self):
        device = b"meter1@meters.acme.example"
        for leak, name in ((b"262019900000001", "IMSI 262019900000001"),
                           (bytes.fromhex("62029109000000f1"), "IMSI 262019900000001"),
                           (b"hss1.core.lab.example", "an internal host")):
            with self.subTest(leak):
                found = self.judged(self.spoilt(device, leak.ljust(len(device), b"x")))
                self.assertIn(f"north.pcap: expected none, seen {name}", "".join(found))

    def test_a_journal_that_is_not_as_expected_is_found(self):
        expected = verdict.JOURNAL
        self.addCleanup(setattr, verdict, "JOURNAL", expected)
        self.addCleanup(setattr, verdict, "SETTLING", verdict.SETTLING)
        verdict.SETTLING = 0.0
        verdict.JOURNAL = [*expected[:-1], ("REPLACE", 6, "SUCCESS", "SUCCESS", "CLOSED")]
        screen = Screen(io.StringIO())
        verdict.judge_journal(self.places, self.processes, screen)
        self.assertIn("records missing: expected none, seen REPLACE 6", screen.stream.getvalue())
        self.assertIn("records not expected: expected none, seen REPLACE 5", screen.stream.getvalue())

    def test_the_journal_left_is_the_journal_shown(self):
        records = [json.loads(line) for line in self.places.path("journal.json").read_text().splitlines()]
        self.assertEqual([verdict.row(one) for one in records], verdict.JOURNAL)
        self.assertNotIn("2620199", pathlib.Path(self.places.path("journal.txt")).read_text())


def ethernet(protocol, payload):
    return bytes(12) + protocol.to_bytes(2, "big") + payload


def ipv4(protocol, payload, source=INNER["iwf"], target=INNER["out1"]):
    ends = bytes(map(int, f"{source}.{target}".split(".")))
    return ethernet(0x0800, bytes((0x45, 0)) + bytes(7) + bytes((protocol, 0, 0)) + ends + payload)


def udp(source, target, payload):
    return ipv4(17, source.to_bytes(2, "big") + target.to_bytes(2, "big") + bytes(4) + payload)


def ike(exchange):
    return bytes(18) + bytes((exchange,)) + bytes(9)


def tcp(flags):
    return bytes(13) + bytes((flags,)) + bytes(6)


class Outside(unittest.TestCase):
    """What is seen on a wire: frames made by hand, in a capture as tcpdump writes it."""

    FRAMES = (
        (ethernet(0x0806, bytes(28)), outside.HOUSEKEEPING),
        (ethernet(0x86DD, bytes(6) + bytes((58,)) + bytes(33)), outside.HOUSEKEEPING),
        (ethernet(0x86DD, bytes(6) + bytes((6,)) + bytes(33)), outside.OTHER),
        (ethernet(0x88CC, bytes(40)), outside.OTHER),
        (udp(500, 500, ike(34)), "IKE_SA_INIT"),
        (udp(4500, 4500, bytes(4) + ike(35)), "IKE_AUTH"),
        (udp(4500, 4500, b"\xff"), "NAT keep-alive"),
        (udp(4500, 4500, b"\1\2\3\4" + bytes(60)), "ESP"),
        (ipv4(50, bytes(60)), "ESP"),
        (udp(500, 500, b"DIAMETER"), outside.OTHER),
        (udp(53, 53, bytes(40)), outside.OTHER),
        (ipv4(6, tcp(2)), outside.OTHER),
        (ipv4(1, bytes(20)), outside.OTHER),
    )

    def capture(self, frames, cut=0):
        file = pathlib.Path(tempfile.mkdtemp(prefix="iwf-judge-")) / "x.pcap"
        self.addCleanup(shutil.rmtree, file.parent)
        octets = bytes(24) + b"".join(struct.pack("<IIII", 0, 0, len(one), len(one)) + one for one in frames)
        file.write_bytes(octets[:len(octets) - cut])
        return file

    def test_each_kind_is_told_from_the_others(self):
        for frame, expected in self.FRAMES:
            self.assertEqual(outside.kind(frame), expected, frame.hex())
        file = self.capture([frame for frame, _kind in self.FRAMES])
        self.assertEqual(outside.kinds(file)["ESP"], 2)
        self.assertEqual(len(outside.strange(file)), 6)
        self.assertIn("IP protocol 6, 10.200.0.1 to 10.200.1.1: ", outside.strange(file)[4])

    def test_a_frame_that_is_still_being_written_is_left_for_later(self):
        file = self.capture([frame for frame, _kind in self.FRAMES[-2:]], cut=1)
        self.assertEqual(len(list(pcap.frames(file))), 1)

    def test_what_the_iwf_says_in_clear_is_counted_but_not_a_refusal(self):
        syn_ack, reset, data = 0x12, 0x14, 0x18
        frames = [ipv4(6, tcp(flags)) for flags in (syn_ack, reset, data)]
        frames.append(ipv4(6, tcp(data), INNER["out1"], INNER["iwf"]))
        self.assertEqual(outside.clear_tcp_from(self.capture(frames), INNER["iwf"]), 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
