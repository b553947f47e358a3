# SPDX-License-Identifier: Apache-2.0
"""F1, F3: every Request-Status and Delivery-Outcome that has a source, through real processes, and
recall and replace at the SMS-SC that has the trigger.

Not here, for nothing makes it: Delivery-Outcome TEMPORARYERROR (2), which no SM-Delivery-Outcome-T4
maps to (TS 29.368, 6.4.10).

usage: statuses_test.py <bin>
"""
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from iwfd_lab import IwfdLab, IwfdTest  # noqa: E402
from lab import await_true  # noqa: E402
from tsp_server import NOTIFICATION, RECALL_ACTION, REPLACE_ACTION, status_of  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
MTC_ERROR_DIAGNOSTIC = 3203
(SUCCESS, INVPAYLOAD, INVEXTID, INVSCSID, INVPERIOD, NOTAUTHORIZED, SERVICEUNAVAILABLE, PERMANENTERROR, QUOTAEXCEEDED,
 RATEEXCEEDED, REPLACEFAIL, RECALLFAIL, ORIGINALMESSAGESENT, TEMPORARYERROR) = (
     0, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 201)


class Statuses(IwfdTest):
    reached = set()
    outcomes = set()
    number = 0

    @classmethod
    def make_lab(cls):
        lab = IwfdLab(cls.bin_dir)
        lab.timers = {"guard_margin": "1s"}
        lab.contracts[0]["limits"]["ports"] = [5683]
        lab.contracts.append(dict(lab.contracts[0], name="readers", actions=["request"], identity={
            "host": "scs2.other.example", "realm": "other.example", "scs_identity": ["4940555555"]}))
        lab.contracts.append(dict(lab.contracts[0], name="limited", identity={
            "host": "scs3.other.example", "realm": "other.example", "scs_identity": ["4940555556"]},
            rates={"requests": {"rate": "1/h", "burst": 3}, "per_device": {"rate": "1/h", "burst": 1}}))
        lab.contracts.append(dict(lab.contracts[0], name="few", identity={
            "host": "scs4.other.example", "realm": "other.example", "scs_identity": ["4940555557"]},
            quotas={"month": 2}))
        return lab

    def setUp(self):
        super().setUp()
        self.server = self.lab.server()
        self.addCleanup(self.server.connection.close)

    def next(self):
        type(self).number += 1
        return self.number

    def expect(self, status, device="meter-1@iot.test", reference=None, server=None, **what):
        answer = (server or self.server).ask(device, reference or self.next(), **what)
        self.assertEqual(status_of(answer), status, what)
        self.reached.add(status)
        return answer

    def report(self, outcome, reference):
        self.assertEqual(self.server.await_reports(reference)[0].outcome, outcome)
        self.outcomes.add(outcome)

    def test_the_contract_decides(self):
        self.expect(INVPAYLOAD, payload=b"x" * 141)
        self.expect(INVPAYLOAD, port=80)
        self.expect(INVEXTID, "x@foreign.test")
        self.expect(INVSCSID, scs_identity="4999")
        self.expect(INVPERIOD, validity=48 * 3600 + 1)
        self.expect(INVPERIOD, action=REPLACE_ACTION, old_reference=1, validity=0)
        self.expect(NOTAUTHORIZED, "491720000001")
        reader = self.lab.server(1)
        self.expect(NOTAUTHORIZED, server=reader, action=RECALL_ACTION)
        self.assertEqual((self.lab.hss.count("sir"), self.lab.smsc.count("dtr")), (0, 0))
        self.expect(SUCCESS, payload=b"x" * 140, port=5683, validity=48 * 3600, priority=1)

    def test_the_contract_says_how_many(self):
        limited, few = self.lab.server(2), self.lab.server(3)
        self.expect(SUCCESS, server=limited)
        self.expect(RATEEXCEEDED, server=limited)  # of this device
        self.expect(INVPAYLOAD, "meter-2@iot.test", server=limited, payload=b"x" * 141)  # costs nothing
        request = limited.dar("meter-2@iot.test", self.next())
        for _again in range(5):  # costs once
            self.assertEqual(status_of(limited.connection.ask(request)), SUCCESS)
            request.flags |= 0x10
            request.hop_by_hop = 0
        self.expect(SUCCESS, "meter-3@iot.test", server=limited)
        self.expect(RATEEXCEEDED, "meter-4@iot.test", server=limited)  # of the server
        number = self.next()
        self.lab.smsc.set_rule(deliver_after="never")
        self.expect(SUCCESS, reference=number, server=few)
        self.expect(SUCCESS, reference=number, action=RECALL_ACTION, server=few)  # counts like a request
        for _again in range(3):
            self.expect(QUOTAEXCEEDED, server=few)
        self.assertEqual((self.lab.hss.count("sir"), self.lab.smsc.count("dtr")), (5, 5))
        for rule in ("status=RATEEXCEEDED", "status=QUOTAEXCEEDED"):
            self.assertRegex(self.lab.await_log(rule), r"rule=\S+:\d+")
        self.expect(SUCCESS)  # nobody else's

    def test_the_hss_decides(self):
        self.expect(INVEXTID, "nobody@iot.test")
        self.expect(NOTAUTHORIZED, "others@iot.test")
        self.expect(SERVICEUNAVAILABLE, "barred@iot.test")
        for rule, status in (({"experimental": 5001}, INVEXTID), ({"experimental": 5510}, NOTAUTHORIZED),
                             ({"experimental": 5511}, SERVICEUNAVAILABLE), ({"experimental": 5535}, PERMANENTERROR),
                             ({"result": 5004}, PERMANENTERROR), ({"result": 5012}, TEMPORARYERROR),
                             ({"result": 3004}, TEMPORARYERROR), ({"result": 4002}, TEMPORARYERROR),
                             ({"wrong": "no_user"}, TEMPORARYERROR), ({"wrong": "no_service_data"}, TEMPORARYERROR)):
            self.lab.hss.set_rule(**rule)
            self.expect(status)
        self.assertEqual(self.lab.smsc.count("dtr"), 0)

    def test_absent_subscriber_fails_at_once_without_validity_and_waits_with_it(self):
        self.expect(TEMPORARYERROR, "away@iot.test", validity=0)
        self.assertEqual(self.lab.smsc.count("dtr"), 0)
        reference = self.next()
        self.expect(SUCCESS, "away@iot.test", reference, validity=1)
        self.report(1, reference)

    def test_the_sms_sc_decides(self):
        for rule, status in (({"experimental": 5001}, PERMANENTERROR), ({"experimental": 5530}, PERMANENTERROR),
                             ({"experimental": 5531}, PERMANENTERROR), ({"result": 5012}, TEMPORARYERROR),
                             ({"result": 3004}, TEMPORARYERROR), ({"experimental": 5011}, TEMPORARYERROR)):
            self.lab.smsc.set_rule(**rule)
            self.expect(status)
        self.assertEqual(self.lab.smsc.count("accepted"), 0)

    def test_recall_and_replace_that_fail(self):
        stuck, other = self.next(), self.next()
        self.lab.smsc.set_rule(deliver_after="never", stuck=True)
        self.expect(SUCCESS, reference=stuck)
        answer = self.expect(REPLACEFAIL, reference=other, action=REPLACE_ACTION, old_reference=stuck, validity=60)
        self.assertEqual(answer.number(NOTIFICATION, MTC_ERROR_DIAGNOSTIC), 0)
        self.expect(RECALLFAIL, reference=stuck, action=RECALL_ACTION)
        self.expect(RECALLFAIL, reference=9999, action=RECALL_ACTION)  # never heard of
        self.expect(REPLACEFAIL, action=REPLACE_ACTION, old_reference=9999, validity=60)

    def test_a_replace_too_late_leaves_the_new_trigger_alive(self):
        old, new = self.next(), self.next()
        self.lab.smsc.set_rule(report="none", first=1)  # delivered, and we do not know
        self.expect(SUCCESS, reference=old, validity=60)
        self.lab.smsc.await_count("delivered", 1)
        self.lab.smsc.set_rule(deliver_after="never", first=1)
        self.expect(ORIGINALMESSAGESENT, reference=new, action=REPLACE_ACTION, old_reference=old, validity=60)
        self.assertEqual(self.lab.smsc.count("accepted"), 2)
        self.expect(SUCCESS, reference=new, action=RECALL_ACTION)  # it was alive
        self.expect(ORIGINALMESSAGESENT, reference=old, action=RECALL_ACTION)
        newest = self.next()
        self.expect(ORIGINALMESSAGESENT, reference=newest, action=REPLACE_ACTION, old_reference=old, validity=60)
        self.report(0, newest)

    def test_each_outcome(self):
        for rule, outcome in (({"outcome": "success"}, 0), ({"outcome": "expired"}, 1), ({"outcome": "absent"}, 3),
                              ({"outcome": "memory_full"}, 3), ({"report": "none"}, 4)):
            self.lab.smsc.clear_rules()
            self.lab.smsc.set_rule(**rule)
            reference = self.next()
            self.expect(SUCCESS, reference=reference, validity=1)
            self.report(outcome, reference)

    def test_z_all_that_have_a_source_were_reached(self):
        self.assertEqual(self.reached, {0, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 201})
        self.assertEqual(self.outcomes, {0, 1, 3, 4})


