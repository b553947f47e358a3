#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The commands of deploy/lab/README.md and deploy/swanctl/README.md, run as they stand there.

usage: readme_test.py <build folder>
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))

from lab import await_true  # noqa: E402
from tunnels import SECRET, Tunnels  # noqa: E402

IN_THE_LAB = """
deploy/lab/up --swanctl
deploy/lab/status
ip netns exec mtc-out1 swanctl --list-sas --uri unix:///run/iwf-lab/mtc-/out1/charon.vici
deploy/lab/down
"""
BEFORE_CHARON = """
install -m 644 deploy/swanctl/strongswan.d/charon.conf /etc/strongswan.d/zz-iwf-charon.conf
install -m 644 deploy/swanctl/strongswan.d/libipsec.conf /etc/strongswan.d/zz-iwf-esp.conf
install -m 644 deploy/swanctl/iwf.conf /etc/swanctl/conf.d/iwf.conf
nft -f deploy/nftables/iwf-guard.nft
"""
AFTER_CHARON = """
deploy/swanctl/load
swanctl --list-conns --uri unix:///run/charon.vici
"""
TUNNELS = "swanctl --list-sas --uri unix:///run/charon.vici"
ON_A_SERVER = "deploy/swanctl/call --uri unix:///run/charon.vici --timeout 10"

# /etc/strongswan.d, /etc/swanctl and /run of an operator's machine, in a mount namespace.
MACHINE = """set -e
mount --bind {folder}/strongswan.d /etc/strongswan.d
mount --bind {folder}/swanctl /etc/swanctl
mount --bind {folder}/run /run
cd {root}
{before}
unset STRONGSWAN_CONF
/usr/sbin/charon-systemd &
echo $! >{folder}/charon.pid
for _ in $(seq 200); do [ ! -S /run/charon.vici ] || break; sleep 0.05; done
{after}
touch {folder}/loaded
while [ ! -e {folder}/enough ]; do sleep 0.05; done
{tunnels}
kill $(cat {folder}/charon.pid)
wait
"""


class LabReadme(unittest.TestCase):
    def setUp(self):
        self.prefix = f"r{os.getpid() % 100000}-"
        self.addCleanup(self.run_command, "deploy/lab/down")

    def run_command(self, command):
        """With our prefix in the place of mtc-, also where it is the default."""
        words = command.replace("mtc-", self.prefix).split()
        if words[0].startswith("deploy/lab/"):
            words += ["--prefix", self.prefix]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    def test_the_commands_of_the_lab(self):
        said = []
        for command in IN_THE_LAB.strip().splitlines():
            done = self.run_command(command)
            self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
            said.append(done.stdout)
        self.assertIn("charon      iwf", said[1])
        self.assertIn("down: all is removed", said[3])
        self.assertFalse(pathlib.Path("/run/iwf-lab", self.prefix).exists())


class OperatorsReadme(unittest.TestCase):
    """charon by Debian's strongswan.conf, with ours in strongswan.d; no file of the lab's but certificates."""

    def machine(self, world, node, before, after, tunnels):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-operator-"))
        self.addCleanup(shutil.rmtree, folder)
        shutil.copytree("/etc/strongswan.d", folder / "strongswan.d")
        shutil.copytree("/etc/swanctl", folder / "swanctl")
        (folder / "run").mkdir()
        for part in ("x509", "x509ca", "x509crl", "private"):
            shutil.copytree(world.charon(node).folder / "swanctl" / part, folder / "swanctl" / part, dirs_exist_ok=True)
        script = MACHINE.format(folder=folder, root=ROOT, before=before, after=after, tunnels=tunnels)
        out = open(folder / "out", "wb")
        self.addCleanup(out.close)
        process = subprocess.Popen(world.lab.command(node, ["unshare", "-m", "bash", "-c", script]),
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        self.addCleanup(self.end, process, folder)
        await_true(f"the machine of {node}", lambda: (folder / "loaded").exists() or process.poll() is not None)
        self.assertIsNone(process.poll(), (folder / "out").read_text())
        return process, folder

    def end(self, process, folder):
        (folder / "enough").touch()
        try:
            status = process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        return status, (folder / "out").read_text()

    def test_the_commands_of_the_operator_at_the_iwf_and_at_a_server(self):
        world = self.enterContext(Tunnels(swanctl=False))
        for node in ("iwf", "out1"):
            world.kill_charon(node)
        iwf, iwf_folder = self.machine(world, "iwf", BEFORE_CHARON, AFTER_CHARON, TUNNELS)
        # A server: scs.conf as it is, which is out1's.
        before = "\n".join(line.replace("iwf.conf", "scs.conf") for line in BEFORE_CHARON.splitlines()
                           if not line.startswith("nft"))
        self.machine(world, "out1", before, AFTER_CHARON + ON_A_SERVER, TUNNELS)
        world.listen()
        self.assertEqual(world.exchange("out1"), SECRET)
        status, said = self.end(iwf, iwf_folder)
        self.assertEqual(status, 0, said)
        self.assertIn("in1: IKEv2", said)
        self.assertRegex(said, r"diameter: .*INSTALLED")
        self.assertNotIn("failed", said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
