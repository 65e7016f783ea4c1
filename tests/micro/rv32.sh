#!/bin/sh
# Walks the same scripts on the host and on a bare rv32imc machine, and fails unless both say the same, octet for octet.
# Prints what a controller needs for one interface with 16 candidates: code of the whole, RAM that stays, stack that a
# walk took at most. Fails above the limits, and when the core refers to an allocator, an unwinder or a floating-point
# library. Exit status 77: qemu or the compiler is not installed.
# usage: rv32.sh SOURCE_DIR HOST_WALK
set -eu
root=$(cd "$1" && pwd)
host=$2
headers=/usr/include/newlib/c++/12.2.1
if ! command -v riscv64-unknown-elf-g++ >/dev/null || [ ! -d "$headers" ] || ! command -v qemu-system-riscv32 >/dev/null; then
    echo "missing: apt-get install gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf libstdc++-arm-none-eabi-dev qemu-system-misc"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
machine="-march=rv32imc -mabi=ilp32"
# Room for the serving BSS and 16 candidates, as tests/micro/CMakeLists.txt has it for the host.
compile() { # SOURCE OBJECT
    riscv64-unknown-elf-g++ --specs=picolibc.specs $machine -nostdinc++ -isystem "$headers" \
        -isystem "$headers/arm-none-eabi" -std=c++23 -ffreestanding -Os -DNDEBUG -ffunction-sections -fdata-sections \
        -fno-exceptions -fno-rtti -fno-threadsafe-statics -fcallgraph-info=su -Wall -Wextra -DROAM_BSS_ROOM=17 \
        -DROAM_LOOK_ROOM=8 -I"$root/src" -I"$root/tests/micro" -c "$1" -o "$2"
}
mkdir "$work/core" "$work/walk"
for source in "$root"/src/micro/*.cpp "$root"/src/station/*.cpp "$root"/src/radio/*.cpp "$root"/src/wifi/neighbor.cpp \
    "$root"/src/wifi/operating_class.cpp; do
    case $source in */trace_check*) compile "$source" "$work/walk/$(basename "$source").o" ;;
    *) compile "$source" "$work/core/$(basename "$(dirname "$source")")_$(basename "$source").o" ;; esac
done
for part in walk script walk_bare; do compile "$root/tests/micro/$part.cpp" "$work/walk/$part.o"; done

# The core alone: what is reachable from the station, and what it needs from outside.
cat >"$work/keep.cpp" <<'EOF'
#include "micro/neighbors.hpp"
#include "micro/station.hpp"
alignas(micro::Station) char station_ram[sizeof(micro::Station)];
EOF
compile "$work/keep.cpp" "$work/keep.o"
riscv64-unknown-elf-ld -m elf32lriscv -r --gc-sections -o "$work/core.o" "$work"/core/*.o \
    $(riscv64-unknown-elf-nm "$work"/core/micro_*.o | awk '$2 == "T" { print "-u " $3 }' | sort -u)
foreign=$(riscv64-unknown-elf-nm --undefined-only "$work/core.o" | awk '{ print $2 }' | sort -u |
    grep -v -x -E 'memcpy|memmove|memset' || true)
if [ -n "$foreign" ]; then
    echo "needs what the core must do without:" $foreign
    exit 1
fi
code=$(riscv64-unknown-elf-size "$work/core.o" | awk 'NR == 2 { print $1 }')
static=$(riscv64-unknown-elf-size "$work/core.o" | awk 'NR == 2 { print $2 + $3 }')

cat "$root"/tests/micro/walks/*.walk >"$work/all.walk"
riscv64-unknown-elf-gcc $machine -DWALK_SCRIPT="\"$work/all.walk\"" -c "$root/tests/micro/start.S" -o "$work/walk/start.o"
riscv64-unknown-elf-gcc --specs=picolibc.specs $machine -nostartfiles -Wl,--gc-sections -Wl,--no-warn-rwx-segments \
    -T "$root/tests/micro/virt.ld" "$work"/walk/*.o "$work"/core/*.o -o "$work/walk.elf"
"$host" "$root"/tests/micro/walks/*.walk >"$work/host.txt"
status=0
timeout 120 qemu-system-riscv32 -machine virt -bios none -kernel "$work/walk.elf" -nographic -monitor none \
    >"$work/both.txt" </dev/null || status=$?
grep -v '^bare: ' "$work/both.txt" >"$work/bare.txt" || true
if [ "$status" -ne 0 ]; then
    tail -5 "$work/both.txt"
    echo "the bare machine ended with status $status"
    exit 1
fi
if ! cmp "$work/host.txt" "$work/bare.txt"; then
    diff "$work/host.txt" "$work/bare.txt" | head -20
    exit 1
fi
bare=$(grep '^bare: ' "$work/both.txt")
station=$(echo "$bare" | awk '{ print $5 }')
printf 'same on both: %d octets, %d decisions, %d moves\n' "$(wc -c <"$work/host.txt")" \
    "$(grep -c ' decision ' "$work/host.txt")" "$(grep -c ' outcome of .*: 1 ' "$work/host.txt")"
printf 'a station with 16 candidates: %d octets of code, %d of static RAM, %d of its own\n' "$code" "$static" "$station"
if [ "$code" -gt 37888 ] || [ "$station" -gt 4096 ]; then
    echo "larger than a controller has room for: 37 kB of code with the operation, its trace and the codec; 4 kB of RAM"
    exit 1
fi
