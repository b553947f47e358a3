# SPDX-License-Identifier: Apache-2.0
"""Connections of many contracts into charon: by iwfd, which compares, reads back and ends what is stale; and
by the least client there is, which sends what it has and waits for each answer.

    empty      charon has none of them
    unchanged  charon has all; beside it what the least client needs to read the list of connections once
    changed    one contract has another address; iwfd is told by SIGHUP, so it reads all contracts anew"""
import signal
import time
from datetime import datetime, timezone

from recorder import Recorder
from world import World, cpu_seconds

REPEATED = 5  # times in a round, what takes little
OTHER_ADDRESS = "10.202.0.1"


def seconds_of(line):
    """When a line of iwfd's log was written; it knows milliseconds."""
    when = datetime.strptime(line.split()[0], "%Y-%m-%dT%H:%M:%S.%fZ")
    return when.replace(tzinfo=timezone.utc).timestamp()


class Reconcile:
    name = "reconcile"
    columns = (("seconds", "ms", 1), ("charon", "charon CPU ms", 1), ("iwfd", "iwfd CPU ms", 1))
    cases = ("empty, least client", "empty, iwfd", "list-conns, least client", "unchanged, iwfd",
             "changed, least client", "changed, iwfd")

    def __init__(self, options):
        self.options = options
        self.count = options.contracts

    def title(self):
        return f"{self.count} contracts"

    def run(self):
        with World(self.options.bin, self.count, certified=False) as world:
            # One charon has iwfd; the other stands in for one that has none: nobody calls anybody here.
            for node in ("iwf", "servers"):
                world.start_charon(node)
            packets = self.record(world)
            world.start_iwfd()
            with world.vici("servers") as least:
                for packet in packets:
                    least.ask_packet(packet)
                self.check_same(world)
                for number in range(self.options.rounds):
                    yield self.round(world, least, packets, number)

    @staticmethod
    def record(world):
        path = world.folder / "recorded.vici"
        with Recorder(path, world.charons["iwf"].socket) as recorder:
            world.start_iwfd(path)
            world.stop_iwfd()
        return recorder.packets

    def check_same(self, world):
        """Both charons have the same: else the comparison says nothing."""
        listed = []
        for node in ("iwf", "servers"):
            with world.vici(node) as vici:
                listed.append(sorted(vici.stream("list-conns", "list-conn")))
        if listed[0] != listed[1] or len(listed[0]) != self.count:
            raise SystemExit(f"the charons differ: {len(listed[0])} and {len(listed[1])} connections")

    def round(self, world, least, packets, number):
        connections = [packet for packet in packets if packet[2:].startswith(b"load-conn")]
        charon = {"charon": world.charons["servers"].child}
        steps = {
            "empty, least client": lambda: self.timed(charon, self.load, least, connections),
            "empty, iwfd": lambda: self.apply(world),
            "list-conns, least client": lambda: self.repeated(
                lambda: self.timed(charon, least.stream, "list-conns", "list-conn")),
            "unchanged, iwfd": lambda: self.repeated(lambda: self.apply(world)),
            "changed, least client": lambda: self.repeated(
                lambda: self.timed(charon, self.load, least, connections[:1])),
            "changed, iwfd": lambda: self.repeated(lambda: self.change(world)),
        }
        found = {}
        order = list(self.cases)
        for at in range(0, len(order), 2):
            pair = order[at:at + 2] if number % 2 == 0 else order[at + 1:at - 1 if at else None:-1]
            for case in pair:
                if case.startswith("empty"):
                    self.unload(world, "iwf" if case.endswith("iwfd") else "servers")
                found[case] = steps[case]()
        return found

    @staticmethod
    def load(vici, packets):
        for packet in packets:
            vici.ask_packet(packet)

    def unload(self, world, node):
        with world.vici(node) as vici:
            for number in range(self.count):
                vici.ask("unload-conn", {"name": f"iwf-c{number}"})

    @staticmethod
    def repeated(step):
        found = [step() for _ in range(REPEATED)]
        return {key: sum(one[key] for one in found) / len(found) for key in found[0]}

    @staticmethod
    def timed(processes, action, *arguments):
        before = {name: cpu_seconds(process) for name, process in processes.items()}
        began = time.time()
        ended = action(*arguments)
        seconds = (ended if isinstance(ended, float) else time.time()) - began
        cpu = {name: 1e3 * (cpu_seconds(process) - before[name]) for name, process in processes.items()}
        return {"seconds": 1e3 * seconds, **cpu}

    def both(self, world):
        return {"charon": world.charons["iwf"].child, "iwfd": world.iwfd}

    def apply(self, world):
        """Told by the control socket, until it answers."""
        def ask():
            reply = world.ask_iwfd("POST", "/v1/ipsec/apply")
            wrong = [one for one in reply["connections"] if one.get("error")]
            if wrong or reply.get("problems"):
                raise SystemExit(f"iwfd: {wrong[:3]} {reply.get('problems')}")
        return self.timed(self.both(world), ask)

    def change(self, world):
        """Told by SIGHUP, until it says in the log that charon has it."""
        self.is_changed = not getattr(self, "is_changed", False)
        world.write_config(changed=OTHER_ADDRESS if self.is_changed else None)
        applied = len(world.logged("ipsec.applied"))

        def reload():
            world.iwfd.popen.send_signal(signal.SIGHUP)
            return seconds_of(world.await_logged("ipsec.applied", applied))
        return self.timed(self.both(world), reload)

    @staticmethod
    def ratios(found):
        part = lambda first, second: found[first]["seconds"] / found[second]["seconds"]
        return {"time, empty: iwfd / least client": part("empty, iwfd", "empty, least client"),
                "time, unchanged / list-conns by the least client": part("unchanged, iwfd", "list-conns, least client"),
                "time, unchanged / empty": part("unchanged, iwfd", "empty, iwfd")}
