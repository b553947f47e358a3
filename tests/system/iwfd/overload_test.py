# SPDX-License-Identifier: Apache-2.0
"""S6, F6, L5: one server floods; it is refused what is too much, and the others do not notice.

usage: overload_test.py <bin>
"""
import collections
import os
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import messages  # noqa: E402
from iwfd_lab import IwfdLab  # noqa: E402
from lab import PATIENCE, await_true  # noqa: E402
from tsp_server import NOTIFICATION, STATUS, SUCCESS, TEMPORARYERROR, status_of  # noqa: E402

BIN = sys.argv.pop(1)
FLOOD, AT_WORK, TOO_BUSY, LOAD = 6000, 200, 3004, 650
GREEDY = {
    "name": "greedy", "protection": "none",
    "identity": {"host": "greedy.example", "realm": "example", "scs_identity": ["49301111"]},
    "devices": {"external_id_domains": ["iot.test"]}, "actions": ["request"],
}


def load_of(answer):
    """Load-Value of the Load AVP (RFC 8583): from 65535, none, to 0."""
    members = answer.find(LOAD)
    at = members.index((652).to_bytes(4, "big"))
    return int.from_bytes(members[at + 8:at + 16], "big")


class Overload(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(IwfdLab(BIN))
        self.lab.contracts.append(GREEDY)
        self.lab.iwf_settings = {"limits": {"requests_in_progress": 1000, "requests_in_progress_per_server": AT_WORK}}
        self.lab.start()

    def flood(self, server, first):
        """All in one go; nothing is waited for."""
        octets = bytearray()
        for number in range(first, first + FLOOD):
            message = server.dar(f"load-{number % 1000 + 1}@iot.test", number)
            message.hop_by_hop = number
            octets += message.octets()
        sending = threading.Thread(target=server.connection.send_octets, args=(octets,), daemon=True)
        sending.start()
        return sending

    def answers(self, server):
        found = {}
        for message in messages(bytes(server.connection.received)):
            if not message.is_request and message.command == 8388639:
                self.assertNotIn(message.hop_by_hop, found, "answered twice")
                found[message.hop_by_hop] = message
        return found

    def test_l5_who_floods_is_refused_and_others_are_served_in_time(self):
        modest, greedy = self.lab.server(), self.lab.server(1)
        self.assertGreater(load_of(modest.ask("meter-1@iot.test", 1)), 65000)
        sending = self.flood(greedy, 1)
        waited, statuses = [], []
        for number in range(2, 102):
            begin = time.monotonic()
            statuses.append(status_of(modest.ask(f"load-{number}@iot.test", number)))
            waited.append(time.monotonic() - begin)
        sending.join(PATIENCE)
        await_true("all are answered", lambda: len(self.answers(greedy)) == FLOOD, 60)
        self.assertEqual(set(statuses), {SUCCESS})
        kinds = collections.Counter(one.result if one.result != 2001 else one.number(NOTIFICATION, STATUS)
                                    for one in self.answers(greedy).values())
        print(f"modest: median {sorted(waited)[50] * 1e3:.1f} ms, longest {max(waited) * 1e3:.1f} ms; greedy: {dict(kinds)}",
              flush=True)
        self.assertLessEqual(set(kinds), {SUCCESS, TEMPORARYERROR, TOO_BUSY})
        self.assertGreater(kinds[SUCCESS], 0)
        # How much depends on the machine: who floods is read more slowly, and what is not read yet is not refused.
        self.assertGreater(kinds[TEMPORARYERROR] + kinds[TOO_BUSY], FLOOD / 50)
        self.assertGreater(load_of(modest.ask("meter-1@iot.test", 200)), 65000)  # over as soon as it is over
        self.assertEqual(status_of(greedy.ask("meter-1@iot.test", FLOOD + 1)), SUCCESS)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
