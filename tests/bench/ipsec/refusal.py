# SPDX-License-Identifier: Apache-2.0
"""From charon's event that a tunnel is gone to the refusal, while its server triggers all the time: iwfd
beside a bare listener that notes when it got the same event.

Times are of one clock: the bare listener's and that of iwfd's log line are taken in this process when
they arrive, and the network's when the kernel saw the packet."""
import os
import struct
import sys
import threading
import time

import world as _place  # noqa: F401  finds the libraries
from lab import await_true
from protected_lab import NUMBERS, PORT, ProtectedLab
from tunnels import INNER
from vici_client import Refused, ViciClient

SIR = (8388641).to_bytes(3, "big")
SERVER = "out1"
RATE = 2000  # triggers a second
ALLOWED = 0.01  # s, from charon's event
PRESSED = 0.15  # s, before the tunnel is ended


class StampedLab(ProtectedLab):
    """Notes when each line of iwfd's log came. A report after each trigger would only be traffic."""

    def __init__(self, bin_dir):
        super().__init__(bin_dir, contracts=(SERVER,), tunnels=(SERVER,))
        self.smsc.config["delivery"] = {"after": "1h"}
        self.lines = []  # (when, line)
        self.fresh = threading.Condition()

    def start(self, node, name, command):
        if name != "iwfd":
            return super().start(node, name, command)
        pipe = self.folder / "iwfd.pipe"
        os.mkfifo(pipe)
        process = super().start(node, name, ["sh", "-c", f'exec "$@" 2>"{pipe}"', "sh", *command])
        threading.Thread(target=self.stamp, args=(pipe, process.paths[1]), daemon=True).start()
        return process

    def stamp(self, pipe, path):
        with open(pipe, "rb") as lines, open(path, "ab", buffering=0) as log:
            for line in lines:
                when = time.time()
                log.write(line)
                with self.fresh:
                    self.lines.append((when, line.decode(errors="replace")))
                    self.fresh.notify_all()

    def await_line(self, text, start, patience=20.0):
        """When the first line from `start` on with the text came."""
        find = lambda: next((when for when, line in self.lines[start:] if text in line), None)
        with self.fresh:
            if not self.fresh.wait_for(find, patience):
                raise SystemExit(f"iwfd does not say {text}:\n{self.iwf.log()[-2000:]}")
            return find()


class BareListener:
    """When the tunnel's end was told. On a thread, as the log's lines are taken by one."""

    def __init__(self, path):
        self.vici = ViciClient(path, ["child-updown", "ike-updown"], patience=None)
        self.downs = []
        self.told = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                packet = self.vici.receive()
            except Refused:
                return  # the lab is taken down
            when = time.time()
            if b"\x03\x02up\x00\x03yes" not in packet:
                with self.told:
                    self.downs.append(when)
                    self.told.notify_all()

    def await_down(self, start):
        """The first event that takes the tunnel away."""
        with self.told:
            if not self.told.wait_for(lambda: len(self.downs) > start, 20):
                raise SystemExit("charon does not tell that the tunnel is gone")
            return self.downs[start]


class Refusal:
    name = "refusal"
    columns = (("p50", "p50 ms", 2), ("p90", "p90 ms", 2), ("max", "max ms", 2))
    cases = ("terminate to bare listener", "terminate to iwfd's cut", "bare listener to iwfd's cut",
             "bare listener to last request served")

    def __init__(self, options):
        self.options = options
        self.rounds = min(options.rounds, options.losses)
        self.times = options.losses // self.rounds

    def title(self):
        return f"{self.times} tunnels ended a round, {RATE} triggers a second"

    def run(self):
        with StampedLab(self.options.bin) as lab:
            lab.capture("iwf", "core")
            bare = BareListener(lab.charon("iwf").socket)
            with ViciClient(lab.charon("iwf").socket) as commands:
                for _ in range(self.rounds):
                    yield self.judge([self.lose(lab, bare, commands) for _ in range(self.times)], lab)

    def lose(self, lab, bare, commands):
        """Presses, ends the tunnel, waits for the cut: the moments."""
        lab.await_tunnel(SERVER)
        server = lab.start(SERVER, f"pressing{len(lab.processes)}", [
            sys.executable, "-B", os.path.join(os.path.dirname(__file__), "pressing_server.py"),
            f"{SERVER}.scs.example", NUMBERS[SERVER], INNER[SERVER], INNER["iwf"], str(PORT), str(RATE),
            str(10_000 * len(lab.processes))])
        server.await_text("pressing")
        before = lab.hss.count("sir")
        await_true("triggers arrive", lambda: lab.hss.count("sir") > before)
        time.sleep(PRESSED)  # so that there is something under way
        line, down = len(lab.lines), len(bare.downs)
        asked = time.time()
        commands.ask("terminate", {"ike": SERVER, "force": "yes", "timeout": -1})
        event = bare.await_down(down)
        cut = lab.await_line(" peer.cut ", line)
        server.popen.kill()
        server.popen.wait()
        return {"asked": asked, "event": event, "cut": cut}

    def judge(self, moments, lab):
        served = times_of_requests(lab.captures[-1].path)
        for one in moments:
            # Until another tunnel could be there: the capture of a round has others of these.
            near = [when for when in served if one["event"] - 1 < when < one["cut"] + 0.05]
            one["last"] = max(near)
            one["after"] = sum(when > one["event"] for when in near)
        spans = {"terminate to bare listener": ("asked", "event"), "terminate to iwfd's cut": ("asked", "cut"),
                 "bare listener to iwfd's cut": ("event", "cut"), "bare listener to last request served": ("event", "last")}
        found = {case: self.distribution([1e3 * (one[end] - one[start]) for one in moments])
                 for case, (start, end) in spans.items()}
        late = sum(one["cut"] - one["event"] > ALLOWED for one in moments)
        return {**found, "after": sum(one["after"] for one in moments) / len(moments), "late": late / len(moments)}

    @staticmethod
    def distribution(values):
        values = sorted(values)
        return {"p50": values[len(values) // 2], "p90": values[int(len(values) * 0.9)], "max": values[-1]}

    @staticmethod
    def ratios(found):
        return {"p50 to iwfd's cut / to bare listener":
                found["terminate to iwfd's cut"]["p50"] / found["terminate to bare listener"]["p50"],
                "requests served after the event, a tunnel": found["after"],
                "share of cuts more than 10 ms after the event": found["late"]}


def times_of_requests(path):
    """When the IWF asked the HSS, by a capture that has microseconds."""
    octets, at, found = path.read_bytes(), 24, []
    while at + 16 <= len(octets):
        seconds, micros, length = struct.unpack_from("<III", octets, at)
        frame = octets[at + 16:at + 16 + length]
        at += 16 + length
        if asks(frame):
            found.append(seconds + micros / 1e6)
    return found


def asks(frame):
    """A Diameter request SIR begins in it, first of what may be several."""
    if frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return False
    body = frame[14 + 4 * (frame[14] & 15):]
    message = body[4 * (body[12] >> 4):]
    return len(message) >= 20 and message[4] & 0x80 and message[5:8] == SIR
