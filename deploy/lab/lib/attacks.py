# SPDX-License-Identifier: Apache-2.0
"""The attacks of the demo, and a tunnel that ends in the middle: each is refused, and says why."""
import json
import re
import time

import ladder
import outside
import wire
from daemon_log import DaemonLog, second_of
from network import INNER, OUTER
from processes import until
from story import METER, SETTLING, report, request_status
from verdict import dump_journal, row

TRIGGER = f"trigger {METER.format(1)}"
IN_VAIN = f"{TRIGGER} --timeout 2s"
WEAK = "aes128-sha1-modp1024"
STRONG = "aes256gcm16-prfsha384-ecp384, aes128gcm16-prfsha256-ecp256, aes128-sha256-ecp256-modp2048"
FORGOTTEN = 20.0  # s, twice the interval in which iwfd looks whether charon has its connections
AT_ONCE = 0.1  # s, from charon's event to the cut


def stays_down(text):
    """scs.conf, without what brings the tunnel back by itself."""
    for old, new in (("start_action = start", "start_action = none"), ("close_action = start", "close_action = none"),
                     ("dpd_action = restart", "dpd_action = clear")):
        text = text.replace(old, new)
    return text


def only_out2(text):
    """iwf.conf, without the connections that iwfd loads."""
    return re.sub(r"(?ms)^    (?:#[^\n]*\n    )?(?:out1|in1) : nds_ip \{.*?^    \}\n", "", text)


def weak_server(text):
    return text.replace(STRONG, WEAK)


def weak_out2(text):
    """The same, with algorithms that nobody should take."""
    return only_out2(text).replace(f"remote_addrs = {OUTER['out2']}", f"remote_addrs = {OUTER['out2']}\n        proposals = {WEAK}")


