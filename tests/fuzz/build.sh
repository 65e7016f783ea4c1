#!/bin/sh
# Brings the tree of the fuzz targets (preset `fuzz`: clang's libFuzzer, address and undefined-behaviour sanitizers) up
# to date. Exit status 77: clang-19 is not installed.   usage: build.sh SOURCE_DIR
set -eu
cd "${1:?usage: build.sh SOURCE_DIR}"
command -v clang++-19 >/dev/null || { echo "clang++-19 is missing: apt-get install clang-19 libclang-rt-19-dev"; exit 77; }
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
log=$(mktemp)
trap 'rm -f "$log"' EXIT
ninja -C build/fuzz fuzz >"$log" 2>&1 || { tail -40 "$log"; exit 1; }
