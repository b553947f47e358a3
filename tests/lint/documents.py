# SPDX-License-Identifier: Apache-2.0
"""Every command of a README is run by a test: tests/lint/readme_commands says which.

A line there: the test's name in ctest (or the path of a script CI starts), a tab, the command as
the README has it. Commands are the lines of ```sh blocks; a file may not name folders or files
that do not exist in links and in the table of folders."""
import json
import posixpath
import re
import subprocess

from lint import matches

REGISTRY = "tests/lint/readme_commands"


def commands(text):
    """(line, command) of each command in the ```sh blocks."""
    for start, block in matches(text, r"^```sh\n((?:.*\n)*?)```"):
        line = start
        for command in block[1].replace("\\\n", "\0").split("\n"):
            line += 1
            stripped = re.sub(r"\s+#.*|^#.*", "", command.replace("\0", " ")).strip()
            if stripped:
                yield line, re.sub(r"\s+", " ", stripped)
            line += command.count("\0")


def tests_of(build):
    """ctest's tests and what each of them runs."""
    if build is None:
        return {}
    listed = subprocess.run(["ctest", "--test-dir", str(build), "--show-only=json-v1"],
                            capture_output=True, text=True, check=True)
    return {test["name"]: test.get("command", []) for test in json.loads(listed.stdout)["tests"]}


def runs(tree, tests, name, command):
    """Whether that test, or a script it runs, names the command's program and arguments."""
    argv = tests.get(name, [])
    scripts = [name] if name in tree.files() else []
    for word in argv:
        path = posixpath.relpath(word, tree.root) if word.startswith("/") else word
        if path in tree.files():
            scripts.append(path)
    spoken = " ".join(argv) + "\n".join(tree.text(path) for path in scripts)
    return all(word in spoken for word in command.split())


def check(tree, build):
    faults, registry, used = [], {}, set()
    tests = tests_of(build)
    if REGISTRY in tree.files():
        for number, line in enumerate(tree.text(REGISTRY).splitlines(), 1):
            if line and not line.startswith("#"):
                name, _, command = line.partition("\t")
                registry[command] = (number, name)
    for path in tree.files("README.md"):
        text = tree.text(path)
        for line, command in commands(text):
            if command not in registry:
                faults.append(f"{path}:{line}: '{command}': no test runs it ({REGISTRY})")
            used.add(command)
        for line, link in matches(text, r"\]\((?!https?:|#)([^)#\s]+)[^)]*\)|^\|\s*`([\w./-]+/)`"):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link[1] or link[2]))
            if not (tree.root / target).exists():
                faults.append(f"{path}:{line}: {target} does not exist")
    for command, (number, name) in registry.items():
        place = f"{REGISTRY}:{number}"
        if command not in used:
            faults.append(f"{place}: no README has the command '{command}'")
        elif name not in tests and name not in tree.files():
            faults.append(f"{place}: there is no test {name}")
        elif not runs(tree, tests, name, command):
            faults.append(f"{place}: {name} does not run '{command}'")
    return faults


SH = "```sh\ntests/run  # all\n```\n"
FAULTS = [
    ({"README.md": SH}, "README.md:2: 'tests/run': no test runs it"),
    ({"README.md": "\n```sh\n# x\na \\\n  b\n```\n"}, "README.md:4: 'a b'"),
    ({"README.md": SH, REGISTRY: "lint.nothing\ttests/run\n"}, "there is no test lint.nothing"),
    ({"README.md": SH, REGISTRY: ".ci/run\ttests/run\n", ".ci/run": "true\n"}, "does not run"),
    ({"README.md": "x\n", REGISTRY: ".ci/run\ttests/run\n"}, "no README has"),
    ({"README.md": "see [the list](deploy/none)\n"}, "README.md:1: deploy/none does not exist"),
    ({"README.md": "| `nowhere/` | x |\n"}, "nowhere does not exist"),
]
GOOD = {
    "README.md": SH + "```\nnot a command\n```\n[x](.ci/run) [y](https://example.org/)\n",
    REGISTRY: "# comment\n.ci/run\ttests/run\n",
    ".ci/run": "exec tests/run\n",
}
