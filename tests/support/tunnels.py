# SPDX-License-Identifier: Apache-2.0
"""The IPsec lab (deploy/lab/lib) for tests: under a prefix of its own, with programs in its namespaces.

    with Tunnels(swanctl=True) as world:
        world.listen()
        assert world.exchange("out1") == SECRET

What it starts is ended by its process id; the lab is taken down also when the test failed."""
import itertools
import os
import pathlib
import shutil
import signal
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "deploy/lab/lib"))

from frames import Capture  # noqa: E402
from ipsec_lab import Lab  # noqa: E402
from lab import Process, await_true  # noqa: E402
from network import CHARONS, INNER, OUTER  # noqa: E402

PORT = 3868
SECRET = "DIAMETER-IN-CLEAR " * 16  # what no capture outside may hold
PEER = pathlib.Path(__file__).with_name("tcp_peer.py")
SILENCE = 2.0  # s, in which who is refused would have been answered many times

numbers = itertools.count()


def stays_down(text):
    """scs.conf, without what brings the tunnel back by itself."""
    for old, new in (("start_action = start", "start_action = none"), ("close_action = start", "close_action = none"),
                     ("dpd_action = restart", "dpd_action = clear")):
        assert old in text
        text = text.replace(old, new)
    return text


def nothing(_text):
    """No connection at all: neither calls nor answers."""
    return ""


class Tunnels:
    def __init__(self, **how):
        # Short: the path of a UNIX socket has an end, and so has a namespace's name.
        self.prefix = f"t{os.getpid() % 100000}-{next(numbers)}-"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-tunnels-"))
        self.lab = Lab(self.prefix, self.folder / "lab", charons=how.pop("charons", CHARONS))
        self.how = how
        self.processes = []
        self.captures = []

    def __enter__(self):
        try:
            self.lab.up(**self.how)
        except BaseException:
            shutil.rmtree(self.folder)
            raise
        return self

    def __exit__(self, kind, _error, _trace):
        for capture in self.captures:
            capture.stop()
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        if kind is not None:
            self.show_logs()
        self.lab.down()
        shutil.rmtree(self.folder)

    def show_logs(self):
        for charon in self.lab.charons.values():
            if charon.log.exists():
                print(f"--- charon of {charon.node}\n{charon.log.read_text()[-3000:]}", file=sys.stderr)

    def charon(self, node):
        return self.lab.charons[node]

    def bring_up(self, server, edit):
        """The server's tunnel, by a swanctl.conf that was edited."""
        charon = self.charon(server)
        charon.write_swanctl(edit=edit)
        charon.load()
        charon.call(30)
        self.await_tunnel(server)

    def await_tunnel(self, server):
        """Up at both ends."""
        await_true(f"the tunnel of {server}", lambda: self.charon(server).tunnels() and self.iwf_has(server))

    def iwf_has(self, server):
        status, said = self.charon("iwf").swanctl("--list-sas", "--noblock", "--ike", server)
        assert status == 0, said
        return "INSTALLED" in said

    def capture(self, node, device):
        capture = Capture(self.lab, node, device, self.folder / f"{len(self.captures)}.pcap")
        self.captures.append(capture)
        return capture

    def start(self, node, name, command):
        """A program in a namespace, until it ends or the world does."""
        process = Process(str(self.folder), name, self.lab.command(node, command))
        self.processes.append(process.popen)
        return process

    def peer(self, node, *arguments):
        """tcp_peer.py in a namespace, running."""
        return self.start(node, f"peer{len(self.processes)}", [sys.executable, "-B", PEER, *arguments])

    def listen(self, port=PORT, *, push=False):
        """In the IWF's namespace: echoes, or talks by itself ten times a second. Ready on return."""
        server = self.peer("iwf", "push" if push else "echo", INNER["iwf"], str(port))
        server.await_text("ready")
        return server

    def exchange(self, node, source=None, port=PORT, patience=10.0):
        """Sends SECRET to the IWF as `source` (default: the node's protected address). What comes back;
        "" when nothing does."""
        address = source or INNER.get(node) or OUTER[node]
        done = self.lab.run(node, [sys.executable, "-B", PEER, "ask", address, INNER["iwf"], str(port), SECRET,
                                   str(patience)], patience + 30)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def hold(self, node):
        """A connection that stays open and counts what it gets."""
        process = self.peer(node, "hold", INNER[node], INNER["iwf"], str(PORT))
        process.await_text("first")
        return process

    def rogue_is(self, server):
        """The attacker takes the server's protected address, and the network outside believes it."""
        self.ip("rogue", f"addr replace {INNER[server]}/32 dev lo")
        self.ip("wan", f"route replace {INNER[server]} via {OUTER['rogue']}")

    def rogue_is_itself(self, server):
        self.ip("rogue", f"addr del {INNER[server]}/32 dev lo")
        self.ip("wan", f"route replace {INNER[server]} via {OUTER[server]}")

    def ip(self, node, command):
        done = self.lab.run(node, ["ip", *command.split()])
        assert done.returncode == 0, done.stderr

    def refused(self, way):
        """Packets that were not let through, `in` or `out`: by the guard, or without it by the policies."""
        if self.how.get("guard", True):
            done = self.lab.run("iwf", ["nft", "list", "chain", "inet", "iwf_guard", way])
            assert done.returncode == 0, done.stderr
            return int(done.stdout.split("counter packets ")[1].split()[0])
        counters = dict(line.split() for line in self.lab.run("iwf", ["cat", "/proc/net/xfrm_stat"]).stdout.splitlines())
        names = {"in": ["XfrmInTmplMismatch"], "out": ["XfrmOutNoStates", "XfrmAcquireError"]}[way]
        return sum(int(counters[name]) for name in names)

    def kill_charon(self, node, how=signal.SIGKILL):
        """Its exit status: negative, the signal."""
        child = self.charon(node).child
        child.send_signal(how)
        return child.wait(20)
