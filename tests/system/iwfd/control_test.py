# SPDX-License-Identifier: Apache-2.0
"""The control socket of iwfd: who may use it, what it refuses, and that no caller holds up the core.

usage: control_test.py <bin>
"""
import contextlib
import grp
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from iwfd_lab import IwfdLab  # noqa: E402
from lab import PATIENCE, await_true, free_port  # noqa: E402

BIN = sys.argv.pop(1)
STATUS = b"GET /v1/status HTTP/1.1\r\nHost: iwfd\r\n\r\n"
NOBODY = 65534


class ControlTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(IwfdLab(BIN))
        cls.path = os.path.join(cls.lab.folder, "control.sock")
        cls.lab.iwf_settings = {"control": {"socket": cls.path}}
        os.chmod(cls.lab.folder, 0o755)  # others come as far as the socket
        cls.lab.start()
        cls.server = cls.lab.server()
        cls.references = iter(range(1, 10000))
        # Others may not get to where it was built: the home of root is closed to them.
        cls.program = shutil.copy(cls.lab.program("iwfctl"), cls.lab.folder)

    def call(self):
        caller = socket.socket(socket.AF_UNIX)
        self.addCleanup(caller.close)
        caller.settimeout(PATIENCE)
        caller.connect(self.path)
        return caller

    @staticmethod
    def rest(caller):
        """All that comes until the other end closes, or resets."""
        came = b""
        with contextlib.suppress(ConnectionResetError):
            while part := caller.recv(65536):
                came += part
        return came

    def exchange(self, octets):
        """Sends, as far as it is taken. Status and body of the response; (0, "") when none came."""
        caller = self.call()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            caller.sendall(octets)
        head, _, body = self.rest(caller).partition(b"\r\n\r\n")
        return (int(head.split()[1]) if head else 0), body.decode()

    def curl(self, path, *options):
        done = subprocess.run(["curl", "-sS", "-w", "\n%{http_code}", "--unix-socket", self.path, *options,
                               f"http://iwfd{path}"], capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        body, _, code = done.stdout.rpartition("\n")
        return int(code), json.loads(body)

    def ctl(self, *words, user=None, groups=(), socket_path=None):
        options = {"user": user, "group": user, "extra_groups": groups} if user else {}
        return subprocess.run([self.program, "--socket", socket_path or self.path, *words], timeout=PATIENCE,
                              capture_output=True, text=True, check=False, **options)

    def serves(self):
        """A trigger goes through, and quickly: the core does not wait for anybody."""
        start = time.monotonic()
        self.assertEqual(self.server.status("meter-1@iot.test", next(self.references)), 0)
        self.assertLess(time.monotonic() - start, 3)


class Uses(ControlTest):
    def test_status_by_curl(self):
        self.serves()
        code, status = self.curl("/v1/status")
        self.assertEqual(code, 200)
        self.assertEqual((status["host"], status["draining"], status["contracts"]), ("iwf1.lab.example", False, 1))
        self.assertEqual(int(status["counters"]["requests"]), self.lab.iwf_counters()["requests"])
        self.assertGreater(int(status["counters"]["requests"]), 0)

    def test_status_by_iwfctl(self):
        done = self.ctl("status")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^iwf1\.lab\.example  iwfd \d+\.\d+\.\d+, up 0d 00:")
        self.assertRegex(done.stdout, r"\nrequests \d+\n")
        self.assertEqual(json.loads(self.ctl("status", "--json").stdout)["host"], "iwf1.lab.example")

    def test_without_ipsec_there_are_no_links(self):
        self.assertEqual(self.curl("/v1/ipsec")[1]["links"], [])
        done = self.ctl("ipsec", "status")
        self.assertEqual((done.returncode, done.stdout), (0, "no contract says 'protection: ipsec'\n"))
        done = self.ctl("ipsec", "terminate", "acme")
        self.assertEqual(done.returncode, 1)
        self.assertIn('no contract or peer "acme" with', done.stderr)
        self.assertEqual(self.ctl("ipsec", "apply").returncode, 1)

    def test_what_iwfctl_says_when_nobody_is_there(self):
        missing = os.path.join(self.lab.folder, "missing.sock")
        done = self.ctl("status", socket_path=missing)
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"there is no {missing}: is iwfd running, and", done.stderr)
        left = os.path.join(self.lab.folder, "left.sock")
        with socket.socket(socket.AF_UNIX) as gone:
            gone.bind(left)
        done = self.ctl("status", socket_path=left)
        self.assertEqual(done.returncode, 3)
        self.assertIn("nobody listens on", done.stderr)


