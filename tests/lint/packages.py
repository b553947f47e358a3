# SPDX-License-Identifier: Apache-2.0
"""What CMake looks for, sources include and scripts call is in a package named in deploy/packages."""
import re

from lint import CPP, matches

LIST = "deploy/packages"
# find_package(), pkg_check_modules(), find_program(), find_path() by their argument.
CMAKE = {
    "GTest": "libgtest-dev", "benchmark": "libbenchmark-dev", "rapidcheck": "librapidcheck-dev",
    "RocksDB": "librocksdb-dev", "yaml-cpp": "libyaml-cpp-dev", "Protobuf": "libprotobuf-dev",
    "CLI11": "libcli11-dev", "spdlog": "libspdlog-dev", "fmt": "libfmt-dev", "Boost": "libboost-dev", "OpenSSL": "libssl-dev",
    "date": "libhowardhinnant-date-dev", "libsystemd": "libsystemd-dev", "re2": "libre2-dev", "tl/expected.hpp": "libexpected-dev",
    "freeDiameter/freeDiameter-host.h": "libfreediameter-dev",
    "freeDiameter/libfdcore.h": "libfreediameter-dev", "freeDiameter": "libfreediameter-dev",
    "jemalloc": "libjemalloc-dev", "fdcore": "libfreediameter-dev", "fdproto": "libfreediameter-dev",
    "PkgConfig": "pkg-config", "ccache": "ccache", "clang-tidy": "clang-tidy", "Python3": "python3",
    "protoc": "protobuf-compiler", "tshark": "tshark", "erlc": "erlang-base",
    "freeDiameterd": "freediameterd", "rocksdb": "librocksdb-dev",
    "rocksdb/db.h": "librocksdb-dev",
    "gnutls": "libfreediameter-dev", "GnuTLS": "libfreediameter-dev",  # a dependency of it
    "Threads": None,
}
HEADERS = {
    "freeDiameter/": "libfreediameter-dev", "rocksdb/": "librocksdb-dev", "gtest/": "libgtest-dev",
    "yaml-cpp/": "libyaml-cpp-dev", "google/protobuf/": "libprotobuf-dev", "CLI/": "libcli11-dev",
    "spdlog/": "libspdlog-dev", "fmt/": "libfmt-dev", "systemd/": "libsystemd-dev",
    "tl/expected": "libexpected-dev", "re2/": "libre2-dev", "rapidcheck": "librapidcheck-dev",
    "date/": "libhowardhinnant-date-dev", "gmock/": "libgmock-dev", "benchmark/": "libbenchmark-dev", "boost/": "libboost-dev", "openssl/": "libssl-dev",
    "gnutls/": "libfreediameter-dev", "gcrypt": "libfreediameter-dev",
    "sys/": None, "net/": None, "netinet/": None, "arpa/": None, "linux/": None, "sanitizer/": None,
}
PROGRAMS = {
    "tshark": "tshark", "dumpcap": "tshark", "editcap": "tshark", "tcpdump": "tcpdump",
    "erl": "erlang-base", "erlc": "erlang-base", "escript": "erlang-base",
    "freeDiameterd": "freediameterd", "jq": "jq", "curl": "curl", "openssl": "openssl",
    "ip": "iproute2", "ss": "iproute2", "ps": "procps", "pgrep": "procps", "python3": "python3",
    "clang-format": "clang-format", "clang-tidy": "clang-tidy", "shellcheck": "shellcheck",
    "cmake": "cmake", "ctest": "cmake", "ninja": "ninja-build", "git": "git", "gdb": "gdb",
    "strace": "strace", "xxd": "xxd", "nc": "netcat-openbsd", "socat": "socat", "sudo": "sudo",
    "rsync": "rsync", "wget": "wget", "perl": "perl", "gcc": "g++", "clang++": "clang",
    "lsof": "lsof", "bc": "bc", "dot": "graphviz", "certtool": "gnutls-bin", "protoc": "protobuf-compiler",
    "nft": "nftables", "pki": "strongswan-pki", "swanctl": "strongswan-swanctl", "linux.uml": "user-mode-linux",
    "stdbuf": None, "setsid": None, "flock": None, "timeout": None,
}
CMAKE_CALL = re.compile(
    r"\b(?:find_package|find_path|find_program|find_library|pkg_check_modules)\s*\(\s*([^)]*)\)")
