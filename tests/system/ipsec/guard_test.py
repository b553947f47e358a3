#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The guard in the kernel (ipsec/guard.hpp), in namespaces of its own (guard_world.py): what passes and
what does not, and what it sees of others who change its table.

usage: guard_test.py <build folder>
"""
import errno
import pathlib
import re
import socket
import statistics
import struct
import sys
import time
import unittest

from guard_world import (
    FAMILIES, OPTIONS, PATIENCE, PORT, PROTECTED, UNPROTECTED, Driver, address, build_world, inside, nft,
    remove_world, syn_packets)

DRIVER = pathlib.Path(sys.argv[1]) / "bin/guard_driver"
TABLE = "inet iwfd_guard"
OTHER_PORT = 3869
SILENCE = 0.7  # s without an answer: dropped (that it was is counted, too)


def setUpModule():
    unittest.addModuleCleanup(remove_world)
    build_world()


class GuardTest(unittest.TestCase):
    def setUp(self):
        nft("flush ruleset\n")
        self.guard = self.driver()
        self.settings()

    def driver(self, *wrapper):
        driver = Driver(DRIVER, *wrapper)
        self.addCleanup(driver.end)
        return driver

    def settings(self, *addresses, port=PORT):
        words = ("settings", "ipsec0", port, *(addresses or PROTECTED.values()))
        self.assertIsNone(self.guard(*words))

    def install(self):
        self.assertIsNone(self.guard("install"))
        self.assertIsNone(self.guard("check"))

    def listen(self, family, port=PORT):
        with inside("iwf"):
            listener = socket.socket(family)
        self.addCleanup(listener.close)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(("", port))
        listener.listen()

    def reach(self, node, host, family, port=PORT, source=None, patience=PATIENCE):
        """True when the node connects to it, else the errno."""
        with inside(node):
            client = socket.socket(family)
        with client:
            client.settimeout(patience)
            # Closing resets: no TIME_WAIT, and no late answer of the other end that would be counted.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if source:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                client.bind((source, port))
            try:
                client.connect((host, port))
                return True
            except socket.timeout:
                return errno.ETIMEDOUT
            except OSError as error:
                return error.errno

    def counted(self, verdict):
        """Packets that were refused so, of all families."""
        listed = nft(f"list table {TABLE}\n")
        return sum(map(int, re.findall(rf"counter packets (\d+) bytes \d+ {verdict}", listed)))

    def test_what_comes_in_by_another_device_is_dropped_until_it_is_removed(self):
        for family in FAMILIES:
            with self.subTest(family=family):
                host = PROTECTED[family]
                self.listen(family)
                self.assertIs(self.reach("rogue", host, family), True, "the world is wrong")
                self.install()
                self.assertEqual(self.reach("rogue", host, family, patience=SILENCE), errno.ETIMEDOUT)
                self.assertGreater(self.counted("drop"), 0)
                self.assertEqual(self.counted("reject"), 0)
                self.assertIs(self.reach("server", host, family), True)
                self.assertIs(self.reach("iwf", host, family), True, "over lo")
                self.assertIsNone(self.guard("check"), "counters are no change")
                self.assertIsNone(self.guard("remove"))
                self.assertNotIn("iwfd_guard", nft("list tables\n"))
                self.assertIs(self.reach("rogue", host, family), True)
                self.assertIn("was not installed", self.guard("check"))

    def test_other_ports_and_addresses_pass(self):
        self.install()
        for family in FAMILIES:
            self.listen(family)
            self.listen(family, OTHER_PORT)
            self.assertIs(self.reach("rogue", PROTECTED[family], family, OTHER_PORT), True)
            self.assertIs(self.reach("rogue", UNPROTECTED[family], family), True)
        self.assertEqual(self.counted("drop"), 0)

    def test_what_would_go_out_by_another_device_is_rejected_at_once(self):
        for family in FAMILIES:
            with self.subTest(family=family):
                attempt = lambda node: self.reach("iwf", address(node, 2, family), family, source=PROTECTED[family])
                self.assertEqual(attempt("rogue"), errno.ECONNREFUSED, "nobody listens there: it went out")
                self.install()
                self.assertIn(attempt("rogue"), (errno.EHOSTUNREACH, errno.EACCES))
                self.assertGreater(self.counted("reject"), 0)
                self.assertEqual(attempt("server"), errno.ECONNREFUSED, "it went out, through ipsec0")
                self.assertIsNone(self.guard("remove"))

    def test_fragments_do_not_pass_either(self):
        """IPv6 is put together behind the hook: the guard sees fragments, the listener a segment."""
        family = socket.AF_INET6
        self.listen(family)
        with inside("rogue"):
            raw = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_TCP)
        self.addCleanup(raw.close)
        raw.bind((address("rogue", 2, family), 0))
        raw.settimeout(SILENCE)
        passes = {}
        for guarded in (False, True):
            if guarded:
                self.install()
            for what, cut, options in (("whole", None, b""), ("behind options", None, OPTIONS),
                                       ("header in the first", 24, b""),
                                       ("8 octets in the first", 8, b""),
                                       ("nothing of it in the first", 8, b"\6\0\1\4\0\0\0\0")):
                passes[what, guarded] = self.syn(raw, cut, options)
        print("answered without the guard:", [what for (what, guarded), yes in passes.items() if yes], flush=True)
        for what in ("whole", "behind options", "header in the first"):
            self.assertTrue(passes[what, False], "the world is wrong")
        self.assertEqual([what for (what, guarded), yes in passes.items() if guarded and yes], [])
        self.assertEqual(self.counted("reject"), 0, "the listener saw one, and answered")

    def syn(self, raw, cut, options):
        """Sends the rogue's SYN; true when it is answered."""
        self.source_port = getattr(self, "source_port", 20000) + 1
        with inside("rogue"):
            sender = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)
        with sender:
            for packet in syn_packets(self.source_port, cut, options):
                sender.sendto(packet, (PROTECTED[socket.AF_INET6], 0))
        return self.answered(raw)

    def answered(self, raw):
        """True when a SYN-ACK to source_port comes before silence."""
        end = time.monotonic() + SILENCE
        while (left := end - time.monotonic()) > 0:
            raw.settimeout(left)
            try:
                got = raw.recv(2048)
            except socket.timeout:
                break
            if struct.unpack("!H", got[2:4])[0] == self.source_port and got[13] & 0x12 == 0x12:
                return True
        return False

    def test_a_table_that_lets_all_through_does_not_undo_it(self):
        nft("table inet other { chain first { type filter hook input priority -500; accept; }\n}\n")
        self.install()
        self.listen(socket.AF_INET)
        self.assertEqual(self.reach("rogue", PROTECTED[socket.AF_INET], socket.AF_INET, patience=SILENCE),
                         errno.ETIMEDOUT)

    def test_whatever_somebody_does_to_the_table_is_seen_and_repaired(self):
        other_rule = 'ip daddr 10.200.0.1 tcp dport 3869 iifname != { "ipsec0", "lo" } counter drop'
        forward = "{ type filter hook forward priority 0; }"
        changes = {
            "deleted": (f"delete table {TABLE}", "is gone"),
            "flushed with all others": ("flush ruleset", "is gone"),
            "rules flushed": (f"flush table {TABLE}", "changed"),
            "one chain flushed": (f"flush chain {TABLE} out", "changed"),
            "one rule deleted": (f"delete rule {TABLE} in handle {{handle}}", "changed"),
            "one rule replaced": (f"replace rule {TABLE} in handle {{handle}} {other_rule}", "changed"),
            "a rule before the others": (f"insert rule {TABLE} in accept", "changed"),
            "a rule behind the others": (f"add rule {TABLE} in tcp dport 1 accept", "changed"),
            "a chain more": (f"add chain {TABLE} third", "changed"),
            "switched off": (f"add table {TABLE} {{ flags dormant; }}", "changed"),
            "another hook": (f"delete chain {TABLE} out\nadd chain {TABLE} out {forward}", "changed"),
        }
        self.listen(socket.AF_INET)
        for what, (command, told) in changes.items():
            with self.subTest(what):
                self.install()
                handle = re.search(r"ip daddr .* # handle (\d+)", nft(f"list table {TABLE}\n", "-a"))[1]
                if what == "another hook":
                    nft(f"flush chain {TABLE} out\n")
                nft(command.replace("{handle}", handle) + "\n")
                self.assertIn(told, self.guard("check") or "nothing")
                self.assertIn(told, self.guard("check") or "nothing", "told again")
                self.assertIsNone(self.guard("install-again"))
                self.assertIsNone(self.guard("check"))
                self.assertEqual(self.reach("rogue", PROTECTED[socket.AF_INET], socket.AF_INET, patience=SILENCE),
                                 errno.ETIMEDOUT)

    def test_other_tables_are_untouched_and_their_changes_are_none_of_ours(self):
        nft("table inet iwf_guard { chain in { type filter hook input priority 0; tcp dport 9 drop; }\n}\n"
            "table ip iwfd_guard { set s { type ipv4_addr; elements = { 192.0.2.1 } }\n}\n")
        others = lambda: [nft(f"list table {table}\n", "-a") for table in ("inet iwf_guard", "ip iwfd_guard")]
        before = others()
        self.install()
        self.install()
        self.assertEqual(others(), before)
        nft("add element ip iwfd_guard s { 192.0.2.2 }\nadd rule inet iwf_guard in tcp dport 10 drop\n")
        self.assertIsNone(self.guard("check"))
        before = others()
        self.assertIsNone(self.guard("remove"))
        self.assertIsNone(self.guard("remove"), "there is none")
        self.assertEqual(others(), before)

    def test_the_next_one_with_other_addresses_replaces_the_first(self):
        self.install()
        first = self.guard
        self.guard = self.driver()
        self.settings(*UNPROTECTED.values())
        self.install()
        self.assertIn("changed", first("check"))
        for family in FAMILIES:
            self.listen(family)
            self.assertIs(self.reach("rogue", PROTECTED[family], family), True)
            self.assertEqual(self.reach("rogue", UNPROTECTED[family], family, patience=SILENCE), errno.ETIMEDOUT)
        self.assertEqual(nft("list ruleset\n").count("table"), 1)

    def test_it_stays_when_its_process_ends(self):
        self.install()
        self.driver().end()
        self.listen(socket.AF_INET)
        other = Driver(DRIVER)
        other("settings", "ipsec0", PORT, PROTECTED[socket.AF_INET])
        self.assertIsNone(other("install"))
        other.end()
        self.assertEqual(self.reach("rogue", PROTECTED[socket.AF_INET], socket.AF_INET, patience=SILENCE),
                         errno.ETIMEDOUT)

    def test_a_check_is_cheap_however_much_others_have(self):
        rules = "".join(f"  ip saddr 192.0.2.{n % 250} tcp dport {n + 1} counter accept\n" for n in range(5000))
        nft(f"table ip large {{\n chain c {{\n{rules} }}\n}}\n")
        addresses = [f"10.201.0.{n}" for n in range(1, 33)] + [f"fd00:201::{n:x}" for n in range(1, 33)]
        for what, some in (("2 addresses", ()), ("64 addresses", addresses)):
            self.settings(*some)
            median = {}
            for word, times in (("install", 20), ("install-again", 20), ("check", 200), ("remove", 5)):
                reasons, *both = zip(*(self.guard.tell(word) for _ in range(times)))
                self.assertEqual(set(reasons), {None})
                for name, spent in zip(("until told", "blocked"), map(sorted, both)):
                    median[word, name] = statistics.median(spent)
                    print(f"{what}: {word} {name} median {median[word, name]:.0f} us, 99 of 100 within "
                          f"{spent[max(0, len(spent) * 99 // 100 - 1)]} us, longest {spent[-1]} us", flush=True)
            # The bounds are ten times and more what it takes: the machine may be busy.
            self.assertLess(median["check", "blocked"], 20_000)
            self.assertLess(median["check", "until told"], 100_000)

    def test_without_the_right_it_says_so(self):
        self.install()
        guard = self.driver("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin")
        guard("settings", "ipsec0", PORT, "10.200.0.9")
        for word, what in (("install", "installed"), ("remove", "removed")):
            self.assertRegex(guard(word), f"table inet iwfd_guard cannot be {what}: .*Operation not permitted"
                                          ". Run as root, or with CAP_NET_ADMIN as an ambient capability$")
        self.assertIn("was not installed", guard("check"))
        self.assertIsNone(self.guard("check"))

    def test_without_nfnetlink_it_says_so_and_lives(self):
        self.install()
        what = "Unable to initialize Netlink socket: Protocol not supported"
        self.assertIsNone(self.guard("deny-netlink", errno.EPROTONOSUPPORT))
        for word, verb in (("install", "installed"), ("install-again", "installed"), ("remove", "removed")):
            for _ in range(2):
                self.assertRegex(self.guard(word), f"cannot be {verb}: .*{what}.*allow AF_NETLINK$")
        self.assertRegex(self.guard("check"), f"is gone, or cannot be read: .*{what}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
