# SPDX-License-Identifier: Apache-2.0
"""The lab that is loaded: iwfd, HSS, SMS-SC and servers on loopback; and what each used of the processors."""
import contextlib
import json
import os
import resource
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "support"))
from lab import IWF, PATIENCE, Lab, Process  # noqa: E402

DEVICES = ("load-{}@iot.test", "--devices", "1000")
GOOD = "SUCCESS"
# What a load calls an answer -> the number of its Request-Status or Result-Code.
REFUSALS = {"RATEEXCEEDED": "109", "TEMPORARYERROR": "201", "DIAMETER_TOO_BUSY": "3004"}


def cpu_seconds(pid):
    """User and kernel time of all threads of a process, those that ended too."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """Of all processors of this machine, whoever used them."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _idle, _waiting, *more = map(int, file.readline().split()[1:9])
    return (user + nice + system + sum(more)) / os.sysconf("SC_CLK_TCK")


def processors_apart():
    """(those of iwfd, those of all others); the same ones when there is one only."""
    mine = sorted(os.sched_getaffinity(0))
    half = (len(mine) + 1) // 2
    return (set(mine[:half]), set(mine[half:])) if len(mine) > 1 else (set(mine), set(mine))


class World(Lab):
    """`share`: see Share; `servers`: how many; `terms`: of the contract of each, beyond the usual; `name`: that of its share. iwfd has processors
    of its own and no more than a share of one, so that it is iwfd that is short and not its load. `crowded`: loads may have what it
    leaves of its processors too; it goes before them."""

    def __init__(self, options, share, servers=1, terms=None, name="iwfd", crowded=False):
        super().__init__(options.bin)
        self.name = name
        self.share = share
        self.backlog = f"{round(options.backlog * 1000)}ms"
        self.processors = None if options.together else processors_apart()
        self.crowded = crowded
        # Not this limit is looked for: by default there is room for 4,166 triggers a second, after four minutes.
        self.iwf_settings = {"limits": {"open_triggers": 8_000_000}}
        self.smsc.config["delivery"] = {"after": "1ms"}
        self.servers = [{"host": f"scs{n}.load.example", "realm": "load.example", "scs_identity": f"49301{n:05}"}
                        for n in range(1, servers + 1)]
        self.contracts = [self.contract(n, server) for n, server in enumerate(self.servers, 1)]
        for contract, own in zip(self.contracts, terms or []):
            contract.update(own)

    @staticmethod
    def contract(number, server):
        return {"name": f"server{number}", "protection": "none", "actions": ["request"],
                "identity": {"host": server["host"], "realm": server["realm"], "scs_identity": [server["scs_identity"]]},
                "devices": {"external_id_domains": ["iot.test"]}}

    def start(self):
        if self.processors:  # inherited by all that are started: simulators now, loads later
            os.sched_setaffinity(0, self.processors[1])
        self.hss.start()
        self.smsc.start()
        if self.processors:
            os.sched_setaffinity(0, self.processors[0])
        self.start_iwf()
        self.share.take(self.iwf.pid, self.name)
        if self.processors:
            os.sched_setaffinity(0, self.processors[1] | (self.processors[0] if self.crowded else set()))

    def __exit__(self, *error):
        if self.processors:
            os.sched_setaffinity(0, self.processors[0] | self.processors[1])
        return super().__exit__(*error)

    def load(self, *words, server=0):
        """Starts a load of a server; `result` waits for what it says. At a rate no more than its backlog is unanswered."""
        if "--rate" in words:
            words = (*words, "--backlog", self.backlog)
        command = self.scs_command("--json", "load", *DEVICES, *words, server=self.servers[server])
        process = Process(self.folder, f"load{len(self.others)}", command)
        self.others.append(process)
        return process

    @staticmethod
    def await_begin(process):
        """That the load has sent for a second."""
        process.await_text(" sent (+")

    @staticmethod
    def await_end(process, seconds):
        """Or so much time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.popen.wait(seconds)

    def room(self):
        """Processors that iwfd may use, and those that all others may."""
        mine, theirs = [len(each) for each in self.processors] if self.processors else [os.cpu_count()] * 2
        if self.are_all_together:
            theirs = os.cpu_count()
        return min(mine, self.share.share) if self.share.is_in_force else mine, theirs

    @property
    def are_all_together(self):
        """The processors that others may use are those of iwfd too."""
        return not self.processors or self.crowded

    @staticmethod
    def result(process, patience):
        process.popen.wait(patience)
        lines = process.output().splitlines()
        if not lines or "timeline" not in (found := json.loads(lines[-1])):
            raise AssertionError(f"{process.name} ended with {process.popen.returncode}:\n{process.log()[-2000:]}")
        return found


class Meter:
    """What the processes of some worlds, and all others, take of the processors."""

    def __init__(self, *worlds):
        self.worlds = worlds
        self.marked, self.before = 0.0, {}

    def mark(self):
        self.marked, self.before = time.monotonic(), self.cpu()

    def used(self):
        """Processors that each took since mark(), on the average; `others`: work that is none of this."""
        elapsed = time.monotonic() - self.marked
        found = {name: (now - self.before[name]) / elapsed for name, now in self.cpu().items()}
        return {**found, "others": max(0.0, found.pop("machine") - sum(found.values()))}

    def cpu(self):
        """s; `load`: all loads, also those that have ended."""
        running = [each.pid for world in self.worlds for each in world.others if each.popen.poll() is None]  # first: poll() makes others of them
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {"machine": busy_seconds(), **{world.name: cpu_seconds(world.iwf.pid) for world in self.worlds},
                "hss": sum(cpu_seconds(world.hss.process.pid) for world in self.worlds),
                "smsc": sum(cpu_seconds(world.smsc.process.pid) for world in self.worlds),
                "load": ended.ru_utime + ended.ru_stime + sum(map(cpu_seconds, running))}

    def short_of(self, used):
        """Who had no processor left."""
        world = self.worlds[0]
        mine, theirs = world.room()
        iwfds = [used[each.name] for each in self.worlds]
        others = used["hss"] + used["smsc"] + used["load"]
        if world.are_all_together:
            others += sum(iwfds)
        short = [name for name, taken, room in (("iwfd", min(iwfds), mine), ("load's side", others, theirs))
                 if taken > 0.9 * room]
        return " and ".join(short) or "none"


def answers_a_second(timeline, kind, seconds):
    """Of the answers that came within the first `seconds`."""
    tenths = timeline[kind][:round(seconds * 1000 / timeline["step_ms"])]
    return sum(tenths) / seconds


def refusals(found):
    """Number of the status -> how many, and how long they took."""
    return {code: {"count": found["answers"][name], **{key: found["answers_ms"][name][key] for key in ("p50", "p99")}}
            for name, code in REFUSALS.items() if name in found["answers_ms"]}
