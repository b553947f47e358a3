#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Copies a library and changes the last octet of its build-id: change_build_id.py FROM TO."""
import sys

content = bytearray(open(sys.argv[1], "rb").read())
note = content.index(b"\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0")
content[note + 16 + 19] ^= 0xff
open(sys.argv[2], "wb").write(content)
