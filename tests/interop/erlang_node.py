# SPDX-License-Identifier: Apache-2.0
"""Nodes of Erlang/OTP in one process, which runs a module of scenarios."""
import pathlib
import subprocess

from iwfd import Program

HERE = pathlib.Path(__file__).resolve().parent / "erlang"


def start_erlang(folder, scenarios, nodes, port):
    """The program, and the ports: iwfd's, which is to be on `port`, and those that iwfd is to dial."""
    subprocess.run(["escript", HERE / "build.escript", folder], check=True, timeout=60)
    erlang = Program(folder, "erlang", ["erl", "-noinput", "-pa", folder, "-s", "interop_main", "-extra", port,
                                        scenarios, *nodes])
    ports = {node: int(erlang.wait_for(f"listening {node}").split()[2]) for node in nodes if node != "scs"}
    return erlang, {"port": port, **ports}
