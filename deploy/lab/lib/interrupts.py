# SPDX-License-Identifier: Apache-2.0
"""SIGINT, SIGTERM and SIGHUP end the program by an exception, but not in the middle of a step."""
import contextlib
import signal


class Interrupts:
    def __init__(self):
        self.held = 0
        self.got = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.told)

    def told(self, number, _frame):
        self.got = number
        self.obey()

    def obey(self):
        if self.got and not self.held:
            number, self.got = self.got, None
            raise SystemExit(128 + number)

    @contextlib.contextmanager
    def hold(self):
        """Nothing interrupts what is inside; what came meanwhile counts afterwards."""
        self.held += 1
        try:
            yield
        finally:
            self.held -= 1
        self.obey()
