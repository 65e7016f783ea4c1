#!/bin/sh
# Compiles the codec for rv32imc without library, heap or exceptions, prints the code size of each part, and fails when a
# part refers to anything but memcpy, memmove, memset and the codec itself. Exit status 77: the compiler is not installed.
# usage: rv32.sh SOURCE_DIR
set -eu
root=$1
headers=/usr/include/newlib/c++/12.2.1
if ! command -v riscv64-unknown-elf-g++ >/dev/null || [ ! -d "$headers" ]; then
    echo "missing: apt-get install gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf libstdc++-arm-none-eabi-dev"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in "$root"/src/wifi/*.cpp "$root"/tests/wifi/rv32_kinds.cpp; do
    part=$(basename "$source" .cpp)
    riscv64-unknown-elf-g++ --specs=picolibc.specs -march=rv32imc -mabi=ilp32 -nostdinc++ -isystem "$headers" \
        -isystem "$headers/arm-none-eabi" -std=c++23 -ffreestanding -Os -DNDEBUG -ffunction-sections -fdata-sections \
        -fno-exceptions -fno-rtti -fno-threadsafe-statics -Wall -Wextra -I"$root/src" -c "$source" -o "$work/$part.o"
    size=$(riscv64-unknown-elf-size "$work/$part.o" | awk 'NR == 2 { print $1 }')
    ram=$(riscv64-unknown-elf-size "$work/$part.o" | awk 'NR == 2 { print $2 + $3 }')
    printf '%-20s %6d octets of code, %d of static RAM\n' "$part" "$size" "$ram"
done
foreign=$(riscv64-unknown-elf-nm --undefined-only "$work"/*.o | awk '$1 == "U" { print $2 }' | sort -u |
    grep -v -x -E 'memcpy|memmove|memset|_ZN4wifi.*|_ZNK4wifi.*' || true)
if [ -n "$foreign" ]; then
    echo "refers to what the core must do without:" $foreign
    exit 1
fi
