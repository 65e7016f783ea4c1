// The walk on a bare machine ("virt" of qemu): no library, no heap. Its stack is painted, so that what was
// used of it can be said at the end. The scripts are linked in (walk_script.S); octets go to the serial port.
#include "walk.hpp"

extern "C" {
extern const char walk_script[];
extern const char walk_script_end[];
extern unsigned char stack_bottom[];
extern unsigned char stack_top[];
[[noreturn]] void walk_start();
}

/// The world of the walk has a virtual destructor, one variant of which would free it. Nobody calls that.
void operator delete(void*) noexcept { __builtin_trap(); }
void operator delete(void*, std::size_t) noexcept { __builtin_trap(); }

namespace {

constexpr std::uintptr_t kSerial = 0x1000'0000;  // 16550, transmit register
constexpr std::uintptr_t kPower = 0x0010'0000;   // "sifive_test"
constexpr unsigned char kPaint = 0xA5;

template <class Width>
void write(std::uintptr_t address, Width value) {
    *reinterpret_cast<volatile Width*>(address) = value;
}

void put(std::string_view text) {
    for (const char octet : text) write<std::uint8_t>(kSerial, static_cast<std::uint8_t>(octet));
}

void put_number(std::size_t number) {
    if (number >= 10) put_number(number / 10);
    const char digit = static_cast<char>('0' + number % 10);
    put({&digit, 1});
}

}  // namespace

void walk_start() {
    // Up to a little below where this function stands.
    const auto* here = static_cast<unsigned char*>(__builtin_frame_address(0)) - 256;
    for (unsigned char* at = stack_bottom; at < here; ++at) *at = kPaint;
    const int status =
        walk::run_all({walk_script, static_cast<std::size_t>(walk_script_end - walk_script)}, put);
    const unsigned char* used = stack_bottom;
    while (used < stack_top && *used == kPaint) ++used;
    put("bare: stack ");
    put_number(static_cast<std::size_t>(stack_top - used));
    put(" station ");
    put_number(walk::kStationRam);
    put("\n");
    // 0x5555: power off with status 0; 0x3333: with the status in the upper half.
    write<std::uint32_t>(kPower, status == 0 ? 0x5555U : static_cast<std::uint32_t>(status) << 16U | 0x3333U);
    for (;;) {
    }
}
