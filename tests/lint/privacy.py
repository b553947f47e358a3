# SPDX-License-Identifier: Apache-2.0
"""Northbound code does not know what must stay inside (S7): the types, by any of their names."""
from lint import CPP, matches

NORTH = ("iwf/diameter/tsp", "iwf/diameter/s6t_north", "iwf/gateways/tsp")
INSIDE = r"\b(\w*[Ii]msi\w*|southbound|Southbound|Internal(Host|Side)|internal_host\w*)\b"


def check(tree, _build):
    return [
        f"{path}:{line}: northbound code may not name {m[0]}"
        for path in tree.files(*CPP, under=("iwf/",))
        if path.startswith(NORTH) or "north" in path
        for line, m in matches(tree.code(path), INSIDE)
    ]


FAULTS = [
    ({"iwf/diameter/tsp.cpp": "domain::Imsi imsi;\n"}, "tsp.cpp:1: northbound code may not name Imsi"),
    ({"iwf/gateways/tsp_gateway.hpp": "\nx.digits(southbound);\n"}, "tsp_gateway.hpp:2"),
    ({"iwf/app/north_encoder.cpp": "InternalHost host;\n"}, "InternalHost"),
    ({"iwf/diameter/tsp_encode.cpp": "auto imsi_digits = 1;\n"}, "imsi_digits"),
]
GOOD = {
    "iwf/diameter/tsp.hpp": "/// Never an Imsi.\nint a;\n",
    "iwf/diameter/s6m.hpp": "domain::Imsi imsi;\n",
}
