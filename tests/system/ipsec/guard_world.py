# SPDX-License-Identifier: Apache-2.0
"""Namespaces to try the guard in, sockets there, and a process that has one (guard_driver).

[rogue] eth0 --- outside [iwf] ipsec0 --- eth0 [server]; ipsec0 is a veth, the guard goes by its name.
"""
import contextlib
import ctypes
import os
import pathlib
import socket
import struct
import subprocess

LIBC = ctypes.CDLL(None, use_errno=True)
PREFIX = f"g{os.getpid() % 1000000}-"
PORT = 3868
PATIENCE = 20.0  # s
PROTECTED = {socket.AF_INET: "10.200.0.1", socket.AF_INET6: "fd00:200::1"}
UNPROTECTED = {socket.AF_INET: "10.200.0.2", socket.AF_INET6: "fd00:200::2"}
FAMILIES = tuple(PROTECTED)
NET = {"rogue": "66", "server": "11"}
NODES = ("iwf", *NET)
OPTIONS = b"\6\0\1\4\0\0\0\0"  # of IPv6, for the destination: TCP follows, four octets of nothing


def run(*command, given=None):
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def address(node, end, family):
    return f"10.{NET[node]}.0.{end}" if family == socket.AF_INET else f"fd00:{NET[node]}::{end}"


@contextlib.contextmanager
def inside(node):
    """This process is in the node's namespace; the sockets it makes there stay there."""
    there = f"/run/netns/{PREFIX}{node}"
    with open("/proc/self/ns/net", encoding="ascii") as home, open(there, encoding="ascii") as to:
        assert LIBC.setns(to.fileno(), 0) == 0, os.strerror(ctypes.get_errno())
        try:
            yield
        finally:
            assert LIBC.setns(home.fileno(), 0) == 0


def nft(text, *options):
    return run("ip", "netns", "exec", PREFIX + "iwf", "nft", *options, "-f", "-", given=text)


def build_world():
    for node in NODES:
        run("ip", "netns", "add", PREFIX + node)
        run("ip", "netns", "exec", PREFIX + node, "sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0",
            "net.ipv4.conf.default.rp_filter=0", "net.ipv6.conf.default.accept_dad=0")
    batch = {node: ["link set lo up"] for node in NODES}
    for node, device in (("rogue", "outside"), ("server", "ipsec0")):
        run("ip", "link", "add", "v0", "netns", PREFIX + "iwf", "type", "veth", "peer", "name", "eth0", "netns",
            PREFIX + node)
        run("ip", "-n", PREFIX + "iwf", "link", "set", "v0", "name", device)
        for family, length in ((socket.AF_INET, 24), (socket.AF_INET6, 64)):
            batch["iwf"].append(f"addr add {address(node, 1, family)}/{length} dev {device}")
            batch[node].append(f"addr add {address(node, 2, family)}/{length} dev eth0")
        batch["iwf"].append(f"link set {device} up")
        batch[node].append("link set eth0 up")
        for family in FAMILIES:
            for host in (PROTECTED[family], UNPROTECTED[family]):
                batch[node].append(f"route add {host} via {address(node, 1, family)}")
    for family in FAMILIES:
        batch["iwf"] += [f"addr add {host} dev lo" for host in (PROTECTED[family], UNPROTECTED[family])]
    for node in NODES:
        run("ip", "-n", PREFIX + node, "-batch", "-", given="\n".join(batch[node]) + "\n")


def remove_world():
    for node in NODES:
        if pathlib.Path(f"/run/netns/{PREFIX}{node}").exists():
            run("ip", "netns", "del", PREFIX + node)


class Driver:
    """A process with a guard, in the node iwf."""

    def __init__(self, program, *wrapper):
        self.popen = subprocess.Popen(["ip", "netns", "exec", PREFIX + "iwf", *wrapper, program],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def end(self):
        self.popen.stdin.close()
        assert self.popen.wait(PATIENCE) == 0
        self.popen.stdout.close()

    def tell(self, *words):
        """Nothing when it went well, or the reason; how long it took, and the call itself, in microseconds."""
        print(*words, file=self.popen.stdin, flush=True)
        verdict, spent, blocked, *reason = self.popen.stdout.readline().rstrip("\n").split(" ", 3)
        assert verdict == ("error" if reason else "ok"), reason
        return (reason[0] if reason else None), int(spent), int(blocked)

    def __call__(self, *words):
        return self.tell(*words)[0]


def syn_packets(source_port, cut=None, options=b""):
    """The rogue's SYN with data, as IPv6 packets: two fragments when `cut` says where."""
    ends = [socket.inet_pton(socket.AF_INET6, text)
            for text in (address("rogue", 2, socket.AF_INET6), PROTECTED[socket.AF_INET6])]
    segment = tcp_syn(source_port, b"".join(ends))
    whole, first = options + segment, 60 if options else socket.IPPROTO_TCP
    parts = [(first, whole)]
    if cut:
        parts = [(44, struct.pack("!BBHI", first, 0, at | more, source_port) + part)
                 for at, more, part in ((0, 1, whole[:cut]), (cut, 0, whole[cut:]))]
    return [struct.pack("!IHBB", 6 << 28, len(part), header, 64) + b"".join(ends) + part for header, part in parts]


def tcp_syn(source_port, ends):
    def made(checksum):  # 20 octets, an option (MSS), data
        header = (source_port, PORT, 1, 0, 6 << 4, 2, 8192, checksum, 0)
        return struct.pack("!HHIIBBHHH", *header) + b"\2\4\4\xc4somewhat"

    pseudo = ends + struct.pack("!II", len(made(0)), socket.IPPROTO_TCP) + made(0)
    total = sum(struct.unpack(f"!{len(pseudo) // 2}H", pseudo))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return made(~total & 0xffff)
