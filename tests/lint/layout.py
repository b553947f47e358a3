# SPDX-License-Identifier: Apache-2.0
"""The root holds what it should; CMake works by targets; every source is built."""
import posixpath

from lint import matches

ROOT = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md",
        "deploy", "diameter-dicts", "ipsec", "iwf", "proto", "tests"}
NEVER = (
    (r"(?<!target_)\b(include_directories|link_directories|link_libraries|add_definitions)\s*\(",
     "use the target_ form"),
    (r"\b(?:GLOB|GLOB_RECURSE)\b", "list the sources"),
    (r"\b(?:FetchContent\w*|ExternalProject\w*|DOWNLOAD)\b", "a build downloads nothing"),
    (r"\bCMAKE_C(?:XX)?_FLAGS\b", "flags belong to the target iwf_options"),
)


def cmake_files(tree):
    return [path for path in tree.files("CMakeLists.txt", ".cmake")]


def check(tree, _build):
    faults = []
    for entry in sorted({path.split("/")[0] for path in tree.files()} - ROOT):
        if not entry.startswith("."):
            faults.append(f"{entry}:1: does not belong in the root of the tree")
    listed = set()
    for path in cmake_files(tree):
        text = "\n".join(line.split("#")[0] for line in tree.text(path).split("\n"))
        faults += [f"{path}:{line}: {m[0]}: {why}"
                   for pattern, why in NEVER for line, m in matches(text, pattern)]
        folder = posixpath.dirname(path)
        for _, name in matches(text, r"[\w./-]+\.(?:cpp|c|proto|dia|py|erl)\b"):
            listed.add(posixpath.normpath(posixpath.join(folder, name[0].lstrip("/"))))
            listed.add(posixpath.normpath(name[0].lstrip("/")))
    for path in tree.files(".cpp", ".proto", under=("iwf/", "ipsec/", "proto/", "tests/", "diameter-dicts/")):
        if path not in listed:
            faults.append(f"{path}:1: no CMakeLists.txt names it, so nothing builds it")
    return faults


FAULTS = [
    ({"notes.txt": "x\n"}, "notes.txt:1: does not belong"),
    ({"CMakeLists.txt": "include_directories(x)\n"}, "use the target_ form"),
    ({"iwf/CMakeLists.txt": "\nfile(GLOB a *.cpp)\n"}, "iwf/CMakeLists.txt:2: GLOB"),
    ({"CMakeLists.txt": "FetchContent_Declare(x)\n"}, "downloads nothing"),
    ({"CMakeLists.txt": 'set(CMAKE_CXX_FLAGS "-O3")\n'}, "iwf_options"),
    ({"tests/unit/a_test.cpp": "", "tests/unit/CMakeLists.txt": "# a_test.cpp\n"}, "nothing builds it"),
]
GOOD = {
    "CMakeLists.txt": "target_include_directories(x PRIVATE y) # no include_directories(x)\n",
    "iwf/base/CMakeLists.txt": "iwf_library(b SOURCES a.cpp)\n",
    "iwf/base/a.cpp": "",
    ".ci/run": "",
}
