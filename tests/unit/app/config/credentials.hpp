// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "tests/unit/app/config/config_files.hpp"

namespace iwf::config {

/// Nobody's: its key was thrown away.
inline const std::string ca_certificate = R"(-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUA6P9hU0Z54v02e1weTP9O0N6IoEwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjUxNDAwNDdaGA8yMTI2MTEwMTE0
MDA0N1owEjEQMA4GA1UEAwwHVGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABD36rZa9LDQBosBOBFlPx3MncieN00gteYr+B8a4KThRKS8qgPEl6aMwU/0k
3oa/hwdeCYCWbJoB4XVvADrY+7yjUzBRMB0GA1UdDgQWBBQpip6o7tHSMEl3PxgU
DG9hEHVtIzAfBgNVHSMEGDAWgBQpip6o7tHSMEl3PxgUDG9hEHVtIzAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCNrxLMEpWw6oFDmoPL59bUyAHy
VtkGBAxOdmbOWAjfwgIgUNHD/rKK2t69o16TQKBUfN4p6/SNU2dpsftPdNMhSZU=
-----END CERTIFICATE-----
)";

inline const std::string ca_crl = R"(-----BEGIN X509 CRL-----
MIGqMFMCAQEwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHVGVzdCBDQRcNMjYxMTI1
MTQwMDQ3WhgPMjEyNjExMDExNDAwNDdaoA4wDDAKBgNVHRQEAwIBATAKBggqhkjO
PQQDAgNHADBEAiAYn2yXWQVlH/a2q3SRWSPIPUxU/ZaatHUxtT2A39lWBAIgWuF5
LdJIOeTPmtbspI+jCw2Lzs1Vk6Gzpb2wx3xcXwo=
-----END X509 CRL-----
)";

/// The outermost of a key in DER, and nothing in it.
inline const std::string key_stub{"\x30\x03\x02\x01\x01", 5};

inline std::string
write_secret(const TemporaryFolder& folder, const std::string& name, const std::string& content)
{
    const std::string file = folder.write(name, content);
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    return file;
}

/// All the files that daemon_with_ipsec names.
inline void write_credentials(const TemporaryFolder& folder)
{
    (void)folder.write("pki/ca.crt", ca_certificate);
    (void)folder.write("pki/ca.crl", ca_crl);
    (void)folder.write("pki/iwf.crt", ca_certificate);
    (void)write_secret(folder, "pki/iwf.key", key_stub);
}

/// With a plain server's listener, and one inside the tunnels.
inline const std::string daemon_with_ipsec = [] {
    std::string text = smallest_daemon;
    const std::string loopback = "  - address: 127.0.0.1\n";
    text.insert(
        text.find(loopback) + loopback.size(), "  - {address: 10.200.0.1, device: ipsec0}\n"
    );
    return text + R"(ipsec:
  local:
    identity: iwf.example.net
    certificate: pki/iwf.crt
    key: pki/iwf.key
    addresses: [198.51.100.1]
  authorities:
    - certificate: pki/ca.crt
      crls: [pki/ca.crl]
)";
}();

/// contract_number() behind IPsec, at 10.200.NUMBER.1; `ike`: more of its section, each ", key: x".
inline std::string protected_contract(int number, const std::string& ike = "")
{
    std::string text = contract_number(number);
    const std::string plain = "protection: none\n";
    const std::string name = "scs" + std::to_string(number) + ".example.com";
    text.replace(
        text.find(plain),
        plain.size(),
        "protection: ipsec\naddresses: [10.200." + std::to_string(number) +
            ".1]\nike: {identity: " + name + ike + "}\n"
    );
    return text;
}

} // namespace iwf::config
