#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`iwfctl ipsec check`: each thing that would keep a link from coming up is named before it is tried.

usage: check_test.py <folder of the programs>
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
PATIENCE = 30.0  # s
DAEMON = {
    "identity": {"host": "iwf.example", "realm": "example"},
    "listen": [{"address": "10.200.0.1", "device": "ipsec0"}],
    "contracts": ["acme.yaml"],
    "hss": {"peers": [{"host": "hss.core.example", "address": "127.0.0.2", "protection": "none"}]},
    "sms_sc": {"peers": [{"host": "smsc.core.example", "address": "127.0.0.3", "protection": "none"}],
               "recall_replace": True},
    "ipsec": {
        "local": {"identity": "iwf.example", "certificate": "iwf.crt", "key": "iwf.key", "addresses": ["198.51.100.1"]},
        "authorities": [{"certificate": "ca.crt", "crls": ["ca.crl"]}]},
}
CONTRACT = {
    "name": "acme",
    "identity": {"host": "scs.acme.example", "realm": "acme.example", "scs_identity": ["4930123456"]},
    "protection": "ipsec",
    "ike": {"identity": "scs.acme.example", "certificate": "acme.crt", "remote_addresses": ["203.0.113.5"]},
    "addresses": ["10.200.1.1"],
    "devices": {"external_id_domains": ["iot.test"]},
    "actions": ["request"],
}


def run(*command):
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