# A word where a command can stand: at the start, after a pipe, a semicolon, `exec`, `$(` and so on.
SHELL_COMMAND = re.compile(r"(?:^|[|;&({`]|\b(?:exec|then|do|else|if|while|!|sudo|env)\s)\s*([a-zA-Z][\w+-]*)(?=\s|$)")
PYTHON_COMMAND = re.compile(r"""\[\s*["']([\w+-]+)["']""")


def needs(tree):
    """(path, line, what, package) of each need; package "" when nobody said which it is."""
    for path in tree.files("CMakeLists.txt", ".cmake"):
        text = re.sub(r"#.*", "", tree.text(path))
        for line, call in matches(text, CMAKE_CALL.pattern):
            words = call[1].split()
            # pkg_check_modules(PREFIX REQUIRED IMPORTED_TARGET module), find_path(VARIABLE name)
            names = [word for word in words if word in CMAKE] or words[:1]
            yield path, line, names[0] if names else "?", CMAKE.get(names[0] if names else "?", "")
    for path in tree.files(*CPP):
        for line, include in matches(tree.code(path), r"^\s*#\s*include\s*<(\w[^>]*[/.][^>]*)>"):
            package = [HEADERS[start] for start in HEADERS if include[1].startswith(start)]
            if package or "/" in include[1]:
                yield path, line, f"<{include[1]}>", (package or [""])[0]
    for path in tree.scripts():
        text = tree.text(path)
        command = PYTHON_COMMAND if "python" in text.split("\n", 1)[0] else SHELL_COMMAND
        for line, found in matches(re.sub(r"(?m)(^|\s)#.*", "", text), command.pattern):
            if found[1] in PROGRAMS:
                yield path, line, found[1], PROGRAMS[found[1]]


def check(tree, _build):
    lines = tree.text(LIST).splitlines() if (tree.root / LIST).is_file() else []
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    faults = []
    for path, line, what, package in needs(tree):
        if package == "":
            faults.append(f"{path}:{line}: {what}: say in tests/lint/packages.py which package has it")
        elif package is not None and package not in names:
            faults.append(f"{path}:{line}: {what} needs {package}, which {LIST} lacks")
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.append(f"{LIST}:1: {name} stands there twice")
    for number, line in enumerate(lines, 1):
        if line.strip() and not re.fullmatch(r"#.*|[a-z0-9][a-z0-9.+-]+", line):
            faults.append(f"{LIST}:{number}: '{line}': one package a line, comments on lines of their own")
    return faults


FAULTS = [
    ({"CMakeLists.txt": "find_package(GTest REQUIRED)\n", LIST: "g++\n"}, "GTest needs libgtest-dev"),
    ({"CMakeLists.txt": "find_package(Unheard)\n", LIST: ""}, "Unheard: say in"),
    ({"iwf/a.cpp": "#include <spdlog/spdlog.h>\n", LIST: ""}, "a.cpp:1: <spdlog/spdlog.h> needs libspdlog-dev"),
    ({"iwf/a.cpp": "#include <unheard/of.h>\n", LIST: ""}, "<unheard/of.h>: say in"),
    ({"deploy/x": "#!/bin/bash\nls | jq .\n", LIST: ""}, "deploy/x:2: jq needs jq"),
    ({"tests/x": "#!/usr/bin/env python3\nrun(['tshark', '-v'])\n", LIST: ""}, "tshark needs tshark"),
    ({LIST: "jq\njq\n"}, "jq stands there twice"),
    ({LIST: "jq curl\n"}, "one package a line"),
]
GOOD = {
    "CMakeLists.txt": "find_package(GTest) # find_package(Unheard)\nfind_package(Threads)\n",
    "iwf/a.cpp": "#include <vector>\n#include <sys/socket.h>\n",
    "deploy/x": "#!/bin/bash\n# jq\nfind . | sort\n",
    LIST: "# testing\nlibgtest-dev\n",
}
