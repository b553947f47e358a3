# SPDX-License-Identifier: Apache-2.0
"""A1-A6, A13, S5, S8, P12: who pretends to be somebody else is refused, and nobody behind iwfd hears of it.

usage: spoofs_test.py <bin>
"""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import RETRANSMITTED, S6M, T4, TSP, VENDOR, Closed, Message, avp  # noqa: E402
from iwfd_lab import IwfdLab, IwfdTest  # noqa: E402
from lab import IWF, SOUTH_REALM  # noqa: E402
from south_node import DRR, SouthNode  # noqa: E402
from tsp_server import (NOTIFICATION, RECALL_ACTION, REPLACE_ACTION, STATUS, SUCCESS, TspServer)  # noqa: E402

IwfdTest.bin_dir = sys.argv.pop(1)
INVSCSID, REPLACEFAIL, RECALLFAIL = 103, 110, 111
OTHER = {"host": "scs2.other.example", "realm": "other.example", "scs_identity": ["4940555555"]}
METER_1_IMSI = "262019900000001"


def told(server, *references):
    """Which of these it has been told of. Others may come again, with T: those of the test before whose DNA was
    lost with its connection."""
    return [one.reference for one in server.reports if one.reference in references]


class SpoofLab(IwfdLab):
    """With an HSS and an SMS-SC that misbehave of themselves."""

    def __init__(self, bin_dir):
        super().__init__(bin_dir)
        self.contracts.append(dict(self.contracts[0], name="other", identity=OTHER))
        self.contracts.append(dict(self.contracts[0], name="elsewhere", addresses=["127.0.0.9"], identity={
            "host": "scs3.elsewhere.example", "realm": "elsewhere.example", "scs_identity": ["4950666666"]}))
        self.bad_hss = SouthNode("hss9." + SOUTH_REALM, SOUTH_REALM, IWF)
        self.bad_smsc = SouthNode("smsc9." + SOUTH_REALM, SOUTH_REALM, IWF)

    def iwf_config(self):
        config = super().iwf_config()
        config["hss"]["peers"].append(self.bad_hss.peer())
        config["sms_sc"]["peers"].append(self.bad_smsc.peer())
        return config

    def start_iwf(self):
        super().start_iwf()
        for node in (self.bad_hss, self.bad_smsc):
            node.accept()

    def __exit__(self, *error):
        super().__exit__(*error)
        for node in (self.bad_hss, self.bad_smsc):
            node.close()


