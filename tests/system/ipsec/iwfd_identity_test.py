#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""I1, A1-A4: whoever claims to be another server, and who has no contract. A tunnel of one's own is no help.

usage: iwfd_identity_test.py <bin>
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from diameter_client import S6M, T4, TSP, Message, avp, avps  # noqa: E402
from lab import IWF, SOUTH_REALM  # noqa: E402
from protected_lab import DOMAIN, METER, NUMBERS, ProtectedLab, contract  # noqa: E402
from south_node import DRR  # noqa: E402
from tsp_server import NOTIFICATION, STATUS, SUCCESS  # noqa: E402

BIN = sys.argv.pop(1)
INVSCSID = 103
ROUTE_RECORD, DESTINATION_HOST, SESSION_ID = 282, 293, 263
PROXY_INFO, PROXY_HOST, PROXY_STATE, FAILED_AVP = 284, 280, 33, 279


class Identity(unittest.TestCase):
    """out1 and in1 have contracts. out2 has a tunnel and none."""

    @classmethod
    def setUpClass(cls):
        cls.world = cls.enterClassContext(ProtectedLab(BIN, contracts=("out1", "in1")))

    def setUp(self):
        self.world.hss.ask("reset")
        self.world.smsc.ask("reset")

    def tearDown(self):
        self.assertEqual(self.world.clear_text(), [])

    def nobody_was_asked(self):
        self.assertEqual((self.world.hss.count("sir"), self.world.smsc.count("dtr")), (0, 0))

    def connected(self, name):
        server = self.world.server(name)
        self.addCleanup(server.connection.close)
        return server

    def still_serves(self, server, reference):
        self.assertEqual(server.status(METER, reference), SUCCESS)
        server.await_reports(reference)

    # -- I1 ------------------------------------------------------------------------------------------

    def test_i1_another_servers_tunnel_gets_no_octet_whatever_name_is_said(self):
        """Its own name is no contract's; out1's and in1's names are, and have other addresses."""
        out1 = self.connected("out1")
        for claimed in ("out2", "out1", "in1"):
            with self.subTest(claimed):
                self.world.expect_refused(self.world.new_server(claimed, "out2"), remote="10.200.2.1")
        self.assertTrue(out1.connection.open)
        self.still_serves(out1, 1)

    def test_i1_a_server_with_a_contract_is_not_another_one(self):
        """out1 says in1's name and in1 says out1's: both are in contracts, with tunnels that are up."""
        for node, claimed in (("out1", "in1"), ("in1", "out1")):
            self.world.expect_refused(self.world.new_server(claimed, node))
        self.nobody_was_asked()

    def test_i1_another_realm_than_the_contracts_gets_no_octet(self):
        server = self.world.new_server("out1")
        server.identity.realm = "other.example"
        self.assertIn("Origin-Realm", self.world.expect_refused(server))

    # -- A1-A4, inside a connection that is in order ---------------------------------------------------

    def test_a1_another_origin_inside_the_connection(self):
        out1 = self.connected("out1")
        self.connected("in1")
        host, realm = out1.identity.host, out1.identity.realm
        for number, origin in enumerate((("in1.scs.example", realm), (host, "in1.example"), ("x" + host, realm),
                                         (self.world.hss.host, SOUTH_REALM), (IWF["host"], IWF["realm"]))):
            answer = out1.ask(METER, 100 + number, origin=avp(264, origin[0]) + avp(296, origin[1]))
            self.assertEqual((answer.result, answer.number(NOTIFICATION, STATUS)), (5012, INVSCSID), origin)
        self.nobody_was_asked()
        self.world.await_logged("tsp.identity_spoofed")
        self.still_serves(out1, 199)

    def test_a2_the_scs_identity_of_another_server(self):
        out1 = self.connected("out1")
        for scs_identity in (NUMBERS["in1"], NUMBERS["out2"], NUMBERS["out1"] + "1", NUMBERS["out1"][:-1], "1"):
            self.assertEqual(out1.status(METER, 201, scs_identity=scs_identity), INVSCSID)
        self.nobody_was_asked()
        self.still_serves(out1, 299)
        self.assertEqual(self.world.hss.count("sir"), 1)  # so the count can be other than 0

    def test_a3_applications_and_commands_of_others(self):
        out1 = self.connected("out1")
        body = out1.dar(METER, 301).body
        for application, command, result in ((S6M, 8388641, 3007), (T4, 8388643, 3007), (T4, DRR, 3007),
                                             (16777251, 316, 3007), (TSP, 8388640, 3001), (TSP, 8388641, 3001)):
            answer = out1.connection.ask(Message(command, application, body=body))
            self.assertEqual((application, command, answer.result), (application, command, result))
        self.nobody_was_asked()
        self.still_serves(out1, 399)

    def test_a4_route_record_and_destination(self):
        out1, in1 = self.connected("out1"), self.connected("in1")
        own_route = out1.result(METER, 401, more=avp(ROUTE_RECORD, IWF["host"]))
        self.assertEqual(own_route, 3005)
        self.assertEqual(out1.result(METER, 402, realm=SOUTH_REALM), 3003)
        for host in (self.world.hss.host, in1.identity.host):
            request = out1.dar(METER, 403)
            request.body = request.body.replace(avp(DESTINATION_HOST, IWF["host"]), avp(DESTINATION_HOST, host))
            self.assertEqual(out1.connection.ask(request).result, 3002)
        self.nobody_was_asked()
        # Who the report goes to is decided by who asked, not by the route said.
        self.assertEqual(out1.status(METER, 405, more=avp(ROUTE_RECORD, in1.identity.host)), SUCCESS)
        out1.await_reports(405)
        self.assertEqual(in1.reports, [])

    def test_a4_a_session_under_the_name_of_another_is_refused(self):
        out1 = self.connected("out1")
        for host in ("in1.scs.example", self.world.hss.host, IWF["host"], out1.identity.host + ".x", ""):
            request, session = out1.dar(METER, 411), avp(SESSION_ID, f"{host};411;1")
            request.body = session + request.body[len(avp(SESSION_ID, request.find(SESSION_ID))):]
            answer = out1.connection.ask(request)
            self.assertEqual((answer.result, answer.find(SESSION_ID)), (5004, request.find(SESSION_ID)))
            self.assertEqual(avp(*avps(answer.find(FAILED_AVP))[0][::2]), session)
        self.nobody_was_asked()
        self.still_serves(out1, 419)

    def test_a4_proxy_info_comes_back_as_it_was_and_goes_nowhere_else(self):
        """RFC 6733, 6.2.1: whoever wrote it, and it may be a lie, gets it back in each answer; the core network and
        the reports have none, nor the route that was said."""
        out1 = self.connected("out1")
        core = self.world.capture("iwf", "core")
        marks = [b"state-of-in1-4711", b"\0\xffstate-of-nobody"]
        infos = [avp(PROXY_INFO, [avp(PROXY_HOST, host), avp(PROXY_STATE, mark)])
                 for host, mark in zip(("in1.scs.example", self.world.hss.host), marks)]
        route = avp(ROUTE_RECORD, "route-of-nobody.example")
        more = b"".join(infos) + route
        answers = [out1.ask(METER, 421, more=more), out1.ask("meter-1@foreign.test", 422, more=more),
                   out1.ask(METER, 423, more=more, realm=SOUTH_REALM),
                   out1.ask(METER, 424, more=more, origin=avp(264, "in1.scs.example") + avp(296, "scs.example")),
                   out1.connection.ask(Message(DRR, T4, body=out1.dar(METER, 425, more=more).body)),
                   out1.connection.ask(Message(8388641, TSP, body=out1.dar(METER, 426, more=more).body))]
        self.assertEqual([answer.result for answer in answers], [2001, 2001, 3003, 5012, 3007, 3001])
        for answer in answers:
            got = [avp(code, value) for code, _, value in avps(answer.body) if code in (PROXY_INFO, ROUTE_RECORD)]
            self.assertEqual(got, infos, answer.result)
        out1.await_reports(421)
        core.stop()
        self.assertIn(DOMAIN.encode(), core.path.read_bytes())
        for mark in (*marks, b"route-of-nobody"):
            self.assertNotIn(mark, core.path.read_bytes())
        received = bytes(out1.connection.received)
        self.assertEqual([received.count(mark) for mark in (*marks, b"route-of-nobody")], [len(answers)] * 2 + [0])


class Chain(unittest.TestCase):
    """Name, realm and address are those of a contract; what IKE authenticated is not."""

    def refusal(self, **ike):
        changed = contract("out2")
        changed["ike"].update(ike)
        world = ProtectedLab(BIN, contracts=("out1",))
        world.contracts.append(changed)
        with world:
            line = world.expect_refused(world.new_server("out2"))
            self.assertEqual(world.server("out1").status(METER, 1), SUCCESS)
            self.assertEqual(world.clear_text(), [])
        return line

    def test_i1_an_identity_of_no_contract(self):
        self.assertIn("identity_of_no_contract", self.refusal(identity="mallory.lab.example"))

    def test_i1_the_identity_by_another_connection_of_charon_than_the_contracts(self):
        self.assertIn("other_connection", self.refusal(external="elsewhere"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
