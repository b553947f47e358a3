# SPDX-License-Identifier: Apache-2.0
"""A server (SCS) for tests: makes DARs octet by octet, answers DNRs as told, keeps what it saw."""
import itertools
import random
import threading
import time
from dataclasses import dataclass

from diameter_client import (ERROR, PATIENCE, PROXIABLE, REQUEST, RETRANSMITTED, TSP, VENDOR, Closed,
                             Connection, Identity, Message, avp, tbcd)

DAR, DNR = 8388639, 8388640
REQUEST_ACTION, REPORT_ACTION, RECALL_ACTION, REPLACE_ACTION = 1, 2, 3, 4
SUCCESS, TEMPORARYERROR = 0, 201
EXTERNAL_ID, MSISDN, SCS_IDENTITY = 3111, 701, 3104
DEVICE_ACTION, NOTIFICATION, TRIGGER_DATA, PAYLOAD, ACTION_TYPE = 3001, 3002, 3003, 3004, 3005
PRIORITY, REFERENCE, STATUS, OUTCOME, PORT, OLD_REFERENCE = 3006, 3007, 3008, 3009, 3010, 3011
VALIDITY = 448


@dataclass
class Report:
    """A DNR."""
    reference: int
    outcome: int
    retransmitted: bool
    end_to_end: int
    answered: int  # Result-Code of the DNA; 0: none was sent


class TspServer:
    """Connects when told to, as often as told to. `answer_report`: Result-Code for a DNR, 0 for none;
    a number, or what is called with the reference."""

    def __init__(self, host, realm, scs_identity, iwf_host, iwf_realm):
        self.identity = Identity(host, realm)
        self.scs_identity, self.iwf_host, self.iwf_realm = scs_identity, iwf_host, iwf_realm
        self.answer_report = 2001
        self.reports = []
        self.told = threading.Condition()
        self.connection = None
        self.end_to_ends = itertools.count(random.getrandbits(31))
        self.received = []  # the octets of all connections

    def connect(self, port=None, **options):
        self.connection = Connection(self.identity, port, self._on_request, **options)
        self.received.append(self.connection.received)
        return self.connection

    def reconnect(self, port):
        """Once more, when the other side has seen the end of the connection before."""
        if self.connection:
            self.connection.close()
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self.connect(port)
            except (Closed, OSError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)  # between two attempts

    def dar(self, device, reference, *, action=REQUEST_ACTION, payload=b"wake up", validity=None,
            old_reference=None, priority=None, port=None, end_to_end=None, retransmitted=False,
            scs_identity=None, origin=None, realm=None, more=b"", flags=0):
        """A DAR; what is None is left out or the usual one."""
        device = avp(EXTERNAL_ID, device, VENDOR) if "@" in device else avp(MSISDN, tbcd(device), VENDOR)
        parts = [device, avp(SCS_IDENTITY, tbcd(scs_identity or self.scs_identity), VENDOR),
                 avp(REFERENCE, reference, VENDOR)]
        if old_reference is not None:
            parts.append(avp(OLD_REFERENCE, old_reference, VENDOR, mandatory=False))
        parts.append(avp(ACTION_TYPE, action, VENDOR))
        if payload is not None and action != RECALL_ACTION:
            data = [avp(PAYLOAD, payload, VENDOR)]
            data += [avp(PRIORITY, priority, VENDOR)] if priority is not None else []
            data += [avp(PORT, port, VENDOR)] if port is not None else []
            parts.append(avp(TRIGGER_DATA, data, VENDOR))
        if validity is not None:
            parts.append(avp(VALIDITY, validity))
        end_to_end = end_to_end or next(self.end_to_ends)
        body = (avp(263, f"{self.identity.host};{end_to_end};1") + avp(258, TSP) + avp(277, 1)
                + (origin or self.identity.origin()) + avp(283, realm or self.iwf_realm)
                + avp(293, self.iwf_host) + avp(DEVICE_ACTION, parts, VENDOR) + more)
        flags |= REQUEST | PROXIABLE | (RETRANSMITTED if retransmitted else 0)
        return Message(DAR, TSP, flags, body, 0, end_to_end & 0xFFFFFFFF)

    def ask(self, device, reference, patience=PATIENCE, **what):
        """Sends a DAR; its answer."""
        return self.connection.ask(self.dar(device, reference, **what), patience)

    def status(self, *what, **more):
        """Sends a DAR; the Request-Status of its answer."""
        return status_of(self.ask(*what, **more))

    def result(self, *what, **more):
        """Sends a DAR; the Result-Code of its answer."""
        return self.ask(*what, **more).result

    def _on_request(self, connection, message):
        reference = message.number(NOTIFICATION, REFERENCE)
        result = self.answer_report(reference) if callable(self.answer_report) else self.answer_report
        with self.told:
            self.reports.append(Report(reference, message.number(NOTIFICATION, OUTCOME),
                                       message.retransmitted, message.end_to_end, result))
            self.told.notify_all()
        if result:
            answer = message.answer(avp(263, message.find(263)) + avp(258, TSP) + avp(277, 1)
                                    + self.identity.origin() + avp(268, result))
            answer.flags |= ERROR if result // 1000 == 3 else 0
            connection.send(answer)

    def reports_of(self, reference):
        with self.told:
            return [report for report in self.reports if report.reference == reference]

    def await_reports(self, reference, count=1, patience=PATIENCE):
        """The DNRs of this reference, at least so many."""
        enough = lambda: sum(report.reference == reference for report in self.reports) >= count
        with self.told:
            assert self.told.wait_for(enough, patience), \
                f"{count} reports of {reference} not within {patience} s, but {self.reports[-20:]}"
        return self.reports_of(reference)


def status_of(answer):
    assert answer.result == 2001, f"Result-Code {answer.result}: {answer.find(281)}"
    return answer.number(NOTIFICATION, STATUS)
