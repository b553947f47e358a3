# SPDX-License-Identifier: Apache-2.0
"""A server watches devices through iwfd: each event from the network that makes it to the server, which is octets
made here (F5, F11, S7, S8, S10 to S13, A13, A14)."""
import json
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import REQUEST, Message, avp, avps  # noqa: E402
from iwfd_lab import IwfdTest  # noqa: E402
from lab import IWF, SERVER, SOUTH_REALM, await_true  # noqa: E402
from monitoring_lab import ENTERPRISE, GROUP, METER, OTHER, MonitoringLab  # noqa: E402
from monitoring_peer import (  # noqa: E402
    ACCURACY, APN, AREA, CELL, CIA_FLAGS, EPS_LOCATION, EVENT_HANDLING, EXTERNAL_ID, FAILURE, GROUP_GUARD, GROUP_ITEM,
    GROUP_REPORT, IDLE_STATUS, IMEI_CHANGE, LOCATION_CONFIGURATION, LOSS_REASON, MME_LOCATION, NUMBER_OF_UES,
    PDN_REPORT, PDN_TYPE, REACHABILITY, REFERENCE, REPORT, RIR, ROAMING, S1AP_CAUSE, S6T, SCEF_ID, SERVICE_CODE,
    SERVICE_REPORT, SERVICE_RESULT, TERMINAL, TYPE, UE_COUNT, UE_PER_LOCATION_REPORT, USER_IDENTIFIER, VISITED_PLMN,
    area, deletion, event, statuses, vendor)

PATTERN, PATTERN_SET, STATIONARY, PATTERN_STATUS = 3113, 3114, 3119, 3120
BROKEN = (1, ENTERPRISE)
TA_C3, TA_C4 = bytes.fromhex("62f21000c3"), bytes.fromhex("62f21000c4")


class MonitoringTest(IwfdTest):
    @classmethod
    def make_lab(cls):
        return MonitoringLab(cls.bin_dir)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.lab.watcher()
        cls.addClassCleanup(lambda: cls.server.close())
        cls.reference = 100
        cls.seen = []

    def setUp(self):
        super().setUp()
        self.server.accept()

    def watch(self, kind, *more, who=METER, reports=10):
        """The server's reference of a new event."""
        type(self).reference += 1
        answer = self.server.configure(event(self.reference, kind, *more, scef=SERVER["host"], reports=reports),
                                       device=who)
        self.seen.append(answer.body)
        self.assertEqual(answer.result, 2001)
        self.assertEqual(statuses(answer), {self.reference: [2001]})
        return self.reference

    def told(self, reference, kind):
        """The next report, of this event."""
        told = self.server.next_report()
        self.seen.append(told.body)
        self.assertEqual((told.number(REPORT, REFERENCE), told.number(REPORT, TYPE)), (reference, kind))
        self.assertEqual(told.find(REPORT, SCEF_ID), SERVER["host"].encode())
        self.assertEqual(told.find(USER_IDENTIFIER, EXTERNAL_ID), METER.encode())
        return told

    def told_all(self, number):
        """Reports of several events, in whichever order: by reference and type."""
        told = [self.server.next_report() for _ in range(number)]
        self.seen += [one.body for one in told]
        return {(one.number(REPORT, REFERENCE), one.number(REPORT, TYPE)): one for one in told}

    def unwatch_later(self, reference):
        self.addCleanup(lambda: self.server.configure(deletion(reference, scef=SERVER["host"]), device=METER))

    def unwatch(self, *references):
        for reference in references:
            answer = self.server.configure(deletion(reference, scef=SERVER["host"]), device=METER)
            self.assertEqual(statuses(answer), {reference: [2001]})
        await_true("the network watches nothing", lambda: self.lab.hss.ask("events")["events"] == [])

    def tearDown(self):
        # Whatever the test, nothing of the operator's side may have reached the server (S7).
        for octets in self.seen:
            for secret in (b"26201990000000", b"mme1.core", b"hss1.core", SOUTH_REALM.encode(), b"49171000000"):
                self.assertNotIn(secret, octets)
        self.assertTrue(self.server.reports.empty(), "a report that nobody asked for")


