#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Erlang/OTP on every side of iwfd; Erlang's codec judges each message, tshark the capture.

usage: erlang_test.py <iwfd> <wireshark-data> <mtc-iwf.xml>
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

from erlang_node import start_erlang
from iwfd import Capture, free_port, start_iwfd

IWFD, WIRESHARK_DATA, DICTIONARY = sys.argv[1:4]
COMMANDS = {"8388639", "8388640", "8388641", "8388643", "8388644", "8388718", "8388719"}
# iwfd's own AVP, of a vendor that is configured: tshark cannot know it. Erlang looks at that message.
BROKEN_EXPECTATION = "diameter.avp.vendorId == 32473"


class ErlangOnEverySide(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        cls.erlang, cls.ports = start_erlang(cls.folder, "interop_scenarios",
                                             ["hss", "smsc", "mme", "scs"], free_port())
        cls.addClassCleanup(cls.erlang.stop)
        capture = Capture(cls.folder, cls.ports.values())
        cls.addClassCleanup(capture.tcpdump.stop)
        iwfd = start_iwfd(IWFD, cls.folder, **cls.ports)
        cls.addClassCleanup(iwfd.stop)
        cls.erlang_status = cls.erlang.ended(90)
        cls.iwfd_status = iwfd.stop()
        cls.iwfd_log = iwfd.log()
        cls.capture = capture.stop()
        subprocess.run([WIRESHARK_DATA, cls.folder / "data", DICTIONARY], check=True)

    def tshark(self, *arguments):
        known = [f"-dtcp.port=={port},diameter" for port in self.ports.values()]
        done = subprocess.run([self.folder / "data/tshark", "-r", self.capture, *known, *arguments], check=True,
                              capture_output=True, text=True, timeout=60)
        return done.stdout

    def test_every_scenario_passes(self):
        self.maxDiff = None
        lines = self.erlang.log().splitlines()
        self.assertEqual([line for line in lines if line.startswith("failed")], [], self.iwfd_log)
        self.assertEqual(self.erlang_status, 0, self.erlang.log() + self.iwfd_log)
        self.assertEqual(len([line for line in lines if line.startswith("passed")]), 23)

    def test_erlang_finds_no_fault_in_any_message(self):
        self.assertEqual([line for line in self.erlang.log().splitlines() if line.startswith("fault")], [])

    def test_iwfd_ends_as_asked(self):
        self.assertEqual(self.iwfd_status, 0, self.iwfd_log)

    def test_the_capture_has_every_command_both_ways(self):
        seen = {(code, bit)
                for line in self.tshark("-Y", "diameter", "-T", "fields", "-e", "diameter.cmd.code", "-e",
                                        "diameter.flags.request").splitlines()
                for code, bit in zip(*(field.split(",") for field in line.split("\t")))}
        self.assertLessEqual({(code, bit) for code in COMMANDS for bit in "01"}, seen)

    def test_tshark_finds_nothing_wrong_and_nothing_unknown(self):
        text = self.tshark("-Y", f"diameter && !({BROKEN_EXPECTATION})", "-O", "diameter")
        self.assertGreater(text.count("Diameter Protocol"), 100)
        self.assertEqual([line.strip() for line in text.splitlines() if "Unknown" in line or "alformed" in line], [])
        wrong = ("_ws.malformed || (diameter && (_ws.expert.severity >= warning || diameter.avp.invalid-len) "
                 f"&& !({BROKEN_EXPECTATION}))")
        found = self.tshark("-Y", wrong, "-T", "fields", "-e", "diameter.cmd.code", "-e", "_ws.expert.message")
        self.assertEqual(len(self.tshark("-Y", BROKEN_EXPECTATION).splitlines()), 1)
        # A recall has no payload to send, and DTR requires the AVP.
        self.assertLessEqual(set(found.splitlines()), {"8388643\tData is empty"})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
