# SPDX-License-Identifier: Apache-2.0
"""A SCEF of a few lines, which is a server too: it configures events and keeps what is reported."""
import queue

from diameter_client import PATIENCE, PROXIABLE, REQUEST, VENDOR, Connection, Identity, Message, avp, avps

S6T, T6A = 16777345, 16777346
CIR, RIR = 8388718, 8388719
CONFIGURATION, REPORT, REFERENCE, SCEF_ID, FOR_DELETION, TYPE = 3122, 3123, 3124, 3125, 3126, 3127
CONFIG_STATUS, SERVICE_REPORT, SERVICE_RESULT, SERVICE_CODE = 3142, 3152, 3146, 3147
USER_IDENTIFIER, EXTERNAL_ID, MONTE = 3102, 3111, 1
IMEI_CHANGE, TERMINAL, IMEI, VISITED_PLMN, ROAMING, REACHABILITY = 3141, 1401, 1402, 1407, 3139, 3140
LOSS_REASON, EVENT_HANDLING, RIR_FLAGS, CIA_FLAGS, NUMBER_OF_UES = 3162, 3149, 3167, 3164, 4209
GROUP_REPORT, GROUP_ITEM, GROUP_GUARD = 3165, 3166, 3163
EPS_LOCATION, MME_LOCATION, CELL, AREA, IDLE_STATUS = 1496, 1600, 1602, 1603, 4322
FAILURE, S1AP_CAUSE, PDN_REPORT, PDN_TYPE, APN = 4300, 4302, 3181, 3182, 493
UE_PER_LOCATION, UE_PER_LOCATION_REPORT, UE_COUNT, LOCATION_CONFIGURATION, ACCURACY = 4306, 4307, 4308, 3135, 3137


def vendor(code, value, mandatory=True):
    return avp(code, value, VENDOR, mandatory)


def event(reference, kind, *more, scef, reports=10):
    """A Monitoring-Event-Configuration."""
    return vendor(CONFIGURATION, [vendor(REFERENCE, reference), vendor(SCEF_ID, scef), vendor(TYPE, kind),
                                  *([vendor(3128, reports)] if reports else []), *more])


def deletion(reference, *, scef):
    return vendor(CONFIGURATION, [vendor(SCEF_ID, scef), vendor(TYPE, 0), vendor(FOR_DELETION, reference)])


def area(tracking_area):
    return vendor(UE_PER_LOCATION, [vendor(EPS_LOCATION, [vendor(MME_LOCATION, [vendor(AREA, tracking_area, False)],
                                                                 False)], False)])


def statuses(answer):
    """Of a CIA: by reference, the codes of its Service-Reports."""
    found = {}
    for code, _, value in avps(answer.body):
        if code == CONFIG_STATUS:
            status = Message(0, 0, 0, value)
            results = [Message(0, 0, 0, part).number(SERVICE_RESULT, SERVICE_CODE)
                       for one, _, part in avps(value) if one == SERVICE_REPORT]
            found[status.number(REFERENCE)] = results
    return found


class MonitoringPeer:
    """Connected to one simulator or to iwfd, on one application; without a port not yet."""

    def __init__(self, host, realm, port, application, towards="core.lab.example"):
        self.identity = Identity(host, realm, [application])
        self.application = application
        self.towards = towards  # Destination-Realm
        self.reports = queue.Queue()
        self.silences = 0  # reports to leave unanswered
        self.result = avp(268, 2001)
        self.session = 0
        self.connection = None
        if port:
            self.connect(port)

    def connect(self, port):
        self.connection = Connection(self.identity, port, self._on_request)

    def _on_request(self, connection, message):
        self.reports.put(message)
        if self.silences > 0:
            self.silences -= 1
            return
        session = message.find(263)
        connection.send(message.answer(avp(263, session) + self.result + avp(277, 1) + self.identity.origin()))

    def refuse(self, code):
        """Reports from now on are answered with this Experimental-Result."""
        self.result = avp(297, [avp(266, VENDOR), avp(298, code)])

    def accept(self):
        self.result = avp(268, 2001)

    def configure(self, *configurations, **more):
        """The CIA."""
        return self.connection.ask(self.configuration(*configurations, **more))

    def configuration(self, *configurations, device=None, group=None, features=MONTE, more=b""):
        """The CIR."""
        self.session += 1
        user = b""
        if device:
            user = vendor(USER_IDENTIFIER, [vendor(EXTERNAL_ID, device)])
        if group:
            user = vendor(USER_IDENTIFIER, [vendor(EXTERNAL_ID, group), vendor(3168, 1, False)])
        body = (avp(263, f"{self.identity.host};{self.session};1") + avp(277, 1) + self.identity.origin()
                + avp(283, self.towards) + user
                + vendor(628, [avp(266, VENDOR), vendor(629, 1, False), vendor(630, features, False)], False)
                + b"".join(configurations) + more)
        return Message(CIR, self.application, REQUEST | PROXIABLE, body)

    def next_report(self, patience=PATIENCE):
        return self.reports.get(timeout=patience)

    def close(self):
        self.connection.close()
