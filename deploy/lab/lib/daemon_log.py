# SPDX-License-Identifier: Apache-2.0
"""What iwfd and the IWF's charon wrote, from a moment on."""
import re

from processes import until


class DaemonLog:
    """`path`: a file that grows."""

    def __init__(self, path):
        self.path = path
        self.start = 0  # octets that are of no interest any more

    def mark(self):
        """What is there by now is old."""
        self.start = self.path.stat().st_size if self.path.exists() else 0

    def lines(self):
        if not self.path.exists():
            return []
        with open(self.path, "rb") as file:
            file.seek(self.start)
            return file.read().decode(errors="replace").splitlines()

    def find(self, *parts):
        """The first line with all the parts; empty: none."""
        return next((line for line in self.lines() if all(part in f" {line} " for part in parts)), "")

    def wait(self, *parts, patience=5.0):
        until(lambda: self.find(*parts), patience)
        return self.find(*parts)


def second_of(line):
    """The time in the day, in seconds, of a line of iwfd's log or of charon's; both know milliseconds."""
    hours, minutes, seconds = re.search(r"(\d\d):(\d\d):(\d\d\.\d+)", line).groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def without_date(line):
    """As it is shown: the time, and no severity."""
    return re.sub(r"^\S+T(\S+)Z (\w+) ", r"\1  ", line)
