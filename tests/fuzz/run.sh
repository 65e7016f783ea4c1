#!/bin/sh
# Builds a fuzz target if it is older than its sources and runs it on the kept corpus for some seconds. New finds are not
# kept; a crash is written to the build folder and named. Exit status 77: clang's libFuzzer is not installed.
# usage: run.sh SOURCE_DIR BUILD_DIR TARGET SECONDS
set -eu
root=$1 build=$2 target=$3 seconds=$4
command -v clang++-19 >/dev/null || { echo "clang++-19 is missing: apt-get install clang-19 libclang-rt-19-dev"; exit 77; }
mkdir -p "$build"
program=$build/$target
if [ ! -x "$program" ] || [ -n "$(find "$root/src" "$root/tests/fuzz" -newer "$program" \
    -name '*.[ch]pp' | head -n 1)" ]; then
    sh "$root/tests/fuzz/build.sh" "$root" "$target" "$program"
fi
finds=$(mktemp -d)
trap 'rm -rf "$finds"' EXIT
"$program" -max_total_time="$seconds" -max_len=2048 -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="$build/$target-" "$finds" "$root/tests/fuzz/corpus/$target"
