#!/bin/sh
# Checks ownership.pml over the table of steering/ownership.hpp in every reachable state, then with each of some mistakes in
# the table, which the model must find. Exit status 77: spin is not installed.
# usage: model.sh SOURCE_DIR OWNERSHIP_TABLE
set -eu
here=$1 table=$2
command -v spin >/dev/null || { echo "spin is missing: apt-get install spin"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$here/ownership.pml" .

search() { # NAME MISTAKE LIMITS...: what pan says, in NAME.log
    name=$1 mistake=$2 optimize=-O2
    [ -z "$mistake" ] || optimize=-O0
    shift 2
    "$table" "$mistake" >table.pml
    spin "$@" -a ownership.pml >"$name.log"
    # The one process has no steps to reorder: without partial order reduction, every state is visited. A mistake is found
    # sooner than a compiler optimizes.
    gcc "$optimize" -w -DSAFETY -DNOREDUCE pan.c -o pan
    ./pan -m100000 >>"$name.log"
    grep -E 'depth reached|assertion violated|states, stored|not completed|too small' "$name.log" | sed "s/^/$name: /"
}
holds() {
    search "$@"
    grep -q 'errors: 0' "$1.log" && ! grep -q 'not completed\|too small' "$1.log" || exit 1
}
finds() {
    search "$@"
    grep -q 'assertion violated' "$1.log" || { echo "$1: the model does not find this mistake"; exit 1; }
}

holds three-access-points "" -DN=3 -DEPOCHS=3 -DMOVES=3 -DRESTARTS=1 -DFLAPS=0
holds two-that-fail-often "" -DN=2 -DEPOCHS=4 -DMOVES=4 -DRESTARTS=2 -DFLAPS=2
for mistake in no-way yields-to-lower obeys-lower no-hand-over no-pass-on silent; do
    finds "$mistake" "$mistake" -DN=3 -DEPOCHS=3 -DMOVES=3 -DRESTARTS=0 -DFLAPS=0
done
