#!/bin/sh
# Compiles the whole portable core for rv32imc, links it into one piece without any library, prints the code size of each
# folder, and fails when that piece still needs anything but memcpy, memmove and memset: no heap, no exceptions, no
# floating point, no 64-bit division, no operating system. Exit status 77: the compiler is not installed.
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
        -fno-exceptions -fno-rtti -fno-threadsafe-statics -Wall -Wextra -I"$root/src" -c "$1" -o "$2"
}
for folder in base wifi radio records station station/policies steering; do
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
