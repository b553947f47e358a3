#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One end of a TCP connection, in whatever namespace it is started.

usage: tcp_peer.py echo ADDRESS PORT                     sends back what it gets
       tcp_peer.py push ADDRESS PORT                     tells who connects the same line, ten times a second
       tcp_peer.py ask SOURCE ADDRESS PORT TEXT SECONDS  prints what comes back for TEXT; nothing if nothing
       tcp_peer.py hold SOURCE ADDRESS PORT              says `first` when it hears, `closed` at the end
"""
import select
import socket
import sys
import time

LINE = b"DIAMETER-IN-CLEAR " * 16


def serve(address, port, talk):
    with socket.create_server((address, int(port))) as listener:
        print("ready", flush=True)
        peers = []
        while True:
            ready, _, _ = select.select([listener, *peers], [], [], 0.1)
            for one in ready:
                if one is listener:
                    peers.append(listener.accept()[0])
                elif not answer(one, talk):
                    peers.remove(one)
            for peer in peers if talk else []:
                push(peer)


def answer(peer, talk):
    try:
        octets = peer.recv(65536)
        if octets and not talk:
            peer.sendall(octets)
        return bool(octets)
    except OSError:
        return False


def push(peer):
    try:
        peer.send(LINE, socket.MSG_DONTWAIT)
    except OSError:
        pass  # the SA is gone: the kernel has kept what it could, and tries by itself


def ask(source, address, port, text, seconds):
    end, got = time.monotonic() + float(seconds), b""
    try:
        with socket.create_connection((address, int(port)), float(seconds), (source, 0)) as peer:
            peer.sendall(text.encode())
            while len(got) < len(text):
                peer.settimeout(max(0.01, end - time.monotonic()))
                part = peer.recv(65536)
                if not part:
                    break
                got += part
    except OSError as error:
        print(error, file=sys.stderr)
    sys.stdout.write(got.decode())


def hold(source, address, port):
    with socket.create_connection((address, int(port)), 20, (source, 0)) as peer:
        peer.settimeout(None)
        peer.recv(1)
        print("first", flush=True)
        while peer.recv(65536):
            pass
    print("closed", flush=True)


if __name__ == "__main__":
    action, *rest = sys.argv[1:]
    if action in ("echo", "push"):
        serve(*rest, action == "push")
    else:
        {"ask": ask, "hold": hold}[action](*rest)
