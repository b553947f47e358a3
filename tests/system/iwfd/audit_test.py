# SPDX-License-Identifier: Apache-2.0
"""The audit log of iwfd (F11, S7): what it tells, what it hides, and that its chain holds.

usage: audit_test.py <bin>
"""
import hashlib
import json
import os
import pathlib
import random
import re
import signal
import stat
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from iwfd_lab import IwfdLab  # noqa: E402
from lab import PATIENCE, await_true  # noqa: E402
from diameter_client import Closed  # noqa: E402
from tsp_server import RECALL_ACTION, SUCCESS, TEMPORARYERROR, TspServer  # noqa: E402

BIN = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGES = (("verify",), ("reveal",), ("new-key",))


class AuditedLab(IwfdLab):
    def __init__(self, **settings):
        super().__init__(BIN)
        self.log = os.path.join(self.folder, "audit.log")
        self.key = os.path.join(self.folder, "audit.key")
        self.socket = os.path.join(self.folder, "control.sock")
        self.references = iter(range(1, 1_000_000))
        self.iwf_settings = {"audit": {"file": self.log, "key_file": self.key, **settings},
                             "control": {"socket": self.socket}}
        made = self.ctl("audit", "new-key", self.key)
        assert made.returncode == 0, made.stderr

    def ctl(self, *words):
        return subprocess.run([self.program("iwfctl"), *words], capture_output=True, text=True, timeout=PATIENCE,
                              check=False, cwd=self.folder, env={**os.environ, "IWFCTL_SOCKET": self.socket})

    def verify(self, *files, head=None):
        more = ["--head", head] if head else []
        return self.ctl("audit", "verify", "--key", self.key, *more, *(files or (self.log,)))

    def lines(self, file=None):
        with open(file or self.log, encoding="utf-8") as text:
            return [json.loads(line) for line in text if line.startswith("{") and line.endswith("}\n")]

    def events(self, event):
        return [line for line in self.lines() if line["event"] == event]

    def await_event(self, event, count=1, **fields):
        """The last line of this event with these fields."""
        def found():
            return [line for line in self.events(event) if fields.items() <= line.items()]
        await_true(f"{count} lines of {event}", lambda: len(found()) >= count)
        return found()[-1]

    def await_refusal(self, reference):
        """The line of the refused trigger with that number."""
        def found():
            return [line for line in self.events("trigger.refused") if line.get("what", "").split()[1:] == [str(reference)]]
        await_true(f"the refusal of {reference}", lambda: len(found()) == 1)
        return found()[0]

    def refused(self, server, device="x@foreign.test", status=102, **what):
        reference = next(self.references)
        assert server.status(device, reference, **what) == status
        return reference


