# SPDX-License-Identifier: Apache-2.0
"""Sockets in a network namespace, for a test that itself stays where it is."""
import concurrent.futures
import ctypes
import os
import socket

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def within(namespace, action):
    """What action() returns, called in the namespace: by a thread, which alone goes there."""
    def call():
        with open(f"/run/netns/{namespace}", "rb") as there:
            if libc.setns(there.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return action()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


def dial(namespace, source, target, patience):
    """A TCP connection, which may be used from anywhere."""
    return within(namespace, lambda: socket.create_connection(target, patience, (source, 0)))
