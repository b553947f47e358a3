# SPDX-License-Identifier: Apache-2.0
"""Includes point down, never in a circle; pure folders are pure."""
from lint import CPP, matches

# A folder, and the folders it may include. What is not listed here is not a layer.
LAYERS = {
    "iwf/base": (),
    "iwf/domain": ("iwf/base",),
    "iwf/core": ("iwf/base", "iwf/domain"),
    "iwf/diameter": ("iwf/base", "iwf/domain"),
    "iwf/gateways": ("iwf/base", "iwf/domain", "iwf/core", "iwf/diameter"),
    "iwf/freediameter": ("iwf/base", "iwf/domain", "iwf/diameter"),
    "iwf/audit": ("iwf/base",),
    "iwf/store": ("iwf/base", "iwf/domain", "iwf/core", "iwf/audit", "proto"),
    "ipsec/vici": ("iwf/base",),
    "ipsec": ("iwf/base", "iwf/domain", "iwf/core", "ipsec/vici"),
    "iwf/app": ("iwf", "ipsec", "proto"),
}
PURE = ("iwf/base", "iwf/domain", "iwf/core", "iwf/diameter", "iwf/gateways", "iwf/audit",
        "ipsec/vici")
# inet_pton(); hashes and ciphers
PURE_THIRD_PARTY = ("tl/expected.hpp", "re2/re2.h", "boost/container/static_vector.hpp",
                    "arpa/inet.h", "openssl/crypto.h", "openssl/evp.h", "openssl/hmac.h")
IMPURE_STANDARD = set(
    "fstream filesystem iostream cstdio csignal ctime clocale thread mutex shared_mutex "
    "condition_variable future semaphore barrier latch stop_token atomic".split())
IMPURE_CALLS = r"_clock::now\b|\bgetenv\b|\bgettimeofday\b|\bclock_gettime\b|\brandom_device\b"
# What only some folders may include.
RESERVED = (
    ("freeDiameter/", ("iwf/freediameter",)),
    ("boost/asio", ("ipsec", "iwf/app")),
    ("boost/beast", ("iwf/app",)),
    ("openssl/", ("iwf/app", "iwf/audit")),
    (".pb.h", ("iwf/store", "iwf/app")),
)
INCLUDE = r'^\s*#\s*include\s*([<"])([^>"]+)[>"]'


def layer_of(path):
    found = [layer for layer in LAYERS if path.startswith(layer + "/")]
    return max(found, key=len, default=None)


def check(tree, _build):
    faults = []
    graph = {}
    for path in tree.files(*CPP, under=("iwf/", "ipsec/", "tests/", "diameter-dicts/", "proto/")):
        code = tree.code(path)
        includes = [(line, m[1], m[2]) for line, m in matches(code, INCLUDE)]
        graph[path] = [name for _, quote, name in includes if quote == '"']
        for line, _, name in includes:
            if name == "boost/asio.hpp":
                faults.append(f"{path}:{line}: include the parts of Asio, not all of it")
        if path.endswith(".hpp") and "#pragma once" not in code:
            faults.append(f"{path}:1: a header needs #pragma once")
        if path.startswith(("iwf/", "ipsec/")):
            for line, quote, name in includes:
                if what := wrong_include(path, quote, name):
                    faults.append(f"{path}:{line}: {what}")
            faults += impure_calls(path, code)
    return faults + circles(graph)


def wrong_include(path, quote, name):
    layer = layer_of(path)
    if layer is None:
        return "this folder is no layer; see LAYERS in tests/lint/layers.py"
    for part, homes in RESERVED:
        if part in name and layer not in homes:
            return f"<{name}> may be included only in {', '.join(homes)}"
    pure = layer in PURE
    if quote == '"' and name.startswith(("iwf/", "ipsec/", "proto/")):
        target = layer_of(name) or name.split("/")[0]
        allowed = LAYERS[layer]
        inside = any(target == other or layer == "iwf/app" and target.startswith(other)
                     for other in (*allowed, layer))
        return None if inside else f"{layer} may not include {target}"
    if quote == '"':
        return f'"{name}": write the path from the root of the tree'
    if pure and "/" in name and name not in PURE_THIRD_PARTY:
        return f"{layer} is pure and may not include <{name}>"
    if pure and "/" not in name and (name in IMPURE_STANDARD or name.endswith(".h")):
        return f"{layer} is pure and may not include <{name}>"
    return None


def impure_calls(path, code):
    if layer_of(path) not in PURE:
        return []
    return [f"{path}:{line}: pure code may not call {m[0]}; take it as an argument or a port"
            for line, m in matches(code, IMPURE_CALLS)]


def circles(graph):
    faults, done = [], set()

    def visit(path, trail):
        if path in trail:
            faults.append(f"{path}:1: includes itself: {' > '.join([*trail, path])}")
        elif path in graph and path not in done:
            for name in graph[path]:
                visit(name, [*trail, path])
            done.add(path)

    for path in graph:
        visit(path, [])
    return faults


FAULTS = [
    ({"iwf/base/a.hpp": '#pragma once\n#include "iwf/domain/b.hpp"\n'}, "a.hpp:2: iwf/base may not"),
    ({"iwf/core/a.cpp": '#include "iwf/diameter/b.hpp"\n'}, "iwf/core may not include iwf/diameter"),
    ({"iwf/diameter/a.cpp": '#include "iwf/core/b.hpp"\n'}, "may not include iwf/core"),
    ({"iwf/core/a.cpp": "#include <thread>\n"}, "pure and may not include <thread>"),
    ({"iwf/core/a.cpp": "#include <sys/socket.h>\n"}, "pure and may not include <sys/socket.h>"),
    ({"iwf/gateways/a.cpp": "#include <unistd.h>\n"}, "pure and may not include <unistd.h>"),
    ({"iwf/domain/a.cpp": "auto t = std::chrono::steady_clock::now();\n"}, "may not call"),
    ({"iwf/app/a.cpp": "#include <freeDiameter/libfdcore.h>\n"}, "only in iwf/freediameter"),
    ({"iwf/store/a.cpp": "#include <boost/asio/post.hpp>\n"}, "only in ipsec, iwf/app"),
    ({"iwf/freediameter/a.cpp": '#include "proto/v1/journal.pb.h"\n'}, "only in iwf/store, iwf/app"),
    ({"iwf/app/a.cpp": "#include <boost/asio.hpp>\n"}, "the parts of Asio"),
    ({"iwf/app/a.cpp": '#include "a.hpp"\n'}, "from the root"),
    ({"iwf/app/a.hpp": "int a();\n"}, "#pragma once"),
    ({"iwf/misc/a.cpp": "#include <vector>\n"}, "no layer"),
    ({"iwf/base/a.hpp": '#pragma once\n#include "iwf/base/b.hpp"\n',
      "iwf/base/b.hpp": '#pragma once\n#include "iwf/base/a.hpp"\n'}, "includes itself"),
]
GOOD = {
    "iwf/base/a.hpp": "#pragma once\n#include <tl/expected.hpp>\n// steady_clock::now()\n",
    "iwf/app/b.cpp": '#include "iwf/store/c.hpp"\n#include <boost/asio/post.hpp>\n#include "ipsec/x.hpp"\n',
    "iwf/freediameter/d.cpp": "#include <freeDiameter/libfdcore.h>\n#include <mutex>\n",
}
