# SPDX-License-Identifier: Apache-2.0
"""Lab with what tests of iwfd itself need: pools, restarts, its journal and counters, servers that
speak octets, and proxies that keep every octet."""
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import threading
import time
import unittest

from lab import IWF, PATIENCE, RANGES, SERVER, SOUTH_REALM, SUBSCRIBERS, Lab, Process, Simulator, await_true
from tsp_server import TspServer


class IwfdLab(Lab):
    def __init__(self, bin_dir, *, hss=1, sms_sc=1):
        super().__init__(bin_dir)
        self.hsses = [self.hss, *(self._hss(n) for n in range(2, hss + 1))]
        self.smscs = [self.smsc, *(self._sms_sc(n) for n in range(2, sms_sc + 1))]
        self.through = {}  # host of a simulator: the port that iwfd is told instead of its own
        self.timers = {}
        self.pool_settings = {"hss": {}, "sms_sc": {}}
        self.log_level = "info"
        self.servers = []
        self.starts = 0
        self.environment = {}

    def _hss(self, number):
        return Simulator(self, "hss", f"hss{number}.{SOUTH_REALM}",
                         {"subscribers": list(SUBSCRIBERS), "ranges": RANGES})

    def _sms_sc(self, number):
        return Simulator(self, "smsc", f"smsc{number}.{SOUTH_REALM}", {"delivery": dict(self.smsc.config["delivery"])})

    @property
    def simulators(self):
        return [*self.hsses, *self.smscs]

    def __exit__(self, kind, error, trace):
        for server in self.servers:
            if server.connection:
                server.connection.close()
        self.others += [one.process for one in [*self.hsses[1:], *self.smscs[1:]] if one.process]
        super().__exit__(kind, error, trace)

    def start(self):
        for simulator in self.simulators:
            simulator.start()
        self.start_iwf()

    def iwf_config(self):
        config = super().iwf_config()
        for pool, members in (("hss", self.hsses), ("sms_sc", self.smscs)):
            config[pool].update(self.pool_settings[pool], peers=[
                {"host": one.host, "realm": SOUTH_REALM, "address": "127.0.0.1", "protection": "none",
                 "port": self.through.get(one.host, one.port), "priority": number}
                for number, one in enumerate(members, 1)])
        config["timers"].update(self.timers)
        config["log"] = {"level": self.log_level}
        return config

    @property
    def journal(self):
        return os.path.join(self.folder, "journal")

    def launch_iwf(self, *before):
        """Starts the process only; `before`: a command it is run by."""
        path = self.write("iwfd.yaml", json.dumps({**self.iwf_config(), **self.iwf_settings}))
        self.starts += 1
        settings = [f"{name}={value}" for name, value in self.environment.items()]
        command = ["env", *settings, *before] if settings else [*before]
        self.iwf = Process(self.folder, f"iwfd-{self.starts}", [*command, self.program("iwfd"), "--config", path])
        return self.iwf

    def start_iwf(self):
        """Returns when it is ready and connected to all that run."""
        running = [one for one in self.simulators if one.process and one.process.popen.poll() is None]
        before = [one.count("connections") for one in running]
        self.launch_iwf()
        self.iwf.await_text("iwfd.ready")
        for one, count in zip(running, before):
            one.await_count("connections", count + 1)
        for one in running:
            self.await_log(f"name={one.host}")

    def await_log(self, text, patience=PATIENCE):
        return self.iwf.await_text(text, patience)

    def all_logs(self):
        """What iwfd has said since the first start."""
        texts = []
        for number in range(1, self.starts + 1):
            with open(os.path.join(self.folder, f"iwfd-{number}.log"), encoding="utf-8", errors="replace") as file:
                texts.append(file.read())
        return "".join(texts)

    def iwf_counters(self):
        seen = self.iwf.log().count("iwfd.counters")
        self.iwf.popen.send_signal(signal.SIGUSR1)
        await_true("iwfd.counters", lambda: self.iwf.log().count("iwfd.counters") > seen)
        line = [line for line in self.iwf.log().splitlines() if "iwfd.counters" in line][-1]
        return {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)\b", line.split("iwfd.counters")[1])}

    def records(self):
        """The journal of an iwfd that has ended."""
        done = subprocess.run([self.program("iwfd"), "--dump-journal", self.journal, "--json", "--clear"],
                              capture_output=True, text=True, timeout=PATIENCE, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def server(self, contract=0, connect=True):
        """A TspServer with the identity in that contract."""
        identity = self.contracts[contract]["identity"]
        server = TspServer(identity["host"], identity["realm"], identity["scs_identity"][0], IWF["host"], IWF["realm"])
        self.servers.append(server)
        if connect:
            server.reconnect(self.port)
        return server


def ask_daemon(path, method, resource):
    """Over the control socket, as iwfctl does, without its start; the body, of JSON."""
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(PATIENCE)
        caller.connect(path)
        caller.sendall(f"{method} {resource} HTTP/1.1\r\nHost: iwfd\r\nContent-Length: 0\r\n\r\n".encode())
        answer = b""
        while part := caller.recv(65536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0], answer
    return json.loads(body)


class Recorder:
    """Forwards connections to a port, and keeps every octet in both directions."""

    def __init__(self, target):
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.to_target, self.from_target = [], []  # a bytearray a connection
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while self.listener.fileno() >= 0:
            try:
                near = self.listener.accept()[0]
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()  # nobody there, and the caller is told so
                continue
            self.to_target.append(bytearray())
            self.from_target.append(bytearray())
            threading.Thread(target=self._carry, args=(near, far, self.to_target[-1], self.from_target[-1]),
                             daemon=True).start()

    def _carry(self, near, far, to_target, from_target):
        back = threading.Thread(target=self._pump, args=(far, near, from_target), daemon=True)
        with near, far:
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            back.start()
            self._pump(near, far, to_target)
            back.join()

    @staticmethod
    def _pump(source, sink, stream):
        try:
            while part := source.recv(65536):
                stream += part
                sink.sendall(part)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()


class IwfdTest(unittest.TestCase):
    """A lab of its own for each class, as its `make_lab` says."""
    bin_dir = None

    @classmethod
    def make_lab(cls):
        return IwfdLab(cls.bin_dir)

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(cls.make_lab())
        cls.lab.start()

    def setUp(self):
        for one in self.lab.simulators:
            if one.process.popen.poll() is None:
                one.clear_rules()
                one.ask("reset")
