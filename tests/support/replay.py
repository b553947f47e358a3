# SPDX-License-Identifier: Apache-2.0
"""Frames put on a wire again, by whoever has kept them."""
import socket
import time

from frames import UDP, kind
from namespaces import within

BURST, PAUSE = 8, 0.002  # frames, s: more at once would be lost in queues before anybody judged them


def esp_between(capture, source, target):
    """Frames of a capture with ESP, in UDP or not, from one address to another; ready to be sent again."""
    ends = bytes(map(int, (source + "." + target).split(".")))
    return [without_checksum(frame) for frame in capture.frames()
            if kind(frame) in ("esp", "esp-in-udp") and frame[26:34] == ends]


def without_checksum(frame):
    """Of UDP, which may be without: a capture on a virtual wire has them half done, and such a frame would be
    dropped before it came to ESP."""
    at = 14 + 4 * (frame[14] & 15) + 6
    return frame[:at] + b"\0\0" + frame[at + 2:] if frame[23] == UDP else frame


def inject(lab, node, device, frames):
    """Sends them out of a device of the node, as they are."""
    def send():
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind((device, 0))
            for number, frame in enumerate(frames, 1):
                wire.send(frame)
                if number % BURST == 0:
                    time.sleep(PAUSE)
    within(lab.name(node), send)


def from_station(frames, address):
    """The same frames from another network card: a switch goes on knowing where the first one is."""
    return [frame[:6] + address + frame[12:] for frame in frames]


def card_of(lab, node, device):
    """Its address, six octets."""
    def read():
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind((device, 0))
            return wire.getsockname()[4]
    return within(lab.name(node), read)
