# SPDX-License-Identifier: Apache-2.0
"""Each example in a --help text runs, in the place that the text describes."""
import os
import re
import shlex
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from lab import SOUTH_REALM, SUBSCRIBERS, Lab, Process, Simulator  # noqa: E402

BIN = sys.argv.pop(1)
SCS = ["", "trigger", "recall", "replace", "listen", "load", "monitor", "subscriptions", "unmonitor"]
SIM = ["", "hss", "smsc", "mme", "ctl"]
# What the examples of recall and replace are about: triggers that wait in the SMS-SC.
PENDING = {"meter-2@iot.test": 21, "meter-3@iot.test": 31}


def help_of(program, *words):
    done = subprocess.run([os.path.join(BIN, program), *filter(None, words), "--help"],
                          capture_output=True, text=True, timeout=30, check=True)
    return done.stdout


def examples(program, *words):
    text = help_of(program, *words)
    found = re.findall(rf"^  ({program} .*)$", text.split("EXAMPLES")[1], re.M)
    assert found, f"{program} {words}: no example"
    return [shlex.split(line)[1:] for line in found]


class Examples(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(Lab(BIN))

    def watch_devices(self):
        """What the examples of monitor ask for is there, and agreed on."""
        mme = Simulator(self.lab, "mme", "mme1." + SOUTH_REALM, {"subscribers": SUBSCRIBERS})
        mme.start()
        self.lab.others.append(mme.process)
        self.lab.hss.config.update(groups=[{"id": "meters@iot.test", "members": ["meter-1@iot.test"]}],
                                   monitoring={"mmes": [mme.socket]})
        contract = self.lab.contracts[0]
        contract["actions"] += ["loss_of_connectivity", "location", "association", "roaming", "behaviour"]
        contract["limits"]["monitoring"] = {"accuracy": "tracking_area"}

    def test_of_iwf_scs_end_with_success(self):
        self.watch_devices()
        self.lab.start()
        os.symlink(self.lab.scs_config(), os.path.join(self.lab.folder, "scs.yaml"))
        for device in PENDING:
            self.lab.smsc.set_rule(device=device, deliver_after="never", first=1)
        for device, reference in PENDING.items():
            self.assertEqual(self.lab.scs("trigger", device, "--ref", str(reference)).status, 0)
        for command in SCS:
            for words in examples("iwf-scs", command):
                with self.subTest(" ".join(words)):
                    done = subprocess.run([self.lab.program("iwf-scs"), *words], capture_output=True,
                                          text=True, timeout=60, check=False, cwd=self.lab.folder)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    self.assertEqual(done.stderr if command != "load" else "", "")

    def test_of_the_simulators_are_ready_with_the_file_shown(self):
        for role in ("hss", "smsc", "mme"):
            shown = help_of("iwf-sim", role).split("FILE\n")[1].split("EXAMPLES")[0]
            self.lab.write(f"{role}.yaml", re.sub(r"127\.0\.0\.1:3871", "127.0.0.1:0", shown))
            for words in [*examples("iwf-sim", role), *self.general_examples(role)]:
                with self.subTest(" ".join(words)):
                    process = Process(self.lab.folder, role, [self.lab.program("iwf-sim"), *words])
                    self.lab.others.append(process)
                    process.await_text(f"ready {role} 127.0.0.1:")
                    self.assertEqual(process.end(), 0, process.log())

    def test_of_the_control_command_are_understood(self):
        self.lab.hss.start()
        self.lab.smsc.start()
        mme = Simulator(self.lab, "mme", "mme1." + SOUTH_REALM, {"subscribers": SUBSCRIBERS})
        mme.start()
        self.lab.others.append(mme.process)
        for role, sim in (("hss", self.lab.hss), ("smsc", self.lab.smsc), ("mme", mme)):
            os.symlink(sim.socket, os.path.join(self.lab.folder, f"{role}.sock"))
        for words in [*examples("iwf-sim", "ctl"), *self.general_examples("ctl")]:
            with self.subTest(" ".join(words)):
                done = subprocess.run([self.lab.program("iwf-sim"), *words], capture_output=True,
                                      text=True, timeout=30, check=False, cwd=self.lab.folder)
                self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    @staticmethod
    def general_examples(command):
        return [words for words in examples("iwf-sim") if words[0] == command]


if __name__ == "__main__":
    unittest.main(verbosity=2)
