# SPDX-License-Identifier: Apache-2.0
"""A server that triggers all the time, through losses of its link: connects again, asks again with T what
was not answered, and keeps a history that can be judged at the end."""
import threading
import time
from dataclasses import dataclass

from diameter_client import RETRANSMITTED, Closed
from tsp_server import SUCCESS, status_of


@dataclass
class Asked:
    message: object
    connection: object
    answer: object = None


class SteadyLoad:
    """`rate`: triggers a second, while connected; `first`: before the first Reference-Number: the same once more is
    taken for the same trigger. Other than SUCCESS is no loss; it is counted."""

    def __init__(self, world, server, rate=50, first=10_000):
        self.first = first
        self.world, self.server, self.rate = world, server, rate
        self.history = {}  # reference -> Asked
        self.refused = []  # (reference, status)
        self.connections = 0
        self.reports_before = len(server.reports)
        self.going = threading.Event()
        self.going.set()
        self.failure = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.going.clear()
        self.thread.join(20)

    def accepted(self):
        return {reference for reference, asked in list(self.history.items())
                if asked.answer is not None and asked.answer.result == 2001 and status_of(asked.answer) == SUCCESS}

    def unanswered(self):
        return [reference for reference, asked in list(self.history.items()) if asked.answer is None]

    def _run(self):
        try:
            number, last = 0, None
            while self.going.is_set() or self.unanswered():
                connection = self.server.connection
                if connection is None or not connection.open:
                    if not self._reconnect():
                        continue
                    connection = self.server.connection
                if connection is not last:
                    self.connections += 1
                    last = connection
                    self._ask_again(connection)
                if self.going.is_set():
                    number += 1
                    self._ask(connection, self.first + number, number)
                self._collect()
                time.sleep(1 / self.rate)  # between two triggers; orders nothing
        except BaseException as error:
            self.failure = error
            raise

    def _reconnect(self):
        try:
            return self.world.connect(self.server, 1.0)
        except (Closed, OSError):
            time.sleep(0.05)  # between two attempts
            return None

    def _ask(self, connection, reference, number):
        message = self.server.dar(f"load-{number % 1000 + 1}@iot.test", reference)
        self.history[reference] = Asked(message, connection)
        self._send(connection, message)

    def _ask_again(self, connection):
        for reference in self.unanswered():
            asked = self.history[reference]
            asked.message.flags |= RETRANSMITTED
            asked.message.hop_by_hop = 0
            asked.connection = connection
            self._send(connection, asked.message)

    @staticmethod
    def _send(connection, message):
        try:
            connection.send(message)
        except Closed:
            pass  # it stays unanswered, and is asked again

    def _collect(self):
        for reference in self.unanswered():
            asked = self.history[reference]
            with asked.connection.changed:
                asked.answer = asked.connection.answers.get(asked.message.hop_by_hop)
            if asked.answer is not None and (asked.answer.result != 2001 or status_of(asked.answer) != SUCCESS):
                self.refused.append((reference, asked.answer.result))

    def judge(self, test, patience=30.0):
        """Ends it. Each accepted trigger has its report, and none twice but with T."""
        self.going.clear()
        self.thread.join(patience)
        test.assertFalse(self.thread.is_alive(), f"unanswered: {self.unanswered()[:20]}")
        test.assertIsNone(self.failure)
        accepted, end = self.accepted(), time.monotonic() + patience
        while missing := accepted - {report.reference for report in self.reports()}:
            if time.monotonic() > end:
                break
            with self.server.told:
                self.server.told.wait(0.2)
        test.assertEqual(missing, set(), f"of {len(accepted)} accepted")
        first, doubled = set(), []
        for report in self.reports():
            if report.reference in first and not report.retransmitted:
                doubled.append(report)
            first.add(report.reference)
        test.assertEqual(doubled, [])
        test.assertGreater(len(accepted), 0)
        test.assertEqual(self.refused, [])
        return len(accepted)

    def reports(self):
        with self.server.told:
            return self.server.reports[self.reports_before:]
