# SPDX-License-Identifier: Apache-2.0
"""P9, P10, F8: a repeated request gets the same answer and makes no second trigger.

usage: duplicates_test.py <bin>
"""
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import RETRANSMITTED  # noqa: E402
from iwfd_lab import IwfdTest  # noqa: E402
from tsp_server import RECALL_ACTION, REPLACE_ACTION, SUCCESS, status_of  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
PERMANENTERROR = 107


class Duplicates(IwfdTest):
    def setUp(self):
        super().setUp()
        self.server = self.lab.server(connect=False)
        self.server.reconnect(self.lab.port)
        self.addCleanup(lambda: self.server.connection.close())

    def again(self, request, count):
        """Asks the same so often with the T flag; the bodies of the answers."""
        request.flags |= RETRANSMITTED
        waiting = []
        for _ in range(count):
            request.hop_by_hop = 0
            waiting.append(self.server.connection.send(request))
        answers = [self.server.connection.await_answer(one) for one in waiting]
        self.assertEqual({one.end_to_end for one in answers}, {request.end_to_end})
        return [one.body for one in answers]

    def test_p9_a_hundred_repetitions_get_one_trigger_and_equal_answers(self):
        self.lab.smsc.set_rule(deliver_after="never")
        request = self.server.dar("meter-1@iot.test", 1)
        first = self.server.connection.ask(request)
        self.assertEqual(status_of(first), SUCCESS)
        answers = self.again(request, 34)
        for _ in range(2):
            self.server.reconnect(self.lab.port)
            answers += self.again(request, 23)
        for how in (signal.SIGKILL, signal.SIGTERM):
            self.lab.iwf.end(how)
            self.lab.start_iwf()
            self.server.reconnect(self.lab.port)
            answers += self.again(request, 10)
        self.assertEqual(len(answers), 100)
        self.assertEqual(set(answers), {first.body})
        self.assertEqual(self.lab.smsc.count("dtr"), 1)
        self.assertEqual(self.lab.hss.count("sir"), 1)

    def test_p9_repetitions_while_it_is_in_progress_share_its_answer(self):
        self.lab.hss.set_rule(delay="500ms")
        request = self.server.dar("meter-1@iot.test", 11)
        first = self.server.connection.send(request)
        answers = self.again(request, 20)
        answers.append(self.server.connection.await_answer(first).body)
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual((self.lab.hss.count("sir"), self.lab.smsc.count("dtr")), (1, 1))
        self.server.await_reports(11)

    def test_p9_after_the_report_too(self):
        request = self.server.dar("meter-2@iot.test", 21)
        first = self.server.connection.ask(request)
        self.server.await_reports(21)
        self.assertEqual(set(self.again(request, 10)), {first.body})
        self.lab.iwf.end(signal.SIGKILL)
        self.lab.start_iwf()
        self.server.reconnect(self.lab.port)
        self.assertEqual(set(self.again(request, 10)), {first.body})
        self.assertEqual(self.lab.smsc.count("dtr"), 1)
        self.assertEqual(len({one.end_to_end for one in self.server.reports_of(21)}), 1)

    def test_p9_refusals_are_repeated_without_asking_anybody_again(self):
        for number, (device, status) in enumerate((("nobody@iot.test", 102), ("x@foreign.test", 102),
                                                   ("barred@iot.test", 106), ("others@iot.test", 105))):
            request = self.server.dar(device, 31 + number)
            first = self.server.connection.ask(request)
            self.assertEqual(status_of(first), status)
            asked = self.lab.hss.count("sir")
            self.assertEqual(set(self.again(request, 5)), {first.body})
            self.assertEqual(self.lab.hss.count("sir"), asked)

    def test_p9_recalls_and_replacements(self):
        self.lab.smsc.set_rule(deliver_after="never")
        self.assertEqual(self.server.status("meter-3@iot.test", 41), SUCCESS)
        for request in (self.server.dar("meter-3@iot.test", 42, action=REPLACE_ACTION, old_reference=41, validity=60),
                        self.server.dar("meter-3@iot.test", 42, action=RECALL_ACTION)):
            first = self.server.connection.ask(request)
            self.assertEqual(status_of(first), SUCCESS)
            self.assertEqual(set(self.again(request, 10)), {first.body})
        self.assertEqual(self.lab.smsc.count("dtr"), 3)
        self.assertEqual((self.lab.smsc.count("replaced"), self.lab.smsc.count("recalled")), (1, 1))

    def test_p9_the_same_content_with_a_new_end_to_end_is_a_repetition_while_it_is_open(self):
        self.lab.smsc.set_rule(deliver_after="never")
        self.assertEqual(self.server.status("meter-4@iot.test", 51), SUCCESS)
        self.assertEqual(self.server.status("meter-4@iot.test", 51), SUCCESS)
        self.assertEqual(self.lab.smsc.count("dtr"), 1)

    def test_p10_the_same_identifier_with_other_content_is_refused(self):
        self.lab.smsc.set_rule(deliver_after="never")
        first = self.server.dar("meter-5@iot.test", 61, payload=b"open")
        self.assertEqual(status_of(self.server.connection.ask(first)), SUCCESS)
        for what in ({"payload": b"shut"}, {"device": "meter-4@iot.test"}, {"reference": 62}, {"validity": 5},
                     {"priority": 1}):
            wanted = {"device": "meter-5@iot.test", "reference": 61, "payload": b"open",
                      "end_to_end": first.end_to_end, **what}
            for repeated in (False, True):
                answer = self.server.ask(**wanted, retransmitted=repeated)
                self.assertEqual((what, status_of(answer)), (what, PERMANENTERROR))
        self.lab.iwf.end(signal.SIGKILL)
        self.lab.start_iwf()
        self.server.reconnect(self.lab.port)
        self.assertEqual(self.server.status("meter-5@iot.test", 61, payload=b"shut", end_to_end=first.end_to_end),
                         PERMANENTERROR)
        self.assertEqual(self.lab.smsc.count("dtr"), 1)
        self.assertEqual(set(self.again(first, 3)), {self.server.connection.ask(first).body})

    def test_p10_a_reference_in_use_is_refused_for_other_content_and_free_when_reported(self):
        self.lab.smsc.set_rule(deliver_after="never", first=1)
        self.assertEqual(self.server.status("meter-1@iot.test", 71, validity=1), SUCCESS)
        self.assertEqual(self.server.status("meter-1@iot.test", 71, payload=b"other", validity=1), PERMANENTERROR)
        self.assertEqual(self.lab.smsc.count("dtr"), 1)
        self.server.await_reports(71)
        # Its number is free when the acknowledgement is on disk; until then it is in use.
        self.lab.smsc.await_count("dra_2001", 1)
        self.assertEqual(self.server.status("meter-1@iot.test", 71, payload=b"other", validity=1), SUCCESS)
        self.server.await_reports(71, 2)

    def test_p9_two_servers_may_use_the_same_numbers(self):
        other = dict(self.lab.contracts[0], name="other", identity={
            "host": "scs2.other.example", "realm": "other.example", "scs_identity": ["4940555555"]})
        self.lab.contracts.append(other)
        self.lab.iwf.end()
        self.lab.start_iwf()
        self.server.reconnect(self.lab.port)
        second = self.lab.server(1)
        self.assertEqual(self.server.status("meter-1@iot.test", 81, end_to_end=8181), SUCCESS)
        self.assertEqual(second.status("meter-1@iot.test", 81, end_to_end=8181), SUCCESS)
        self.assertEqual(self.lab.smsc.count("accepted"), 2)
        for server in (self.server, second):
            self.assertEqual(len(server.await_reports(81)), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
