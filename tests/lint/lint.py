#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: tests/lint/lint.py <check> [build folder]

Runs one check (a module of this folder) on the tree. A check has
    check(tree, build) -> list of faults, each "path:line: what is wrong and what is right"
    FAULTS: list of ({path: text}, expected part of a fault): small trees it must complain about
    GOOD: {path: text}, a small tree it must accept
and is first tried on those: a check that cannot fail is no check."""
import importlib
import pathlib
import re
import subprocess
import sys
import tempfile

CPP = (".cpp", ".hpp")
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)

    def files(self, *suffixes, under=()):
        """Paths relative to the root, of what git has or would take."""
        return [
            path
            for path in self._all()
            if (not suffixes or path.endswith(suffixes)) and (not under or path.startswith(under))
        ]

    def _all(self):
        if not hasattr(self, "_paths"):
            git = ["git", "-c", "safe.directory=*", "-C", str(self.root)]
            listed = subprocess.run(
                [*git, "ls-files", "-co", "--exclude-standard", "--deduplicate"],
                capture_output=True, text=True, check=False)
            if listed.returncode == 0:
                paths = listed.stdout.splitlines()
            else:  # an exported tree, or the small trees of FAULTS
                every = (path.relative_to(self.root) for path in self.root.rglob("*"))
                paths = [str(path) for path in every if path.parts[0] not in ("build", ".git")]
            self._paths = sorted(path for path in paths if (self.root / path).is_file())
        return self._paths

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def code(self, path):
        """C++ without comments and literals; line numbers stay."""
        def blank(match):
            token = match.group()
            return token if before_include(match) else "\n" * token.count("\n")

        def before_include(match):
            line_start = match.string.rfind("\n", 0, match.start()) + 1
            return match.string[line_start:match.start()].lstrip().startswith("#include")

        return TOKEN.sub(blank, self.text(path))

    def scripts(self):
        """Files that start with #!."""
        return [path for path in self._all() if self.text(path)[:2] == "#!"]


def matches(text, pattern):
    """(line number, match) of each place."""
    for match in re.finditer(pattern, text, re.M):
        yield text.count("\n", 0, match.start()) + 1, match


def small_tree(folder, files):
    for path, text in files.items():
        target = pathlib.Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return Tree(folder)


def try_on_small_trees(module, build):
    for files, expected in module.FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            found = module.check(small_tree(folder, files), build)
        if not any(expected in fault for fault in found):
            sys.exit(f"the check did not see the fault it was shown: {files}\n"
                     f"expected: {expected}\nfound: {found}")
    with tempfile.TemporaryDirectory() as folder:
        if found := module.check(small_tree(folder, module.GOOD), build):
            sys.exit(f"the check complains about a good tree: {found}")


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    here = pathlib.Path(__file__).resolve().parent
    sys.dont_write_bytecode = True
    module = importlib.import_module(sys.argv[1])
    build = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else None
    try_on_small_trees(module, build)
    faults = module.check(Tree(here.parent.parent), build)
    print("\n".join(faults) or f"{sys.argv[1]}: no fault")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
