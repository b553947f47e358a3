#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tshark with the dictionary that diameter-dicts/wireshark-data completes, and without.

usage: tshark_test.py <wireshark-data> <mtc-iwf.xml>
"""
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

WIRESHARK_DATA, DICTIONARY = sys.argv[1:3]
VENDOR = 10415
EXAMPLES = {
    "Unsigned32": b"\0\0\0\1", "Integer32": b"\0\0\0\1", "Unsigned64": b"\0\0\0\0\0\0\0\1", "Enumerated": b"\0\0\0\1", "Time": b"\xe0\0\0\0",
    "IPAddress": b"\0\1\x7f\0\0\1", "UTF8String": b"a@example.com", "OctetString": b"\x21\x43",
    "DiameterIdentity": b"a.example.com", "DiameterURI": b"aaa://a.example.com"}


def encode(code, value, vendor, mandatory):
    flags = (0x80 if vendor else 0) | (0x40 if mandatory else 0)
    size = (12 if vendor else 8) + len(value)
    head = struct.pack("!II", code, flags << 24 | size) + (struct.pack("!I", vendor) if vendor else b"")
    return head + value + b"\0" * (-size % 4)


def every_avp():
    """Each AVP of the dictionary once, or once with each of its values."""
    for avp in xml.parse(DICTIONARY).getroot().findall("avp"):
        vendor = VENDOR if avp.get("vendor-id") else 0
        mandatory = avp.get("mandatory") == "must"
        kind = avp.find("type")
        example = b"" if kind is None else EXAMPLES[kind.get("type-name")]
        if avp.get("name") == "Experimental-Result-Code":
            example = struct.pack("!I", 5535)  # tshark has names for its values, but none for 1
        values = [struct.pack("!I", int(value.get("code"))) for value in avp.findall("enum")]
        for value in values or [example]:
            yield encode(int(avp.get("code")), value, vendor, mandatory)


def capture(avps):
    """One packet a message, one message an AVP: a file in the format of pcap, of raw IP."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    session = encode(263, b"session;1;1", 0, True)  # tshark takes nothing shorter for a message
    for number, avp in enumerate(avps):
        avp = session + avp
        message = struct.pack("!IIIII", 1 << 24 | 20 + len(avp), 0xC0 << 24 | 8388639, 16777309, number, number) + avp
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
        cls.capture = cls.folder / "all.pcap"
        cls.sent = list(every_avp())
        cls.capture.write_bytes(capture(cls.sent))
        subprocess.run([WIRESHARK_DATA, cls.folder / "data", DICTIONARY], check=True)
        cls.stock = cls.decode("tshark")
        cls.ours = cls.decode(cls.folder / "data/tshark")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def decode(cls, program):
        done = subprocess.run(
            [program, "-r", cls.capture, "-O", "diameter"], check=True, capture_output=True, text=True, timeout=60)
        return done.stdout

    def test_stock_does_not_know_all_of_tsp_and_t4(self):
        self.assertIn("AVP: Unknown(3012)", self.stock)
        for line in ("Action-Type(3005) l=16 f=VM- vnd=TGPP val=Unknown (4)",
                     "Request-Status(3008) l=16 f=VM- vnd=TGPP val=Unknown (112)",
                     "Delivery-Outcome(3009) l=16 f=VM- vnd=TGPP val=Unknown (4)",
                     "SM-Delivery-Outcome-T4(3200) l=16 f=VM- vnd=TGPP val=Unknown (3)"):
            self.assertIn(line, self.stock)

    def test_the_completed_dictionary_names_what_stock_does_not(self):
        for line in ("Feature-Supported-In-Final-Target(3012) l=16 f=V-- vnd=TGPP val=1",
                     "Action-Type(3005) l=16 f=VM- vnd=TGPP val=Device Trigger Replace (4)",
                     "Request-Status(3008) l=16 f=VM- vnd=TGPP val=ORIGINALMESSAGESENT (112)",
                     "Delivery-Outcome(3009) l=16 f=VM- vnd=TGPP val=UNCONFIRMED (4)",
                     "SM-Delivery-Outcome-T4(3200) l=16 f=VM- vnd=TGPP val=VALIDITY_TIME_EXPIRED (3)",
                     "Trigger-Action(3202) l=16 f=V-- vnd=TGPP val=REPLACE (2)"):
            self.assertIn(line, self.ours)

    def test_every_avp_and_value_of_ours_has_a_name(self):
        lines = [line.strip() for line in self.ours.splitlines() if line.strip().startswith("AVP: ")]
        self.assertGreaterEqual(len(lines), 2 * len(self.sent))
        # A mask, in which stock looks for the name of one day.
        unknown = [line for line in lines if "Unknown" in line and "Day-Of-Week-Mask(563)" not in line]
        self.assertEqual(unknown, [])
        self.assertNotIn("Malformed", self.ours)

    def test_what_stock_knows_stays_as_it_was(self):
        """Names and values of all AVPs that stock knows are decoded the same."""
        def known(text):
            return set(re.findall(r"AVP: .*", text))
        changed = [line for line in known(self.stock) - known(self.ours) if "Unknown" not in line]
        # Unsigned32 without, now with names; a value that stock spells MEMORTY.
        codes = {int(re.search(r"\((\d+)\)", line).group(1)) for line in changed}
        self.assertLessEqual(codes, {3200, 3202, 3203, 4325}, changed)

    def test_a_folder_of_others_is_left_alone(self):
        foreign = self.folder / "foreign"
        foreign.mkdir()
        (foreign / "file").write_text("mine")
        done = subprocess.run([WIRESHARK_DATA, foreign, DICTIONARY], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("has files of others", done.stderr)
        self.assertEqual([one.name for one in foreign.iterdir()], ["file"])

    def test_a_folder_can_be_filled_again(self):
        subprocess.run([WIRESHARK_DATA, self.folder / "data", DICTIONARY], check=True)
        self.assertEqual(self.decode(self.folder / "data/tshark"), self.ours)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
