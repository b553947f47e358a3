# SPDX-License-Identifier: Apache-2.0
"""Two namespaces with a charon each, a wire between them, and iwfd beside the first: many servers of one
address, identity and contract each, which all live in the second charon."""
import http.client
import json
import os
import pathlib
import shutil
import socket
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "deploy/lab/lib")]

import network  # noqa: E402
from charon import Charon  # noqa: E402
from lab import IWF, Process, await_true  # noqa: E402
from pki import LIFE, Pki  # noqa: E402
from vici_client import ViciClient  # noqa: E402

NODES = ("iwf", "servers")
OUTER, INNER, PORT = "198.18.0.1", "10.200.0.1", 3868
IKE_PROPOSALS = ["aes256gcm16-prfsha384-ecp384"]
ESP_PROPOSALS = ["aes256gcm16-ecp384"]


def outer(number):
    return f"198.19.{number // 250}.{number % 250 + 1}"


def inner(number):
    return f"10.201.{number // 250}.{number % 250 + 1}"


def identity(number):
    return f"c{number}.bench.example"


def cpu_seconds(process):
    """User and kernel time of all threads of another process, in nanoseconds resolved."""
    return time.clock_gettime(~process.pid << 3 | 2)  # what clock_getcpuclockid() makes of the id


def contract(number, address=None):
    return {
        "name": f"c{number}",
        "identity": {"host": f"c{number}.scs.example", "realm": "scs.example",
                     "scs_identity": [f"4930{number:06}"]},
        "protection": "ipsec",
        "ike": {"identity": identity(number), "remote_addresses": [outer(number)]},
        "addresses": [f"{address or inner(number)}/32"],
        "devices": {"external_id_domains": ["iot.test"]},
        "actions": ["request"],
    }


