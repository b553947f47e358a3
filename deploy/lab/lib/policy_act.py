# SPDX-License-Identifier: Apache-2.0
"""The policy in the demo: what the contracts say, what they refuse and why, and how they are changed."""
import json
import re
import time
from dataclasses import dataclass

from processes import until
from story import METER, SETTLING, request_status
from verdict import audited

FIRST_REFERENCE = 500  # apart from those of steps and attacks
METER_1, TRUCK, CHARGER = METER.format(1), "truck1@fleet.lab.example", "charger1@chargers.volt.example"
NO_METER = "491520000001"  # charger1's number
SHOWN_FROM = "devices:"    # of a contract: before it stands who the server is


@dataclass
class Refused:
    what: str
    server: str
    words: str       # of iwf-scs
    status: str
    explain: str = ""  # more words of iwfctl explain


BY_CONTRACT = [
    Refused("a device of another domain", "acme", f"trigger {TRUCK}", "INVEXTID (102)"),
    Refused("a number outside its range", "acme", f"trigger {NO_METER}", "NOTAUTHORIZED (105)"),
    Refused("an action that it has not", "fleet", f"recall {TRUCK}", "NOTAUTHORIZED (105)"),
    Refused("too much payload", "acme", f"trigger {METER_1} --payload {'x' * 141}", "INVPAYLOAD (101)", "--payload-bytes 141"),
    Refused("valid for too long", "acme", f"trigger {METER_1} --validity 49h", "INVPERIOD (104)", "--validity 176400"),
    Refused("a port that it has not", "acme", f"trigger {METER_1} --port 80", "INVPAYLOAD (101)", "--port 80"),
    Refused("priority, which only fleet may ask for", "volt", f"trigger {CHARGER} --priority", "INVPAYLOAD (101)", "--priority"),
]
BY_CHANGED = [
    Refused("outside its hours", "acme", f"trigger {METER_1}", "NOTAUTHORIZED (105)"),
    Refused("the second in an hour", "volt", f"trigger {CHARGER}", "RATEEXCEEDED (109)"),
    Refused("the second in a month", "fleet", f"trigger {TRUCK}", "QUOTAEXCEEDED (108)"),
]


def changes():
    """Contract -> what is added to it. The hours are over for now, whenever this is read."""
    begin, end = (time.strftime("%H:%M", time.gmtime(time.time() + hours * 3600)) for hours in (2, 3))
    return {
        "acme": f'hours:\n  - {{days: mon-sun, from: "{begin}", to: "{end}"}}\n',
        "volt": "rates:\n  requests: {rate: 1/h, burst: 1}\n",
        "fleet": "quotas: {month: 1}\n",
    }


