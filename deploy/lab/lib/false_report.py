# SPDX-License-Identifier: Apache-2.0
"""usage: false_report.py IWF PORT IWF-HOST IWF-REALM HOST REALM REFERENCE DEVICE      (called by the demo)

A server that says it is a HSS: connects to the IWF as HOST, and reports (RIR of S6t, TS 29.336, 8.2) that DEVICE
has lost its connection. Prints how it was answered: the result's number, or why there is none."""
import socket
import struct
import sys

TGPP, S6T = 10415, 16777345
CER, RIR = 257, 8388719
REQUEST, VENDOR, MANDATORY = 0x80, 0x80, 0x40
PATIENCE = 5.0  # s
NO_VENDOR = 0


def avp(code, value, vendor=NO_VENDOR):
    """`value`: a text, a number of 32 bits, octets, or a list of AVPs."""
    if isinstance(value, list):
        value = b"".join(value)
    elif isinstance(value, str):
        value = value.encode()
    elif isinstance(value, int):
        value = struct.pack("!I", value)
    head = struct.pack("!I", vendor) if vendor else b""
    flags = MANDATORY | (VENDOR if vendor else 0)
    length = 8 + len(head) + len(value)
    return struct.pack("!II", code, flags << 24 | length) + head + value + bytes(-length % 4)


def request(command, application, number, *avps):
    body = b"".join(avps)
    return struct.pack("!IIIII", 1 << 24 | 20 + len(body), REQUEST << 24 | command, application, number, number) + body


def receive(connection):
    """(command, whether it is a request, AVPs) of the next message."""
    head = connection.recv(20, socket.MSG_WAITALL)
    if len(head) < 20:
        raise OSError("the connection was closed")
    length = int.from_bytes(head[1:4], "big") - len(head)
    return int.from_bytes(head[5:8], "big"), bool(head[4] & REQUEST), connection.recv(length, socket.MSG_WAITALL)


def result(body):
    """Result-Code, or Experimental-Result-Code: the first of AVPs, groups opened."""
    at = 0
    while at + 8 <= len(body):
        code, rest = struct.unpack_from("!II", body, at)
        length = rest & 0xFFFFFF
        value = body[at + (12 if rest >> 24 & VENDOR else 8):at + length]
        if code in (268, 298):
            return int.from_bytes(value, "big")
        if code == 297:
            return result(value)
        at += max(length + -length % 4, 8)
    return None


def ask(connection, command, message):
    """The result of its answer."""
    connection.sendall(message)
    while True:
        answered, is_request, body = receive(connection)
        if answered == command and not is_request:
            return result(body)


def tell(address, port, iwf_host, iwf_realm, host, realm, reference, device):
    origin = avp(264, host) + avp(296, realm)
    with socket.create_connection((address, int(port)), PATIENCE) as connection:
        connection.settimeout(PATIENCE)
        own = bytes((0, 1)) + socket.inet_aton(connection.getsockname()[0])
        application = avp(260, [avp(266, TGPP), avp(258, S6T)])
        opened = ask(connection, CER, request(CER, 0, 1, origin, avp(257, own), avp(266, TGPP), avp(269, "pretender"),
                                              avp(265, TGPP), application))
        if opened != 2001:
            return f"not let in: {opened}"
        report = avp(3123, [avp(3124, int(reference) & 0xFFFFFFFF, TGPP), avp(3125, iwf_host, TGPP), avp(3127, 0, TGPP)], TGPP)
        user = avp(3102, [avp(3111, device, TGPP)], TGPP)
        return ask(connection, RIR, request(RIR, S6T, 2, avp(263, f"{host};1;1"), avp(277, 1), origin,
                                            avp(293, iwf_host), avp(283, iwf_realm), user, report))


def main(words):
    if len(words) != 8:
        sys.exit(__doc__)
    try:
        print(tell(*words))
    except OSError as error:
        print(f"no answer: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
