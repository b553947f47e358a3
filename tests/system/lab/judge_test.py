#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The judgement of the demo: what it must find in captures that are not as they should be.

usage: judge_test.py <build folder>
"""
import contextlib
import io
import json
import pathlib
import sys
import unittest

from running import LAB, Running

BUILD = sys.argv[1]
sys.path.insert(0, str(LAB / "lib"))

import verdict  # noqa: E402
import wire  # noqa: E402
from places import Places  # noqa: E402
from processes import Processes  # noqa: E402
from screen import Screen  # noqa: E402

REFERENCE_NUMBER = bytes.fromhex("00000bbfc0000010000028af")  # code 3007, VM-, length 16, 3GPP


class Judge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_in = Running(BUILD)
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


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
