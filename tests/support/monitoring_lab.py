# SPDX-License-Identifier: Apache-2.0
"""iwfd with an HSS and an MME that watch devices, and servers that may watch them."""
import json
import os
import subprocess

from iwfd_lab import IwfdLab
from lab import IWF, NODE, PATIENCE, SOUTH_REALM, Simulator, await_true
from monitoring_peer import S6T, MonitoringPeer

METER, OTHER, GROUP = "meter-1@iot.test", "meter-2@iot.test", "fleet@iot.test"
EVENTS = ["loss_of_connectivity", "ue_reachability", "location", "association", "roaming", "communication_failure",
          "availability", "ue_count", "reachability_and_idle", "availability_and_idle", "pdn_connectivity", "behaviour"]
ENTERPRISE = 4711  # of Broken-Expectation, as no default is
REPEAT = {"report_timeout": "3s", "report_interval": "50ms", "report_attempts": 100_000}


def device(number):
    return {"imsi": f"26201990000000{number}", "msisdn": f"49171000000{number}",
            "external_ids": [f"meter-{number}@iot.test"], "serving_node": NODE,
            "monitoring": {"place": "26201-0001a2b 26201-00c3"}}


class MonitoringLab(IwfdLab):
    """Three devices, two of them a group; contract 0 may watch all, contract 1 nothing."""

    def __init__(self, bin_dir):
        super().__init__(bin_dir)
        subscribers = [device(number) for number in (1, 2, 3)]
        self.mme = Simulator(self, "mme", "mme1." + SOUTH_REALM, {
            "subscribers": subscribers, "mme": {"serves": ["26201-00c3", "26201-00c4"], **REPEAT}})
        self.hss.config.update(subscribers=subscribers, groups=[{"id": GROUP, "members": [METER, OTHER]}],
                               monitoring={"minimum_detection_time": "60s", "mmes": [self.mme.socket], **REPEAT})
        self.hss.config.pop("ranges")
        self.contracts[0]["actions"] += EVENTS
        self.contracts[0]["limits"]["monitoring"] = {"accuracy": "tracking_area", "terminal": True}
        other = {**self.contracts[0], "name": "volt", "actions": ["request"],
                 "identity": {"host": "scs1.volt.example", "realm": "volt.example", "scs_identity": ["4930999"]}}
        other["limits"] = {"payload_max": 140}
        self.contracts.append(other)
        self.audit, key = (os.path.join(self.folder, name) for name in ("audit.log", "audit.key"))
        self.iwf_settings = {"audit": {"file": self.audit, "key_file": key}}
        subprocess.run([self.program("iwfctl"), "audit", "new-key", key], check=True, timeout=PATIENCE)

    def audited(self, event, **fields):
        with open(self.audit, encoding="utf-8") as text:
            lines = [json.loads(line) for line in text if line.startswith("{") and line.endswith("}\n")]
        return [line for line in lines if line["event"] == event and fields.items() <= line.items()]

    def await_audited(self, event, **fields):
        await_true(f"a line {event} with {fields}", lambda: self.audited(event, **fields))
        return self.audited(event, **fields)[-1]

    @property
    def simulators(self):
        return [self.mme, *super().simulators]

    def iwf_config(self):
        config = super().iwf_config()
        config["mme"] = {"peers": [{"host": self.mme.host, "realm": SOUTH_REALM, "address": "127.0.0.1",
                                    "port": self.mme.port, "protection": "none"}]}
        config["monitoring"] = {"enterprise": ENTERPRISE, "report_retry_first": "100ms", "report_retry_max": "500ms"}
        return config

    def __exit__(self, kind, error, trace):
        self.others.append(self.mme.process)
        super().__exit__(kind, error, trace)

    def watcher(self, contract=0):
        identity = self.contracts[contract]["identity"]
        return MonitoringPeer(identity["host"], identity["realm"], self.port, S6T, towards=IWF["realm"])
