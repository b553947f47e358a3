# SPDX-License-Identifier: Apache-2.0
"""A bounded share of a processor for each of some processes, by the cpu controller of cgroups, version 1 or 2.

On a machine with two processors the load of a server and the network behind it need more than iwfd does: with a part of
its processor iwfd is the one that has too much to do, and nobody else."""
import contextlib
import glob
import os
import time

PERIOD_US = 5_000   # short, so that a pause is within what one answer takes anyway
LEAST_US = 1_000    # that the kernel takes as a quota
WEIGHT = 100        # times the usual: others on the machine take nothing of the share, nor do loads on the same processor
NAME = "iwf-overload"
BOUNDED = ("iwfd", "twin")  # groups within, each with the share
OTHERS = "load"             # likewise, without a bound


def mounts(kind):
    """(folder, options) of the mounted file systems of this kind."""
    with open("/proc/self/mountinfo", encoding="ascii") as file:
        for line in file:
            before, after = line.split(" - ")
            if after.split()[0] == kind:
                yield before.split()[4], after.split()[2].split(",")


def read(*path):
    with open(os.path.join(*path), encoding="ascii") as file:
        return file.read()


def write(text, *path):
    with open(os.path.join(*path), "w", encoding="ascii") as file:
        file.write(text)


class Version1:
    root = None  # folder of the hierarchy

    def __init__(self):
        self.root = next((folder for folder, options in mounts("cgroup") if "cpu" in options), None)

    @staticmethod
    def is_line_of(controllers):
        """Of /proc/self/cgroup."""
        return "cpu" in controllers.split(",")

    @staticmethod
    def make_inner(group):
        os.mkdir(group)
        write(str(1024 * WEIGHT), group, "cpu.shares")

    @staticmethod
    def bound(group, quota_us):
        write(str(1024 * WEIGHT), group, "cpu.shares")
        write(str(PERIOD_US), group, "cpu.cfs_period_us")
        write(str(quota_us), group, "cpu.cfs_quota_us")


class Version2:
    root = None

    def __init__(self):
        self.root = next((folder for folder, _options in mounts("cgroup2")
                          if "cpu" in read(folder, "cgroup.controllers").split()), None)
        if self.root and "cpu" not in read(self.root, "cgroup.subtree_control").split():
            write("+cpu", self.root, "cgroup.subtree_control")

    @staticmethod
    def is_line_of(controllers):
        return controllers == ""

    @staticmethod
    def make_inner(group):
        os.mkdir(group)
        write(str(100 * WEIGHT), group, "cpu.weight")
        write("+cpu", group, "cgroup.subtree_control")

    @staticmethod
    def bound(group, quota_us):
        write(str(100 * WEIGHT), group, "cpu.weight")
        write(f"{quota_us} {PERIOD_US}", group, "cpu.max")


class Share:
    """Of one processor. This process and all it starts go before others of the machine meanwhile, so that work beside it
    is not taken for a limit. `why_not`: empty, or why nothing of that is so; `take` does nothing then."""

    def __init__(self, share):
        self.share = share
        self.group = None
        self.home = None  # group of this process before
        self.why_not = ""

    def __enter__(self):
        try:
            self.make()
        except OSError as error:
            self.remove()
            self.why_not = f"iwfd has a whole processor or more, as no share could be set: {error}"
        return self

    def make(self):
        if not self.share:
            self.why_not = "iwfd has a whole processor or more, as it was asked for"
            return
        version = next((found for found in (Version1(), Version2()) if found.root), None)
        if version is None:
            raise OSError("no cpu controller of cgroups is mounted")
        for left in glob.glob(os.path.join(version.root, f"{NAME}-*")):
            with contextlib.suppress(OSError):  # of a run that was killed; one in use cannot be removed
                remove(left)
        lines = [line.split(":", 2) for line in read("/proc/self/cgroup").splitlines()]
        home = next(path for _number, controllers, path in lines if version.is_line_of(controllers))
        self.group = os.path.join(version.root, f"{NAME}-{os.getpid()}")
        version.make_inner(self.group)
        for name in (*BOUNDED, OTHERS):
            os.mkdir(os.path.join(self.group, name))
        for name in BOUNDED:
            version.bound(os.path.join(self.group, name), max(LEAST_US, round(self.share * PERIOD_US)))
        self.home = os.path.join(version.root, home.lstrip("/"))
        write(str(os.getpid()), self.group, OTHERS, "cgroup.procs")

    def take(self, pid, name):
        """The process, with all its threads, gets no more than the share from now on. Only one under each name of BOUNDED."""
        if self.group:
            write(str(pid), self.group, name, "cgroup.procs")

    @property
    def words(self):
        return f"iwfd has {self.share:g} of a processor" if self.is_in_force else self.why_not

    @property
    def is_in_force(self):
        return self.group is not None

    def __exit__(self, *_error):
        self.remove()

    def remove(self):
        """What was bounded has ended; the kernel may need a moment to notice."""
        if self.home:
            write(str(os.getpid()), self.home, "cgroup.procs")
        end = time.monotonic() + 5
        while self.group and os.path.isdir(self.group):
            try:
                remove(self.group)
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        self.group = self.home = None


def remove(group):
    for part in (*(os.path.join(group, name) for name in (*BOUNDED, OTHERS)), group):
        if os.path.isdir(part):
            os.rmdir(part)
