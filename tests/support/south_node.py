# SPDX-License-Identifier: Apache-2.0
"""An HSS or SMS-SC for tests: iwfd connects to it, and it sends what it should not."""
import socket

from diameter_client import PROXIABLE, REQUEST, S6M, T4, VENDOR, Connection, Identity, Message, avp, tbcd

DRR = 8388644
USER_IDENTIFIER, SM_RP_SMEA, OUTCOME, REFERENCE, MSISDN, EXTERNAL_ID, USER_NAME = 3102, 3309, 3200, 3007, 701, 3111, 1
TRANSFERRED = 2


class SouthNode:
    def __init__(self, host, realm, iwf):
        self.identity, self.iwf = Identity(host, realm, [S6M, T4]), iwf
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(20)
        self.port = self.listener.getsockname()[1]
        self.connection = None

    def peer(self):
        """As iwfd.yaml names it; the last that is tried."""
        return {"host": self.identity.host, "realm": self.identity.realm, "address": "127.0.0.1", "port": self.port,
                "protection": "none", "priority": 100}

    def accept(self):
        self.connection = Connection.accept(self.identity, self.listener)

    def report(self, scs_identity, reference, *, imsi=None, device=None, outcome=TRANSFERRED, origin=None):
        """A DRR for this trigger, whoever has it."""
        user = [avp(USER_NAME, imsi)] if imsi else []
        user += [avp(EXTERNAL_ID, device, VENDOR)] if device else []
        smea = bytes([len(scs_identity), 0x91]) + tbcd(scs_identity)
        body = (avp(263, f"{self.identity.host};{reference};9") + avp(277, 1) + (origin or self.identity.origin())
                + avp(293, self.iwf["host"]) + avp(283, self.iwf["realm"]) + avp(USER_IDENTIFIER, user, VENDOR)
                + avp(SM_RP_SMEA, smea, VENDOR) + avp(OUTCOME, outcome, VENDOR) + avp(REFERENCE, reference, VENDOR))
        return Message(DRR, T4, REQUEST | PROXIABLE, body)

    def close(self):
        self.listener.close()
        if self.connection:
            self.connection.close()
