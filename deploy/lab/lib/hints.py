# SPDX-License-Identifier: Apache-2.0
"""What demo --keep says in the end: commands to try, each of which a test runs as printed."""


def what_next(places, scs, how, more):
    """`scs`: iwf-scs as a server of acme; `how`: from where and as whom; `more`: commands of this way."""
    smsc = f"{places.program('iwf-sim')} ctl {places.file('smsc1.sock')}"
    return [
        "",
        f"All is left running. To try, {how}in the root of the tree:",
        f"  {scs} trigger meter1@meters.acme.example --wait-report 10s",
        f"  {scs} trigger meter2@meters.acme.example --payload hello --ref 70",
        f"  {scs} recall meter2@meters.acme.example --ref 70",
        f"  {smsc} set '{{first: 1, outcome: absent}}'",
        f"  {scs} trigger meter1@meters.acme.example --wait-report 10s",
        f"  {smsc} counters",
        f"  {places.program('iwfd')} --dump-journal {places.file('journal')}",
        *(f"  {command}" for command in more),
        f"  {places.program('iwfctl')} audit verify --key {places.file('audit.key')} {places.file('audit.log')}",
        "To stop it:",
        f"  deploy/lab/demo --stop{again(places)}",
    ]


def again(places):
    """The option that names the folder, when it is not the usual one."""
    return "" if places.file("") == "build/lab" else f" --into {places.file('')}"
