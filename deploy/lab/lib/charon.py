# SPDX-License-Identifier: Apache-2.0
"""One charon in its namespace: its files, its start, what it is asked through swanctl."""
import os
import pathlib
import re
import shutil
import socket
import subprocess

from network import INNER, IWF_OUTER, OUTER
from pki import identity, tool_environment
from places import ROOT, Problem, tail
from processes import until

PROGRAM = "/usr/sbin/charon-systemd"  # runs without systemd, and several at once: it has no pid file
SWANCTL = ROOT / "deploy/swanctl"
STARTING = 20.0  # s; takes a tenth

# Becomes charon after it has noted its process id and the time of its start (field 22 of stat, see
# processes.py): also one whose lab is killed at this moment is known to `down`.
STARTER = """
read -r stat </proc/$$/stat
set -- "$1" "$2" "$3" ${stat##*) }
echo "process $2 $$ ${23}" >>"$3" || exit
exec ip netns exec "$1" "$0"
"""

CONF = """include {snippets}/charon.conf
include {snippets}/{data_plane}.conf
charon {{
    plugins {{
        vici {{
            socket = {uri}
        }}
    }}
    filelog {{
        main {{
            path = {log}
            time_format = %H:%M:%S
            time_add_ms = yes
            flush_line = yes
            ike_name = yes
            default = 1
            enc = 0
            esp = 0
        }}
    }}
}}
charon-systemd {{
    journal {{
        default = -1
    }}
}}
"""


class Charon:
    """The charon of `node`; `folder` is its own, `pki` has the certificates."""

    def __init__(self, node, namespace, folder, pki):
        self.node = node
        self.namespace = namespace
        self.folder = pathlib.Path(folder)
        self.pki = pathlib.Path(pki)
        self.socket = self.folder / "charon.vici"
        self.log = self.folder / "charon.log"
        self.child = None

    @property
    def uri(self):
        return f"unix://{self.socket}"

    def start(self, data_plane, notes):
        """Returns at once; await_ready() waits. A line in the file `notes` tells of the process."""
        self.folder.mkdir(exist_ok=True)
        self.socket.unlink(missing_ok=True)
        conf = self.folder / "strongswan.conf"
        conf.write_text(CONF.format(snippets=SWANCTL / "strongswan.d", data_plane=data_plane, uri=self.uri,
                                    log=self.log))
        with open(self.folder / "charon.out", "ab") as out:
            self.child = subprocess.Popen(["sh", "-c", STARTER, PROGRAM, self.namespace, self.node, notes],
                                          stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
                                          env={**os.environ, "STRONGSWAN_CONF": str(conf)})

    def await_ready(self):
        if not until(lambda: self.answers() or self.child.poll() is not None, STARTING) or not self.answers():
            raise Problem("\n".join([f"charon of {self.node} did not come up (status {self.child.poll()})",
                                     *tail(self.log), *tail(self.folder / "charon.out")]))

    def answers(self):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket))
            except OSError:
                return False
        return True

    def write_swanctl(self, certificate=None, claims=None, edit=lambda text: text):
        """swanctl.conf with what belongs to it. `certificate`: another of the lab's than its own;
        `claims`: another node's identity than its own; `edit`: changes the text, last."""
        folder = self.folder / "swanctl"
        shutil.rmtree(folder, ignore_errors=True)
        for sub in ("x509", "x509ca", "x509crl", "private"):
            (folder / sub).mkdir(parents=True, mode=0o700)
        end = {"iwf": "iwf", "core": "seg"}.get(self.node, "scs")
        own = certificate or self.node
        shutil.copy(self.pki / f"{own}.crt", folder / f"x509/{end}.crt")
        shutil.copy(self.pki / f"{own}.key", folder / f"private/{end}.key")
        shutil.copy(self.pki / "ca.crt", folder / "x509ca/ca.crt")
        shutil.copy(self.pki / "ca.crl", folder / "x509crl/ca.crl")
        text = (SWANCTL / f"{end}.conf").read_text()
        if end == "scs":
            text = self.as_server(text, claims or self.node)
        (folder / "swanctl.conf").write_text(edit(text))

    def as_server(self, text, claimed):
        """scs.conf is out1's; this node's values instead."""
        for old, new in ((OUTER["out1"], OUTER[self.node]), (IWF_OUTER["out1"], IWF_OUTER[self.node]),
                         (INNER["out1"], INNER[self.node]), (identity("out1"), identity(claimed))):
            text, count = re.subn(rf"(?<![\w.]){re.escape(old)}(?![\d.])", new, text)
            if count != 1:
                raise Problem(f"scs.conf has {old} {count} times, not once")
        return text

    def load(self):
        """deploy/swanctl/load, as an operator calls it."""
        self.run([SWANCTL / "load", "--uri", self.uri, "--dir", self.folder / "swanctl"], f"loading {self.node}")

    def call(self, patience=10):
        """deploy/swanctl/call: a server's tunnel comes up, or a Problem says what charon said."""
        self.run([SWANCTL / "call", "--uri", self.uri, "--timeout", str(patience)], f"{self.node} calls")

    def swanctl(self, *arguments, patience=30.0):
        """Runs swanctl on it; (status, what it said)."""
        command = ["swanctl", *arguments, "--uri", self.uri]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, env=tool_environment(), timeout=patience, check=False)
        return done.returncode, done.stdout

    def run(self, command, what):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, env=tool_environment(), timeout=120, check=False)
        if done.returncode:
            raise Problem(f"{what}: status {done.returncode}\n{done.stdout.strip()}")

    def tunnels(self):
        """CHILD_SAs that are installed, as swanctl lists them: a line each."""
        status, said = self.swanctl("--list-sas", "--noblock")
        if status:
            raise Problem(f"charon of {self.node} lists no SAs: {said.strip()}")
        return [line.strip() for line in said.splitlines() if re.search(r"\bINSTALLED\b", line)]