class AuditCase(unittest.TestCase):
    @classmethod
    def make_lab(cls):
        return AuditedLab()

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(cls.make_lab())
        cls.lab.start()

    def assert_good(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout


class Told(AuditCase):
    def setUp(self):
        self.server = self.lab.server()
        self.addCleanup(self.server.connection.close)

    def test_a_refused_trigger_with_its_rules_and_without_its_device(self):
        reference = self.lab.refused(self.server, "meter-1@foreign.test")
        line = self.lab.await_refusal(reference)
        self.assertEqual((line["who"], line["outcome"]), ("acme", "INVEXTID (102)"))
        self.assertRegex(line["rule"], r"^.*\(.*iwfd\.yaml:\d+\)$")
        self.assertRegex(line["device"], r"^d:[0-9a-f]{24}$")
        self.assertEqual(list(line), ["n", "time", "event", "who", "what", "device", "sealed", "outcome", "rule",
                                      "reason", "prev", "hash", "mac"])
        text = pathlib.Path(self.lab.log).read_text(encoding="utf-8")
        self.assertNotIn("meter-1", text)
        said = self.assert_good(self.lab.ctl("audit", "reveal", "--key", self.lab.key, "--pseudonym",
                                             line["device"][:10], self.lab.log))
        self.assertIn("meter-1@foreign.test", said)
        said = self.assert_good(self.lab.ctl("audit", "reveal", "--key", self.lab.key, "--device",
                                             "meter-1@FOREIGN.test", self.lab.log))
        self.assertIn(f"{line['what']}  INVEXTID (102)", said)
        said = self.lab.ctl("audit", "reveal", "--key", self.lab.key, "--device", "none@foreign.test", self.lab.log)
        self.assertEqual(said.returncode, 1)
        other = os.path.join(self.lab.folder, "other.key")
        self.assert_good(self.lab.ctl("audit", "new-key", other))
        said = self.lab.ctl("audit", "reveal", "--key", other, "--pseudonym", line["device"], self.lab.log)
        self.assertNotIn("meter-1", said.stdout + said.stderr)

    def test_each_kind_of_refusal(self):
        for device, status, what in (("493000000", 105, {}), ("meter-1@iot.test", 101, {"payload": b"x" * 200}),
                                     ("meter-1@iot.test", 104, {"validity": 10_000_000}),
                                     ("meter-1@iot.test", 103, {"scs_identity": "49999"}),
                                     ("meter-1@iot.test", 111, {"action": RECALL_ACTION})):
            reference = self.lab.refused(self.server, device, status, **what)
            line = self.lab.await_refusal(reference)
            self.assertIn(f"({status})", line["outcome"])
        served = next(self.lab.references)
        self.assertEqual(self.server.status("meter-1@iot.test", served), SUCCESS)
        self.assertEqual([one for one in self.lab.events("trigger.refused") if str(served) in one.get("what", "").split()], [])

    def test_each_trigger_that_is_let_through_with_its_rules_and_without_its_device(self):
        served = [next(self.lab.references) for _ in range(30)]  # more in a second than refusals would have lines
        for reference in served:
            self.assertEqual(self.server.status("meter-1@iot.test", reference), SUCCESS)
        for reference in served:
            line = self.lab.await_event("trigger.confirmed", what=f"REQUEST {reference}")
        self.assertEqual((line["who"], line["outcome"]), ("acme", "SUCCESS (0)"))
        self.assertRegex(line["rule"], r"^scs_identity .*; device .* \(.*iwfd\.yaml:\d+\)$")
        self.assertNotIn("meter-1", pathlib.Path(self.lab.log).read_text(encoding="utf-8"))
        said = self.assert_good(self.lab.ctl("audit", "reveal", "--key", self.lab.key, "--device", "meter-1@iot.test",
                                             self.lab.log))
        self.assertIn(f"REQUEST {served[-1]}  SUCCESS (0)", said)
        self.assert_good(self.lab.verify())

    def test_a_stranger_and_a_message_under_another_name(self):
        before = len(self.lab.events("peer.refused"))
        stranger = TspServer("nobody.example", "example", "4915", "iwf1.lab.example", "lab.example")
        with self.assertRaises((Closed, OSError, TimeoutError)):
            stranger.connect(self.lab.port)
        line = self.lab.await_event("peer.refused", before + 1)
        self.assertEqual((line["who"], line["outcome"]), ("127.0.0.1", "connection refused"))
        from diameter_client import avp
        origin = avp(264, "scs9.elsewhere.example") + avp(296, "elsewhere.example")
        self.assertEqual(self.server.result("meter-1@iot.test", next(self.lab.references), origin=origin), 5012)
        self.lab.await_event("tsp.identity_spoofed", who="acme")

    def test_contracts_and_who_changes_what(self):
        line = self.lab.events("contract.added")[0]
        self.assertEqual((line["who"], line["what"]), ("start", "acme"))
        self.assertRegex(line["rule"], r"iwfd\.yaml sha256 [0-9a-f]{64}$")
        self.assertEqual(self.lab.ctl("ipsec", "terminate", "acme").returncode, 1)
        line = self.lab.await_event("control.request")
        self.assertEqual((line["who"], line["outcome"]), (f"user {os.geteuid()}", "404"))
        self.assertIn("acme", line["what"])
        self.lab.contracts[0]["limits"]["payload_max"] = 139
        self.addCleanup(self.lab.contracts[0]["limits"].update, payload_max=140)
        self.lab.write("iwfd.yaml", json.dumps({**self.lab.iwf_config(), **self.lab.iwf_settings}))
        self.lab.iwf.popen.send_signal(signal.SIGHUP)
        line = self.lab.await_event("contract.changed")
        self.assertEqual((line["who"], line["what"]), ("reload", "acme"))
        for outcome, devices in (("added", "meter-1@iot.test\n"), ("changed", "meter-2@iot.test\n")):
            self.lab.iwf_settings["groups"] = [{"name": "pilot", "file": self.lab.write("pilot.txt", devices)}]
            self.lab.write("iwfd.yaml", json.dumps({**self.lab.iwf_config(), **self.lab.iwf_settings}))
            self.lab.iwf.popen.send_signal(signal.SIGHUP)
            line = self.lab.await_event(f"group.{outcome}")
            self.assertEqual((line["who"], line["what"]), ("reload", "pilot"))
            digest = hashlib.sha256(devices.encode()).hexdigest()
            self.assertTrue(line["rule"].endswith(f"pilot.txt sha256 {digest}"), line)
        self.lab.write("iwfd.yaml", "{")
        self.lab.iwf.popen.send_signal(signal.SIGHUP)
        self.lab.await_event("reload.refused")

    def test_a_flood_is_few_lines_that_miss_none(self):
        def told():
            lines = [line for line in self.lab.events("trigger.refused") if "109" not in line["outcome"]]
            return sum(line.get("count", 1) for line in lines), len(lines)
        flood = 400
        before, lines_before = told()
        for _ in range(flood):
            self.server.connection.send(self.server.dar("x@foreign.test", next(self.lab.references)))
        await_true("all are told", lambda: told()[0] - before == flood)
        self.assertLess(told()[1] - lines_before, flood)
        self.assertTrue(any(line.get("count", 1) > 1 and "device" not in line
                            for line in self.lab.events("trigger.refused")))

    def test_the_status_has_the_head_and_a_cut_tail_is_found_by_it(self):
        self.lab.refused(self.server)
        time_of_last = self.lab.lines()[-1]["n"]
        self.assertGreater(time_of_last, 1)
        head = re.search(r"^audit (\d+:[0-9a-f]{64})$", self.assert_good(self.lab.ctl("status")), re.M)[1]
        self.assert_good(self.lab.verify(head=head))
        cut = os.path.join(self.lab.folder, "cut.log")
        with open(self.lab.log, encoding="utf-8") as whole, open(cut, "w", encoding="utf-8") as part:
            part.writelines(whole.readlines()[:int(head.split(":")[0]) - 1])
        done = self.lab.verify(cut, head=head)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("cut.log:", done.stdout)
        self.assertIn(": cut: ", done.stdout)

    def test_verify_names_what_was_done(self):
        self.lab.refused(self.server)
        with open(self.lab.log, encoding="utf-8") as text:
            lines = text.readlines()
        for what, expected in ((lambda x: x.__setitem__(1, x[1].replace("start", "stArt")), "changed.log:2: changed:"),
                               (lambda x: x.pop(1), "changed.log:2: missing:"),
                               (lambda x: x.insert(1, x.pop(2)), "changed.log:3: moved:"),
                               (lambda x: x.insert(3, x[1]), "changed.log:4: inserted:")):
            changed = list(lines)
            what(changed)
            path = self.lab.write("changed.log", "".join(changed))
            done = self.lab.verify(path)
            self.assertEqual(done.returncode, 1)
            self.assertIn(expected, done.stdout)
            self.assertIn("; 1 fault\n", done.stdout)

    def test_the_readme_and_the_examples_of_the_help(self):
        shown = re.findall(r"^```sh\n((?:.*\n)*?)```", (ROOT / "iwf/app/ctl/README.md").read_text(encoding="utf-8"), re.M)
        commands = [re.sub(r"\s+#.*", "", line) for line in [block for block in shown if "iwfctl audit" in block][0].splitlines()]
        self.assertEqual(commands, ["iwfctl audit new-key audit.key", "iwfctl audit verify audit.log --key audit.key",
                                    "iwfctl audit reveal --key audit.key --device meter1@meters.acme.example audit.log"])
        for page in PAGES:
            said = self.assert_good(self.lab.ctl("audit", *page, "--help"))
            commands += [line.strip() for line in re.search(r"^EXAMPLES\n((?:  .*\n)+)", said, re.M)[1].splitlines()]
        self.lab.refused(self.server, "meter1@meters.acme.example")
        await_true("it is written", lambda: self.lab.ctl("audit", "reveal", "--key", "audit.key", "--device",
                                                         "meter1@meters.acme.example", "audit.log").returncode == 0)
        self.lab.write("audit.log.1", "")
        for command in commands:
            with self.subTest(command):
                if "new-key audit.key" in command:
                    os.rename(self.lab.key, self.lab.key + ".kept")
                self.assert_good(self.lab.ctl(*command.split()[1:]))
                if "new-key audit.key" in command:
                    os.rename(self.lab.key + ".kept", self.lab.key)


class Kept(AuditCase):
    def test_kill_at_any_moment_leaves_a_chain_that_goes_on(self):
        chance = random.Random(7)
        for _ in range(8):
            server = self.lab.server(connect=False)
            server.reconnect(self.lab.port)
            for _ in range(chance.randrange(1, 30)):
                server.connection.send(server.dar("x@foreign.test", next(self.lab.references)))
            time.sleep(chance.random() / 20)  # the moment is what is tested
            self.lab.iwf.popen.kill()
            self.lab.iwf.popen.wait()
            server.connection.close()
            self.assert_good(self.lab.verify())
            self.lab.start_iwf()
        self.assert_good(self.lab.verify())
        self.assertEqual(len(self.lab.events("audit.started")), 9)

    def test_what_a_kill_left_unfinished_is_told(self):
        self.lab.iwf.popen.kill()
        self.lab.iwf.popen.wait()
        with open(self.lab.log, "a", encoding="utf-8") as log:
            log.write('{"n":99,"time":"2026')
        self.assertIn(": remark: a line that was not written to its end", self.assert_good(self.lab.verify()))
        self.lab.start_iwf()
        self.assertIn("the chain goes on", self.assert_good(self.lab.verify()))
        self.assertEqual(len(self.lab.events("audit.recovered")), 1)

    def test_the_log_is_moved_away_while_iwfd_writes_and_while_it_is_down(self):
        server = self.lab.server(connect=False)
        server.reconnect(self.lab.port)
        self.lab.await_refusal(self.lab.refused(server))
        os.rename(self.lab.log, self.lab.log + ".2")
        self.lab.refused(server)
        await_true("a new file", lambda: os.path.exists(self.lab.log) and self.lab.lines())
        self.lab.iwf.popen.send_signal(signal.SIGTERM)
        self.lab.iwf.popen.wait(PATIENCE)
        server.connection.close()
        os.rename(self.lab.log, self.lab.log + ".1")
        self.lab.start_iwf()
        await_true("a third file", lambda: os.path.exists(self.lab.log) and self.lab.lines())
        files = [self.lab.log, self.lab.log + ".1", self.lab.log + ".2"]
        self.assert_good(self.lab.verify(*files))
        done = self.lab.verify(files[0], files[2])
        self.assertEqual(done.returncode, 1)
        self.assertIn("audit.log:1: missing: number", done.stdout)

    def test_two_cannot_write_one_log(self):
        with AuditedLab() as other:
            other.hss.port = other.smsc.port = other.port  # nobody is asked
            other.iwf_settings["audit"].update(file=self.lab.log, key_file=self.lab.key)
            path = other.write("iwfd.yaml", json.dumps({**other.iwf_config(), **other.iwf_settings}))
            done = subprocess.run([other.program("iwfd"), "--config", path], capture_output=True, text=True,
                                  timeout=PATIENCE, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("is being written by another process", done.stderr)

    def test_a_key_that_others_may_read_is_refused(self):
        os.chmod(self.lab.key, 0o640)
        self.addCleanup(os.chmod, self.lab.key, 0o600)
        done = subprocess.run([self.lab.program("iwfd"), "--check-config", os.path.join(self.lab.folder, "iwfd.yaml")],
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"iwfd\.yaml:\d+.*audit\.key_file.*chmod 600")
        os.chmod(self.lab.key, 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(self.lab.log).st_mode), 0o640)


@unittest.skipUnless(os.geteuid() == 0, "mounts a small disk")
class FullDisk(AuditCase):
    @classmethod
    def make_lab(cls):
        lab = AuditedLab(on_failure="refuse", permits=False)
        cls.disk = os.path.join(lab.folder, "small")
        os.mkdir(cls.disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "iwf-audit-test", cls.disk], check=True)
        cls.addClassCleanup(subprocess.run, ["umount", "--lazy", cls.disk], check=False)
        lab.log = lab.iwf_settings["audit"]["file"] = os.path.join(cls.disk, "audit.log")
        return lab

    def test_a_full_disk_is_an_alarm_and_ends_without_a_gap(self):
        server = self.lab.server()
        filler = os.path.join(self.disk, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass
        while "audit.write_failed" not in self.lab.iwf.log():
            self.assertIn(server.status("x@foreign.test", next(self.lab.references)), (102, TEMPORARYERROR))
        self.assertEqual(server.status("meter-1@iot.test", next(self.lab.references)), TEMPORARYERROR)
        self.assertIn("THE AUDIT LOG CANNOT BE WRITTEN", self.assert_good(self.lab.ctl("status")))
        self.assertGreater(self.lab.iwf_counters()["audit_failures"], 0)
        os.remove(filler)
        self.lab.await_log("audit.works_again")
        self.assertEqual(server.status("meter-1@iot.test", next(self.lab.references)), SUCCESS)
        self.lab.await_refusal(self.lab.refused(server))
        self.assertEqual(self.lab.events("trigger.confirmed"), [], "permits: false")
        self.assert_good(self.lab.verify())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
