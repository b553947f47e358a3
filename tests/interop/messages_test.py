#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Erlang/OTP's codec on the messages of S6t and T6a that our encoders make: full and bare.

usage: messages_test.py <message_seeds>
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

MESSAGE_SEEDS = sys.argv[1]
ERLANG = pathlib.Path(__file__).resolve().parent / "erlang"


class ErlangReadsOurMessages(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        subprocess.run([MESSAGE_SEEDS, self.folder / "seeds"], check=True, timeout=60)
        subprocess.run(["escript", ERLANG / "build.escript", self.folder], check=True, timeout=120)
        messages = self.folder / "seeds/message"
        self.files = sorted([*messages.glob("*_S6t-*"), *messages.glob("*_T6a-*")])

    def judge(self, files):
        done = subprocess.run(["erl", "-noinput", "-pa", self.folder, "-s", "interop_messages", "-extra", *files],
                              capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout.splitlines()

    def test_nothing_is_wrong_with_any(self):
        self.maxDiff = None
        status, lines = self.judge(self.files)
        self.assertEqual(lines, [f"{file.name} good []" for file in self.files])
        self.assertEqual((status, len(lines)), (0, 16))

    def test_a_broken_one_is_found(self):
        octets = bytearray(self.files[1].read_bytes())
        flags = octets.index(b"\0\0\x0c\x34") + 4  # of a SCEF-Reference-ID
        octets[flags] ^= 0x40
        broken = self.folder / "broken"
        broken.write_bytes(octets)
        status, [line] = self.judge([broken])
        self.assertEqual(status, 1)
        self.assertIn("{m_bit,'SCEF-Reference-ID',false}", line)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