class Authority:
    """A CA in a folder, and what it issues there."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.key(name)
        self.write(f"{name}.crt", run("pki", "--self", "--ca", "--in", self.path(f"{name}.key"), "--type", "priv",
                                      "--dn", f"CN={name}", "--digest", "sha384", "--outform", "pem"))

    def path(self, name):
        return str(self.folder / name)

    def write(self, name, content):
        (self.folder / name).write_bytes(content)
        os.chmod(self.folder / name, 0o600)

    def key(self, name, kind="ecdsa", size="256"):
        self.write(f"{name}.key", run("pki", "--gen", "--type", kind, "--size", size, "--outform", "pem"))

    def issue(self, name, *, key=None, digest="sha256", days=365, dates=(), names=(), more=()):
        key = key or name
        if not (self.folder / f"{key}.key").exists():
            self.key(key)
        options = [word for one in names for word in ("--san", one)]
        options += [*(dates or ("--lifetime", str(days))), *more]
        self.write(f"{name}.crt", run(
            "pki", "--issue", "--in", self.path(f"{key}.key"), "--type", "priv", "--cacert", self.path(f"{self.name}.crt"),
            "--cakey", self.path(f"{self.name}.key"), "--dn", f"CN={name}", "--digest", digest, "--outform", "pem", *options))

    def sign_list(self, name, *revoked, days=30, dates=()):
        options = [word for one in revoked for word in ("--cert", self.path(one))]
        options += dates or ("--lifetime", str(days))
        self.write(name, run("pki", "--signcrl", "--cacert", self.path(f"{self.name}.crt"), "--cakey",
                             self.path(f"{self.name}.key"), "--outform", "pem", *options))


    def intermediate(self, name, **how):
        """A CA that this one certified, with a CRL."""
        self.issue(name, more=("--ca",), **how)
        between = Authority.__new__(Authority)
        between.folder, between.name = self.folder, name
        between.sign_list(f"{name}.crl")
        return between


PAST = ("--this-update", "01.01.20 00:00:00", "--next-update", "02.01.20 00:00:00")
OVER = ("--not-before", "01.01.20 00:00:00", "--not-after", "02.01.20 00:00:00")
LATER = ("--not-before", "01.01.40 00:00:00", "--not-after", "02.01.40 00:00:00")


class CheckTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = pathlib.Path(tempfile.mkdtemp(prefix="iwf-check-"))
        cls.addClassCleanup(shutil.rmtree, cls.made)
        ca = Authority(cls.made, "ca")
        ca.issue("iwf", names=["iwf.example"])
        ca.issue("acme", names=["SCS.acme.example", "192.0.2.9"])
        ca.sign_list("ca.crl")

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="iwf-check-"))
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(self.made, self.folder, dirs_exist_ok=True)
        self.ca = Authority.__new__(Authority)
        self.ca.folder, self.ca.name = self.folder, "ca"
        self.daemon = json.loads(json.dumps(DAEMON))
        self.contract = json.loads(json.dumps(CONTRACT))

    def check(self, *options, server="acme"):
        for name, content in (("iwfd.yaml", self.daemon), ("acme.yaml", self.contract)):
            (self.folder / name).write_text(json.dumps(content))
        return subprocess.run([PROGRAMS / "iwfctl", "ipsec", "check", server, "--config", "iwfd.yaml", *options],
                              cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def assert_good(self, *options):
        done = self.check(*options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("WRONG", done.stdout)
        self.assertIn("acme: nothing found that cannot work\n", done.stdout)
        return done.stdout

    def assert_wrong(self, *patterns, options=()):
        """These faults, in this order, and no other."""
        done = self.check(*options)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        wrong = re.findall(r"^WRONG  (.*)$", done.stdout, re.M)
        self.assertEqual(len(wrong), len(patterns), done.stdout)
        for line, pattern in zip(wrong, patterns):
            self.assertRegex(line, pattern)
        self.assertIn(f"acme: {len(patterns)} found that cannot work\n", done.stdout)


class Good(CheckTest):
    def test_a_good_one_is_told_what_was_looked_at(self):
        said = self.assert_good()
        for text in ("addresses: nobody else", "proposals: each is", "ca.crl is valid until", "key of our certificate",
                     "has the name scs.acme.example and is valid until 20", "was issued by CN=ca"):
            self.assertIn(text, said)

    def test_der_is_read_too(self):
        for name in ("acme.crt", "ca.crl"):
            kind = "crl" if name.endswith("crl") else "x509"
            run("openssl", kind, "-in", str(self.folder / name), "-outform", "der", "-out", str(self.folder / "der"))
            os.replace(self.folder / "der", self.folder / name)
        self.assert_good()

    def test_a_certificate_that_was_sent_is_judged_without_the_contract_naming_it(self):
        del self.contract["ike"]["certificate"]
        said = self.assert_good()
        self.assertIn("note   the server's certificate is not here (--certificate FILE)", said)
        self.assertIn("the server's certificate (acme.crt) was issued by", self.assert_good("--certificate", "acme.crt"))

    def test_an_address_as_identity(self):
        self.contract["ike"]["identity"] = "192.0.2.9"
        self.assert_good()

    def test_with_a_psk_no_certificate_is_looked_for(self):
        self.ca.write("psk", b"x" * 32)
        self.contract["ike"] = {"identity": "scs.acme.example", "authentication": "psk", "psk_file": "psk"}
        self.contract["location"] = "inside"
        self.daemon["ipsec"]["floor"] = {"authentication": "psk"}
        self.assertIn("pre-shared key", self.assert_good())

    def test_an_external_connection_is_not_looked_at(self):
        self.contract["ike"] = {"identity": "scs.acme.example", "external": "theirs"}
        said = self.assert_good("--certificate", "acme.crt")
        self.assertIn('the connection "theirs" is loaded by scripts of your own', said)
        self.assert_wrong("has not the subjectAltName", options=("--certificate", "iwf.crt"))

    def test_a_server_that_is_assigned_its_address_is_told_how_to_ask(self):
        self.contract["ike"]["assign_address"] = True
        self.assertRegex(self.assert_good(), r"note   10\.200\.1\.1 is assigned to the server, .*vips = 0\.0\.0\.0, local_ts")
        self.contract["addresses"] = ["fd00::1"]
        self.daemon["listen"].append({"address": "fd00::100", "device": "ipsec0"})
        self.assertRegex(self.assert_good(), r"note   fd00::1 is assigned .*vips = ::,")

    def test_what_ends_soon_is_noted(self):
        self.ca.issue("acme", days=20, names=["scs.acme.example"])
        self.assertRegex(self.assert_good(), r"note   the server's certificate .* ends on ")


class Intermediate(CheckTest):
    """acme's certificate is of a CA that the root certified."""

    def setUp(self):
        super().setUp()
        self.sub = self.ca.intermediate("sub")
        self.sub.issue("acme", names=["scs.acme.example"])
        self.daemon["ipsec"]["authorities"].append({"certificate": "sub.crt", "crls": ["sub.crl"]})

    def test_the_chain_is_followed_to_the_root(self):
        chain = "was issued by CN=sub, that by CN=ca"
        self.assertIn(f"acme.crt) {chain}\n", self.assert_good())
        self.contract["ike"]["authorities"] = ["ca.crt"]  # the one between is another's, charon has it
        said = self.assert_good()
        self.assertIn(chain, said)
        self.assertRegex(said, "ok     authority CN=sub: CRL .*sub.crl is valid until")

    def test_the_one_between_may_be_sent_with_the_certificate(self):
        del self.contract["ike"]["certificate"]
        self.daemon["ipsec"]["authorities"] = [{"certificate": "ca.crt", "crls": ["ca.crl", "sub.crl"]}]
        self.assert_wrong("issued by CN=sub, which is none of the authorities", options=("--certificate", "acme.crt"))
        self.ca.write("bundle.crt", b"".join((self.folder / f"{one}.crt").read_bytes() for one in ("acme", "sub")))
        self.assertIn("issued by CN=sub, that by CN=ca", self.assert_good("--certificate", "bundle.crt"))
        self.daemon["ipsec"]["authorities"][0]["crls"].pop()
        self.assert_wrong("authority CN=sub has no CRL that it signed", options=("--certificate", "bundle.crt"))

    def test_a_root_that_is_missing_or_only_sent_along_is_none(self):
        self.daemon["ipsec"]["authorities"].pop(0)
        self.ca.write("bundle.crt", b"".join((self.folder / f"{one}.crt").read_bytes() for one in ("acme", "sub", "ca")))
        del self.contract["ike"]["certificate"]
        for shown in ("acme.crt", "bundle.crt"):
            self.assert_wrong(r"was issued by CN=sub, that by CN=ca, which is none of the authorities .*: CN=sub",
                              options=("--certificate", shown))

    def test_a_chain_without_an_authority_of_the_contract(self):
        other = Authority(self.folder, "other")
        other.sign_list("other.crl")
        self.daemon["ipsec"]["authorities"][0]["crls"].append("other.crl")
        self.contract["ike"]["authorities"] = ["other.crt"]
        self.assert_wrong("issued by CN=sub, that by CN=ca: none of these is one of CN=other")

    def test_one_between_that_was_revoked_or_is_weak_or_over(self):
        self.ca.sign_list("ca.crl", "sub.crt")
        self.assert_wrong(r"authority CN=sub \(.*sub.crt\) was revoked: .*ca.crl lists it")
        self.ca.sign_list("ca.crl")
        self.daemon["ipsec"]["floor"] = {"certificate": {"hash_bits": 384}}
        self.sub.issue("acme", digest="sha384", names=["scs.acme.example"])
        self.ca.issue("iwf", digest="sha384", names=["iwf.example"])
        self.assert_wrong(r"authority CN=sub \(.*sub.crt\) is signed with SHA256; expected SHA-2 of 384 bits or more")
        self.daemon["ipsec"]["floor"] = {}
        self.ca.issue("sub", more=("--ca",), dates=OVER)
        self.assert_wrong("authority CN=sub ended on 2020")


