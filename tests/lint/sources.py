# SPDX-License-Identifier: Apache-2.0
"""What every source shows: a licence, a size one can read, no leftovers, no place of its making."""
import re

from lint import CPP, matches

LICENSED = (*CPP, ".c", ".h", ".py", ".sh", ".proto", ".erl", ".hrl", ".in")
SPDX = "SPDX-License-Identifier: Apache-2.0"
MAX_FILE = 400
MAX_FUNCTION = 60
# Words are split here, so that this file does not find itself.
LEFTOVERS = (
    (r"\bTO" r"DO\b|\bFIX" r"ME\b|\bXX" r"X\b", "do it, or open an issue"),
    (r"(?<![\w.$}>-])/(?:wo" r"rk|ho" r"me|Us" r"ers)/\w", "a path of one machine"),
    (r"\b(?:pypi|npmjs|crates|artifac" r"tory|deb\.deb" r"ian|proxy\.golang)\.(?:org|com|io)\b",
     "a build downloads nothing"),
)
TEST_LEFTOVERS = (
    (r"\bGTEST_SK" r"IP\b|\bDISAB" r"LED_", "a skipped test counts as passed: make it run"),
)


def check(tree, _build):
    faults = []
    for path in sorted({*tree.files(*LICENSED), *tree.scripts()}):
        if SPDX not in "".join(tree.text(path).splitlines(True)[:2]):
            faults.append(f"{path}:1: lacks '{SPDX}'")
    for path in tree.files(*CPP):
        lines = tree.text(path).splitlines()
        if len(lines) > MAX_FILE:
            faults.append(f"{path}:{MAX_FILE}: {len(lines)} lines, {MAX_FILE} are the limit: split by meaning")
        faults += [f"{path}:{start}: a function of {length} lines, {MAX_FUNCTION} are the limit"
                   for start, length in functions(lines) if length > MAX_FUNCTION]
    for path in tree.files():
        rules = LEFTOVERS + (TEST_LEFTOVERS if path.startswith("tests/") else ())
        if path != "LICENSE":
            faults += [f"{path}:{line}: '{m[0]}': {why}"
                       for pattern, why in rules for line, m in matches(tree.text(path), pattern)]
    return faults


def functions(lines):
    """(first line, lines) of each block whose brace stands alone, as clang-format lays them out."""
    for start, line in enumerate(lines):
        if line.strip() != "{" or start == 0:
            continue
        head = start - 1
        while head > 0 and not re.search(r"[;{}:]$|^\s*$|^\s*(//|#)", lines[head - 1]):
            head -= 1
        declared = " ".join(lines[head:start])
        if re.match(r"\s*(template.*>\s*)?(class|struct|enum|union|namespace)\b", declared):
            continue
        closing = " " * (len(line) - 1) + "}"
        end = next((i for i in range(start, len(lines)) if lines[i].startswith(closing)), start)
        yield head + 1, end - head + 1


LICENCE = f"// {SPDX}\n"
FAULTS = [
    ({"iwf/a.cpp": "int a;\n"}, "a.cpp:1: lacks"),
    ({"deploy/x": "#!/bin/sh\ntrue\n"}, "deploy/x:1: lacks"),
    ({"iwf/a.cpp": LICENCE + "int a;\n" * 400}, "401 lines"),
    ({"iwf/a.cpp": LICENCE + "void f()\n{\n" + "    g();\n" * 60 + "}\n"}, "a.cpp:2: a function of 63"),
    ({"iwf/a.cpp": LICENCE + "void f(\n    int a\n)\n{\n" + "    g();\n" * 56 + "}\n"}, "of 61 lines"),
    ({"README.md": "TO" "DO: write\n"}, "README.md:1"),
    ({"deploy/a.conf": "dir = /wo" "rk/x\n"}, "a path of one machine"),
    ({"CMakeLists.txt": "# https://py" "pi.org/x\n"}, "downloads nothing"),
    ({"tests/a_test.cpp": LICENCE + "GTEST_SK" "IP();\n"}, "a skipped test"),
]
GOOD = {
    "iwf/a.cpp": LICENCE + "void f()\n{\n" + "    g();\n" * 57 + "}\n",
    "iwf/b.hpp": LICENCE + "struct S\n{\n" + "    int a;\n" * 100 + "};\n",
    "iwf/c.hpp": LICENCE + "template <class T>\nclass C\n{\n" + "    int a;\n" * 100 + "};\n",
    "deploy/x": f"#!/bin/sh\n# {SPDX}\nls $root/wo" "rk/y\n",
}
