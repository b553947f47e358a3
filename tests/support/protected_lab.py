# SPDX-License-Identifier: Apache-2.0
"""The IPsec lab with iwfd in the IWF's namespace, an HSS and an SMS-SC in the core network, and a server
with a contract behind each of the tunnels.

    with ProtectedLab(bin_dir) as world:
        server = world.server("out1")
        assert server.status("meter-1@iot.test", 1) == SUCCESS
"""
import json
import os
import re
import signal
from datetime import datetime, timezone

from diameter_client import CER, REQUEST, Closed, Connection, Message
from lab import IWF, PATIENCE, RANGES, SOUTH_REALM, SUBSCRIBERS, Done, Simulator, await_true
from namespaces import dial
from tsp_server import TspServer
from tunnels import INNER, PORT, ROOT, SILENCE, Tunnels  # which also finds the lab's library:
from network import CORE, SERVERS
from pki import identity

DOMAIN = "iot.test"
METER = f"meter-1@{DOMAIN}"
NUMBERS = {"out1": "4930000001", "out2": "4930000002", "in1": "4930000003"}
# None of it may be read outside: names of devices, servers and nodes, and the payload (TspServer.dar).
SECRETS = [one.encode() for one in (DOMAIN, ".scs.example", IWF["host"], SOUTH_REALM, "wake up")]
FROM_IWF = bytes(map(int, INNER["iwf"].split(".")))


def contract(server):
    return {
        "name": server,
        "identity": {"host": f"{server}.scs.example", "realm": "scs.example", "scs_identity": [NUMBERS[server]]},
        "protection": "ipsec",
        "ike": {"identity": identity(server), "external": server},
        "addresses": [f"{INNER[server]}/32"],
        "devices": {"external_id_domains": [DOMAIN]},
        "actions": ["request", "recall", "replace"],
    }


class CoreNode(Simulator):
    """iwf-sim in the core network."""

    def address(self):
        return CORE[self.host.split(".")[0]]

    def start(self):
        self.port = PORT
        path = self.lab.write(f"{self.host}.yaml", json.dumps(self.config))
        self.process = self.lab.start("core", self.host, [
            self.lab.program("iwf-sim"), self.role, "--config", path, "--listen", f"{self.address()}:{PORT}",
            "--control", self.socket])
        self.process.await_text(f"ready {self.role} ")

    def peer(self):
        return {"host": self.host, "realm": SOUTH_REALM, "address": self.address(), "protection": "inside"}


# Without its tunnel a server's kernel would say in clear what the IWF does not hear.
SERVERS_GUARD = ROOT / "deploy/nftables/scs-guard.nft"


