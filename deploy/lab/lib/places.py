# SPDX-License-Identifier: Apache-2.0
"""Where things are: programs, the folder of a run, addresses; and the files written for it."""
import json
import os
import pathlib
import re
import shutil
import socket

ROOT = pathlib.Path(__file__).resolve().parents[3]
SIMULATORS = {"hss1": "hss", "hss2": "hss", "smsc1": "smsc", "smsc2": "smsc", "mme1": "mme"}
SIMULATED = tuple(f"{name}.yaml" for name in SIMULATORS)
KEPT = ("iwfd.yaml", "scs.yaml", *SIMULATED)
NAMED_RUN = "/run/iwf-lab/mtc-"  # in protected/iwfd.yaml: the folder of deploy/lab/up


class Problem(Exception):
    """What the user is told, without a trace."""


def short(path):
    """As one types it in the root of the tree."""
    path = pathlib.Path(path)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


class Places:
    def __init__(self, built, folder, configs):
        self.built = pathlib.Path(built)
        self.folder = pathlib.Path(folder)
        self.configs = pathlib.Path(configs)
        # Both are read by read_addresses().
        self.addresses = {}  # node -> "ip:port"
        self.servers = {}    # ip -> node, of servers that have one of their own

    def program(self, name):
        return short(self.built / "bin" / name)

    def file(self, name):
        return short(self.folder / name)

    def path(self, name):
        return self.folder / name

    def clean(self):
        """Removes what an earlier run left; nothing else that may be in the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in ("journal", "contracts", "wireshark", "run"):
            shutil.rmtree(self.path(name), ignore_errors=True)
        for pattern in ("*.pcap", "*.log", "*.out", "*.sock", "*.yaml", "journal.*", "lab.json", "audit.key"):
            for old in self.folder.glob(pattern):
                old.unlink()
        self.path("run").mkdir()

    def write_configs(self):
        """Copies the YAML files; a port that is taken becomes another. Returns what was changed."""
        texts = {name: self.config(name) for name in KEPT}
        self.copy_contracts(self.configs / "contracts")
        moved, used = {}, set()
        for text in texts.values():
            for address, port in endpoints(text):
                if (address, port) not in moved:
                    moved[address, port] = port if is_free(address, port) else free_port(address, used)
        for name, text in texts.items():
            self.write(name, with_ports(text, moved))
        self.note_addresses()
        return {old: new for old, new in moved.items() if old[1] != new}

    def write_protected(self, net, servers):
        """The same for the namespaces, where no port is taken. `net`: the folder of the lab there;
        `servers`: node -> protected address."""
        self.copy_contracts(self.configs / "protected/contracts")
        for name in SIMULATED:  # they have the same last octet in the core network
            self.write(name, self.config(name).replace("listen: 127.0.0.", "listen: 10.100.0."))
        self.write("iwfd.yaml", self.config("protected/iwfd.yaml").replace(NAMED_RUN, str(net)))
        for node in servers:
            self.path(f"{node}.yaml").write_text(self.config(f"protected/{node}.yaml"))
        self.servers = {address: node for node, address in servers.items()}
        self.note_addresses()

    def config(self, name):
        try:
            return (self.configs / name).read_text()
        except OSError as error:
            raise Problem(f"{short(self.configs / name)}: {error.strerror}") from error

    def copy_contracts(self, folder):
        try:
            shutil.copytree(folder, self.path("contracts"))
        except OSError as error:
            raise Problem(f"{short(folder)}: {error.strerror or error}") from error

    def write(self, name, text):
        if name == "iwfd.yaml":
            text = re.sub(r"(?m)^(\s+directory:\s*)\S+", rf"\g<1>{self.file('journal')}", text)
            text = re.sub(r"(?m)^(\s+socket:\s*)\S+/iwfd\.sock\b", rf"\g<1>{self.file('iwfd.sock')}", text)
            text = re.sub(r"(?m)^# (audit:|  key_file:.*)$", r"\g<1>", text)
            text = re.sub(r"(?m)^# (  file:\s*)\S+", rf"\g<1>{self.file('audit.log')}", text)
        text = re.sub(r"\bmmes: \[\S+/mme1\.sock\]", f"mmes: [{self.file('mme1.sock')}]", text)
        self.path(name).write_text(text)
        node = name.removesuffix(".yaml")
        if node != "scs":
            address, port = next(iter(endpoints(text)))
            self.addresses[node] = f"{address}:{port}"

    def note_addresses(self):
        self.path("lab.json").write_text(json.dumps({"nodes": self.addresses, "servers": self.servers}) + "\n")

    def read_addresses(self):
        try:
            noted = json.loads(self.path("lab.json").read_text())
            self.addresses, self.servers = noted["nodes"], noted["servers"]
        except OSError as error:
            raise Problem(f"{self.file('lab.json')}: {error.strerror}: run the demo first") from error


def endpoints(text):
    """(address, port), as `address: A` with a `port: P` after it, or as A:P."""
    for match in re.finditer(r"address: (\S+)\n\s+port: (\d+)|: (\d+\.\d+\.\d+\.\d+):(\d+)", text):
        yield match[1] or match[3], int(match[2] or match[4])


def with_ports(text, moved):
    def pair(match):
        return f"{match[1]}{match[2]}{match[3]}{moved.get((match[2], int(match[4])), match[4])}"
    text = re.sub(r"(address: )(\S+)(\n\s+port: )(\d+)", pair, text)
    return re.sub(r"(: )(\d+\.\d+\.\d+\.\d+)(:)(\d+)", pair, text)


def is_free(address, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError:
            return False
    return True


def free_port(address, used):
    while True:
        with socket.socket() as probe:
            probe.bind((address, 0))
            port = probe.getsockname()[1]
        if port not in used:
            used.add(port)
            return port


def tail(path, lines=8):
    try:
        text = pathlib.Path(path).read_text(errors="replace").splitlines()
    except OSError:
        return []
    return text[-lines:]


def environment():
    """Of every program started: nothing of the caller's decides what it says."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("IWF_")}
    return {**kept, "LC_ALL": "C.UTF-8"}