class Wrong(CheckTest):
    def test_a_name_that_the_certificate_lacks(self):
        self.contract["ike"]["identity"] = "scs2.acme.example"
        self.assert_wrong(r"acme.crt\) has not the subjectAltName scs2.acme.example; it has SCS.acme.example, 192.0.2.9")

    def test_our_own_name(self):
        self.daemon["ipsec"]["local"]["identity"] = "other.example"
        self.assert_wrong(r"our certificate \(.*iwf.crt\) has not the subjectAltName other.example; it has iwf.example")

    def test_no_name_at_all(self):
        self.ca.issue("acme")
        self.assert_wrong("it has none")

    def test_dates(self):
        self.ca.issue("acme", dates=OVER, names=["scs.acme.example"])
        self.assert_wrong("ended on 2020-01-02 00:00:00 UTC")
        self.ca.issue("acme", dates=LATER, names=["scs.acme.example"])
        self.assert_wrong("is not valid before 2040-01-01 00:00:00 UTC")

    def test_another_authority_even_of_the_same_name(self):
        other = Authority(self.folder, "other")
        other.issue("acme", names=["scs.acme.example"])
        self.assert_wrong(r"issued by CN=other, which is none of the authorities \(by name and key\): CN=ca")
        twin = self.folder / "twin"
        twin.mkdir()
        same = Authority(twin, "ca")
        same.issue("acme", names=["scs.acme.example"])
        del self.contract["ike"]["certificate"]
        self.assert_wrong("issued by CN=ca, which is none", options=("--certificate", "twin/acme.crt"))

    def test_revoked(self):
        self.ca.sign_list("ca.crl", "acme.crt")
        self.assert_wrong(r"acme.crt\) was revoked: .*ca.crl lists it")
        self.ca.sign_list("ca.crl", "iwf.crt")
        self.assert_wrong(r"our certificate .* was revoked")

    def test_a_crl_that_is_stale_or_of_somebody_else(self):
        self.ca.sign_list("ca.crl", dates=PAST)
        self.assert_wrong("authority CN=ca has a CRL that ended on 2020-01-02 .*lets in nobody")
        Authority(self.folder, "other").sign_list("ca.crl")
        self.assert_wrong("authority CN=ca has no CRL that it signed")
        twin = self.folder / "twin"
        twin.mkdir()
        Authority(twin, "ca").sign_list("ca.crl")
        os.replace(twin / "ca.crl", self.folder / "ca.crl")
        self.assert_wrong("authority CN=ca has no CRL that it signed")

    def test_an_authority_of_the_contract_without_a_crl(self):
        other = Authority(self.folder, "other")
        other.issue("acme", names=["scs.acme.example"])
        self.contract["ike"]["authorities"] = ["other.crt"]
        self.assert_wrong("authority CN=other has no CRL")

    def test_an_authority_that_is_none(self):
        self.daemon["ipsec"]["authorities"].append({"certificate": "iwf.crt", "crls": ["ca.crl"]})
        self.assert_wrong("authority CN=iwf .* is not a CA", "authority CN=iwf has no CRL")

    def test_a_key_of_something_else(self):
        self.ca.key("iwf")
        self.assert_wrong(r"ipsec.local.key .*iwf.key is not the key of our certificate")

    def test_weak_ones(self):
        self.ca.key("weak", "rsa", "1024")
        self.ca.issue("acme", key="weak", names=["scs.acme.example"])
        self.assert_wrong("has a key of 1024 bits")
        self.ca.issue("acme", digest="sha1", names=["scs.acme.example"])
        self.assert_wrong("is signed with SHA1; expected SHA-2 of 256 bits or more")

    def test_below_the_configured_strength(self):
        self.daemon["ipsec"]["floor"] = {"certificate": {"ecdsa_bits": 384}}
        faults = r"has a key of 256 bits \(id-ecPublicKey\); expected RSA of 2048 or more, or ECDSA of 384 or more"
        self.assert_wrong("our certificate .*" + faults, "the server's certificate .*" + faults)

    def test_another_than_the_pinned_one(self):
        self.ca.issue("new", names=["scs.acme.example"])
        self.assert_wrong(r"new.crt\) is not ike.certificate", options=("--certificate", "new.crt"))

    def test_a_certificate_that_is_broken(self):
        self.ca.write("broken.crt", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        self.assert_wrong("^broken.crt: ", options=("--certificate", "broken.crt"))
        self.assert_wrong("^missing.crt ", options=("--certificate", "missing.crt"))

    def test_addresses(self):
        self.contract["ike"]["remote_addresses"] = ["10.200.1.1"]
        self.assert_wrong(r"ike.remote_addresses 10.200.1.1 lies in addresses 10.200.1.1: IKE would go")
        self.contract["ike"]["remote_addresses"] = ["203.0.113.5"]
        self.contract["addresses"] = ["fd00::1"]
        self.assert_wrong("addresses fd00::1: iwfd listens on no protected address of this family")

    def test_a_proposal_below_the_floor(self):
        self.daemon["ipsec"]["floor"] = {"group_bits": 128}
        self.assert_wrong(r'ike_proposals aes128-sha256-ecp256-modp2048: "modp2048" has 112, ipsec.floor.group_bits is 128')

    def test_a_configuration_that_does_not_load(self):
        self.contract["ike"]["identiti"] = "x"
        done = self.check()
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"acme.yaml:1:\d+: ike.identiti: ")

    def test_a_server_that_is_not_there(self):
        done = self.check(server="acne")
        self.assertEqual(done.returncode, 1)
        self.assertIn('iwfd.yaml has no contract, and no peer with IPsec, "acne"; it has acme; did you mean "acme"?', done.stderr)


del CheckTest  # what is shared is no test
if __name__ == "__main__":
    unittest.main(verbosity=2)
