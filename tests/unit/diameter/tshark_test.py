#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tshark on the messages that our encoders make: all twenty, full and bare.

usage: tshark_test.py <message_seeds> <wireshark-data> <mtc-iwf.xml>
"""
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

MESSAGE_SEEDS, WIRESHARK_DATA, DICTIONARY = sys.argv[1:4]
COMMANDS = {
    "DAR": "8388639", "DAA": "8388639", "DNR": "8388640", "DNA": "8388640", "SIR": "8388641", "SIA": "8388641",
    "DTR": "8388643", "DTA": "8388643", "DRR": "8388644", "DRA": "8388644", "OFR": "8388645", "OFA": "8388645",
    "CIR_S6t": "8388718", "CIA_S6t": "8388718", "RIR_S6t": "8388719", "RIA_S6t": "8388719",
    "CIR_T6a": "8388718", "CIA_T6a": "8388718", "RIR_T6a": "8388719", "RIA_T6a": "8388719"}


def capture(messages):
    """One packet a message: a file in the format of pcap, of raw IP."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    for number, message in enumerate(messages):
        tcp = struct.pack("!HHIIBBHHH", 40000 + number, 3868, 1, 1, 5 << 4, 0x18, 65535, 0, 0) + message
        loopback = b"\x7f\0\0\1"
        packet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, loopback, loopback) + tcp
        out += struct.pack("<IIII", 1, number, len(packet), len(packet)) + packet
    return out


class Tshark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        subprocess.run([MESSAGE_SEEDS, cls.folder / "seeds"], check=True)
        files = sorted((cls.folder / "seeds/message").iterdir())
        cls.names = [one.name for one in files]
        cls.messages = [one.read_bytes() for one in files]
        subprocess.run([WIRESHARK_DATA, cls.folder / "data", DICTIONARY], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def tshark(self, program, messages, *arguments):
        file = self.folder / "messages.pcap"
        file.write_bytes(capture(messages))
        done = subprocess.run([program, "-r", file, *arguments],
                              check=True, capture_output=True, text=True, timeout=60)
        return done.stdout

    def judge(self, program, messages):
        """The numbers of the packets that the program takes for faulty. It also warns, of AVPs that
        it does not know and of an empty Payload, which the standard allows."""
        wrong = "_ws.malformed || _ws.expert.severity == error || diameter.avp.invalid-len"
        return self.tshark(program, messages, "-Y", wrong, "-T", "fields", "-e", "frame.number").split()

    def test_there_is_one_of_each_message_full_and_bare(self):
        expected = sorted(command + kind for command in COMMANDS for kind in ("-bare", "-full"))
        self.assertEqual(self.names, expected)

    def test_every_message_is_read_as_the_command_it_is(self):
        lines = self.tshark("tshark", self.messages, "-T", "fields", "-e", "diameter.cmd.code", "-e",
                            "diameter.flags.request").splitlines()
        expected = [COMMANDS[name.split("-")[0]] + "\t" + ("1" if name[2] == "R" else "0") for name in self.names]
        self.assertEqual(lines, expected)

    def test_stock_finds_nothing_wrong(self):
        self.assertEqual(self.judge("tshark", self.messages), [])

    def test_with_the_completed_dictionary_nothing_is_wrong_and_nothing_unknown(self):
        program = self.folder / "data/tshark"
        self.assertEqual(self.judge(program, self.messages), [])
        text = self.tshark(program, self.messages, "-O", "diameter")
        self.assertIn("Action-Type(3005) l=16 f=VM- vnd=TGPP val=Device Trigger Replace (4)", text)
        # tshark takes the mask of some days for the name of one.
        unknown = [line.strip() for line in text.splitlines() if "Unknown" in line and "Day-Of-Week-Mask" not in line]
        self.assertEqual(unknown, [])

    def test_a_broken_message_is_found(self):
        broken = bytearray(self.messages[0])
        broken[20 + 5:20 + 8] = b"\0\0\3"
        self.assertEqual(self.judge("tshark", [self.messages[1], bytes(broken)]), ["2"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