class People(ControlTest):
    def test_the_file_is_for_its_owner_and_its_group(self):
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o660)

    def test_another_user_may_not_open_it(self):
        done = self.ctl("status", user=NOBODY)
        self.assertEqual(done.returncode, 3)
        self.assertIn("you may not open", done.stderr)

    def test_another_user_is_refused_by_the_daemon_too(self):
        os.chmod(self.path, 0o666)
        self.addCleanup(os.chmod, self.path, 0o660)
        done = self.ctl("status", user=NOBODY)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"user {NOBODY} may not use this socket", done.stderr)
        self.lab.await_log("control.refused")

    def test_a_member_of_its_group_may(self):
        group = grp.getgrnam("daemon").gr_gid
        os.chown(self.path, -1, group)
        self.addCleanup(os.chown, self.path, -1, os.getegid())
        self.assertEqual(self.ctl("status", user=NOBODY).returncode, 3)
        self.assertEqual(self.ctl("status", user=NOBODY, groups=[group]).returncode, 0)


class Hostile(ControlTest):
    def tearDown(self):
        self.serves()
        self.assertEqual(self.exchange(STATUS)[0], 200)

    def test_what_is_not_offered(self):
        for path, method, status, said in (
                ("/v1/nothing", "GET", 404, "GET /v1/ipsec,"), ("/v1/status", "POST", 405, "expected GET"),
                ("/v1/ipsec/terminate", "GET", 405, "expected POST"), ("/v1/ipsec?x=1", "GET", 400, "unknown parameter x"),
                ("/../etc/passwd", "GET", 404, "no resource")):
            with self.subTest(path):
                code, body = self.curl(path, "--path-as-is", "-X", method)
                self.assertEqual(code, status)
                self.assertIn(said, body["error"])

    def test_bodies_that_are_no_json_of_the_schema(self):
        for body in ("", "{", "[]", '{"contract": 5}', '{"contrakt": "acme"}', '{"contract": "acme"', "\0\1", "[" * 5000):
            with self.subTest(body[:20]):
                head = f"POST /v1/ipsec/terminate HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
                code, said = self.exchange(head.encode() + body.encode())
                self.assertEqual(code, 400, said)
                self.assertIn("TerminateRequest", json.loads(said)["error"])

    def test_a_body_that_is_too_long(self):
        head = b"POST /v1/ipsec/terminate HTTP/1.1\r\nHost: x\r\n"
        body = b"x" * (64 * 1024 + 1)
        self.assertEqual(self.exchange(head + b"Content-Length: 99999999999\r\n\r\n")[0], 413)
        self.assertEqual(self.exchange(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)[0], 413)
        chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
        self.assertEqual(self.exchange(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 400)[0], 413)

    def test_a_header_that_is_too_long(self):
        self.assertEqual(self.exchange(b"GET /v1/status HTTP/1.1\r\nX: " + b"x" * 100000 + b"\r\n\r\n")[0], 431)
        self.assertEqual(self.exchange(b"GET /" + b"x" * 100000)[0], 431)

    def test_garbage(self):
        for octets in (b"\r\n\r\n\r\n", b"\0" * 100, os.urandom(1000) + b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                       b"\x16\x03\x01\x02\x00\x01\x00\x01", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                       b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"GET / HTTP/1.1\r\n x\r\n\r\n"):
            with self.subTest(octets[:20]):
                self.assertIn(self.exchange(octets)[0], (400, 404, 408))

    def test_half_a_request_and_a_slow_one_are_ended(self):
        half, slow = self.call(), self.call()
        half.sendall(STATUS[:20])
        start = time.monotonic()
        slow.settimeout(0.3)
        slow.sendall(STATUS[:-2])
        while time.monotonic() - start < PATIENCE:  # an octet at a time: the deadline is for the whole of it
            try:
                slow.sendall(b"x")
                self.assertEqual(slow.recv(100), b"")
                break
            except (BrokenPipeError, ConnectionResetError):
                break
            except TimeoutError:
                pass
        self.assertGreater(time.monotonic() - start, 4)
        self.assertLess(time.monotonic() - start, 10)
        self.assertEqual(self.rest(half), b"")

    def test_who_leaves_early_or_does_not_read(self):
        for _ in range(50):
            caller = self.call()
            caller.sendall(STATUS)
            caller.close()
        caller = self.call()
        caller.sendall(STATUS)
        caller.shutdown(socket.SHUT_WR)
        self.assertTrue(self.rest(caller).startswith(b"HTTP/1.1 200"))

    def test_100_idle_connections_wait_for_each_other_and_the_core_for_none(self):
        idle = []
        def connect():
            caller = socket.socket(socket.AF_UNIX)
            caller.settimeout(PATIENCE)
            try:
                caller.connect(self.path)
                idle.append(caller)
            except OSError:
                caller.close()
        threads = [threading.Thread(target=connect) for _ in range(100)]
        for one in threads:
            one.start()
        await_true("32 of them taken, and their list of waiting ones filled", lambda: len(idle) >= 90)
        taken = sum("socket:" in os.readlink(f"/proc/{self.lab.iwf.pid}/fd/{name}")
                    for name in os.listdir(f"/proc/{self.lab.iwf.pid}/fd"))
        self.assertLess(taken, 32 + 20)  # its other sockets: a dozen
        self.serves()
        for caller in idle:
            caller.close()
        for one in threads:
            one.join()
        for caller in idle:
            caller.close()

    def test_100_requests_at_once_are_all_answered(self):
        codes = []
        threads = [threading.Thread(target=lambda: codes.append(self.exchange(STATUS)[0])) for _ in range(100)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        self.assertEqual(codes, [200] * 100)


class Life(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(IwfdLab(BIN))
        self.path = os.path.join(self.lab.folder, "control.sock")
        self.lab.iwf_settings = {"control": {"socket": self.path}}
        for simulator in self.lab.simulators:
            simulator.start()

    def refusal(self):
        iwfd = self.lab.launch_iwf()
        self.assertEqual(iwfd.popen.wait(20), 1, iwfd.log())
        return iwfd.log()

    def test_the_file_goes_with_the_daemon_and_one_left_behind_is_replaced(self):
        self.lab.start_iwf()
        self.assertTrue(os.path.exists(self.path))
        self.assertEqual(self.lab.iwf.end(), 0)
        self.assertFalse(os.path.exists(self.path))
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(self.path)
        self.lab.start_iwf()
        done = subprocess.run([self.lab.program("iwfctl"), "--socket", self.path, "status"], timeout=PATIENCE,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 0)

    def test_a_live_one_is_left_alone(self):
        with socket.socket(socket.AF_UNIX) as live:
            live.bind(self.path)
            live.listen()
            self.assertIn(f"control socket {self.path}: another program listens there", self.refusal())
            self.assertTrue(os.path.exists(self.path))

    def test_what_is_no_socket_is_left_alone(self):
        self.lab.write("control.sock", "precious")
        self.assertIn("there is a file that is no socket", self.refusal())
        with open(self.path, encoding="ascii") as file:
            self.assertEqual(file.read(), "precious")

    def test_a_folder_that_is_not_there_is_named(self):
        self.lab.iwf_settings = {"control": {"socket": os.path.join(self.lab.folder, "none", "x.sock")}}
        self.assertRegex(self.refusal(), r"there is no folder \S+/none/; make it")

    def test_without_the_key_there_is_no_socket(self):
        self.lab.iwf_settings = {}
        self.lab.port = free_port()
        self.lab.start_iwf()
        self.assertFalse(os.path.exists(self.path))
        with open(f"/proc/{self.lab.iwf.pid}/net/unix", encoding="ascii") as file:
            self.assertIsNone(re.search(re.escape(self.lab.folder) + r"/control", file.read()))


del ControlTest  # what is shared is no test
if __name__ == "__main__":
    unittest.main(verbosity=2)
