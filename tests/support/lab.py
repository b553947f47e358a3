# SPDX-License-Identifier: Apache-2.0
"""The whole of it on loopback, for tests: HSS, SMS-SC, iwfd and servers as processes of their own.

    with Lab(bin_dir) as lab:
        lab.start()
        done = lab.scs("trigger", "meter-1@iot.test", "--wait-report", "10s")
        assert done.status == 0 and lab.hss.counters()["sir"] == 1

Ports are free ones, files are in a folder of its own, every wait has a deadline, and what was
started is ended by its process id.
"""
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

PATIENCE = 20.0  # s, for what should take less than one
IWF = {"host": "iwf1.lab.example", "realm": "lab.example"}
SOUTH_REALM = "core.lab.example"


def free_port():
    """Not of those that the kernel gives to connections: while a test has killed who listens on it, any other
    process of this machine could get it."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", random.randrange(10_000, 32_000)))
            return probe.getsockname()[1]


def await_true(what, condition, patience=PATIENCE):
    """Polls until `condition()` is true, and returns what it returned."""
    end = time.monotonic() + patience
    while True:
        if found := condition():
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.02)


class Process:
    """A program that runs beside the test. Its output is kept in two files of the lab's folder."""

    def __init__(self, folder, name, command):
        self.name = name
        self.paths = [os.path.join(folder, f"{name}.{end}") for end in ("out", "log")]
        with open(self.paths[0], "wb") as out, open(self.paths[1], "wb") as log:
            self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                                          cwd=folder)

    @property
    def pid(self):
        return self.popen.pid

    def output(self):
        with open(self.paths[0], encoding="utf-8", errors="replace") as file:
            return file.read()

    def log(self):
        with open(self.paths[1], encoding="utf-8", errors="replace") as file:
            return file.read()

    def await_text(self, text, patience=PATIENCE):
        """The first line, of output or log, with `text` in it."""
        def found():
            lines = (self.output() + "\n" + self.log()).splitlines()
            line = next((line for line in lines if text in line), None)
            if line is None and self.popen.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.popen.returncode}:\n{self.log()}")
            return line
        return await_true(f"'{text}' from {self.name}:\n{self.log()}", found, patience)

    def end(self, how=signal.SIGTERM, patience=PATIENCE):
        """Sends the signal, unless it has ended; the exit status (negative: killed by a signal)."""
        if self.popen.poll() is None:
            self.popen.send_signal(how)
        try:
            return self.popen.wait(patience)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            raise AssertionError(f"{self.name} did not end within {patience} s") from None


