#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""iwfctl and the control socket beside tunnels: the commands of iwf/app/ctl/README.md and the examples of
`iwfctl --help`, run as they stand there, and what they say when a tunnel, or charon, is gone.

usage: iwfd_control_test.py <bin>
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))

from lab import PATIENCE, await_true  # noqa: E402
from protected_lab import METER, ProtectedLab, contract  # noqa: E402
from tsp_server import SUCCESS  # noqa: E402
from tunnels import stays_down  # noqa: E402
from pki import identity  # noqa: E402

BIN = sys.argv.pop(1)
README = """
iwfctl status
iwfctl reload --dry-run
iwfctl reload
iwfctl ipsec status
iwfctl ipsec status acme
iwfctl ipsec check acme --config iwfd.yaml
iwfctl ipsec apply
iwfctl ipsec terminate acme
curl --unix-socket /run/iwfd/control.sock http://iwfd/v1/ipsec
"""


class ControlledLab(ProtectedLab):
    """acme comes by out1's tunnel, which the operator's scripts load; iwfd loads that of fleet, which is away."""

    def __init__(self):
        super().__init__(BIN, contracts=("out1",))
        self.contracts[0]["name"] = "acme"
        away = contract("out1")
        away.update(name="fleet", addresses=["10.200.9.1"],
                    ike={"identity": "fleet.lab.example", "remote_addresses": ["198.51.100.99"]},
                    identity={"host": "fleet.scs.example", "realm": "scs.example", "scs_identity": ["4930000009"]})
        self.contracts.append(away)
        self.socket = str(self.folder / "control.sock")

    def iwf_config(self):
        config = super().iwf_config()
        pki = self.lab.pki.folder
        config["ipsec"].update({
            "local": {"identity": identity("iwf"), "certificate": str(pki / "iwf.crt"), "key": str(pki / "iwf.key"),
                      "addresses": ["198.51.100.1", "192.0.2.1"]},
            "authorities": [{"certificate": str(pki / "ca.crt"), "crls": [str(pki / "ca.crl")]}],
        })
        return {**config, "control": {"socket": self.socket}}

    def do(self, command):
        environment = {**os.environ, "PATH": f"{pathlib.Path(BIN).resolve()}:{os.environ['PATH']}", "IWFCTL_SOCKET": self.socket}
        words = [self.socket if word == "/run/iwfd/control.sock" else word for word in command.split()]
        return subprocess.run(words, cwd=self.folder, env=environment, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)


