# SPDX-License-Identifier: Apache-2.0
"""Classic pcap, as tcpdump writes it, frame by frame."""
import struct

# A header, then one of 16 octets before each frame.
PCAP_HEADER, FRAME_HEADER = 24, 16


def frames(path):
    """Raises OSError when there is no such file: no capture is not an empty one."""
    octets, at = path.read_bytes(), PCAP_HEADER
    while at + FRAME_HEADER <= len(octets):
        length = struct.unpack("<I", octets[at + 8:at + 12])[0]
        frame = octets[at + FRAME_HEADER:at + FRAME_HEADER + length]
        at += FRAME_HEADER + length
        if len(frame) == length:  # the last may still be in writing
            yield frame
