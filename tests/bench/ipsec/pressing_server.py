# SPDX-License-Identifier: Apache-2.0
"""A server that triggers at a steady rate and awaits no answer, in the network namespace it is started in,
until it is killed.

usage: pressing_server.py HOST SCS_IDENTITY SOURCE TARGET PORT RATE FIRST

FIRST: reference of the first trigger. One that was there before would be answered, and not served."""
import itertools
import pathlib
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from diameter_client import Closed  # noqa: E402
from lab import IWF  # noqa: E402
from tsp_server import TspServer  # noqa: E402

host, number, source, target, port, rate, first = sys.argv[1:]
BATCH = 0.0005  # s: what is due is sent together
server = TspServer(host, "scs.example", number, IWF["host"], IWF["realm"])
prepared = [server.dar(f"load-{n % 1000 + 1}@iot.test", int(first) + n) for n in range(8000)]


def connect():
    dial = lambda: socket.create_connection((target, int(port)), 1.0, (source, 0))
    while True:
        try:
            return server.connect(dial=dial, patience=1.0)
        except (Closed, OSError):  # no tunnel yet
            time.sleep(0.02)


connection = connect()
print("pressing", flush=True)
began = time.monotonic()
sent = 0
for message in itertools.cycle(prepared):
    message.hop_by_hop = sent + 1
    connection.send_octets(message.octets())
    sent += 1
    while sent > (time.monotonic() - began) * int(rate):
        time.sleep(BATCH)