class Events(MonitoringTest):
    def test_loss_of_connectivity(self):
        reference = self.watch(0)
        self.lab.mme.ask(f"detach {METER}")
        self.assertEqual(self.told(reference, 0).number(REPORT, LOSS_REASON), 0)
        self.lab.mme.ask(f"attach {METER}")
        self.unwatch(reference)

    def test_reachability(self):
        data = vendor(3129, [vendor(3132, 2)])
        sms, for_data = self.watch(1, reports=1), self.watch(1, data)
        self.lab.hss.ask(f"reachable-sms {METER}")
        self.assertEqual(self.told(sms, 1).number(REPORT, REACHABILITY), 0)
        self.lab.mme.ask(f"connect {METER}")
        self.assertEqual(self.told(for_data, 1).number(REPORT, REACHABILITY), 1)
        self.unwatch(for_data)

    def test_location_no_finer_than_agreed(self):
        reference = self.watch(2, vendor(LOCATION_CONFIGURATION, [vendor(3136, 0)]))
        self.lab.mme.ask(f"move {METER} 26201-0001a2c 26201-00c4")
        told = self.told(reference, 2)
        self.assertEqual(told.find(REPORT, EPS_LOCATION, MME_LOCATION, AREA), TA_C4)
        self.assertIsNone(told.find(REPORT, EPS_LOCATION, MME_LOCATION, CELL))
        self.unwatch(reference)
        type(self).reference += 1
        finer = vendor(LOCATION_CONFIGURATION, [vendor(ACCURACY, 0)])
        answer = self.server.configure(event(self.reference, 2, finer, scef=SERVER["host"], reports=None),
                                       device=METER)
        self.assertEqual(statuses(answer), {self.reference: [5512]})

    def test_the_last_known_place_comes_in_the_answer(self):
        type(self).reference += 1
        answer = self.server.configure(event(self.reference, 2, scef=SERVER["host"], reports=None), device=METER)
        self.assertEqual(answer.number(REPORT, REFERENCE), self.reference)
        self.assertIsNotNone(answer.find(REPORT, EPS_LOCATION, MME_LOCATION, AREA))
        self.seen.append(answer.body)

    def test_association_and_roaming(self):
        equipment, network = self.watch(3), self.watch(4)
        self.lab.hss.ask(f"imei {METER} 35450412345678/01")
        told = self.told(equipment, 3)
        self.assertEqual(told.number(REPORT, IMEI_CHANGE), 1)
        self.assertIsNotNone(told.find(REPORT, TERMINAL))
        self.lab.hss.ask(f"roam {METER} 20801")
        told = self.told(network, 4)
        self.assertEqual((told.number(REPORT, ROAMING), told.find(REPORT, VISITED_PLMN)), (0, b"\x02\xf8\x10"))
        self.unwatch(equipment, network)

    def test_communication_failure(self):
        reference = self.watch(5)
        self.lab.mme.ask(f"fail {METER} 21")
        self.assertEqual(self.told(reference, 5).number(REPORT, FAILURE, S1AP_CAUSE), 21)
        self.unwatch(reference)

    def test_availability_and_idle(self):
        plain, idle = self.watch(6, reports=None), self.watch(8, vendor(3129, [vendor(3132, 2)]))
        both = self.watch(9)
        self.lab.mme.ask(f"ddn-failure {METER}")
        self.lab.mme.ask(f"connect {METER}")
        self.assertEqual(set(self.told_all(3)), {(plain, 6), (idle, 8), (both, 9)})
        self.lab.mme.ask(f"idle {METER}")
        told = self.told_all(2)
        self.assertEqual(set(told), {(idle, 8), (both, 9)})
        self.assertTrue(all(one.find(REPORT, IDLE_STATUS) is not None for one in told.values()))
        self.unwatch(idle, both)

    def test_pdn_connectivity(self):
        reference = self.watch(10)
        self.lab.mme.ask(f"pdn {METER} create iot.example")
        told = self.told(reference, 10)
        self.assertEqual(told.number(REPORT, PDN_REPORT, PDN_TYPE), 0)
        self.lab.mme.ask(f"pdn {METER} delete iot.example")
        self.told(reference, 10)
        self.unwatch(reference)

    def test_devices_in_an_area(self):
        type(self).reference += 1
        answer = self.server.configure(event(self.reference, 7, area(TA_C3), scef=SERVER["host"], reports=None),
                                       device=METER)
        self.assertEqual(answer.result, 2001)
        self.assertGreaterEqual(answer.number(REPORT, UE_PER_LOCATION_REPORT, UE_COUNT), 1)
        type(self).reference += 1
        nowhere = area(bytes.fromhex("62f2100fff"))
        answer = self.server.configure(event(self.reference, 7, nowhere, scef=SERVER["host"], reports=None),
                                       device=METER)
        self.assertEqual(statuses(answer), {self.reference: [5650]})

    def test_what_the_network_suspends_and_cancels_is_passed_on(self):
        reference = self.watch(4)
        for how, number in (("suspend", 0), ("resume", 1), ("cancel", 2)):
            self.lab.hss.ask(f"{how} {METER}")
            self.assertEqual(self.told(reference, 4).number(REPORT, EVENT_HANDLING), number)
        answer = self.server.configure(deletion(reference, scef=SERVER["host"]), device=METER)
        self.assertEqual(statuses(answer), {reference: [5514]})

    def test_a_group_is_told_together(self):
        type(self).reference += 1
        answer = self.server.configure(event(self.reference, 4, scef=SERVER["host"], reports=2), group=GROUP,
                                       more=vendor(GROUP_GUARD, 2, False))
        self.assertEqual((answer.number(CIA_FLAGS), answer.number(NUMBER_OF_UES)), (1, 2))
        self.lab.hss.ask(f"roam {METER} 20802")
        self.lab.hss.ask(f"roam {OTHER} 20803")
        fared, roamed = {}, []
        while len(roamed) < 2 or len(fared) < 2:
            told = self.server.next_report()
            self.seen.append(told.body)
            self.assertEqual(told.number(GROUP_REPORT, REFERENCE), self.reference)
            for item in (Message(0, 0, 0, value) for code, _, value in avps(told.find(GROUP_REPORT))
                         if code == GROUP_ITEM):
                name = item.find(USER_IDENTIFIER, EXTERNAL_ID).decode()
                if item.find(SERVICE_REPORT):
                    fared[name] = item.number(SERVICE_REPORT, SERVICE_RESULT, SERVICE_CODE)
                if item.find(ROAMING):
                    self.assertEqual(item.number(ROAMING), 0)
                    roamed.append(name)
        self.assertEqual(fared, {METER: 2001, OTHER: 2001})
        self.assertEqual(sorted(roamed), [METER, OTHER])
        answer = self.server.configure(deletion(self.reference, scef=SERVER["host"]), group=GROUP)
        self.assertEqual(statuses(answer), {self.reference: [2001]})
        await_true("the network watches nothing", lambda: self.lab.hss.ask("events")["events"] == [])

    def test_behaviour_that_is_not_aligned(self):
        type(self).reference += 1
        stays = vendor(PATTERN, [vendor(REFERENCE, self.reference), vendor(SCEF_ID, SERVER["host"]),
                                 vendor(PATTERN_SET, [vendor(STATIONARY, 0)])])
        answer = self.server.configure(stays, device=METER)
        self.assertEqual(answer.result, 2001)
        self.assertEqual(answer.number(PATTERN_STATUS, REFERENCE), self.reference)
        self.lab.mme.ask(f"move {METER} 26201-0001a2c 26201-00c4")  # where it was seen first is where it stays
        self.lab.mme.await_count("ria_2001", self.lab.mme.count("rir_sent"))
        self.lab.mme.ask(f"move {METER} 26201-0001a2b 26201-00c3")
        told = self.told(self.reference, 2)
        broken = [value for code, vendor_id, value in avps(told.find(REPORT)) if (code, vendor_id) == BROKEN]
        self.assertEqual(broken, [b"\0\0\0\1"])  # stationary
        ends = vendor(PATTERN, [vendor(SCEF_ID, SERVER["host"]), vendor(3126, self.reference)])
        self.assertEqual(self.server.configure(ends, device=METER).result, 2001)
        await_true("the network watches nothing", lambda: self.lab.hss.ask("events")["events"] == [])


