# SPDX-License-Identifier: Apache-2.0
"""The protected lab where iwfd drives charon: all contracts are its own to load, nothing is the operator's."""
import json
import pathlib

from iwfd_lab import ask_daemon
from lab import await_true
from protected_lab import ProtectedLab
from charon import Problem
from network import OUTER
from pki import identity


class OwnLab(ProtectedLab):
    """`plane`: kernel or libipsec; `pki`: a folder with the certificates of another lab."""

    def __init__(self, bin_dir, plane="libipsec", pki=None, **how):
        self.in_kernel = plane == "kernel"
        super().__init__(bin_dir, tunnels=(), careful=not self.in_kernel, guard=not self.in_kernel,
                         own_guard=not self.in_kernel, data_plane=plane, swanctl=False, pki=pki, **how)
        self.certificates = pki
        self.socket = str(self.folder / "control.sock")
        for one in self.contracts:
            server = one["name"]
            one["ike"] = {"identity": identity(server), "remote_addresses": [OUTER[server]]}

    def iwf_config(self):
        config = super().iwf_config()
        pki = pathlib.Path(self.certificates or self.lab.folder / "pki")
        config["ipsec"].update({
            "local": {"identity": identity("iwf"), "certificate": str(pki / "iwf.crt"), "key": str(pki / "iwf.key"),
                      "addresses": ["198.51.100.1", "192.0.2.1"]},
            "authorities": [{"certificate": str(pki / "ca.crt"), "crls": [str(pki / "ca.crl")]}],
        })
        if self.in_kernel:
            config["ipsec"]["device"] = config["listen"][0]["device"] = "none"
        return {**config, "control": {"socket": self.socket}}

    def start_iwf(self):
        super().start_iwf()
        self.iwf.await_text("ipsec.applied")

    def call(self, server, patience=20.0):
        """The server's tunnel up; a server that was refused before does not call again by itself."""
        def is_up():
            try:
                self.charon(server).call()
            except Problem:  # refused as long as iwfd has not loaded its connection
                return None
            return self.logged("ipsec.up", scs=server)
        await_true(f"the tunnel of {server}", is_up, patience)

    def ask(self, method, path):
        """Over the control socket, as iwfctl does, without its start; the body, of JSON."""
        return ask_daemon(self.socket, method, path)

    def reload(self):
        """The contracts as they are now; what the daemon says to that."""
        self.write("iwfd.yaml", json.dumps(self.iwf_config()))
        return self.ask("POST", "/v1/reload")

    def associations(self, server):
        """Ids of the IKE_SAs that the daemon lists for it."""
        links = self.ask("GET", "/v1/ipsec")["links"]
        return [one["ike_sa"] for link in links if link["contract"] == server for one in link["associations"]]
