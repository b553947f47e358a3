#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I7: charon says 64 MB of events at once, with and without answering; or half of a message. Triggers go on, memory
has an end, who does not answer is left after 5 s and found again.

usage: iwfd_backlog_test.py <bin>
"""
import itertools
import pathlib
import re
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from protected_lab import METER, ProtectedLab, time_of  # noqa: E402
from steady_load import SteadyLoad  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from tunnels import stays_down  # noqa: E402
from vici_relay import ViciRelay, ike_down, ike_up  # noqa: E402

BIN = sys.argv.pop(1)
BACKLOG = 64 * 1024 * 1024
NO_ANSWER = 5.0  # s
MORE_MEMORY = 64 * 1024  # kB: 16 MB at most, in a buffer that doubles, so 16 and 32 at one time, and what jemalloc keeps of them
MEASURED = 100  # triggers
# The machine is shared: a median that is this many times the one before, and 50 ms, is no news.
SLOWER, PAUSE = 5, 0.05


class RelayedLab(ProtectedLab):
    def start_iwf(self):
        path = self.folder / "relay.vici"
        self.relay = ViciRelay(path, self.charon("iwf").socket)
        self.ipsec["socket"] = str(path)
        super().start_iwf()

    def __exit__(self, *error):
        super().__exit__(*error)
        self.relay.close()


class Backlog(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(RelayedLab(BIN, contracts=("out1", "in1"), ipsec={"grace": "60s"}))
        cls.references, cls.loads = itertools.count(1000), itertools.count(1)

    def setUp(self):
        in1 = self.world.new_server("in1")
        self.addCleanup(lambda: in1.connection.close())  # after the load has ended
        self.load = self.enterContext(SteadyLoad(self.world, in1, 20, 10_000 * next(self.loads)))
        with self.load.server.told:
            self.assertTrue(self.load.server.told.wait_for(lambda: self.load.server.reports, 30))
        self.server = self.world.server("out1")
        self.addCleanup(self.server.connection.close)
        self.lost, self.watched = (len(self.world.logged(one)) for one in ("charon.unreachable", "charon.watched"))

    def tearDown(self):
        self.assertEqual(self.world.clear_text(), [])

    def times(self, goes_on):
        found = []
        while goes_on(len(found)):
            began = time.monotonic()
            self.assertEqual(self.server.status(METER, next(self.references)), SUCCESS)
            found.append(time.monotonic() - began)
        return sorted(found)

    def memory(self):
        status = pathlib.Path(f"/proc/{self.world.iwf.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def say_backlog(self, event):
        """64 MB of it, with another number each; beside it triggers are timed, and compared with those before."""
        packets, size = [], 0
        for number in itertools.count(4_000_000):
            packets.append(event(number))
            size += len(packets[-1])
            if size > BACKLOG:
                break
        octets, said = memoryview(b"".join(packets)), []

        def say():
            try:
                for at in range(0, len(octets), 1 << 20):
                    self.world.relay.say(octets[at:at + (1 << 20)])
                    said.append(at)
            except OSError:  # iwfd has had enough
                pass
        before, memory = self.times(lambda done: done < MEASURED), self.memory()
        speaker, most = threading.Thread(target=say), []
        speaker.start()
        during = self.times(lambda done: most.append(self.memory()) or done < MEASURED // 4 or speaker.is_alive())
        middle = [one[len(one) // 2] for one in (before, during)]
        print(f"\n{len(said)} MB of events, {len(packets)} in 64 MB; a trigger before and during it, median "
              f"{1000 * middle[0]:.1f} and {1000 * middle[1]:.1f} ms, most {1000 * during[-1]:.1f} ms ({len(during)} "
              f"triggers); iwfd's memory at most {max(most) - memory:+} kB", flush=True)
        self.assertLess(middle[1], SLOWER * middle[0] + PAUSE)
        self.assertLess(max(most) - memory, MORE_MEMORY)
        return len(said)

    def await_return(self, began, reason):
        """Lost in time, for this reason, and watched again; nobody was cut, as the grace is longer."""
        lost = self.world.await_logged("charon.unreachable", self.lost)
        self.assertIn(reason, lost)
        self.assertLess(time_of(lost) - began, NO_ANSWER + 5)
        self.world.await_logged("charon.watched", self.watched)
        self.assertEqual(self.world.logged("peer.cut"), [])
        self.assertTrue(self.server.connection.open)
        self.assertEqual(self.load.connections, 1)

    def test_i7_64_mb_of_events_hold_nothing_up(self):
        self.assertEqual(self.say_backlog(ike_down), 65)
        self.load.judge(self)
        self.assertEqual(self.load.connections, 1)
        self.assertEqual(len(self.world.logged("charon.unreachable")), self.lost)

    def test_i7_64_mb_of_events_without_an_answer_have_an_end(self):
        world, began = self.world, time.time()
        world.relay.answering.clear()
        world.relay.cut()  # iwfd comes back, subscribes, and asks what there is
        while world.relay.subscribed.acquire(timeout=0):
            pass
        self.assertTrue(world.relay.subscribed.acquire(timeout=20))
        self.say_backlog(ike_up)
        world.relay.answering.set()
        self.await_return(began, "")
        self.load.judge(self)

    def test_i7_half_a_message_is_waited_for_and_no_longer(self):
        began = time.time()
        self.world.relay.say_half(ike_down(1))
        self.await_return(began, "rest of a packet")
        self.load.judge(self)
        # Events are heard again.
        self.world.bring_up("out1", stays_down)
        self.world.charon("iwf").swanctl("--terminate", "--ike", "out1")
        self.world.await_logged("ipsec.down", scs="out1")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
