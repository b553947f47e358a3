# SPDX-License-Identifier: Apache-2.0
"""The table of tests/README.md that says which system tests show that links are protected: each row names all files
that have a test of it (test_i1_..., of system/NAME_test.py), and no other."""
import re

from lint import matches

README = "tests/README.md"
ROWS = [f"I{number}" for number in range(1, 10)] + [f"A{number}" for number in range(1, 5)]


def shown(tree):
    """row -> names of the files with a test of it."""
    found = {row: set() for row in ROWS}
    for path in tree.files("_test.py", under=("tests/system/",)):
        for name in re.findall(r"^    def test_([ia]\d+)_", tree.text(path), re.M):
            found.get(name.upper(), set()).add(path.removeprefix("tests/system/").removesuffix("_test.py"))
    return found


def check(tree, _build):
    if README not in tree.files():
        return []
    faults, named = [], {}
    for line, row in matches(tree.text(README), r"^\| ([IA]\d+) [^|]*\|([^|\n]*)\|$"):
        named[row[1]] = (line, set(re.findall(r"`([^`]+)`", row[2])))
    for row, files in shown(tree).items():
        line, names = named.get(row, (1, set()))
        if missing := files - names or not files and {"any"}:
            faults.append(f"{README}:{line}: row {row}: {', '.join(sorted(missing))} of tests/system is not named")
        if names - files:
            faults.append(f"{README}:{line}: row {row}: {', '.join(sorted(names - files))} has no test of it")
    return faults


TABLE = "".join(f"| {row} what it is | `ipsec/all` |\n" for row in ROWS)
TESTS = "".join(f"    def test_{row.lower()}_works(self):\n" for row in ROWS)
FAULTS = [
    ({README: TABLE.replace("| I9 what it is | `ipsec/all` |\n", ""), "tests/system/ipsec/all_test.py": TESTS},
     "README.md:1: row I9: ipsec/all of tests/system is not named"),
    ({README: TABLE, "tests/system/ipsec/all_test.py": TESTS.replace("test_a4", "test")}, "row A4: ipsec/all has no test"),
    ({README: TABLE, "tests/system/ipsec/all_test.py": TESTS,
      "tests/system/iwfd/more_test.py": "    def test_i1_64_of_them(self):\n"}, "row I1: iwfd/more of tests/system is not"),
    ({README: TABLE.replace("| I6 what it is | `ipsec/all` |\n", ""),
      "tests/system/ipsec/all_test.py": TESTS.replace("test_i6", "test")}, "row I6: any of tests/system"),
]
GOOD = {README: TABLE, "tests/system/ipsec/all_test.py": TESTS, "tests/system/iwfd/x_test.py": "    def test_a9_x(self):\n"}