class Attacks:
    def __init__(self, world, story):
        self.world, self.story = world, story
        self.places, self.processes, self.screen, self.lab = world.places, world.processes, world.screen, world.lab
        self.iwfd, self.charon = world.log, DaemonLog(self.lab.charons["iwf"].log)
        self.number = 0

    def tell(self):
        for attack in (self.in_clear, self.with_anothers_address, self.with_anothers_name, self.with_anothers_number,
                       self.in_the_middle, self.by_another_ca, self.revoked, self.returns, self.below_the_floor):
            attack()
        self.nothing_left_in_clear()

    # -- helpers ---------------------------------------------------------------------------------------

    def head(self, title, *done):
        self.number += 1
        self.screen.head(f"4.{self.number}  {title}")
        for line in done:
            self.screen.say(f"   {line}")
        self.iwfd.mark()
        self.charon.mark()

    def scs(self, node, words, config=None):
        """iwf-scs, to its end; its events."""
        server = self.world.server(node, config)
        self.screen.say(f"   {server.where}iwf-scs --config {config or node}.yaml {words}")
        done = self.processes.run([*server.command, *words.split()])
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def expect_no_answer(self, events):
        self.screen.check("answer", "no answer", request_status(events))

    def reason(self, log, *parts, what="refused"):
        """Quotes the line that says why; a check that there is one."""
        line = log.wait(*parts)
        self.world.quote("iwfd" if log is self.iwfd else "iwf's charon", line)
        self.screen.holds(f"{what}, and the log says why", line)
        return line

    def dropped(self):
        """Packets that iwfd's guard (nftables) did not let in."""
        said = self.lab.run("iwf", ["nft", "list", "chain", "inet", "iwfd_guard", "in"]).stdout
        return sum(int(number) for number in re.findall(r"counter packets (\d+)", said))

    def ip(self, node, command):
        self.lab.run(node, ["ip", *command.split()])

    # -- who has no tunnel -----------------------------------------------------------------------------

    def in_clear(self):
        self.head("no tunnel: the attacker says in clear that it is acme")
        before = self.dropped()
        self.expect_no_answer(self.scs("rogue", IN_VAIN, "out1"))
        self.tell_dropped(before)

    def with_anothers_address(self):
        self.head("no tunnel: the attacker takes acme's address too, and the network outside believes it")
        self.ip("rogue", f"addr replace {INNER['out1']}/32 dev lo")
        self.ip("rogue", f"route replace {INNER['iwf']} via 198.51.100.1 src {INNER['out1']}")
        self.ip("wan", f"route replace {INNER['out1']} via {OUTER['rogue']}")
        before = self.dropped()
        self.expect_no_answer(self.scs("rogue", IN_VAIN, "out1"))
        wire_has = until(lambda: outside.clear_tcp_from(self.places.path("outside.pcap"), INNER["out1"]), SETTLING)
        self.screen.holds(f"on the wire, in clear: {wire_has} segments from {INNER['out1']}", wire_has)
        self.tell_dropped(before)
        self.ip("rogue", f"addr del {INNER['out1']}/32 dev lo")
        self.ip("wan", f"route replace {INNER['out1']} via {OUTER['out1']}")

    def tell_dropped(self, before):
        now = self.dropped()
        self.screen.say(f"   guard        {now - before} packets dropped (nftables): to port 3868, but not out of ipsec0")
        self.screen.holds("the guard dropped it; iwfd never saw it", now > before and not self.iwfd.find(" peer."))

    # -- who has a tunnel of its own ---------------------------------------------------------------------

    def with_anothers_name(self):
        self.head("another's name: volt, through its own tunnel, says that it is acme")
        self.expect_no_answer(self.scs("out2", IN_VAIN, "out1"))
        self.reason(self.iwfd, " peer.refused ", f" remote={INNER['out2']} ")

    def with_anothers_number(self):
        self.head("another's number: acme, as itself, gives the SCS-Identity of fleet")
        events = self.scs("out1", f"--scs-identity 4930777 {TRIGGER}")
        self.screen.check("answer", "INVSCSID (103)", request_status(events))
        self.reason(self.iwfd, " trigger.refused ", " scs=acme ", " status=INVSCSID ")

    # -- a tunnel that ends ------------------------------------------------------------------------------

    def in_the_middle(self):
        self.head("the tunnel ends in the middle: acme waits for a report, and its SA is terminated",
                  "smsc1 delivers 3 s later; out1 stays away for now")
        self.processes.run([self.places.program("iwf-sim"), "ctl", self.places.file("smsc1.sock"), "set",
                            f"{{device: {METER.format(1)}, first: 1, deliver_after: 3s}}"])
        server = self.world.server("out1")
        words = f"trigger {METER.format(1)} --ref 20 --wait-report 30s"
        self.screen.say(f"   {server.where}iwf-scs {words}")
        before = self.story.counters().get("drr", 0)
        self.processes.start("waiting", [*server.command, *words.split()])
        self.processes.await_text("waiting", '"confirmation"')
        self.screen.say("   iwf: swanctl --terminate --ike iwf-acme")
        self.lab.charons["iwf"].swanctl("--terminate", "--ike", "iwf-acme")
        self.reason(self.iwfd, " link.broken ", " scs=acme ", what="cut")
        cut = self.iwfd.wait(" peer.cut ", " peer=scs1.acme.example ")
        self.world.quote("iwfd", cut)
        self.tell_time(cut)
        arrived = until(lambda: self.story.counters().get("drr", 0) > before, 10)
        self.screen.holds("the SMS-SC's report has come meanwhile", arrived)
        self.processes.end(["waiting"])
        self.screen.holds("it is kept in the journal for acme", self.kept())

    def kept(self):
        def look():
            return [one for one in map(row, dump_journal(self.places, self.processes))
                    if one[:2] == ("REQUEST", 20) and one[3] == "SUCCESS" and one[4] != "CLOSED"]
        until(look, SETTLING)
        return look()

    def tell_time(self, cut):
        ended = self.charon.find("deleting IKE_SA iwf-acme[")
        self.world.quote("iwf's charon", ended)
        if not self.screen.holds("both logs have the moment", cut and ended):
            return
        # Of the minute: the time zones of the two logs may differ.
        took = (second_of(cut) - second_of(ended) + 30) % 60 - 30
        self.screen.holds(f"from charon's event to the cut: {took * 1000:.0f} ms, {AT_ONCE * 1000:.0f} allowed",
                          took <= AT_ONCE)

    def by_another_ca(self):
        self.head("a certificate of another CA, with acme's name in it", "out1 calls with wrong-ca.crt")
        self.call_in_vain("wrong-ca", "no issuer certificate found")

    def revoked(self):
        self.head("a certificate that was revoked", "out1 calls with revoked.crt")
        self.call_in_vain("revoked", "certificate was revoked")

    def call_in_vain(self, certificate, why):
        out1 = self.lab.charons["out1"]
        out1.write_swanctl(certificate=certificate, edit=stays_down)
        out1.load()
        _status, said = out1.swanctl("--initiate", "--child", "diameter", "--timeout", "10")
        self.screen.holds("out1 is told AUTHENTICATION_FAILED, and no more", "AUTHENTICATION_FAILED" in said)
        self.reason(self.charon, why)
        self.screen.check("tunnels of out1", [], out1.tunnels())

    def returns(self):
        self.head("acme returns with its own certificate, and is told what it missed")
        out1 = self.lab.charons["out1"]
        out1.write_swanctl()
        start = time.time()
        out1.load()  # calls by itself
        self.world.quote("iwfd", self.iwfd.wait(" ipsec.up ", " scs=acme "))
        events = self.scs("out1", "listen --count 1 --duration 10s")
        self.screen.check("report", "SUCCESS for 20", report(events))
        reading = wire.read_settled(self.places, self.processes, {"DNA": self.story.seen["DNR"] + 1}, SETTLING,
                                    paired=False)
        for line in ladder.part(reading.messages, start):
            self.screen.say(line)

    # -- the floor -----------------------------------------------------------------------------------------

    def below_the_floor(self):
        self.head("too weak: SHA-1 and MODP-1024 were allowed for volt in the operator's own script",
                  f"iwf.conf, and volt's scs.conf: proposals = {WEAK}")
        iwf, out2 = self.lab.charons["iwf"], self.lab.charons["out2"]
        iwf.write_swanctl(edit=weak_out2)
        iwf.load()
        out2.write_swanctl(edit=lambda text: weak_server(stays_down(text)))
        out2.load()
        out2.swanctl("--terminate", "--ike", "iwf", "--force")
        until(lambda: not out2.tunnels())
        out2.swanctl("--initiate", "--child", "diameter", "--timeout", "10")
        self.reason(self.iwfd, " ipsec.below_floor ", what="ended by iwfd")
        self.screen.holds("out2 has no tunnel any more", until(lambda: not out2.tunnels()))
        self.iwfd.mark()
        iwf.write_swanctl(edit=only_out2)
        out2.write_swanctl()
        for charon in (iwf, out2):
            charon.load()
        out2.call(20)
        self.screen.holds("with the proposals as they were it is up again", out2.tunnels())
        self.loaded_again(iwf)

    def loaded_again(self, iwf):
        self.screen.say("   loading a script makes charon forget what is not in it: iwfd's own connections")
        wanted = {f"iwf-{contract}" for contract in ("acme", "fleet")}

        def there():
            _status, said = iwf.swanctl("--list-conns")
            return sorted(wanted & set(re.findall(r"^([\w-]+):", said, re.M)))

        until(lambda: len(there()) == len(wanted), FORGOTTEN)
        # The last: iwfd may have looked in the middle of the script too.
        self.world.quote("iwfd", next((line for line in reversed(self.iwfd.lines()) if " ipsec.applied " in line), ""))
        self.screen.check("iwfd has loaded them again", sorted(wanted), there())

    def nothing_left_in_clear(self):
        self.screen.head("4  all the while, outside")
        for name in ("outside", "inside"):
            clear = outside.clear_tcp_from(self.places.path(f"{name}.pcap"), INNER["iwf"])
            self.screen.check(f"segments in clear that the IWF sent, in {name}.pcap", 0, clear)