class PolicyAct:
    """`number`: of its heading; `story` runs servers and asks the simulators what they counted."""

    def __init__(self, world, story, number):
        self.places, self.processes, self.screen = world.places, world.processes, world.screen
        self.story, self.number = story, number
        self.parts = 0
        self.reference = FIRST_REFERENCE
        self.refusals = 0

    def tell(self):
        self.head("the contracts: what each server may do (the rest is refused)")
        for name in self.story.servers:
            self.show_contract(name)
        self.ask("policy", "check", self.places.file("iwfd.yaml"))
        self.head("what they refuse, and the line that says so; no HSS and no SMS-SC hears of it")
        self.refuse_all(BY_CONTRACT)
        self.change()

    def head(self, title):
        self.parts += 1
        self.screen.head(f"{self.number}.{self.parts}  {title}")

    def show_contract(self, name):
        lines = self.contract(name).read_text().splitlines()
        self.screen.say(f"   {self.contract(name).name}, {name} is who speaks from {self.story.servers[name].where.strip(': ')}")
        for number, line in list(enumerate(lines, 1))[lines.index(SHOWN_FROM):]:
            self.screen.say(f"   {number:6}  {line}")

    def contract(self, name):
        return self.places.path("contracts") / f"{name}.yaml"

    # -- iwfctl ----------------------------------------------------------------------------------------

    def ctl(self, *words):
        return self.processes.run([self.places.program("iwfctl"), "--socket", self.places.file("iwfd.sock"), *words])

    def ask(self, *words, show=True):
        """Runs iwfctl, which must succeed; its lines."""
        done = self.ctl(*words)
        lines = (done.stdout + done.stderr).splitlines()
        if show:
            self.screen.say(f"   iwfctl {' '.join(words)}")
            for line in lines:
                self.screen.say(f"      {line}")
        self.screen.holds(f"iwfctl {' '.join(words[:2])} ended well", done.returncode == 0)
        return lines

    # -- refusals --------------------------------------------------------------------------------------

    def refuse_all(self, refusals):
        before = self.story.counters()
        for refused in refusals:
            self.refuse(refused)
        self.counted_nothing_since(before)

    def counted_nothing_since(self, before):
        """By HSSs and SMS-SCs, which were asked nothing."""
        now = self.story.counters()
        self.screen.check("SIR at the HSSs for all of these", 0, now.get("sir", 0) - before.get("sir", 0))

    def send(self, server, words):
        self.reference += 1
        done = self.processes.run([*self.story.servers[server].command, *words.split(), "--ref", str(self.reference)])
        return request_status([json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")])

    def refuse(self, refused):
        screen = self.screen
        self.refusals += 1
        screen.say()
        screen.say(f"   {refused.server}: {refused.what}")
        screen.say(f"      {self.story.servers[refused.server].where}iwf-scs {re.sub('x{20,}', 'xxx...', refused.words)}")
        screen.check("Request-Status", refused.status, self.send(refused.server, refused.words))
        action, device = refused.words.split()[:2]
        words = f"explain --server {refused.server} --device {device} --action {action} {refused.explain}".split()
        explained = self.ctl(*words).stdout.splitlines()
        screen.say(f"      iwfctl {' '.join(words)}")
        for line in explained:
            screen.say(f"        {line}")
        rules = [line.strip() for line in explained if line.startswith("  ")]
        screen.holds("the explanation is of that status, and names file and line",
                     explained and refused.status in explained[0] and any(re.search(r"\.yaml:\d+", rule) for rule in rules))
        self.find_in_audit_log(refused, rules)

    def find_in_audit_log(self, refused, rules):
        """Its line, which is written a moment later."""
        def found():
            return [one for one in audited(self.places) if one["event"] == "trigger.refused" and one["who"] == refused.server
                    and one["what"].endswith(f" {self.reference}")]

        until(found, SETTLING)
        lines = found()
        if lines:
            one = lines[0]
            self.screen.say(f"      audit.log {one['n']}: {one['who']} {one['what']} {one.get('device', '')} {one['outcome']}"[:110])
        self.screen.holds("the audit log has it, by the same rules", lines and lines[0]["rule"].split("; ") == rules)

    # -- other contracts, while iwfd runs ------------------------------------------------------------------

    def change(self):
        self.head("contracts are changed while iwfd runs: hours for acme, a rate for volt, a quota for fleet")
        originals = {name: self.contract(name).read_text() for name in self.story.servers}
        for name, added in changes().items():
            self.contract(name).write_text(originals[name] + added)
            for line in added.splitlines():
                self.screen.say(f"   {name + '.yaml':12} + {line}")
        planned = self.ask("reload", "--dry-run")
        self.screen.holds("it would change the three", all(any(name in line for line in planned) for name in originals))
        self.ask("reload", show=False)
        self.head("what they refuse now")
        for server, device in (("volt", CHARGER), ("fleet", TRUCK)):
            self.screen.check(f"{server}: the first", "SUCCESS (0)", self.send(server, f"trigger {device} --wait-report 10s"))
        self.refuse_all(BY_CHANGED)
        for name, text in originals.items():
            self.contract(name).write_text(text)
        self.ask("reload", show=False)
        self.screen.check("with the contracts as they were, acme's trigger", "SUCCESS (0)",
                          self.send("acme", f"trigger {METER_1} --wait-report 10s"))
