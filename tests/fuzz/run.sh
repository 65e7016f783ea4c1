#!/bin/sh
# Runs a fuzz target on its kept corpus for some seconds. New finds are not kept; a crash is written beside the target
# and named. Exit status 77: it was not built, because clang-19 is not installed.
# usage: run.sh SOURCE_DIR TARGET SECONDS       (build.sh first)
set -eu
root=$1 target=$2 seconds=$3
programs=$root/build/fuzz/bin
command -v clang++-19 >/dev/null || { echo "clang++-19 is missing: apt-get install clang-19 libclang-rt-19-dev"; exit 77; }
finds=$(mktemp -d)
trap 'rm -rf "$finds"' EXIT
most=2048
[ "$target" != trace ] || most=8192
"$programs/$target" -max_total_time="$seconds" -max_len=$most -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="$programs/$target-" "$finds" "$root/tests/fuzz/corpus/$target"