class ForIwfScs(MonitoringTest):
    def test_a_broken_expectation_is_read_by_who_knows_the_enterprise(self):
        self.server.close()
        try:
            for reference, options in (("1", ["--enterprise", str(ENTERPRISE)]), ("2", [])):
                told = self.lab.scs("monitor", METER, "--pattern", "--stationary", "--valid", "1h", "--ref", reference)
                self.assertEqual(told.status, 0, told.out + told.err)
                self.lab.mme.ask(f"move {METER} 26201-0001a2c 26201-00c4")
                self.lab.mme.ask(f"move {METER} 26201-0001a2b 26201-00c3")
                heard = self.lab.scs(*options, "listen", "--count", "1", "--duration", "20s")
                self.assertEqual(heard.status, 0, heard.out + heard.err)
                self.assertIn("type=LOCATION_REPORTING", heard.out)
                self.assertEqual("broken_expectation=STATIONARY" in heard.out, bool(options), heard.out)
                ended = self.lab.scs("unmonitor", METER, "--pattern", "--ref", reference)
                self.assertEqual(ended.status, 0, ended.out + ended.err)
        finally:
            type(self).server = self.lab.watcher()


class Refusals(MonitoringTest):
    def test_what_is_not_agreed_never_reaches_the_network(self):
        before = self.lab.hss.count("cir")
        volt = self.lab.watcher(1)
        self.addCleanup(volt.close)
        data = vendor(3129, [vendor(3132, 2)])
        more = {1: data, 2: vendor(LOCATION_CONFIGURATION, [vendor(3136, 0)]), 7: area(TA_C3), 8: data}
        for kind in range(11):
            with self.subTest(kind=kind):
                asked = event(1, kind, *([more[kind]] if kind in more else []), scef="scs1.volt.example")
                self.assertEqual(statuses(volt.configure(asked, device=METER)), {1: [5510]})
        answer = self.server.configure(event(1, 0, scef=SERVER["host"]), device="meter-1@fleet.example")
        self.assertEqual(answer.result, 5001)
        answer = self.server.configure(event(1, 0, scef="scs1.volt.example"), device=METER)
        self.assertEqual(answer.result, 5004)
        self.assertEqual(self.lab.hss.count("cir"), before)

    def test_what_is_decided_is_audited_without_its_device(self):
        forged = self.watch(4)
        self.server.configure(event(999, 0, scef=SERVER["host"]), device="meter-1@fleet.example")
        self.lab.hss.set_rule(report="wrong_type")
        self.lab.hss.ask(f"roam {METER} 20819")
        refused = self.lab.await_audited("monitoring.report_refused", who=self.lab.hss.host)
        self.lab.hss.clear_rules()
        self.server.configure(deletion(forged, scef=SERVER["host"]), device=METER)
        self.lab.await_audited("monitoring.deleted", what=f"ROAMING_STATUS {forged}")
        reference = self.watch(4)
        self.lab.hss.ask(f"cancel {METER}")
        self.told(reference, 4)
        confirmed = self.lab.await_audited("monitoring.confirmed", what=f"ROAMING_STATUS {reference}")
        self.assertEqual((confirmed["who"], confirmed["outcome"]), ("acme", "DIAMETER_SUCCESS (2001)"))
        ended = self.lab.await_audited("monitoring.ended", what=f"ROAMING_STATUS {reference}")
        self.assertEqual(ended["reason"], "cancelled by the network")
        self.assertEqual({refused["device"], ended["device"]}, {confirmed["device"]})
        line = self.lab.await_audited("monitoring.refused", what="LOSS_OF_CONNECTIVITY 999")
        self.assertEqual(line["outcome"], "DIAMETER_ERROR_USER_UNKNOWN (5001)")
        self.assertNotEqual(line["device"], confirmed["device"])
        self.assertRegex(confirmed["rule"], r"\(.*iwfd\.yaml:\d+\)")
        with open(self.lab.audit, encoding="utf-8") as text:
            self.assertNotIn("meter-", text.read())

    def test_the_networks_refusal_is_the_servers(self):
        type(self).reference += 1
        soon = event(self.reference, 0, vendor(3131, 59), scef=SERVER["host"])
        self.assertEqual(statuses(self.server.configure(soon, device=METER)), {self.reference: [5512]})
        type(self).reference += 1
        answer = self.server.configure(event(self.reference, 0, scef=SERVER["host"]), device="nobody@iot.test")
        self.assertEqual(answer.result, 5001)

    def test_no_report_but_of_the_network(self):
        reference = self.watch(4)
        ours = int(self.lab.hss.ask("events")["events"][0]["reference"]) & 0xFFFFFFFF
        forged = vendor(REPORT, [vendor(REFERENCE, ours), vendor(SCEF_ID, IWF["host"]), vendor(TYPE, 4)])
        self.unwatch_later(reference)
        volt = self.lab.watcher(1)
        self.addCleanup(volt.close)
        body = (avp(263, "scs1.volt.example;9;9") + avp(277, 1) + volt.identity.origin() + avp(283, IWF["realm"])
                + avp(293, IWF["host"]) + forged)
        self.assertEqual(volt.connection.ask(Message(RIR, S6T, REQUEST, body)).result, 3001)
        self.assertNotEqual(reference, ours)

    def test_what_no_subscription_is_about_goes_nowhere(self):
        for number, rule in enumerate(("unknown_reference", "wrong_origin", "other_scef", "wrong_type", "wrong_user")):
            reference = self.watch(4)
            before = self.lab.hss.count("rir")
            self.lab.hss.set_rule(report=rule)
            self.lab.hss.ask(f"roam {METER} 2081{number}")
            self.lab.hss.await_count("rir", before + 1)
            self.lab.hss.clear_rules()
            self.server.configure(deletion(reference, scef=SERVER["host"]), device=METER)
            self.assertTrue(self.server.reports.empty(), rule)


class Reload(MonitoringTest):
    def test_what_a_changed_contract_permits_no_more_ends_at_once(self):
        gone, kept = self.watch(4), self.watch(3)
        contract = self.lab.contracts[0]
        contract["actions"] = [action for action in contract["actions"] if action != "roaming"]
        self.lab.write("iwfd.yaml", json.dumps({**self.lab.iwf_config(), **self.lab.iwf_settings}))
        self.lab.iwf.popen.send_signal(signal.SIGHUP)
        self.assertEqual(self.told(gone, 4).number(REPORT, EVENT_HANDLING), 2)
        await_true("the network watches the other", lambda: len(self.lab.hss.ask("events")["events"]) == 1)
        ended = self.lab.await_audited("monitoring.ended", what=f"ROAMING_STATUS {gone}")
        self.assertEqual(ended["reason"], "its contract permits it no more")
        self.unwatch(kept)


del MonitoringTest  # is no test itself

if __name__ == "__main__":
    IwfdTest.bin_dir = sys.argv.pop(1)
    unittest.main(argv=sys.argv, verbosity=2)
