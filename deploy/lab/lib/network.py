# SPDX-License-Identifier: Apache-2.0
"""The networks of the IPsec lab: namespaces, their links, addresses and routes.

                    wan (a bridge, and a router that carries whatever leaves in clear)
      rogue .66 ---------+---------- 198.51.100.0/24
      out1  .11 ---------+
      out2  .12 ---------+--- outside .1 [iwf] .1 inside --- 192.0.2.0/24 --- .21 in1
                                          .1 core ---- 10.100.0.0/24 --- core (HSS, SMS-SC, MME; .2, their gateway)

The protected addresses (INNER, SOUTH) are on `lo` of their node. Every node has a route in clear to them,
so that what is not protected would arrive, and be seen: nothing here is safe by lack of a route."""
import subprocess

from places import Problem

NODES = ("wan", "iwf", "core", "in1", "out1", "out2", "rogue")
SERVERS = ("in1", "out1", "out2")
CHARONS = ("iwf", *SERVERS)
OUTER = {"out1": "198.51.100.11", "out2": "198.51.100.12", "rogue": "198.51.100.66", "in1": "192.0.2.21"}
IWF_OUTER = {"out1": "198.51.100.1", "out2": "198.51.100.1", "rogue": "198.51.100.1", "in1": "192.0.2.1"}
INNER = {"iwf": "10.200.0.1", "out1": "10.200.1.1", "out2": "10.200.2.1", "in1": "10.200.3.1"}
CORE = {"iwf": "10.100.0.1", "seg": "10.100.0.2", "hss1": "10.100.0.11", "hss2": "10.100.0.12",
        "smsc1": "10.100.0.21", "smsc2": "10.100.0.22", "mme1": "10.100.0.31"}
SOUTH = {"hss1": "10.200.4.1", "smsc1": "10.200.4.2"}  # protected, behind the gateway, if it has a charon
ROUTER = "198.51.100.254"

# (namespace or none, commands of `ip`): one call of `ip -batch` each, in this order.
# A bridge that snoops joins a group, and says so by IGMP some time later: a frame in clear, to be explained.
WAN = ["link set lo up", "link add br0 type bridge mcast_snooping 0", f"addr add {ROUTER}/24 dev br0", "link set br0 up"]
IWF = ["link set lo up", f"addr add {INNER['iwf']}/32 dev lo",
       "addr add 198.51.100.1/24 dev outside", "link set outside up",
       "addr add 192.0.2.1/24 dev inside", "link set inside up",
       f"addr add {CORE['iwf']}/24 dev core", "link set core up",
       f"route add default via {ROUTER}", f"route add {INNER['in1']} via {OUTER['in1']}",
       *(f"route add {address} via {CORE['seg']}" for address in SOUTH.values())]
CORE_NODE = ["link set lo up", *(f"addr add {address}/24 dev eth0" for name, address in CORE.items() if name != "iwf"),
             *(f"addr add {address}/32 dev lo" for address in SOUTH.values()),
             "link set eth0 up", f"route add {INNER['iwf']} via {CORE['iwf']}"]


def links(name):
    """The veth pairs; `name` gives a namespace its full name. Both ends are made where they belong."""
    yield f"link add outside netns {name('iwf')} type veth peer name p-iwf netns {name('wan')}"
    yield f"link add inside netns {name('iwf')} type veth peer name eth0 netns {name('in1')}"
    yield f"link add core netns {name('iwf')} type veth peer name eth0 netns {name('core')}"
    for node in ("out1", "out2", "rogue"):
        yield f"link add eth0 netns {name(node)} type veth peer name p-{node} netns {name('wan')}"


def end_node(node):
    inner = [f"addr add {INNER[node]}/32 dev lo"] if node in INNER else []
    gateway = IWF_OUTER["in1"] if node == "in1" else ROUTER
    return ["link set lo up", *inner, f"addr add {OUTER[node]}/24 dev eth0", "link set eth0 up",
            f"route add default via {gateway}"]


def ports():
    for node in ("iwf", "out1", "out2", "rogue"):
        yield f"link set p-{node} master br0"
        yield f"link set p-{node} up"
    yield f"route add {INNER['iwf']} via 198.51.100.1"
    for node in ("out1", "out2"):
        yield f"route add {INNER[node]} via {OUTER[node]}"


def ip(commands, namespace=None):
    """Runs them in one process; the first that fails is told."""
    where = ["-n", namespace] if namespace else []
    done = subprocess.run(["ip", *where, "-batch", "-"], input="\n".join(commands) + "\n",
                          capture_output=True, text=True, timeout=30, check=False,
                          start_new_session=True)  # Ctrl-C is for us, who know what is half made
    if done.returncode:
        raise Problem(f"ip, in {namespace or 'the root namespace'}: {done.stderr.strip()}")


def add(namespace, notes):
    """A namespace, and a line in the file `notes` that it is made: by a process that no signal to us,
    SIGKILL or Ctrl-C, reaches between the two."""
    command = 'ip netns add "$0" && echo "namespace $0" >>"$1"'
    done = subprocess.run(["sh", "-c", command, namespace, notes], capture_output=True, text=True, timeout=30,
                          check=False, start_new_session=True)
    if done.returncode:
        raise Problem(f"{namespace}: {done.stderr.strip()}")


def sysctl(namespace, *settings):
    done = subprocess.run(["ip", "netns", "exec", namespace, "sysctl", "-qw", *settings],
                          capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        raise Problem(f"sysctl, in {namespace}: {done.stderr.strip()}")


def existing():
    """Names of all namespaces of this machine."""
    done = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, timeout=30, check=True)
    return {line.split()[0] for line in done.stdout.splitlines() if line.strip()}


def connect(name):
    """Links, addresses and routes, in namespaces that are there and empty."""
    ip(links(name))
    ip(WAN, name("wan"))
    ip(ports(), name("wan"))
    ip(IWF, name("iwf"))
    ip(CORE_NODE, name("core"))
    for node in ("in1", "out1", "out2", "rogue"):
        ip(end_node(node), name(node))
    # The guard is what refuses, not a filter that only some machines have switched on.
    for node in NODES:
        forward = ["net.ipv4.ip_forward=1"] if node == "wan" else []
        sysctl(name(node), "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0", *forward)
