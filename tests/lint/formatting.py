# SPDX-License-Identifier: Apache-2.0
"""C++ looks as clang-format 14 leaves it; shell scripts have nothing shellcheck warns of."""
import pathlib
import subprocess

from lint import CPP

STYLE = pathlib.Path(__file__).resolve().parent.parent.parent / ".clang-format"


def complaints(command, paths, root):
    if not paths:
        return []
    run = subprocess.run([*command, *paths], cwd=root, capture_output=True, text=True, check=False)
    lines = (run.stdout + run.stderr).splitlines()
    found = [line for line in lines if ": error: " in line or ": warning: " in line or ": note: " in line]
    return found or ([f"{command[0]} ended with {run.returncode}: {lines}"] if run.returncode else [])


def check(tree, _build):
    sources = tree.files(*CPP, ".c", ".h")
    shell = [path for path in tree.scripts() if tree.text(path).startswith(("#!/bin/bash", "#!/bin/sh"))]
    clang_format = ["clang-format", "--dry-run", "--Werror", f"--style=file:{STYLE}"]
    return (complaints(clang_format, sources, tree.root)
            + complaints(["shellcheck", "--format=gcc", "--external-sources"], shell, tree.root))


FAULTS = [
    ({"iwf/a.cpp": "int  a;\n"}, "iwf/a.cpp:1:4: error"),
    ({"deploy/x": "#!/bin/bash\nrm $1\n"}, "deploy/x:2:4: note"),
    ({"deploy/x": "#!/bin/bash\nif true; then\n"}, "deploy/x"),
]
GOOD = {"iwf/a.cpp": "int a;\n", "deploy/x": '#!/bin/bash\nrm "$1"\n'}
