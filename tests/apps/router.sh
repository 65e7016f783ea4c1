#!/usr/bin/env bash
# roam-ap as packaging/openwrt builds it, in a tree of its own: nothing else is needed, and it stays small.
# usage: router.sh SOURCE BUILD MOST_KB
set -euo pipefail

source=$1 build=$2 most=$3
cd "$source"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "$@" >"$log" 2>&1 || { tail -40 "$log"; echo "router: failed: $*"; exit 1; }; }

quietly cmake --preset router -B "$build"
quietly nice cmake --build "$build" --target roam-ap
program=$build/bin/roam-ap
quietly "$program" --help
# What the other programs link is nothing a router has to have.
if ldd "$program" | grep -E 'libnl|libsystemd|libsqlite|libpcap'; then
    echo "router: failed: it needs what only the other programs need"
    exit 1
fi
strip -o "$program.stripped" "$program"
size=$(($(stat -c %s "$program.stripped") / 1000))
echo "roam-ap: $size kB stripped (at most $most)"
[ "$size" -le "$most" ]
