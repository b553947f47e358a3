# SPDX-License-Identifier: Apache-2.0
"""Certificates of the IPsec lab, made by strongSwan's pki: a P-384 root, P-256 end entities, a CRL.

Beside those of the nodes there are the troubles of out1's certificate, each under its name, and
mallory: valid, but of somebody else."""
import concurrent.futures
import pathlib
import subprocess

from network import CHARONS
from places import ROOT, Problem, environment

DOMAIN = "lab.example"
LIFE = ["--lifetime", "365"]


def between(start, end):
    return ["--dateform", "%d.%m.%y", "--not-before", start, "--not-after", end]


# name: (issuer, identity, validity)
TROUBLES = {
    "wrong-ca": ("other-ca", "out1", LIFE),
    "expired": ("ca", "out1", between("01.01.20", "01.02.20")),
    "not-yet-valid": ("ca", "out1", between("01.01.36", "01.02.37")),
    "revoked": ("ca", "out1", LIFE),
    "mallory": ("ca", "mallory", LIFE),
}
ENTITIES = {**{node: ("ca", node, LIFE) for node in (*CHARONS, "core")}, **TROUBLES}


def tool_environment():
    """For pki and swanctl: a short list of plugins instead of Debian's, some of which complain."""
    return {**environment(), "STRONGSWAN_CONF": str(ROOT / "deploy/lab/tools.conf")}


def identity(node):
    return f"{node}.{DOMAIN}"


class Pki:
    """A folder with NAME.key and NAME.crt of the authorities and entities, and ca.crl."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def make(self):
        self.folder.mkdir(mode=0o700)
        self.authority("ca", "C=XX, O=Lab Operator, CN=Lab SEG Root CA")
        self.authority("other-ca", "C=XX, O=Other, CN=Other Root CA")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            # list(): the first that failed raises here.
            list(pool.map(self.entity, ENTITIES, range(0x0a01, 0x0a01 + len(ENTITIES))))
        self.revoke("revoked")

    def authority(self, name, subject):
        self.key(name, 384)
        self.pki(f"{name}.crt", "--self", "--ca", "--in", f"{name}.key", "--type", "ecdsa", "--digest", "sha384",
                 "--dn", subject, "--lifetime", "3650", "--outform", "pem")

    def entity(self, name, serial):
        issuer, node, validity = ENTITIES[name]
        self.key(name, 256)
        self.pki(f"{name}.pub", "--pub", "--in", f"{name}.key", "--type", "ecdsa")
        self.pki(f"{name}.crt", "--issue", "--in", f"{name}.pub", "--cacert", f"{issuer}.crt",
                 "--cakey", f"{issuer}.key", "--digest", "sha384", "--dn", f"C=XX, O=Lab, CN={identity(node)}",
                 "--san", identity(node), "--serial", f"{serial:04x}", "--flag", "ikeIntermediate",
                 *validity, "--outform", "pem")

    def revoke(self, name, before=()):
        """Writes ca.crl with the certificate in it; `before`: the list it continues."""
        self.pki("ca.crl", "--signcrl", "--cacert", "ca.crt", "--cakey", "ca.key", "--digest", "sha384",
                 "--lifetime", "30", *before, "--reason", "key-compromise", "--cert", f"{name}.crt")

    def key(self, name, bits):
        self.pki(f"{name}.key", "--gen", "--type", "ecdsa", "--size", str(bits), "--outform", "pem")

    def pki(self, output, *arguments):
        done = subprocess.run(["pki", *arguments], stdin=subprocess.DEVNULL, capture_output=True, cwd=self.folder,
                              env=tool_environment(), timeout=30, check=False)
        if done.returncode:
            raise Problem(f"pki {arguments[0]} ({output}): {done.stderr.decode(errors='replace').strip()}")
        path = self.folder / output
        path.touch(mode=0o600 if path.suffix == ".key" else 0o644)
        path.write_bytes(done.stdout)
