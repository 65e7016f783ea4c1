#include "lab/guest/capture.hpp"

#include <fstream>
#include <stdexcept>

#include "lab/run_plan.hpp"

namespace lab::guest {

namespace {

/// The guest's wall clock at boot (time-travel-start of its command line), so that times agree with its logs.
constexpr std::int64_t kBootWallUs = 1'700'000'000'000'000;

constexpr std::size_t kBlockOctets = 1U << 20;

/// Appends `value` in little-endian order, which is what the magic number announces.
template <std::size_t Size>
void number(std::string& octets, std::uint32_t value) {
    for (std::size_t i = 0; i < Size; ++i) octets += static_cast<char>(value >> (8 * i) & 0xFF);
}

/// Channel (bit 3) and, if known, signal (bit 5), in the order of their bits, each on its natural boundary.
std::string radiotap(int mhz, std::optional<int> signal_dbm) {
    constexpr std::uint32_t kChannel = 1U << 3;
    constexpr std::uint32_t kSignal = 1U << 5;
    std::string header;
    number<2>(header, 0);
    number<2>(header, signal_dbm ? 13 : 12);
    number<4>(header, kChannel | (signal_dbm ? kSignal : 0));
    number<2>(header, static_cast<std::uint32_t>(mhz));
    number<2>(header, mhz < 3000 ? 0x0080 : 0x0100);  // the band
    if (signal_dbm) number<1>(header, static_cast<std::uint32_t>(*signal_dbm));
    return header;
}

}  // namespace

Capture::Capture() {
    std::string header;
    number<4>(header, 0xA1B2C3D4);  // times in microseconds
    number<2>(header, 2);
    number<2>(header, 4);
    number<4>(header, 0);
    number<4>(header, 0);
    number<4>(header, 65'535);  // the longest packet
    number<4>(header, 127);     // radiotap
    append(header);
}

void Capture::append(const std::string& octets) {
    if (blocks_.empty() || blocks_.back().size() + octets.size() > kBlockOctets)
        blocks_.emplace_back().reserve(kBlockOctets);
    blocks_.back() += octets;
    size_ += octets.size();
}

void Capture::add(Micros at, std::span<const std::uint8_t> frame, int mhz, std::optional<int> signal_dbm) {
    const std::int64_t wall_us = kBootWallUs + kBootToWalkUs + at;
    const std::string radio = radiotap(mhz, signal_dbm);
    const auto length = static_cast<std::uint32_t>(radio.size() + frame.size());
    if (size_ + 16 + length > kMostOctets) return;
    std::string packet;
    number<4>(packet, static_cast<std::uint32_t>(wall_us / 1'000'000));
    number<4>(packet, static_cast<std::uint32_t>(wall_us % 1'000'000));
    number<4>(packet, length);
    number<4>(packet, length);
    packet += radio;
    packet.append(frame.begin(), frame.end());
    append(packet);
}

void Capture::write(const std::filesystem::path& file) const {
    std::ofstream output{file, std::ios::binary};
    for (const std::string& block : blocks_)
        output.write(block.data(), static_cast<std::streamsize>(block.size()));
    if (!output.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace lab::guest