class Control(unittest.TestCase):
    def setUp(self):
        self.world = self.enterContext(ControlledLab())
        self.world.await_logged("ipsec.applied")
        charon = self.world.charon("out1")
        charon.write_swanctl(edit=stays_down)  # a tunnel that is ended stays away
        charon.load()
        # Other start_action: charon ends the tunnel that the old one began, and lists it until the IWF has answered.
        await_true("the first tunnel is gone", lambda: not charon.tunnels())
        self.call()

    def call(self):
        if not self.world.charon("out1").tunnels():
            self.world.charon("out1").call(30)
        self.world.await_tunnel("out1")
        self.assertEqual(self.done("iwfctl ipsec status fleet", 1).count("NOT BOUND"), 1)
        await_true("acme is bound", lambda: self.world.do("iwfctl ipsec status acme").returncode == 0)

    def done(self, command, status=0):
        done = self.world.do(command)
        self.assertEqual(done.returncode, status, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def associations(self):
        status = json.loads(self.done("iwfctl ipsec status acme --json"))
        return [one["ike_sa"] for one in status["links"][0]["associations"]]

    def test_status_follows_the_tunnel_and_terminate_ends_it(self):
        server = self.world.new_server("out1")
        self.world.reconnect(server)
        self.assertEqual(server.status(METER, 1), SUCCESS)
        said = self.done("iwfctl ipsec status")
        ike, *_ = self.associations()
        self.assertRegex(said, rf"(?m)^acme  bound by IKE_SA {ike}, CHILD_SA \d+$")
        self.assertRegex(said, r"out1.lab.example, addresses 10.200.1.1, connection out1 \(external\); Diameter from 10.200.1.1")
        self.assertRegex(said, rf"IKE_SA {ike}  AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384  with out1.lab.example at 198.51.100.11, "
                               r"since 20\d\d-")
        self.assertRegex(said, r"CHILD_SA \d+  \S+  AES_GCM_16-256.*  10.200.0.1\[tcp/3868\] === 10.200.1.1")
        self.assertRegex(said, r'(?m)^fleet  NOT BOUND: contract "fleet", no_association: no CHILD_SA covers TCP from 10.200.9.1 ')
        self.assertIn("connection iwf-fleet; Diameter not connected", said)
        said = self.done("iwfctl ipsec terminate acme")
        self.assertIn(f"ended IKE_SA {ike}\n", said)
        self.world.await_logged("peer.cut")  # the server itself hears nothing: its tunnel is gone
        await_true("charon has none", lambda: not self.world.iwf_has("out1"))
        await_true("iwfd knows", lambda: self.associations_when_down() == [])
        self.assertIn("acme has no IKE_SA: there was nothing to end", self.done("iwfctl ipsec terminate acme"))
        self.call()
        self.assertNotIn(ike, self.associations())

    def associations_when_down(self):
        status = json.loads(self.world.do("iwfctl ipsec status acme --json").stdout)
        return [one["ike_sa"] for one in status["links"][0]["associations"]]

    def test_apply_puts_back_what_a_script_took_away_and_ends_nothing_else(self):
        ike = self.associations()
        as_it_shall = r"iwf-fleet  as it shall be\nout1  as it shall be\n"
        self.assertRegex(self.done("iwfctl ipsec apply"), "loaded 0, unloaded 0, IKE_SAs ended 0\n" + as_it_shall)
        charon = self.world.charon("iwf")
        charon.load()  # takes away what is in no file
        self.assertNotIn("iwf-fleet", charon.swanctl("--list-conns")[1])
        self.assertRegex(self.done("iwfctl ipsec apply"), r"loaded [1-9]\d*, .*\n" + as_it_shall)
        self.assertIn("iwf-fleet", charon.swanctl("--list-conns")[1])
        self.assertEqual(self.associations(), ike)

    def write_contracts(self, contracts):
        self.world.contracts = contracts
        self.world.write("iwfd.yaml", json.dumps(self.world.iwf_config()))

    def test_reload_takes_connections_peers_and_policy_together_or_not_at_all(self):
        """F10: a charon that stands still is not waited for; what it has not taken is not in force."""
        charon, before, ike = self.world.charon("iwf"), self.world.contracts, self.associations()
        server = self.world.new_server("out1")
        self.world.reconnect(server)
        volt = {**before[1], "name": "volt", "addresses": ["10.200.9.2"], "ike": {
            "identity": "volt.lab.example", "remote_addresses": ["198.51.100.98"]}, "identity": {
                "host": "volt.scs.example", "realm": "scs.example", "scs_identity": ["4930000008"]}}
        self.write_contracts([*before, volt])
        self.assertIn("added    volt\nnothing was changed (--dry-run)", self.done("iwfctl reload --dry-run"))
        self.assertNotIn("iwf-volt", charon.swanctl("--list-conns")[1])
        self.assertIn("added    volt\napplied; contracts in force: 3\n", self.done("iwfctl reload"))
        self.assertIn("iwf-volt", charon.swanctl("--list-conns")[1])
        self.assertIn("NOT BOUND", self.done("iwfctl ipsec status volt", 1))
        self.write_contracts([before[0]])
        self.assertIn("removed  fleet\nremoved  volt\napplied; contracts in force: 1\n", self.done("iwfctl reload"))
        await_true("charon has none of them", lambda: "iwf-" not in charon.swanctl("--list-conns")[1])
        self.assertEqual(server.status(METER, 1), SUCCESS)
        self.assertEqual(self.associations(), ike)
        self.write_contracts([before[0], volt])
        charon.child.send_signal(signal.SIGSTOP)
        try:
            said = self.done("iwfctl reload", 1)
        finally:
            charon.child.send_signal(signal.SIGCONT)
        self.assertIn("charon did not answer in time", said)
        self.assertIn("charon is given again what it had\nNOTHING WAS CHANGED; contracts in force: 1\n", said)
        self.assertIn('no contract or peer "volt"', self.done("iwfctl ipsec status volt", 1))
        await_true("charon is watched again", lambda: self.world.do("iwfctl ipsec apply").returncode == 0)
        self.assertNotIn("iwf-volt", charon.swanctl("--list-conns")[1])

    def test_without_charon_it_says_so(self):
        self.world.kill_charon("iwf")
        await_true("iwfd has seen it", lambda: "CHARON CANNOT BE ASKED since 20" in self.world.do("iwfctl ipsec status").stdout)
        said = self.done("iwfctl ipsec apply", 1)
        self.assertRegex(said, r"charon cannot be asked at \S+; is it running\?")
        self.assertIn("NOT BOUND", self.done("iwfctl ipsec status acme", 1))

    def test_check_of_a_good_and_of_a_wrong_one(self):
        pki = self.world.lab.pki.folder
        said = self.done(f"iwfctl ipsec check acme --config iwfd.yaml --certificate {pki}/out1.crt")
        self.assertIn("has the name out1.lab.example", said)
        self.assertIn("nothing found that cannot work", self.done("iwfctl ipsec check fleet --config iwfd.yaml"))
        said = self.done(f"iwfctl ipsec check fleet --config iwfd.yaml --certificate {pki}/out1.crt", 1)
        self.assertIn("has not the subjectAltName fleet.lab.example; it has out1.lab.example", said)

    def test_the_readme_and_the_examples_of_the_help(self):
        text = (ROOT / "iwf/app/ctl/README.md").read_text(encoding="utf-8")
        block = re.search(r"^```sh\n((?:.*\n)*?)```", text, re.M)[1]
        shown = [re.sub(r"\s+#.*", "", line) for line in block.splitlines()]
        self.assertEqual(shown, README.split("\n")[1:-1])
        shutil.copy(self.world.lab.pki.folder / "out1.crt", self.world.folder / "acme.crt")
        pages = [("iwfctl", "--help"), *(("iwfctl", *words, "--help") for words in (
            ("status",), ("reload",), ("ipsec", "status"), ("ipsec", "check"), ("ipsec", "apply"), ("ipsec", "terminate")))]
        for page in pages:
            examples = re.search(r"^EXAMPLES\n((?:  .*\n)+)", self.done(" ".join(page)), re.M)
            self.assertIsNotNone(examples, page)
            shown += [line.strip() for line in examples[1].splitlines()]
        for command in sorted(shown, key=lambda one: "terminate" in one):  # which goes last
            with self.subTest(command):
                self.assertNotEqual(self.done(command), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