class Spoofs(IwfdTest):
    @classmethod
    def make_lab(cls):
        return SpoofLab(cls.bin_dir)

    def setUp(self):
        super().setUp()
        self.server, self.other = self.lab.server(), self.lab.server(1)
        for one in (self.server, self.other):
            self.addCleanup(one.connection.close)

    def nobody_was_asked(self):
        self.assertEqual((self.lab.hss.count("sir"), self.lab.smsc.count("dtr")), (0, 0))

    def still_serves(self, reference):
        self.assertEqual(self.server.status("meter-1@iot.test", reference), SUCCESS)
        self.server.await_reports(reference)

    def test_a1_another_origin_inside_the_connection(self):
        host, realm = self.server.identity.host, self.server.identity.realm
        for origin in ((OTHER["host"], OTHER["realm"]), (OTHER["host"], realm), (host, OTHER["realm"]),
                       (self.lab.hss.host, SOUTH_REALM), (IWF["host"], IWF["realm"]), (host + ".", realm),
                       ("x" + host, realm), (host + "\0", realm)):
            wire = avp(264, origin[0]) + avp(296, origin[1])
            waiting = [self.server.connection.send(self.server.dar("meter-1@iot.test", 1000 + number, origin=wire))
                       for number in range(125)]
            for one in waiting:
                answer = self.server.connection.await_answer(one)
                if answer.result != 5012:  # what is no DiameterIdentity may be a fault of its own
                    self.assertIn("\0", origin[0])
                    self.assertEqual(answer.result, 5004)
                    continue
                self.assertEqual(answer.number(NOTIFICATION, STATUS), INVSCSID)
        self.nobody_was_asked()
        self.assertIn("tsp.identity_spoofed", self.lab.iwf.log())
        self.still_serves(1)

    def test_a2_the_scs_identity_of_another_server(self):
        for scs_identity in (OTHER["scs_identity"][0], "4930123457", "493012345", "1"):
            self.assertEqual(self.server.status("meter-1@iot.test", 11, scs_identity=scs_identity), INVSCSID)
        self.nobody_was_asked()

    def test_a3_applications_and_commands_that_are_no_servers_business(self):
        body = self.server.dar("meter-1@iot.test", 21).body
        for application, command, result in ((S6M, 8388641, 3007), (T4, 8388643, 3007), (T4, DRR, 3007),
                                             (16777251, 316, 3007), (3, 271, 3007), (TSP, 8388640, 3001),
                                             (TSP, 8388641, 3001), (TSP, 1, 3001)):
            answer = self.server.connection.ask(Message(command, application, body=body))
            self.assertEqual((application, command, answer.result), (application, command, result))
        self.assertEqual(self.server.connection.ask(self.server.dar("meter-1@iot.test", 22, flags=0x20)).result, 3008)
        self.nobody_was_asked()
        self.still_serves(23)

    def test_a3_a_report_from_a_server_is_none(self):
        self.lab.smsc.set_rule(deliver_after="never")
        self.assertEqual(self.other.status("meter-1@iot.test", 31), SUCCESS)
        forged = self.lab.bad_smsc.report(OTHER["scs_identity"][0], 31, imsi=METER_1_IMSI,
                                          origin=avp(264, self.lab.smsc.host) + avp(296, SOUTH_REALM))
        self.assertEqual(self.server.connection.ask(forged).result, 3007)
        self.assertEqual(told(self.other, 31), [])

    def test_a3_a_trigger_from_a_node_of_the_network_is_refused(self):
        for node in (self.lab.bad_hss, self.lab.bad_smsc):
            for origin in (None, node.identity.origin()):
                request = self.server.dar("meter-1@iot.test", 41, origin=origin)
                self.assertEqual(node.connection.ask(request).result, 3007)
        report = self.lab.bad_hss.report("4930123456", 41)
        self.assertEqual(self.lab.bad_hss.connection.ask(report).result, 3007)
        self.nobody_was_asked()

    def test_a4_route_record_and_destination(self):
        for what, result in (({"more": avp(282, IWF["host"])}, 3005), ({"more": avp(282, IWF["host"].upper())}, 3005),
                             ({"realm": SOUTH_REALM}, 3003), ({"realm": "nowhere.example"}, 3003)):
            self.assertEqual((what, self.server.result("meter-1@iot.test", 51, **what)), (what, result))
        for host in (self.lab.hss.host, self.lab.smsc.host, OTHER["host"]):
            request = self.server.dar("meter-1@iot.test", 52)
            request.body = request.body.replace(avp(293, IWF["host"]), avp(293, host))
            self.assertEqual(self.server.connection.ask(request).result, 3002)
        self.nobody_was_asked()
        self.assertEqual((told(self.other, 51, 52), told(self.server, 51, 52)), ([], []))

    def test_a5_devices_outside_the_contract(self):
        for number, device in enumerate((
                "x@foreign.test", "x@sub.iot.test", "x@iot.test.evil", "@iot.test", "x@", "a@b@iot.test", "x@iot.tes",
                "491720000001", "4917", "1")):
            self.assertEqual((device, self.server.status(device, 61 + number)),
                             (device, 105 if device.startswith("49172") else 102))
        self.nobody_was_asked()
        self.assertEqual(self.server.status("meter-1@iot.test", 81), SUCCESS)
        self.assertEqual(self.lab.hss.count("sir"), 1)  # the permitted one: so the count can be other than 0

    def test_a6_the_trigger_of_another_server_is_not_recalled_nor_replaced(self):
        self.lab.smsc.set_rule(deliver_after="never")
        self.assertEqual(self.other.status("meter-1@iot.test", 91), SUCCESS)
        asked = (self.lab.hss.count("sir"), self.lab.smsc.count("dtr"))
        self.assertEqual(self.server.status("meter-1@iot.test", 91, action=RECALL_ACTION), RECALLFAIL)
        self.assertEqual(self.server.status("meter-1@iot.test", 92, action=REPLACE_ACTION, old_reference=91,
                                            validity=60), REPLACEFAIL)
        self.assertEqual(self.server.status("meter-1@iot.test", 91, action=RECALL_ACTION,
                                            scs_identity=OTHER["scs_identity"][0]), INVSCSID)
        self.assertEqual((self.lab.hss.count("sir"), self.lab.smsc.count("dtr")), asked)
        # Untouched until now, and then its owner's. (Counted, for what is pending of the tests before may end now.)
        self.assertEqual(self.lab.smsc.count("recalled"), 0)
        self.assertEqual(self.other.status("meter-1@iot.test", 91, action=RECALL_ACTION), SUCCESS)
        self.assertEqual(self.lab.smsc.count("recalled"), 1)

    def test_a13_reports_that_are_none(self):
        self.lab.smsc.set_rule(deliver_after="never", first=1)
        self.assertEqual(self.server.status("meter-1@iot.test", 101, validity=2), SUCCESS)
        forger, scs = self.lab.bad_smsc, "4930123456"
        as_the_other = avp(264, self.lab.smsc.host) + avp(296, SOUTH_REALM)
        for what, result in (
                (forger.report(scs, 101, imsi=METER_1_IMSI), 5012),  # of another SMS-SC
                (forger.report(scs, 101, device="meter-1@iot.test"), 5012),
                (forger.report(scs, 101, imsi=METER_1_IMSI, origin=as_the_other), 5012),
                (forger.report(scs, 4711, imsi=METER_1_IMSI), 2001),  # unknown
                (forger.report("4999999", 101, imsi=METER_1_IMSI), 2001)):
            self.assertEqual(forger.connection.ask(what).result, result)
        self.assertEqual(told(self.server, 101, 4711), [])
        (report,) = self.server.await_reports(101)
        self.assertEqual(report.outcome, 1)  # the one of the SMS-SC that has it: expired
        self.lab.smsc.await_count("dra_2001", 1)
        for flags in (0, RETRANSMITTED):  # closed
            forged = forger.report(scs, 101, imsi=METER_1_IMSI)
            forged.flags |= flags
            self.assertEqual(forger.connection.ask(forged).result, 2001)
        self.still_serves(102)
        self.assertEqual(told(self.server, 101, 102, 4711), [101, 102])
        counters = self.lab.iwf_counters()
        self.assertGreaterEqual(counters["reports_forged"], 2)
        self.assertGreaterEqual(counters["reports_unknown"], 4)

    def refusal_of(self, host, realm, source="127.0.0.1"):
        try:
            TspServer(host, realm, "1", IWF["host"], IWF["realm"]).connect(self.lab.port, source=source)
        except (Closed, OSError) as error:
            return str(error)
        return None

    def test_s5_who_has_no_contract_or_comes_from_elsewhere_gets_no_connection(self):
        for host, realm in (("stranger.example", "example"), (self.lab.hss.host, SOUTH_REALM),
                            (self.lab.smsc.host, SOUTH_REALM), (IWF["host"], IWF["realm"]),
                            ("scs3.elsewhere.example", "wrong.example")):
            self.assertIsNotNone(self.refusal_of(host, realm, "127.0.0.9"), host)
        for source in ("127.0.0.1", "127.0.0.8"):
            self.assertIsNotNone(self.refusal_of("scs3.elsewhere.example", "elsewhere.example", source))
        self.assertIsNone(self.refusal_of("scs3.elsewhere.example", "elsewhere.example", "127.0.0.9"))
        self.still_serves(111)

    def test_p12_the_name_of_a_connected_server_does_not_end_its_connection(self):
        for source in ("127.0.0.1", "127.0.0.7"):
            self.assertIsNotNone(self.refusal_of(self.server.identity.host, self.server.identity.realm, source))
        self.assertTrue(self.server.connection.open)
        self.still_serves(121)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
