# SPDX-License-Identifier: Apache-2.0
"""The audit log takes events out of the log by their names: each must be one that some part logs (F11)."""
from lint import CPP, matches

TABLE = "iwf/app/iwfd/audited_log.cpp"
NAMED = r'Audited\{"([a-z0-9_.]+)"'


def check(tree, _build):
    sources = [path for path in tree.files(*CPP, under=("iwf/", "ipsec/")) if path != TABLE]
    if TABLE not in tree.files(*CPP):
        return []
    logged = {m[1] for path in sources for _, m in matches(tree.text(path), r'"([a-z0-9_]+\.[a-z0-9_.]+)"')}
    return [f"{TABLE}:{line}: nobody logs an event {m[1]}"
            for line, m in matches(tree.text(TABLE), NAMED) if m[1] not in logged]


FAULTS = [
    ({TABLE: 'Audited{"peer.gone", 1},\n', "iwf/core/a.cpp": 'log.event("peer.cut");\n'}, "audited_log.cpp:1: nobody"),
]
GOOD = {TABLE: 'Audited{"peer.cut", 1},\n', "iwf/core/a.cpp": 'log.event(\n    "peer.cut"\n);\n'}
