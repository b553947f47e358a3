# SPDX-License-Identifier: Apache-2.0
"""iwfd with its files in a folder, a capture of what it says, and the end of whatever was started."""
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from lab import free_port  # noqa: E402,F401

DEADLINE = 30  # seconds; libfdcore dials a peer 0 to 4 s after the start

CONFIG = """
identity: {{host: iwf1.lab.example, realm: lab.example}}
listen: [{{address: 127.0.0.1, port: {port}}}]
inline_contracts:
  - name: acme
    identity: {{host: scs1.acme.example, realm: acme.example, scs_identity: ["4930123456"]}}
    protection: none
    devices:
      external_id_domains: [meters.acme.example]
      msisdn_prefixes: ["49170555"]
    actions: [request, recall, replace, loss_of_connectivity, ue_reachability, location, association, roaming,
              communication_failure, availability, ue_count, reachability_and_idle, availability_and_idle,
              pdn_connectivity, behaviour]
    limits:
      payload_max: 140
      validity_max: 48h
      ports: [5683]
      priority: true
      monitoring: {{accuracy: tracking_area, terminal: true}}
hss:
  peers:
    - {{host: hss1.core.lab.example, realm: core.lab.example, address: 127.0.0.1, port: {hss}, protection: none}}
sms_sc:
  peers:
    - {{host: smsc1.core.lab.example, realm: core.lab.example, address: 127.0.0.1, port: {smsc}, protection: none}}
  recall_replace: true
journal: {{directory: {folder}/journal}}
timers: {{watchdog: 6s, connect_retry: 1s}}
"""
MME = """
mme:
  peers:
    - {{host: mme1.core.lab.example, realm: core.lab.example, address: 127.0.0.1, port: {mme}, protection: none}}
"""


class Program:
    """A process that writes to a file, and is told by its id to end."""

    def __init__(self, folder, name, command):
        self.name, self.file = name, pathlib.Path(folder) / f"{name}.log"
        with self.file.open("wb") as log:
            self.process = subprocess.Popen([str(one) for one in command], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)

    def log(self):
        return self.file.read_text(errors="replace")

    def wait_for(self, what):
        """The first line with these words."""
        end = time.monotonic() + DEADLINE
        while True:
            ended = self.process.poll() is not None
            for line in self.log().splitlines():
                if what in line:
                    return line
            if ended or time.monotonic() > end:
                raise AssertionError(f"{self.name} did not say '{what}':\n{self.log()}")
            time.sleep(0.02)

    def ended(self, deadline):
        return self.process.wait(deadline)

    def stop(self):
        """Its exit status. One that does not end when asked is killed, and says so by a negative one."""
        self.process.terminate()
        try:
            return self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self):
        self.process.kill()
        return self.process.wait(DEADLINE)


def start_iwfd(program, folder, **ports):
    """Ready when this returns; `ports`: port (its own), hss, smsc, and mme if there is one."""
    config = pathlib.Path(folder) / "iwfd.yaml"
    config.write_text((CONFIG + (MME if "mme" in ports else "")).format(folder=folder, **ports))
    iwfd = Program(folder, "iwfd", [program, "--config", config])
    iwfd.wait_for("iwfd.ready")
    return iwfd


class Capture:
    """The packets from and to these ports of loopback."""

    def __init__(self, folder, ports):
        self.file = pathlib.Path(folder) / "capture.pcap"
        ports = " or ".join(f"tcp port {port}" for port in ports)
        user = ["-Z", "root"] if os.geteuid() == 0 else []
        self.tcpdump = Program(folder, "tcpdump", [
            "tcpdump", "-i", "lo", "-n", "-U", "--immediate-mode", "-s", "0", "-B", "16384", *user, "-w",
            self.file, ports])
        self.tcpdump.wait_for("listening on lo")

    def stop(self):
        self.tcpdump.stop()
        assert "\n0 packets dropped by kernel" in self.tcpdump.log(), self.tcpdump.log()
        return self.file
