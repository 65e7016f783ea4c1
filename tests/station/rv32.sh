#!/bin/sh
# Compiles the whole portable core for rv32imc, links it into one piece without any library, prints the code size of each
# folder, and fails when that piece still needs anything but memcpy, memmove and memset: no heap, no exceptions, no
# floating point, no 64-bit division, no operating system. It fails, too, when one decision needs more than 24 kB of code
# or 4 kB of RAM: its deepest stack and the record that it fills. Exit status 77: the compiler is not installed.
# usage: rv32.sh SOURCE_DIR
set -eu
root=$(cd "$1" && pwd)
headers=/usr/include/newlib/c++/12.2.1
if ! command -v riscv64-unknown-elf-g++ >/dev/null || [ ! -d "$headers" ]; then
    echo "missing: apt-get install gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf libstdc++-arm-none-eabi-dev"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compile() { # SOURCE OBJECT
    riscv64-unknown-elf-g++ --specs=picolibc.specs -march=rv32imc -mabi=ilp32 -nostdinc++ -isystem "$headers" \
        -isystem "$headers/arm-none-eabi" -std=c++23 -ffreestanding -Os -DNDEBUG -ffunction-sections -fdata-sections \
        -fno-exceptions -fno-rtti -fno-threadsafe-statics -fcallgraph-info=su -Wall -Wextra -I"$root/src" -c "$1" -o "$2"
}
for folder in base wifi radio records station station/policies steering micro; do
    mkdir -p "$work/$folder"
    # The headers, too: what only a template or constexpr function holds is checked where it is used.
    for header in "$root/src/$folder"/*.hpp; do echo "#include \"$header\""; done >"$work/headers.cpp"
    compile "$work/headers.cpp" "$work/$folder/headers.o"
    for source in "$root/src/$folder"/*.cpp; do
        [ -e "$source" ] && compile "$source" "$work/$folder/$(basename "$source").o"
    done
    riscv64-unknown-elf-size "$work/$folder"/*.o |
        awk -v folder="$folder" 'NR > 1 { code += $1; ram += $2 + $3 }
            END { printf "%-16s %6d octets of code, %d of static RAM\n", folder, code, ram }'
done
riscv64-unknown-elf-ld -m elf32lriscv -r $(find "$work" -name "*.o") -o "$work/core.o"
foreign=$(riscv64-unknown-elf-nm --undefined-only "$work/core.o" | awk '{ print $2 }' | sort -u |
    grep -v -x -E 'memcpy|memmove|memset' || true)
if [ -n "$foreign" ]; then
    echo "needs what the core must do without:" $foreign
    exit 1
fi

parts="radio/rate station/carried station/decide station/estimate station/knowledge station/look station/transition station/value"
objects= graphs=
for part in $parts; do
    objects="$objects $work/$part.cpp.o"
    graphs="$graphs $work/$part.cpp.ci"
done
echo '#include "records/decision.hpp"
char record[sizeof(records::Decision)];' >"$work/record.cpp"
compile "$work/record.cpp" "$work/record.o"
code=$(riscv64-unknown-elf-size $objects | awk 'NR > 1 { code += $1 } END { print code }')
record=$(riscv64-unknown-elf-size "$work/record.o" | awk 'NR == 2 { print $2 + $3 }')
stack=$(cat $graphs | awk '
    function deepest(name,    at, below, most) {
        if (name in known) return known[name]
        for (at = 1; at <= calls[name]; ++at)
            if ((below = deepest(call[name, at])) > most) most = below
        return known[name] = frame[name] + most
    }
    { match($0, /(title|sourcename): "[^"]*"/); name = substr($0, RSTART, RLENGTH); sub(/^[a-z]*: /, "", name) }
    /^node:/ && match($0, /[0-9]+ bytes/) { frame[name] = substr($0, RSTART) + 0 }
    /^edge:/ { match($0, /targetname: "[^"]*"/); call[name, ++calls[name]] = substr($0, RSTART + 12, RLENGTH - 12) }
    END { for (name in frame) if (name ~ /_ZN7station6decideE/) print deepest(name) }')
printf 'one decision     %6d octets of code, %d of stack, %d of record\n' "$code" "$stack" "$record"
if [ "$code" -gt 24576 ] || [ $((stack + record)) -gt 4096 ]; then
    echo "larger than a microcontroller has room for: 24 kB of code, 4 kB of RAM"
    exit 1
fi
