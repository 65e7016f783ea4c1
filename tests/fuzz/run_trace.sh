#!/bin/sh
# Builds the fuzz target of the trace reader if it is older than its sources and runs it on the kept corpus for some
# seconds. New finds are not kept; a crash is written to the build folder and named. Exit status 77: no libFuzzer.
# usage: run_trace.sh SOURCE_DIR BUILD_DIR SECONDS
set -eu
root=$1 build=$2 seconds=$3
command -v clang++-19 >/dev/null || { echo "clang++-19 is missing: apt-get install clang-19 libclang-rt-19-dev"; exit 77; }
mkdir -p "$build"
program=$build/trace
sources="$root/tests/fuzz/trace_fuzz.cpp $root/src/engine/roaming_json.cpp $root/src/station/trace_check.cpp
    $root/src/station/trace_check_link.cpp"
# shellcheck disable=SC2086
if [ ! -x "$program" ] || [ -n "$(find $sources "$root/src/records" -newer "$program" -name '*.[ch]pp' | head -n 1)" ]; then
    clang++-19 -std=c++23 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I"$root/src" $sources \
        -lboost_json -lfmt -o "$program"
fi
finds=$(mktemp -d)
trap 'rm -rf "$finds"' EXIT
"$program" -max_total_time="$seconds" -max_len=8192 -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="$build/trace-" "$finds" "$root/tests/fuzz/corpus/trace"
