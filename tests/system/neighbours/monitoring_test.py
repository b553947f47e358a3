# SPDX-License-Identifier: Apache-2.0
"""The simulators of HSS and MME watch devices: every type of event, seen by a SCEF that is none of ours."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "support"))
from diameter_client import avp  # noqa: E402
from lab import IWF, NODE, SOUTH_REALM, Lab, Simulator, await_true  # noqa: E402
from monitoring_peer import (  # noqa: E402
    ACCURACY, APN, AREA, CELL, CIA_FLAGS, EPS_LOCATION, EVENT_HANDLING, EXTERNAL_ID, FAILURE, GROUP_GUARD, GROUP_ITEM,
    GROUP_REPORT, IDLE_STATUS, IMEI, IMEI_CHANGE, LOCATION_CONFIGURATION, LOSS_REASON, MME_LOCATION, MONTE,
    NUMBER_OF_UES, PDN_REPORT, PDN_TYPE, REACHABILITY, REFERENCE, REPORT, RIR_FLAGS, ROAMING, S1AP_CAUSE, S6T, SCEF_ID,
    T6A, TERMINAL, TYPE, UE_COUNT, UE_PER_LOCATION_REPORT, USER_IDENTIFIER, VISITED_PLMN, MonitoringPeer, area,
    deletion, event, statuses, vendor)

BIN = sys.argv.pop(1)
SCEF = IWF["host"]
METER, OTHER, GROUP = "meter-1@iot.test", "meter-2@iot.test", "fleet@iot.test"
REPORT_EFF_MONTE = 1 << 5
TA_C3, TA_C4 = bytes.fromhex("62f21000c3"), bytes.fromhex("62f21000c4")
REPEAT = {"report_timeout": "3s", "report_interval": "50ms"}


def device(number):
    return {"imsi": f"26201990000000{number}", "external_ids": [f"meter-{number}@iot.test"], "serving_node": NODE,
            "monitoring": {"place": "26201-0001a2b 26201-00c3"}}


class Monitoring(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab(BIN))
        subscribers = [device(number) for number in (1, 2, 3)]
        cls.mme = Simulator(cls.lab, "mme", "mme1." + SOUTH_REALM, {
            "subscribers": subscribers, "mme": {"serves": ["26201-00c3", "26201-00c4"], **REPEAT}})
        cls.hss = Simulator(cls.lab, "hss", "hss1." + SOUTH_REALM, {
            "subscribers": subscribers, "groups": [{"id": GROUP, "members": [METER, OTHER]}],
            "monitoring": {"minimum_detection_time": "60s", "mmes": [cls.mme.socket], **REPEAT},
            "script": [{"at": "0", "do": f"imei {OTHER} 35450412345678"}]})
        for sim in (cls.mme, cls.hss):
            sim.start()
            cls.lab.others.append(sim.process)
        cls.south = MonitoringPeer(SCEF, IWF["realm"], cls.hss.port, S6T)
        cls.addClassCleanup(cls.south.close)
        cls.serving = MonitoringPeer(SCEF, IWF["realm"], cls.mme.port, T6A)
        cls.addClassCleanup(cls.serving.close)
        cls.reference = 100

    def setUp(self):
        for sim in (self.hss, self.mme):
            sim.clear_rules()
            sim.ask("reset")
        for peer in (self.south, self.serving):
            peer.accept()

    def tearDown(self):
        left = [one["reference"] for one in self.hss.ask("events")["events"]]
        for reference in left:
            self.south.configure(deletion(reference, scef=SCEF), device=METER)
        self.assertTrue(self.south.reports.empty() and self.serving.reports.empty(), "reports nobody asked for")

    def watch(self, kind, *more, who=METER, reports=10, features=MONTE):
        """The reference of a new event."""
        type(self).reference += 1
        answer = self.south.configure(event(self.reference, kind, *more, scef=SCEF, reports=reports), device=who,
                                      features=features)
        self.assertEqual(answer.result, 2001)
        results = statuses(answer)[self.reference]
        self.assertEqual(set(results), {2001})
        return self.reference

    def reported(self, peer, reference, kind):
        told = peer.next_report()
        self.assertEqual((told.number(REPORT, REFERENCE), told.number(REPORT, TYPE)), (reference, kind))
        self.assertEqual(told.find(REPORT, SCEF_ID), SCEF.encode())
        self.assertNotIn(b"26201990000000", told.body)  # no IMSI
        return told

    # What the HSS sees.

    def test_other_equipment_and_another_network(self):
        equipment, network = self.watch(3), self.watch(4)
        self.assertEqual(self.hss.ask(f"imei {METER} 35450412345678/01")["reports"], 1)
        told = self.reported(self.south, equipment, 3)
        self.assertEqual(told.number(REPORT, IMEI_CHANGE), 1)
        self.assertEqual(told.find(REPORT, TERMINAL, IMEI), b"35450412345678")
        self.assertEqual(self.hss.ask(f"imei {METER} 35450412345678/02")["reports"], 0)  # the version only
        self.hss.ask(f"roam {METER} 20801")
        told = self.reported(self.south, network, 4)
        self.assertEqual((told.number(REPORT, ROAMING), told.find(REPORT, VISITED_PLMN)), (0, b"\x02\xf8\x10"))
        self.hss.await_count("ria_2001", 2)
        self.hss.ask(f"roam {METER} 26201")
        self.assertEqual(self.reported(self.south, network, 4).number(REPORT, ROAMING), 1)

    def test_what_was_asked_once_is_told_once(self):
        reference = self.watch(1, reports=None)
        self.assertEqual(self.hss.ask(f"reachable-sms {METER}")["reports"], 1)
        self.assertEqual(self.reported(self.south, reference, 1).number(REPORT, REACHABILITY), 0)
        self.assertEqual(self.hss.ask(f"reachable-sms {METER}")["reports"], 0)
        self.assertEqual(statuses(self.south.configure(deletion(reference, scef=SCEF), device=METER)),
                         {reference: [5514]})

    def test_a_refusal_stands_in_the_status(self):
        answer = self.south.configure(event(7, 0, vendor(3131, 59), scef=SCEF), event(8, 7, scef=SCEF), device=METER)
        self.assertEqual((answer.result, statuses(answer)), (2001, {7: [5512], 8: [5511]}))
        self.assertEqual(self.south.configure(device="nobody@iot.test").result, 5001)
        self.hss.set_rule(status=5513, first=1)
        self.assertEqual(statuses(self.south.configure(event(9, 3, scef=SCEF), device=METER)), {9: [5513]})

    def test_an_event_unknown_to_the_scef_is_dropped(self):
        reference = self.watch(1, reports=1)
        self.south.refuse(5515)
        self.hss.ask(f"reachable-sms {METER}")
        self.reported(self.south, reference, 1)
        self.hss.await_count("events_dropped", 1)
        self.assertEqual(self.hss.count("ria_experimental_5515"), 1)
        self.assertEqual(self.hss.ask("events")["events"], [])

    def test_a_report_without_an_answer_comes_again_with_the_t_flag(self):
        reference = self.watch(1, reports=1)
        self.south.silences = 1
        self.hss.ask(f"reachable-sms {METER}")
        first, second = (self.reported(self.south, reference, 1) for _ in range(2))
        self.assertEqual((first.retransmitted, second.retransmitted), (False, True))
        self.assertEqual((first.end_to_end, first.body), (second.end_to_end, second.body))
        self.hss.await_count("ria_2001", 1)
        self.assertEqual(self.hss.count("rir_retransmitted"), 1)

    def test_events_are_suspended_resumed_and_cancelled(self):
        reference = self.watch(1, reports=1)
        for how, number in (("suspend", 0), ("resume", 1)):
            self.hss.ask(f"{how} {METER}")
            told = self.reported(self.south, reference, 1)
            self.assertEqual(told.number(REPORT, EVENT_HANDLING), number)
            self.assertEqual(self.hss.ask(f"reachable-sms {METER}")["reports"], number)
        self.reported(self.south, reference, 1)
        self.hss.ask("cancel all")
        self.assertEqual(self.reported(self.south, reference, 1).number(REPORT, EVENT_HANDLING), 2)
        for kind in (3, 4):
            self.watch(kind, features=MONTE | REPORT_EFF_MONTE)
        self.hss.ask(f"cancel {METER}")
        told = self.south.next_report()  # one for both
        self.assertEqual((told.number(RIR_FLAGS), told.find(REPORT)), (2, None))
        self.assertEqual(told.find(USER_IDENTIFIER, EXTERNAL_ID), METER.encode())

    def test_a_group_is_answered_at_once_and_told_within_its_time(self):
        answer = self.south.configure(event(50, 4, scef=SCEF), group=GROUP, more=vendor(GROUP_GUARD, 2, False))
        self.assertEqual((answer.number(CIA_FLAGS), answer.number(NUMBER_OF_UES)), (1, 2))
        told = self.south.next_report()
        self.assertEqual(told.number(GROUP_REPORT, REFERENCE), 50)
        self.assertEqual(told.find(USER_IDENTIFIER, EXTERNAL_ID), GROUP.encode())
        for name, network in ((METER, "20802"), (OTHER, "20803")):
            self.hss.ask(f"roam {name} {network}")
        named = 0
        while named < 2:  # in one report, unless the machine is slow
            told = self.south.next_report()
            self.assertEqual(told.number(GROUP_REPORT, GROUP_ITEM, ROAMING), 0)
            named += told.find(GROUP_REPORT).count(b"@iot.test")
        self.assertEqual(named, 2)

    def test_reports_go_wrong_as_a_rule_says(self):
        reference = self.watch(4)
        networks = iter(range(20810, 20850))
        seen = {}
        for wrong in ("unknown_reference", "other_scef", "wrong_type", "wrong_user", "wrong_origin"):
            self.hss.clear_rules()
            self.hss.set_rule(report=wrong)
            self.hss.ask(f"roam {METER} {next(networks)}")
            seen[wrong] = self.south.next_report()
        self.assertNotEqual(seen["unknown_reference"].number(REPORT, REFERENCE), reference)
        self.assertEqual(seen["other_scef"].find(REPORT, SCEF_ID), b"impostor.invalid")
        self.assertEqual(seen["wrong_type"].number(REPORT, TYPE), 5)
        self.assertEqual(seen["wrong_user"].find(USER_IDENTIFIER, EXTERNAL_ID), b"impostor@iot.invalid")
        self.assertEqual(seen["wrong_origin"].find(264), b"impostor." + SOUTH_REALM.encode())
        self.hss.clear_rules()
        self.hss.set_rule(flood=5)
        self.hss.ask(f"roam {METER} {next(networks)}")
        self.assertEqual(len({self.south.next_report().end_to_end for _ in range(5)}), 5)
        self.hss.ask("forge {reference: 4711, type: 3, device: x@iot.test, as: other.test, count: 2}")
        for _ in range(2):
            told = self.south.next_report()
            self.assertEqual((told.number(REPORT, REFERENCE), told.find(REPORT, SCEF_ID)), (4711, b"other.test"))

    def test_the_script_has_run(self):
        self.watch(3, who=OTHER)  # what the script has said is no news
        self.assertEqual(self.hss.ask(f"imei {OTHER} 35450412345678")["reports"], 0)

    # What the MME sees of what the HSS was asked for.

    def test_a_device_that_leaves_or_falls_silent(self):
        reference = self.watch(0)
        for verb, reason in (("silent", 2), ("detach", 0), ("purge", 4)):
            self.mme.ask(f"{verb} {METER}")
            told = self.reported(self.serving, reference, 0)
            self.assertEqual((verb, told.number(REPORT, LOSS_REASON)), (verb, reason))

    def test_a_device_that_moves(self):
        cell = self.watch(2, vendor(LOCATION_CONFIGURATION, [vendor(3136, 0), vendor(ACCURACY, 0)]))
        region = self.watch(2, vendor(LOCATION_CONFIGURATION, [vendor(3136, 0), vendor(ACCURACY, 2)]), who=OTHER)
        self.mme.ask(f"move {METER} 26201-0001a2c")
        told = self.reported(self.serving, cell, 2)
        self.assertEqual(told.find(REPORT, EPS_LOCATION, MME_LOCATION, CELL), bytes.fromhex("62f21000001a2c"))
        self.assertEqual(self.mme.ask(f"move {OTHER} 26201-0001a2c")["reports"], 0)
        self.mme.ask(f"move {OTHER} 26201-0001a2d 26201-00c4")
        told = self.reported(self.serving, region, 2)
        self.assertEqual(told.find(REPORT, EPS_LOCATION, MME_LOCATION, AREA), TA_C4)
        self.assertIsNone(told.find(REPORT, EPS_LOCATION, MME_LOCATION, CELL))

    def test_a_device_that_is_reachable_and_idle(self):
        for_data = self.watch(1, vendor(3129, [vendor(3132, 2)]))
        with_idle = self.watch(8, who=OTHER)
        self.mme.ask(f"connect {METER}")
        self.assertEqual(self.reported(self.serving, for_data, 1).number(REPORT, REACHABILITY), 1)
        self.mme.ask(f"idle {OTHER}")
        self.assertIsNotNone(self.reported(self.serving, with_idle, 8).find(REPORT, IDLE_STATUS))

    def test_a_device_that_is_there_again_after_data_was_not_delivered(self):
        reference, idle = self.watch(6, reports=None), self.watch(9, who=OTHER)
        for name in (METER, OTHER):
            self.mme.ask(f"ddn-failure {name}")
            self.mme.ask(f"attach {name}")
        self.reported(self.serving, reference, 6)
        self.reported(self.serving, idle, 9)

    def test_a_communication_that_fails_and_connections(self):
        failure = self.watch(5)
        connection = self.watch(10, vendor(3180, [avp(APN, "internet")], False), who=OTHER)
        self.mme.ask(f"fail {METER} 21")
        self.assertEqual(self.reported(self.serving, failure, 5).number(REPORT, FAILURE, S1AP_CAUSE), 21)
        self.assertEqual(self.mme.ask(f"pdn {OTHER} create other")["reports"], 0)
        self.mme.ask(f"pdn {OTHER} delete internet")
        told = self.reported(self.serving, connection, 10)
        self.assertEqual((told.find(REPORT, PDN_REPORT, APN), told.number(REPORT, PDN_REPORT, PDN_TYPE)),
                         (b"internet", 1))

    def test_devices_in_an_area_are_counted(self):
        self.mme.ask("move meter-3@iot.test 26201-0001b00 26201-00c3")
        for name in (METER, OTHER):
            self.mme.ask(f"attach {name}")
            self.mme.ask(f"move {name} 26201-0001a2d 26201-00c4")
        answer = self.serving.configure(event(70, 7, area(TA_C3), scef=SCEF, reports=None))
        self.assertEqual((answer.result, answer.number(REPORT, UE_PER_LOCATION_REPORT, UE_COUNT)), (2001, 1))
        answer = self.serving.configure(
            event(71, 7, area(bytes.fromhex("62f2100099")), scef=SCEF, reports=None))
        self.assertEqual((answer.result, statuses(answer)), (5650, {71: [5650]}))

    def test_what_is_deleted_or_unknown_is_deleted_at_the_mme(self):
        reference = self.watch(5)
        self.south.configure(deletion(reference, scef=SCEF), device=METER)
        self.assertEqual(self.mme.ask("events")["events"], [])
        reference = self.watch(5)
        self.serving.refuse(5515)
        self.mme.ask(f"fail {METER} 1")
        self.reported(self.serving, reference, 5)
        self.mme.await_count("events_dropped", 1)

    def test_an_mme_that_is_gone_is_told_in_the_status(self):
        self.hss.ask("insert")
        gone = Simulator(self.lab, "hss", "hss2." + SOUTH_REALM, {
            "subscribers": [device(1)], "monitoring": {"mmes": [os.path.join(self.lab.folder, "nobody.sock")]}})
        gone.start()
        self.lab.others.append(gone.process)
        peer = MonitoringPeer(SCEF, IWF["realm"], gone.port, S6T)
        self.addCleanup(peer.close)
        answer = peer.configure(event(1, 5, scef=SCEF), device=METER)
        self.assertEqual(statuses(answer), {1: [2001, 5012]})
        await_true("the failure counted", lambda: gone.count("mme_failed") == 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