class World:
    """`count`: servers; `certified`: each has a certificate and its addresses, so that it can call."""

    def __init__(self, bin_dir, count, certified):
        self.bin_dir, self.count, self.certified = pathlib.Path(bin_dir).resolve(), count, certified
        self.prefix = f"b{os.getpid() % 100000}-"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-bench-"))
        self.notes = self.folder / "made"
        self.pki = Pki(self.folder / "pki")
        self.charons = {node: Charon(node, self.prefix + node, self.folder / node, self.pki.folder) for node in NODES}
        self.iwfd = None
        self.started = 0
        self.namespaces = []

    def __enter__(self):
        try:
            self.make_network()
            self.make_pki()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(self, kind, _error, _trace):
        if kind is not None and self.iwfd:
            print(f"--- iwfd\n{self.iwfd.log()[-3000:]}", file=sys.stderr)
        self.stop_iwfd()
        for node in NODES:
            self.stop_charon(node)
        for name in self.namespaces:
            network.ip([f"netns del {name}"])
        shutil.rmtree(self.folder)

    # -- what all rounds share -------------------------------------------------------------------

    def make_network(self):
        for node in NODES:
            network.add(self.prefix + node, self.notes)
            self.namespaces.append(self.prefix + node)
        iwf, servers = self.namespaces
        network.ip([f"link add wire netns {iwf} type veth peer name wire netns {servers}"])
        numbers = range(self.count if self.certified else 0)
        network.ip(["link set lo up", f"addr add {INNER}/32 dev lo", f"addr add {OUTER}/15 dev wire",
                    "link set wire up"], iwf)
        network.ip(["link set lo up", "link set wire up", "addr add 198.19.255.254/15 dev wire",
                    *(f"addr add {outer(number)}/15 dev wire" for number in numbers),
                    *(f"addr add {inner(number)}/32 dev lo" for number in numbers)], servers)

    def make_pki(self):
        """One key for all servers: what it costs to sign does not depend on it."""
        folder = self.pki.folder
        folder.mkdir()
        self.pki.authority("ca", "CN=CA")
        for name in ("iwf", "server"):
            self.pki.key(name, 256)
            self.pki.pki(f"{name}.pub", "--pub", "--in", f"{name}.key", "--type", "ecdsa")
        self.issue("iwf", "iwf", "iwf.bench.example", 1)
        self.pki.pki("ca.crl", "--signcrl", "--cacert", "ca.crt", "--cakey", "ca.key", "--digest", "sha384")
        for number in range(self.count if self.certified else 0):
            self.issue(f"c{number}", "server", identity(number), 0x100 + number)

    def issue(self, name, key, subject, serial):
        self.pki.pki(f"{name}.crt", "--issue", "--in", f"{key}.pub", "--cacert", "ca.crt", "--cakey", "ca.key",
                     "--digest", "sha384", "--dn", f"CN={subject}", "--san", subject, "--serial", f"{serial:04x}",
                     *LIFE, "--outform", "pem")

    # -- charons ---------------------------------------------------------------------------------

    def start_charon(self, node):
        self.charons[node].start("libipsec", self.notes)
        self.charons[node].await_ready()

    def stop_charon(self, node):
        child = self.charons[node].child
        if child:
            child.terminate()
            child.wait(30)
            self.charons[node].child = None

    def vici(self, node, events=()):
        return ViciClient(self.charons[node].socket, events)

    def load_servers(self):
        """The other ends. They call when they are told to."""
        read = lambda name: (self.pki.folder / name).read_text()
        authority = read("ca.crt")
        with self.vici("servers") as vici:
            vici.ask("load-key", {"type": "any", "data": read("server.key")})
            for number in range(self.count):
                vici.ask("load-conn", {f"c{number}": {
                    "version": 2, "local_addrs": [outer(number)], "remote_addrs": [OUTER],
                    "proposals": IKE_PROPOSALS, "mobike": "no", "childless": "never", "rekey_time": 0,
                    "local": {"auth": "pubkey", "id": identity(number), "certs": [read(f"c{number}.crt")]},
                    "remote": {"auth": "pubkey", "id": "iwf.bench.example", "cacerts": [authority]},
                    "children": {"diameter": {
                        "local_ts": [f"{inner(number)}/32[tcp]"], "remote_ts": [f"{INNER}/32[tcp/{PORT}]"],
                        "esp_proposals": ESP_PROPOSALS, "rekey_time": 0}}}})

    # -- iwfd ------------------------------------------------------------------------------------

    def config(self, vici_socket, changed=None):
        """`changed`: another address for the first contract."""
        pki = self.pki.folder
        nobody = {"realm": "core.bench.example", "address": "127.0.0.1", "port": 1, "protection": "none"}
        return {
            "identity": IWF,
            "listen": [{"address": INNER, "port": PORT, "device": "ipsec0"}],
            "inline_contracts": [contract(number, changed if number == 0 else None) for number in range(self.count)],
            "hss": {"peers": [{"host": "hss1.core.bench.example", **nobody}]},
            "sms_sc": {"peers": [{"host": "smsc1.core.bench.example", **nobody}], "recall_replace": True},
            "ipsec": {
                "socket": str(vici_socket),
                "local": {"identity": "iwf.bench.example", "certificate": str(pki / "iwf.crt"),
                          "key": str(pki / "iwf.key"), "addresses": [OUTER]},
                "authorities": [{"certificate": str(pki / "ca.crt"), "crls": [str(pki / "ca.crl")]}],
            },
            "control": {"socket": str(self.folder / "control.sock")},
            "journal": {"directory": str(self.folder / "journal")},
            "timers": {"connect_retry": "30s"},
        }

    def write_config(self, **how):
        path = self.folder / "iwfd.yaml"
        path.write_text(json.dumps(self.config(how.pop("vici_socket", self.charons["iwf"].socket), **how)))
        return str(path)

    def start_iwfd(self, vici_socket=None):
        """Returns when charon has all connections."""
        path = self.write_config(vici_socket=vici_socket or self.charons["iwf"].socket)
        self.started += 1
        self.iwfd = Process(str(self.folder), f"iwfd{self.started}", [
            "ip", "netns", "exec", self.prefix + "iwf", str(self.bin_dir / "iwfd"), "--config", path])
        self.iwfd.await_text("ipsec.applied", 120)
        self.iwfd.await_text("iwfd.ready", 60)

    def stop_iwfd(self):
        if self.iwfd:
            self.iwfd.end(patience=60)
            self.iwfd = None

    def logged(self, event):
        return [line for line in self.iwfd.log().splitlines() if f" {event} " in line]

    def await_logged(self, event, more_than):
        """The line after so many of them."""
        return await_true(event, lambda: self.logged(event)[more_than:], 60)[0]

    def ask_iwfd(self, method, path):
        """What it says on its control socket."""
        connection = http.client.HTTPConnection("iwfd", timeout=60)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(60)
        connection.sock.connect(str(self.folder / "control.sock"))
        connection.request(method, path)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        if response.status != 200:
            raise SystemExit(f"{method} {path}: {response.status} {body}")
        return json.loads(body)