class ProtectedLab(Tunnels):
    """`contracts`: of which servers; `ipsec`: more of that section of iwfd.yaml; `tunnels`: which are up
    before the daemon starts; `careful`: the servers say nothing in clear either; `guard`: the operator's
    table; `own_guard`: that of the daemon, as long as there is the other one, if nothing is said."""

    def __init__(self, bin_dir, contracts=SERVERS, ipsec=None, tunnels=SERVERS, careful=True, own_guard=None, **how):
        super().__init__(**{"swanctl": True, **how})
        own = how.get("guard", True) if own_guard is None else own_guard
        ipsec = {"guard": "own" if own else "external", **(ipsec or {})}
        self.careful = careful
        self.bin_dir = os.path.abspath(bin_dir)
        self.contracts, self.ipsec, self.expected = [contract(one) for one in contracts], ipsec, tunnels
        simulators = _Folder(self)
        self.hss = CoreNode(simulators, "hss", "hss1." + SOUTH_REALM,
                            {"subscribers": list(SUBSCRIBERS), "ranges": RANGES})
        self.smsc = CoreNode(simulators, "smsc", "smsc1." + SOUTH_REALM, {"delivery": {"after": "50ms"}})
        self.iwf = None
        self.servers = []
        self.watched = {}  # device of the IWF -> capture

    def __enter__(self):
        super().__enter__()
        try:
            for server in set(SERVERS) & set(self.lab.charons) if self.careful else ():
                done = self.lab.run(server, ["nft", "-f", str(SERVERS_GUARD)])
                assert done.returncode == 0, done.stderr
            for server in self.expected:
                self.await_tunnel(server)
            self.watched = {device: self.capture("iwf", device) for device in ("outside", "inside")}
            self.hss.start()
            self.smsc.start()
            self.start_iwf()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(self, kind, error, trace):
        for server in self.servers:
            if server.connection:
                server.connection.close()
        if kind is not None and self.iwf:
            print(f"--- iwfd\n{self.iwf.log()[-6000:]}", flush=True)
        super().__exit__(kind, error, trace)

    def program(self, name):
        return f"{self.bin_dir}/{name}"

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def iwf_config(self):
        return {
            "identity": IWF,
            "listen": [{"address": INNER["iwf"], "port": PORT, "device": "ipsec0"}],
            "inline_contracts": self.contracts,
            "hss": {"peers": [self.hss.peer()]},
            "sms_sc": {"peers": [self.smsc.peer()], "recall_replace": True},
            "ipsec": {"socket": str(self.charon("iwf").socket), **self.ipsec},
            "journal": {"directory": str(self.folder / "journal")},
            "timers": {"connect_retry": "1s", "watchdog": "6s"},
        }

    def awaited(self):
        """Nodes that iwfd reaches before a test begins."""
        return self.hss, self.smsc

    def start_iwf(self):
        path = self.write("iwfd.yaml", json.dumps(self.iwf_config()))
        self.iwf = self.start("iwf", "iwfd", [self.program("iwfd"), "--config", path])
        self.iwf.await_text("iwfd.ready")
        for peer in self.awaited():
            self.iwf.await_text(f"name={peer.host}")
        self.iwf.await_text("charon.watched")

    # -- servers -----------------------------------------------------------------------------------

    def new_server(self, contract_of, node=None):
        """Not connected. With the identity of one contract's server, on a node (default: its own)."""
        host = f"{contract_of}.scs.example"
        server = TspServer(host, "scs.example", NUMBERS.get(contract_of, "4930000009"), IWF["host"], IWF["realm"])
        server.node = node or contract_of
        self.servers.append(server)
        return server

    def connect(self, server, patience=PATIENCE, source=None):
        """Raises Closed, TimeoutError or OSError when it is not let in."""
        target, node = (INNER["iwf"], PORT), server.node
        return server.connect(patience=patience, dial=lambda: dial(
            self.lab.name(node), source or INNER[node], target, patience))

    def server(self, contract_of, node=None, patience=PATIENCE):
        """Connected, however many attempts that takes."""
        server = self.new_server(contract_of, node)
        bound = len(self.logged("link.bound", scs=contract_of))
        self.reconnect(server, patience)
        self.await_logged("link.bound", bound, scs=contract_of)
        return server

    def reconnect(self, server, patience=PATIENCE):
        def attempt():
            try:
                return self.connect(server, 2.0)
            except (Closed, OSError):  # TimeoutError too
                return None
        return await_true(f"a connection of {server.identity.host}", attempt, patience)

    def answer_to_cer(self, server, source=None):
        """For one who should be refused: the octets that came back for its CER until the connection ended or
        SILENCE was over. b"" also when TCP did not let it in."""
        try:
            one = Connection(server.identity, None, handshake=False, dial=lambda: dial(
                self.lab.name(server.node), source or INNER[server.node], (INNER["iwf"], PORT), SILENCE))
        except OSError:
            return b""
        try:
            one.send(Message(CER, 0, REQUEST, server.identity.capabilities()))
        except Closed:
            pass
        one.await_end(SILENCE)
        one.close()
        return bytes(one.received)

    def expect_refused(self, server, source=None, **fields):
        """Not an octet comes back, and the log says so: this line. In a second full of news a line may be
        left out, so it is tried again."""
        refused = len(self.logged("peer.refused", **fields))

        def is_told():
            octets = self.answer_to_cer(server, source)
            assert octets == b"", octets
            return len(self.logged("peer.refused", **fields)) > refused
        await_true(f"peer.refused {fields}", is_told)
        return self.logged("peer.refused", **fields)[refused]

    def scs(self, node, *words, patience=60.0):
        """iwf-scs in the node's namespace, to its end."""
        path = self.write(f"scs-{node}.yaml", json.dumps({
            "host": f"{node}.scs.example", "realm": "scs.example", "scs_identity": NUMBERS[node],
            "connect": f"{INNER['iwf']}:{PORT}", "iwf_host": IWF["host"], "iwf_realm": IWF["realm"]}))
        done = self.lab.run(node, [self.program("iwf-scs"), "--config", path, *words], patience)
        return Done(done.returncode, done.stdout, done.stderr)

    # -- what was seen -----------------------------------------------------------------------------

    def logged(self, event, **fields):
        """The lines of the daemon's log about an event, with these fields."""
        wanted = [f" {event} ", *(f"{key}={value}" for key, value in fields.items())]
        return [line for line in self.iwf.log().splitlines() if all(one in line + " " for one in wanted)]

    def await_logged(self, event, more_than=0, patience=PATIENCE, **fields):
        await_true(f"{event} {fields}", lambda: len(self.logged(event, **fields)) > more_than, patience)
        return self.logged(event, **fields)[more_than]

    def counters(self):
        seen = len(self.logged("iwfd.counters"))
        self.iwf.popen.send_signal(signal.SIGUSR1)
        line = self.await_logged("iwfd.counters", seen)
        return {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)\b", line.split("iwfd.counters")[1])}

    def clear_text(self):
        """On the wires of the servers until now: octets that nobody may read there, and frames of the IWF
        that nothing protects. What a rogue says in clear is its own; so is what servers say that are not
        careful."""
        found = []
        for device, capture in self.watched.items():
            octets = capture.path.read_bytes()
            clear = [bytes.fromhex(frame) for frame in capture.clear()]
            if self.careful:
                found += [f"{device}: {secret.decode()}" for secret in SECRETS if secret in octets]
            found += [f"{device}: {frame.hex()}" for frame in clear if is_talk_of_iwf(frame)]
        return found

    def esp_frames(self, device="outside"):
        return self.watched[device].kinds()["esp-in-udp"]


def is_talk_of_iwf(frame):
    """TCP of its protected address; its RST for who asks in vain is none."""
    if frame[12:14] != b"\x08\x00" or frame[26:30] != FROM_IWF or frame[23] != 6:
        return False
    return not frame[14 + 4 * (frame[14] & 15) + 13] & 4


def time_of(line):
    """Of a line of the daemon's log, in seconds; it knows milliseconds."""
    when = datetime.strptime(line.split()[0], "%Y-%m-%dT%H:%M:%S.%fZ")
    return when.replace(tzinfo=timezone.utc).timestamp()


class _Folder:
    """What a Simulator wants of a lab."""

    def __init__(self, world):
        self.folder = str(world.folder)
        self.start, self.write, self.program = world.start, world.write, world.program