class Simulator:
    """An iwf-sim: a process and its control socket. It can be started again, at the same port."""

    def __init__(self, lab, role, host, config):
        self.lab, self.role, self.host = lab, role, host
        self.port = 0
        self.socket = os.path.join(lab.folder, f"{host}.sock")
        self.config = {"identity": host, "realm": SOUTH_REALM, "peers": [IWF["host"]], **config}
        self.process = None

    def start(self):
        path = self.lab.write(f"{self.host}.yaml", json.dumps(self.config))
        self.process = Process(self.lab.folder, self.host, [
            self.lab.program("iwf-sim"), self.role, "--config", path,
            "--listen", f"127.0.0.1:{self.port}", "--control", self.socket])
        self.port = int(self.process.await_text(f"ready {self.role} ").rsplit(":", 1)[1])

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(PATIENCE)
            caller.connect(self.socket)
            caller.sendall(command.encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                part = caller.recv(65536)
                assert part, f"{self.host} closed its control socket"
                answer += part
        found = json.loads(answer)
        assert "error" not in found, found["error"]
        return found

    def counters(self):
        return self.ask("counters")

    def count(self, name):
        return self.counters().get(name, 0)

    def pending(self):
        return self.ask("pending")

    def set_rule(self, **rule):
        self.ask("set " + json.dumps(rule))

    def clear_rules(self):
        self.ask("clear")

    def await_count(self, name, least, patience=PATIENCE):
        return await_true(f"{self.host}: {name} >= {least}, but {self.counters()}",
                          lambda: self.count(name) >= least, patience)


@dataclass
class Done:
    """A command of iwf-scs that has ended."""
    status: int
    out: str
    err: str

    @property
    def events(self):
        """With --json: what it said, line by line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def event(self, kind):
        return next(event for event in self.events if event["event"] == kind)


SERVER = {"host": "scs1.acme.example", "realm": "acme.example", "scs_identity": "4930123456"}
CONTRACT = {
    "name": "acme",
    "identity": {"host": SERVER["host"], "realm": SERVER["realm"],
                 "scs_identity": [SERVER["scs_identity"]]},
    "protection": "none",
    "devices": {"external_id_domains": ["iot.test"], "msisdn_prefixes": ["49171"]},
    "actions": ["request", "recall", "replace"],
    "limits": {"payload_max": 140, "validity_max": "48h", "priority": True, "ports": [5000]},
}
NODE = {"mme_name": "mme1.core.lab.example", "mme_realm": SOUTH_REALM, "mme_number": "491719999"}
SUBSCRIBERS = [
    *({"imsi": f"26201990000000{n}", "msisdn": f"49171000000{n}",
       "external_ids": [f"meter-{n}@iot.test"], "serving_node": NODE} for n in range(1, 6)),
    {"imsi": "262019900000006", "external_ids": ["away@iot.test"], "absent": True,
     "serving_node": NODE},
    {"imsi": "262019900000007", "external_ids": ["barred@iot.test"], "call_barred": True,
     "serving_node": NODE},
    {"imsi": "262019900000008", "external_ids": ["others@iot.test"], "scs": ["491111111"],
     "serving_node": NODE},
]
RANGES = [{"count": 1000, "imsi_from": "262019910000000", "external_id": "load-{}@iot.test",
           "serving_node": {"msc_number": "491719998"}}]


class Lab:
    def __init__(self, bin_dir):
        self.bin_dir = os.path.abspath(bin_dir)
        self.folder = tempfile.mkdtemp(prefix="iwf-lab-")
        self.hss = Simulator(self, "hss", "hss1." + SOUTH_REALM,
                             {"subscribers": list(SUBSCRIBERS), "ranges": RANGES})
        self.smsc = Simulator(self, "smsc", "smsc1." + SOUTH_REALM,
                              {"delivery": {"after": "50ms", "report_interval": "200ms"}})
        self.contracts = [json.loads(json.dumps(CONTRACT))]
        self.iwf_settings = {}  # of iwfd.yaml, before start_iwf(): overrides whole sections
        self.port = free_port()
        self.iwf = None
        self.others = []  # started by scs_beside()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace):
        processes = [*self.others, self.iwf, self.hss.process, self.smsc.process]
        processes = [process for process in processes if process is not None]
        for process in processes:  # all of them, before anything that can fail
            if process.popen.poll() is None:
                process.popen.kill()
                process.popen.wait()
        if error is not None:
            for process in processes:
                print(f"--- {process.name}\n{process.log()[-4000:]}", file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    def program(self, name):
        return os.path.join(self.bin_dir, name)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def start(self):
        """HSS and SMS-SC, then iwfd; returns when all are connected."""
        self.hss.start()
        self.smsc.start()
        self.start_iwf()

    def start_iwf(self):
        before = [sim.count("connections") for sim in (self.hss, self.smsc)]
        path = self.write("iwfd.yaml", json.dumps({**self.iwf_config(), **self.iwf_settings}))
        self.iwf = Process(self.folder, "iwfd", [self.program("iwfd"), "--config", path])
        self.iwf.await_text("iwfd.ready")
        for sim, count in zip((self.hss, self.smsc), before):
            sim.await_count("connections", count + 1)

    def iwf_config(self):
        peer = lambda sim: {"host": sim.host, "realm": SOUTH_REALM, "address": "127.0.0.1",
                            "port": sim.port, "protection": "none"}
        return {
            "identity": IWF,
            "listen": [{"address": "127.0.0.1", "port": self.port}],
            "inline_contracts": self.contracts,
            "hss": {"peers": [peer(self.hss)]},
            "sms_sc": {"peers": [peer(self.smsc)], "recall_replace": True},
            "journal": {"directory": os.path.join(self.folder, "journal")},
            "timers": {"connect_retry": "1s", "watchdog": "6s"},
        }

    def scs_config(self, server=None):
        """Path of a file for iwf-scs --config."""
        server = server or SERVER
        settings = {**server, "connect": f"127.0.0.1:{self.port}", "iwf_host": IWF["host"],
                    "iwf_realm": IWF["realm"]}
        return self.write(f"{server['host']}.yaml", json.dumps(settings))

    def scs_command(self, *words, server=None):
        return [self.program("iwf-scs"), "--config", self.scs_config(server), *words]

    def scs(self, *words, server=None, patience=60.0):
        """Runs iwf-scs to its end."""
        done = subprocess.run(self.scs_command(*words, server=server), capture_output=True, text=True,
                              timeout=patience, check=False, cwd=self.folder)
        return Done(done.returncode, done.stdout, done.stderr)

    def scs_beside(self, *words, server=None):
        """Starts iwf-scs and lets it run."""
        process = Process(self.folder, f"scs{len(self.others)}", self.scs_command(*words, server=server))
        self.others.append(process)
        return process
