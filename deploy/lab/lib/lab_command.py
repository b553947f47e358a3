# SPDX-License-Identifier: Apache-2.0
"""deploy/lab/up, down and status: arguments in, exit status out."""
import argparse
import json
import pathlib
import re
import sys

import network
from charon import Charon
from interrupts import Interrupts
from ipsec_lab import Lab
from places import Problem

PREFIX = "mtc-"


def prefix(text):
    """Short, since a device or a socket's path has its limits; nothing that a shell or ip takes apart."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,15}", text):
        raise argparse.ArgumentTypeError("up to 16 of a-z, 0-9 and -")
    return text


def arguments(action, about):
    parser = argparse.ArgumentParser(prog=f"deploy/lab/{action}", description=about, allow_abbrev=False)
    parser.add_argument("--prefix", type=prefix, default=PREFIX, help=f"of the namespaces' names (default {PREFIX})")
    parser.add_argument("--run-dir", metavar="DIR", help="its files; several labs differ in prefix and folder "
                        "(default /run/iwf-lab/PREFIX)")
    return parser


def lab_of(chosen):
    folder = pathlib.Path(chosen.run_dir).absolute() if chosen.run_dir else None
    return Lab(chosen.prefix, folder, Interrupts().hold)


def up(argv):
    parser = arguments("up", "Makes the IPsec lab: namespaces, certificates, a charon for the IWF and each "
                       "server. The IWF's charon has no connections yet: iwfd gives it some.")
    parser.add_argument("--swanctl", action="store_true", help="give the IWF's charon deploy/swanctl/iwf.conf; "
                        "the servers' tunnels come up at once")
    parser.add_argument("--data-plane", choices=("libipsec", "kernel"), default="libipsec",
                        help="ESP in user space (default), or in a kernel that has it")
    parser.add_argument("--no-guard", action="store_true", help="without the nftables rules that keep Diameter "
                        "inside the tunnels")
    parser.add_argument("--pki", metavar="DIR", help="take the certificates of another lab (its pki/)")
    chosen = parser.parse_args(argv)
    if chosen.pki and not pathlib.Path(chosen.pki, "ca.crl").is_file():
        parser.error(f"--pki {chosen.pki}: no certificates of a lab are there")
    lab = lab_of(chosen)
    lab.up(chosen.data_plane, swanctl=chosen.swanctl, guard=not chosen.no_guard, pki=chosen.pki)
    print(f"up: {len(network.NODES)} namespaces, {len(network.CHARONS)} charons; files in {lab.folder}")


def down(argv):
    chosen = arguments("down", "Ends the lab's charons, and removes its namespaces and files. Nothing else's."
                       ).parse_args(argv)
    print("down: all is removed" if lab_of(chosen).down() else "down: there was nothing")


def status(argv):
    lab = lab_of(arguments("status", "Tells what of the lab is there. Exit status 3: nothing is."
                           ).parse_args(argv))
    try:
        described = json.loads((lab.folder / "lab.json").read_text())
    except OSError:
        print(f"status: no lab in {lab.folder}")
        return 3
    there, running = network.existing(), lab.running()
    print(f"data plane  {described['data_plane']}")
    for node, name in described["namespaces"].items():
        print(f"{'namespace' if name in there else 'MISSING':11} {name:16} {addresses(node)}")
    for node in network.CHARONS:
        show_charon(lab.charons[node], running.get(node))
    return 0


def addresses(node):
    """What status shows of a node."""
    outer = {"iwf": "198.51.100.1 192.0.2.1 10.100.0.1", "wan": network.ROUTER, "core": "10.100.0.2 .11 .12 .21 .22 .31"}
    inner = f"  protected {network.INNER[node]}" if node in network.INNER else ""
    return (outer.get(node) or network.OUTER[node]) + inner


def show_charon(charon: Charon, pid):
    if pid is None:
        print(f"MISSING     charon of {charon.node}")
        return
    tunnels = charon.tunnels()
    print(f"charon      {charon.node:5} process {pid}  {charon.uri}  tunnels {len(tunnels)}")
    for line in tunnels:
        print(f"            {line}")


def main(action):
    try:
        sys.exit({"up": up, "down": down, "status": status}[action](sys.argv[1:]) or 0)
    except Problem as problem:
        print(f"{action}: {problem}", file=sys.stderr)
        sys.exit(1)
