#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""deploy/lab/demo in its namespaces, as a user has it: tunnels, triggers, what the wires show, attacks.

usage: demo_test.py <build folder>
"""
import os
import re
import signal
import subprocess
import sys
import unittest

from running import ROOT, DemoCase, await_true

BUILD = sys.argv[1]
LEFT = ["outside.pcap", "inside.pcap", "north.pcap", "south.pcap", "journal.txt", "journal.json", "audit.log", "iwfd.log"]
# What the user reads of each attack: what was seen, and why.
SHOWN = [
    r"4\.1 .*\n(.*\n)*?.*answer: no answer\n   guard +[1-9]\d* packets dropped",
    r"4\.2 .*\n(.*\n)*?.*clear: [1-9]\d* segments from 10\.200\.1\.1\n   guard +[1-9]\d* packets dropped",
    r"4\.3 .*\n(.*\n)*?.*peer\.refused remote=10\.200\.2\.1 reason=\"its address is not",
    r"4\.4 .*\n(.*\n)*?.*trigger\.refused scs=acme .*status=INVSCSID",
    r"4\.5 .*\n(.*\n)*?.*link\.broken scs=acme link=no_association(.*\n)*?.*peer\.cut peer=scs1\.acme"
    r"(.*\n)*?.*to the cut: -?\d+ ms",
    r"4\.6 .*\n(.*\n)*?.*no issuer certificate found",
    r"4\.7 .*\n(.*\n)*?.*certificate was revoked",
    r"4\.8 .*\n(.*\n)*?.*report: SUCCESS for 20\n(.*\n)*?.*<-- DNR ---.*report  ref 20 ",
    r"4\.9 .*\n(.*\n)*?.*ipsec\.below_floor .*HMAC_SHA1_96",
    r"5\.1 .*\n(.*\n)*?.*acme\.yaml.*\n +12  devices:\n(.*\n)*?.*iwfd\.yaml: correct; .* 3 contracts",
    *(rf"5\.2 .*\n(.*\n)*?.*refused with {status}: .*\n +{rule} \(.*contracts/\w+\.yaml:\d+\)"
      for status, rule in ((r"INVEXTID \(102\)", "device"), (r"NOTAUTHORIZED \(105\)", "action"),
                           (r"INVPAYLOAD \(101\)", "payload"), (r"INVPERIOD \(104\)", "validity"),
                           (r"INVPAYLOAD \(101\)", "port"), (r"INVPAYLOAD \(101\)", "priority"))),
    r"5\.3 .*\n(.*\n)*?.*reload --dry-run\n(.*\n)*?.*it would change the three",
    *(rf"5\.4 .*\n(.*\n)*?.*refused with {status}: (.*\n)*?.*the audit log has it, by the same rules"
      for status in (r"NOTAUTHORIZED \(105\)", r"RATEEXCEEDED \(109\)", r"QUOTAEXCEEDED \(108\)")),
    r"6\.1 .*\n(.*\n)*?.*--event association(.*\n)*?.*reference 1  2001 DIAMETER_SUCCESS\n(.*\n)*?.*association is watched",
    r"6\.3 .*\n(.*\n)*?.*type=CHANGE_OF_IMSI_IMEI\(SV\)_ASSOCIATION .*imei_change=IMEI (.*\n)*?"
    r".*type=ROAMING_STATUS visited_plmn=208-01 ",
    r"6\.4 .*\n(.*\n)*?.*reference 3  5510 (.*\n)*?.*action \(.*acme\.yaml:\d+\)",
    r"6\.5 .*\n(.*\n)*?.*reference 9  5512 (.*\n)*?.*monitoring \(.*acme\.yaml:\d+\)(.*\n)*?"
    r".*\|--- CIR -->\| .*   pattern  ref 12 .*\n.*\|--- CIR -->\| .*   pattern and 4 events  5 references ",
    r"6\.6 .*\n(.*\n)*?.*reference=10 .*tai=262-01-00c4 (.*\n)*?.*reference=12 .*broken_expectation=STATIONARY "
    r"(.*\n)*?.*broken_expectation=SCHEDULED_TIME (.*\n)*?.*reference=11 .*UE_DETACHED_MME",
    r"6\.6 .*\n(.*\n)*?.*\|<-- RIR -{15}\|   location  ref \*\d{6}  meter1@.*  area 262-01-00c4\n(.*\n)*?"
    r".*\|<-- RIR ---\| .*   location  ref 12  meter1@.*  broken: STATIONARY\n(.*\n)*?"
    r".*\|<-- RIR ---\| .*   loss of connectivity  ref 11  meter1@.*  UE_DETACHED_MME\n",
    r"6\.7 .*\n(.*\n)*?.*answer: 3001 (.*\n)*?.*monitoring\.report_unknown from=mme1(.*\n)*?"
    r".*monitoring\.report_forged from=hss2(.*\n)*?.*reports that acme got of these: 0",
    r"6\.8 .*\n(.*\n)*?.*reference=12 .*type=COMMUNICATION_PATTERN reports=2 (.*\n)*?.*events left at HSS and MME: 0",
]


class Demo(DemoCase):
    build = BUILD

    # deploy/lab/demo: the command of the README.
    def test_a_run_succeeds_shows_all_and_leaves_its_files_and_nothing_that_runs(self):
        status, out = self.run_in.demo()
        self.assertEqual(status, 0, out)
        self.assertRegex(out, r"All as expected: 8 steps, 9 attacks, 10 refusals explained, \d+ checks")
        self.assertNotIn("   FAILED", out)
        for server, address in (("acme", "10.200.1.1"), ("volt", "10.200.2.1"), ("fleet", "10.200.3.1")):
            self.assertIn(f"ipsec.up scs={server} addresses={address}", out)
            self.assertRegex(out, rf"link\.bound scs={server} ike_sa=\d+ child_sa=\d+")
        self.assertEqual(out.count("AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384"), 3, out)
        self.assertEqual(len(re.findall(r"\|--- DAR -->\|", out)), 8, out)
        self.assertEqual(len(re.findall(r"\|<-- DNR ---\|", out)), 5, out)
        self.assertRegex(out, r"outside\.pcap +\d+ ESP, .*IKE_SA_INIT")
        for shown in SHOWN:
            self.assertRegex(out, shown)
        act = out.split("== 6.1")[1].split("== 7")[0]
        self.assertEqual([line for line in act.splitlines() if len(line) > 140], [])
        for name in LEFT:
            self.assertTrue((self.run_in.into / name).is_file(), name)
        self.expect_nothing_left()

    def test_what_keep_prints_works_as_printed_and_stop_stops_it(self):
        status, out = self.run_in.demo("--keep")
        self.assertEqual(status, 0, out)
        to_try, to_stop = out.split("All is left running.")[1].split("To stop it:")
        commands = [line.strip() for line in to_try.splitlines() if line.startswith("  ")]
        self.assertEqual(len(commands), 12, to_try)
        said = []
        for number, command in enumerate(commands):
            done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True,
                                  timeout=60, check=False)
            said.append(done.stdout)
            # Its device was made absent by the command before it.
            self.assertEqual(done.returncode, 4 if number == 4 else 0, f"{command}\n{done.stdout}{done.stderr}")
        self.assertIn("SUCCESS", said[2], "the recall")
        self.expect_ladder_shows("recall  ref 70", commands[7])
        self.assertEqual(said[8].count("tunnels 1"), 3, said[8])
        self.assertEqual(said[9].count("ESTABLISHED"), 3, said[9])
        done = subprocess.run(["bash", "-c", to_stop.strip()], cwd=ROOT, capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.expect_nothing_left()
        self.assertEqual(self.run_in.demo("--stop"), (0, "nothing is running\n"))

    def test_signals_at_any_moment_stop_and_remove_all(self):
        pids, net = self.run_in.into / "run", self.run_in.into / "net"
        moments = [
            ("namespaces are made", signal.SIGTERM, 143, lambda: (net / "made").exists()),
            ("captures start", signal.SIGHUP, 129, lambda: (pids / "outside.pid").exists()),
            ("iwfd starts", signal.SIGINT, 130, lambda: (pids / "iwfd.pid").exists()),
            ("a server triggers", signal.SIGINT, 130, lambda: "iwf-scs recall" in self.output()),
        ]
        self.expect_ends_when_told(moments)

    def test_what_a_killed_run_left_is_removed_by_stop(self):
        demo = self.start()
        await_true("it triggers", lambda: "iwf-scs trigger" in self.output() or demo.poll() is not None)
        demo.kill()
        demo.wait()
        self.assertNotEqual(self.run_in.left_over(), [])
        status, out = self.run_in.demo("--stop")
        self.assertEqual(status, 0, out)
        self.assertIn("the namespaces with 4 charons", out)
        self.expect_nothing_left()

    def test_without_the_guard_its_attacks_fail_and_no_others(self):
        """That the demo would see it: the listener still lets nobody in, but nothing is counted as dropped."""
        self.run_in.copy_configs()
        self.run_in.replace(["protected/iwfd.yaml"], "ipsec:\n", "ipsec:\n  guard: external\n")
        status, out = self.run_in.demo()
        self.assertEqual(status, 1, out)
        self.assertEqual(re.findall(r"   ([\d.]+)  ", out.split("== result")[1]), ["4.1", "4.2"], out)
        self.assertIn("FAILED  the guard dropped it", out)
        self.expect_nothing_left()

    def test_namespaces_of_somebody_else_are_left_alone(self):
        name = f"{self.run_in.prefix}core"
        subprocess.run(["ip", "netns", "add", name], check=True)
        self.addCleanup(subprocess.run, ["ip", "netns", "del", name], check=True)
        status, out = self.run_in.demo()
        self.assertEqual(status, 1, out)
        self.assertIn("take another --prefix", out)
        self.assertEqual([one.split()[0] for one in self.run_in.left_over()], [name])

    def test_without_root_it_says_so_and_starts_nothing(self):
        fake = self.run_in.folder / "bin/id"
        fake.parent.mkdir()
        fake.write_text("#!/bin/sh\necho 1000\n")
        fake.chmod(0o755)
        status, out = self.run_in.demo(env={**os.environ, "PATH": f"{fake.parent}:{os.environ['PATH']}"})
        self.assertEqual(status, 1)
        self.assertIn("not root: only root may make network namespaces", out)
        self.assertIn("deploy/lab/demo --plain", out)
        self.assertFalse(self.run_in.into.exists())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