class TwoSmsScs(IwfdTest):
    @classmethod
    def make_lab(cls):
        lab = IwfdLab(cls.bin_dir, sms_sc=2)
        for one in lab.smscs:
            one.config["rules"] = [{"deliver_after": "never"}]
        return lab

    def setUp(self):
        self.server = self.lab.server()
        self.addCleanup(self.server.connection.close)

    def test_f3_recall_and_replace_go_to_the_sms_sc_that_has_the_trigger(self):
        first, second = self.lab.smscs
        first.process.end(signal.SIGKILL)
        await_true("closed", lambda: "peer.closed" in self.lab.iwf.log())
        for reference in (1, 2):
            self.assertEqual(self.server.status("meter-1@iot.test", reference), SUCCESS)
        first.start()
        first.await_count("connections", 1)
        await_true("open", lambda: self.lab.iwf.log().count(f"name={first.host} remote") == 2)
        self.assertEqual(self.server.status("meter-1@iot.test", 3), SUCCESS)
        self.assertEqual((first.count("accepted"), second.count("accepted")), (1, 2))
        self.lab.iwf.end(signal.SIGKILL)  # whose trigger it is, is on disk
        self.lab.start_iwf()
        self.server.reconnect(self.lab.port)
        self.assertEqual(self.server.status("meter-1@iot.test", 1, action=RECALL_ACTION), SUCCESS)
        self.assertEqual(self.server.status("meter-1@iot.test", 4, action=REPLACE_ACTION, old_reference=2, validity=60),
                         SUCCESS)
        self.assertEqual(self.server.status("meter-1@iot.test", 4, action=RECALL_ACTION), SUCCESS)
        self.assertEqual(self.server.status("meter-1@iot.test", 3, action=RECALL_ACTION), SUCCESS)
        self.assertEqual((second.count("recalled"), second.count("replaced"), second.count("dtr")), (2, 1, 5))
        self.assertEqual((first.count("recalled"), first.count("dtr")), (1, 2))
        for one in (first, second):
            self.assertEqual(one.pending()["triggers"], 0)

    def test_f3_nobody_else_is_asked_when_it_is_away(self):
        first, second = self.lab.smscs
        self.assertEqual(self.server.status("meter-2@iot.test", 11), SUCCESS)
        first.process.end(signal.SIGKILL)
        asked = second.count("dtr")
        self.assertEqual(self.server.status("meter-2@iot.test", 11, action=RECALL_ACTION), TEMPORARYERROR)
        self.assertEqual(self.server.status("meter-2@iot.test", 12, action=REPLACE_ACTION, old_reference=11,
                                            validity=60), TEMPORARYERROR)
        self.assertEqual(second.count("dtr"), asked)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
