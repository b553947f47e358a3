# SPDX-License-Identifier: Apache-2.0
"""A capture by tcpdump in a namespace, and what kind each of its frames is."""
import collections
import pathlib
import signal
import struct
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy/lab/lib"))

from lab import await_true  # noqa: E402
from pcap import frames  # noqa: E402

ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86DD
ICMP, UDP, ESP = 1, 17, 50


def kind(frame):
    """ike, esp-in-udp, esp, link (ARP and IPv6's own housekeeping), unreachable (ICMP about one of the
    first two: whose charon is dead), or clear."""
    if len(frame) < 34:
        return "clear"
    protocol = struct.unpack("!H", frame[12:14])[0]
    if protocol == ARP or (protocol == IPV6 and frame[20] in (0, 58)):
        return "link"
    if protocol != IPV4:
        return "clear"
    if frame[23] == ESP:
        return "esp"
    body = frame[14 + 4 * (frame[14] & 15):]
    if frame[23] == ICMP and len(body) > 40 and body[0] == 3 and body[17] == UDP:
        return "unreachable" if set(struct.unpack("!HH", body[28:32])) & {500, 4500} else "clear"
    if frame[23] != UDP or len(body) < 9:
        return "clear"
    ports = set(struct.unpack("!HH", body[:4]))
    if 4500 in ports:
        # RFC 3948: IKE after four zero octets, one octet ff to keep a NAT's mapping, else ESP.
        return "ike" if body[8:12] == b"\0\0\0\0" or body[8:] == b"\xff" else "esp-in-udp"
    return "ike" if 500 in ports else "clear"


class Capture:
    """tcpdump on a device of a namespace, from the constructor's return to stop()."""

    def __init__(self, lab, node, device, path):
        self.path = pathlib.Path(path)
        log = self.path.with_suffix(".tcpdump")
        with open(log, "wb") as out:
            command = ["tcpdump", "--immediate-mode", "-U", "-Z", "root", "-ni", device, "-w", self.path]
            self.process = subprocess.Popen(lab.command(node, command), stdin=subprocess.DEVNULL, stderr=out)
        try:
            await_true(f"tcpdump on {node}'s {device}", lambda: b"listening on" in log.read_bytes())
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(20)

    def frames(self):
        return frames(self.path)

    def kinds(self):
        return collections.Counter(map(kind, self.frames()))

    def clear(self):
        """Frames that nothing protects, for a message: in hex."""
        return [frame.hex() for frame in self.frames() if kind(frame) == "clear"]
