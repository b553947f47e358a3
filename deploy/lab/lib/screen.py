# SPDX-License-Identifier: Apache-2.0
"""What the user reads: headings, and a line for each expectation."""
import sys
import textwrap

WIDTH = 132  # of a line


class Screen:
    def __init__(self, stream=sys.stdout):
        self.stream = stream
        self.coloured = stream.isatty()
        self.checks = 0
        self.failed = []  # headings with a check that failed
        self.heading = ""

    def paint(self, text, code):
        return f"\x1b[{code}m{text}\x1b[0m" if self.coloured else text

    def say(self, text=""):
        print(text, file=self.stream, flush=True)

    def wrapped(self, line, indent):
        """One that may be longer than a screen is wide, broken between words."""
        kept = len(line) - len(line.lstrip())  # what it begins with
        for number, part in enumerate(textwrap.wrap(line.strip(), WIDTH - len(indent) - kept - 2, break_long_words=False,
                                                    break_on_hyphens=False) or [""]):
            self.say(f"{indent}{' ' * kept}{'  ' if number else ''}{part}")

    def head(self, text):
        self.heading = text
        self.say(self.paint(f"\n== {text}", "1"))

    def check(self, what, expected, seen):
        """One expectation. Whether it held."""
        held = expected == seen
        self.checks += 1
        if held:
            self.say(f"   {self.paint('ok', '32')}      {what}: {shown(seen)}")
            return True
        self.fail(f"{what}: expected {shown(expected)}, seen {shown(seen)}")
        return False

    def holds(self, what, condition):
        """The same for what is either so or not."""
        self.checks += 1
        if condition:
            self.say(f"   {self.paint('ok', '32')}      {what}")
        else:
            self.fail(what)
        return bool(condition)

    def fail(self, text):
        self.say(f"   {self.paint('FAILED', '31')}  {text}")
        if self.heading not in self.failed:
            self.failed.append(self.heading)


def shown(value):
    if isinstance(value, dict):
        return ", ".join(f"{key} {number}" for key, number in value.items()) or "nothing"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(one) for one in value) or "none"
    return str(value)
