# SPDX-License-Identifier: Apache-2.0
"""Tunnels a second: charon alone, and the same charon with iwfd that watches it, keeps the table of SAs and
has its guard in the kernel."""
import time

from recorder import Recorder
from world import World, await_true, cpu_seconds

PATIENCE = 120.0  # s, for all tunnels of a round


class Tunnels:
    name = "tunnels"
    columns = (("rate", "tunnels/s", 1), ("charon", "charon CPU ms each", 2), ("iwfd", "iwfd CPU us each", 0),
               ("p50", "p50 ms", 1), ("p99", "p99 ms", 1))
    cases = ("charon", "with iwfd")

    def __init__(self, options):
        self.options = options
        self.count = options.tunnels

    def title(self):
        return f"{self.count} tunnels, {self.options.window} at a time"

    def run(self):
        with World(self.options.bin, self.count, certified=True) as world:
            packets = self.record(world)
            for number in range(self.options.rounds):
                cases = self.cases if number % 2 == 0 else self.cases[::-1]
                yield {case: self.measure(world, packets, case) for case in cases}

    @staticmethod
    def record(world):
        """What iwfd loads into charon."""
        world.start_charon("iwf")
        path = world.folder / "recorded.vici"
        with Recorder(path, world.charons["iwf"].socket) as recorder:
            world.start_iwfd(path)
            world.stop_iwfd()
        world.stop_charon("iwf")
        return recorder.packets

    def measure(self, world, packets, case):
        """All tunnels, between two charons that have just been started."""
        for node in ("iwf", "servers"):
            world.start_charon(node)
        if case == "charon":
            with world.vici("iwf") as vici:
                for packet in packets:
                    vici.ask_packet(packet)
        else:
            world.start_iwfd()
        world.load_servers()
        found = self.bring_up(world)
        if world.iwfd:
            self.check_bound(world)
        world.stop_iwfd()
        for node in ("iwf", "servers"):
            world.stop_charon(node)
        return found

    def bring_up(self, world):
        under_test = {"charon": world.charons["iwf"].child}
        if world.iwfd:
            under_test["iwfd"] = world.iwfd
        before = {name: cpu_seconds(process) for name, process in under_test.items()}
        began = time.monotonic()
        times = sorted(self.call_all(world))
        seconds = time.monotonic() - began
        cpu = {name: (cpu_seconds(process) - before[name]) / self.count for name, process in under_test.items()}
        iwfd = {"iwfd": 1e6 * cpu["iwfd"]} if world.iwfd else {}
        return {"rate": self.count / seconds, "charon": 1e3 * cpu["charon"], **iwfd,
                "p50": 1e3 * times[len(times) // 2], "p99": 1e3 * times[int(len(times) * 0.99)]}

    def call_all(self, world):
        """How long each took, from the call to the server's CHILD_SA, in s."""
        waiting = [f"c{number}" for number in reversed(range(self.count))]
        called, times = {}, []
        end = time.monotonic() + PATIENCE
        with world.vici("servers", ["child-updown", "ike-updown"]) as events, world.vici("servers") as commands:
            while len(times) < self.count:
                while waiting and len(called) < self.options.window:
                    name = waiting.pop()
                    called[name] = time.monotonic()
                    commands.ask("initiate", {"ike": name, "child": "diameter", "timeout": -1})
                event, message = events.next_event()
                if message.pop("up", "no") == "no" or time.monotonic() > end:
                    raise SystemExit(f"{len(times)} of {self.count} tunnels are up, then: {event} {message}")
                if event == "child-updown":
                    times += [time.monotonic() - called.pop(name) for name in message]
        return times

    def check_bound(self, world):
        """iwfd has seen every one of them: the last a moment after its server."""
        await_true(f"iwfd has {self.count} servers bound", lambda: self.bound(world) == self.count)

    @staticmethod
    def bound(world):
        after, bound = "", 0
        while True:
            page = world.ask_iwfd("GET", f"/v1/ipsec?after={after}" if after else "/v1/ipsec")
            bound += sum(link.get("bound", False) for link in page.get("links", []))
            after = page.get("next", "")
            if not after:
                return bound

    @staticmethod
    def ratios(found):
        alone, beside = found["charon"], found["with iwfd"]
        both = beside["charon"] + beside["iwfd"] / 1e3
        return {"rate, with iwfd / charon alone": beside["rate"] / alone["rate"],
                "CPU of charon, with iwfd / alone": beside["charon"] / alone["charon"],
                "CPU of charon and iwfd / charon alone": both / alone["charon"]}
