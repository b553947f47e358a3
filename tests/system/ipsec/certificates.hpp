// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <stdlib.h>

#include "support/child_process.hpp"

#include <gtest/gtest.h>

namespace iwf::ipsec {

constexpr std::chrono::seconds patience{60}; ///< on a busy machine

/// A line of shell that must succeed.
inline void run(const std::string& command)
{
    test::ChildProcess process{{"/bin/sh", "-c", command}};
    ASSERT_EQ(process.await_end(patience), "exit 0") << command << "\n" << process.log();
}

/// A CA, its CRL, and certificates, by strongSwan's pki.
class Certificates
{
public:
    Certificates()
    {
        folder_ = ::testing::TempDir() + "pki.XXXXXX";
        EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
        pki("ca.key", "--gen --type ecdsa --size 384");
        pki("ca.crt", "--self --ca --in ca.key --type ecdsa --digest sha384 --dn CN=CA");
        for (const std::string name : {"iwf", "a", "b", "c"}) {
            issue(name, name + ".example", "ecdsa --size 256");
        }
        revoke("");
    }
    Certificates(const Certificates&) = delete;
    Certificates& operator=(const Certificates&) = delete;
    ~Certificates() { std::filesystem::remove_all(folder_); }

    /// Writes a newer ca.crl.
    void revoke(const std::string& name) const
    {
        const bool is_first = !std::filesystem::exists(folder_ + "/ca.crl");
        std::string arguments = "--signcrl --cacert ca.crt --cakey ca.key --digest sha384";
        if (!is_first) {
            std::filesystem::rename(folder_ + "/ca.crl", folder_ + "/last.crl");
            arguments += " --lastcrl last.crl";
        }
        pki("ca.crl", arguments + (name.empty() ? "" : " --cert " + name + ".crt"));
    }

    [[nodiscard]] std::string content(const std::string& name) const
    {
        std::stringstream out;
        out << std::ifstream{folder_ + "/" + name}.rdbuf();
        EXPECT_FALSE(out.str().empty()) << name;
        return out.str();
    }

    /// Another certificate for the server `identity`, as NAME.crt and NAME.key; `key`: type and
    /// size of its key as pki has them.
    void issue(const std::string& name, const std::string& identity, const std::string& key) const
    {
        const std::string type = key.substr(0, key.find(' '));
        pki(name + ".key", "--gen --type " + key);
        pki(name + ".pub", "--pub --in " + name + ".key --type " + type);
        pki(name + ".crt",
            "--issue --in " + name +
                ".pub --cacert ca.crt --cakey ca.key --digest sha384 --dn CN=" + identity +
                " --san " + identity);
    }

private:
    void pki(const std::string& output, const std::string& arguments) const
    {
        const bool is_der = output.ends_with(".crl") || output.ends_with(".pub");
        run("cd " + folder_ + " && STRONGSWAN_CONF=" IWF_SOURCE_DIR "/deploy/lab/tools.conf pki " +
            arguments + (is_der ? "" : " --outform pem") + " >" + output);
    }

    std::string folder_;
};

} // namespace iwf::ipsec
