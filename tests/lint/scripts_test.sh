#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# deploy/install-deps, tests/run and the beginning of deploy/lab/demo, with the programs they call replaced by ones that write down
# how they were called.
# shellcheck disable=SC2317 # functions are called by expect
set -uo pipefail
root=$(readlink -f "$(dirname "$0")/../..")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bin=$scratch/bin calls=$scratch/calls
failures=0

fake() { # fake <program> <body>
    printf '#!/bin/bash\necho "%s $*" >>"%s"\n%s\n' "$1" "$calls" "$2" >"$bin/$1"
    chmod +x "$bin/$1"
}
fresh() { rm -rf "$bin" "$calls"; mkdir -p "$bin"; : >"$calls"; }
try() { # try <command...>: leaves status, out (both streams), called
    out=$(cd "$scratch" && PATH=$bin:$PATH "$@" 2>&1 </dev/null)
    status=$?
    called=$(cat "$calls")
}
expect() { # expect <what> <command...>
    "${@:2}" && return
    echo "FAILED: $1 (status $status)"
    printf '%s\n' "output: $out" "calls: $called" | head -40
    failures=$((failures + 1))
}
has() { grep -qF -- "$2" <<<"$1"; }
lacks() { ! has "$1" "$2"; }
printf 'ID=debian\nVERSION_ID="12"\n' >"$scratch/debian12"
printf 'ID=debian\nVERSION_ID="11"\n' >"$scratch/debian11"
export IWF_OS_RELEASE=$scratch/debian12
install=$root/deploy/install-deps
# shellcheck disable=SC2016
all_installed='for package in "${@:3}"; do echo "ii $package"; done'
# shellcheck disable=SC2016
one_missing='for package in "${@:3}"; do [ "$package" = jq ] && echo "rc jq" || echo "ii $package"; done; exit 1'

fresh; fake dpkg-query "$all_installed"; fake apt-get 'exit 1'
try "$install"
expect "nothing missing: no output" [ "$status$out" = 0 ]
expect "nothing missing: apt-get is not called" lacks "$called" apt-get

fresh; fake dpkg-query "$one_missing"; fake apt-get ''; fake id 'echo 0'
try "$install"
expect "a removed package with its configuration left is missing" has "$called" "install --no-install-recommends jq"
expect "no update when the lists know the package" lacks "$called" " update"
expect "installed: status 0" [ "$status" = 0 ]

# shellcheck disable=SC2016
fresh; fake dpkg-query "$one_missing"; fake id 'echo 0'
fake apt-get "case \"\$*\" in *update) touch '$scratch/lists' ;; *) [ -e '$scratch/lists' ] ;; esac"
try "$install"
expect "without lists: update, then install" [ "$status$(grep -c ' update' "$calls")" = 01 ]

fresh; fake dpkg-query "$one_missing"; fake apt-get 'exit 100'; fake id 'echo 0'
try "$install"
expect "an archive that fails is said" has "$out" "apt-get could not install"
expect "an archive that fails: status 1" [ "$status" = 1 ]

fresh; fake dpkg-query "$one_missing"; fake apt-get ''; fake id 'echo 1000'
try "$install"
expect "not root: named with what is missing" has "$out" "not root, and these packages are missing: jq"
expect "not root: status 1, no apt-get" [ "$status$(grep -c apt-get "$calls")" = 10 ]
try "$install" --check
expect "--check names what is missing" has "$out" "missing: jq"

fresh; fake dpkg-query 'exit 1'; fake apt-get ''; fake id 'echo 1000'
try "$install"
expect "nothing installed: everything is missing" has "$out" "libfreediameter-dev"

fresh; fake dpkg-query "$all_installed"
IWF_OS_RELEASE=$scratch/debian11 try "$install"
expect "another Debian is refused by name" has "$out" "this system is 'debian 11'"
IWF_OS_RELEASE=$scratch/none try "$install"
expect "an unknown system is refused" [ "$status" = 1 ]
try "$install" --typo
expect "an unknown option: usage, status 2" [ "$status" = 2 ]

fresh; fake dpkg-query "$all_installed"; fake cmake ''; fake ctest 'exit 7'
try "$root/tests/run" -L unit -R identity -j 1
expect "tests/run ends with ctest's status" [ "$status" = 7 ]
expect "tests/run hands the selection to ctest" has "$called" \
    "ctest --preset dev -j 1 --output-on-failure --no-tests=error --repeat until-pass:2 -L unit -R identity"
expect "a selection builds no stage" lacks "$called" "preset tidy"
: >"$calls"; try "$root/tests/run"
expect "without arguments no stage is built" lacks "$called" "preset tidy"
: >"$calls"; try "$root/tests/run" --stages
expect "the whole suite builds each stage" has "$called" "cmake --build --preset tidy"
expect "the whole suite: two tests at once" has "$called" "ctest --preset full -j 2"
: >"$calls"; try "$root/tests/run" --preset asan
expect "a preset alone builds only that" lacks "$called" "preset dev"
expect "a preset alone runs its tests" has "$called" "ctest --preset asan"
fake cmake 'exit 3'; : >"$calls"; try "$root/tests/run"
expect "what does not build is not tested" [ "$status$(grep -c ctest "$calls")" = 30 ]

: >"$calls"; fake cmake ''; try "$root/tests/run" --list
expect "--list runs nothing" has "$called" "--show-only"
expect "--list builds no stage" lacks "$called" "preset tidy"
try "$root/tests/run" --help
expect "--help tells the options" has "$out" "--preset P"
for wrong in --typo "--preset none" -L extra; do
    # shellcheck disable=SC2086
    try "$root/tests/run" $wrong
    expect "tests/run $wrong: usage, status 2" [ "$status" = 2 ]
done

fresh; fake dpkg-query "$all_installed"; fake id 'echo 0'; fake cmake ''; fake ln ''; fake python3 'exit 7'
try "$root/deploy/lab/demo" --keep
expect "the demo builds the programs" has "$called" "cmake --build --preset dev --target iwfd iwfctl iwf-scs iwf-sim"
expect "the demo puts them in build/bin" has "$called" "ln -sfn ../dev/bin/iwfd build/bin/iwfd"
expect "the demo goes on with its own part" has "$called" "demo.py keep $root/build $root/build/lab $root/deploy/lab"
expect "the demo ends as that part ends" [ "$status" = 7 ]
expect "the demo is told its namespaces" has "$called" "$root/deploy/lab demo-"
: >"$calls"; fake id 'echo 1000'; try "$root/deploy/lab/demo"
expect "without root the demo ends before it builds" [ "$status$(grep -c -e ^cmake -e ^python3 "$calls")" = 10 ]
: >"$calls"; try "$root/deploy/lab/demo" --plain
expect "without root, and without namespaces, it goes on" has "$called" "demo.py run $root/build $root/build/lab"
fake id 'echo 0'
fake cmake 'exit 3'; : >"$calls"; try "$root/deploy/lab/demo"
expect "what does not build is not shown" [ "$status$(grep -c ^python3 "$calls")" = 10 ]
: >"$calls"; try "$root/deploy/lab/demo" --stop
expect "--stop builds nothing" lacks "$called" cmake
fresh; fake dpkg-query "$one_missing"; fake apt-get 'exit 100'; fake id 'echo 0'; fake cmake ''; fake python3 ''
try "$root/deploy/lab/demo"
expect "without its packages the demo ends" [ "$status$(grep -c -e ^cmake -e ^python3 "$calls")" = 10 ]

[ $failures = 0 ] && echo "scripts: all as expected"
exit $((failures > 0))
