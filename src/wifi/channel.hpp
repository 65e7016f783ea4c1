// 20 MHz channels and their frequencies.
#pragma once

#include <cstdint>
#include <optional>

#include "wifi/units.hpp"

namespace wifi {

/// A 20 MHz channel. A number alone is ambiguous between bands, so the band travels with it.
class Channel {
public:
    /// Channel 1 of 2.4 GHz.
    constexpr Channel() = default;

    /// Empty when `band` has no such channel. 2.4 GHz: 1 to 14; 5 GHz: 1 to 200 (Annex E); 6 GHz: 1, 5, ...
    /// 233 and 2 (27.3.23.2 of IEEE Std 802.11ax-2021).
    [[nodiscard]] static constexpr std::optional<Channel> make(Band band, int number) {
        switch (band) {
            case Band::Ghz2_4:
                if (number < 1 || number > 14) return std::nullopt;
                break;
            case Band::Ghz5:
                if (number < 1 || number > 200) return std::nullopt;
                break;
            case Band::Ghz6:
                if (number != 2 && (number < 1 || number > 233 || number % 4 != 1)) return std::nullopt;
                break;
        }
        return Channel{band, number};
    }

    /// The channel whose centre is `mhz` MHz: 2412 to 2472 and 2484, 5005 to 5900, 5935 and 5955 to 7115.
    /// Empty when there is none.
    [[nodiscard]] static constexpr std::optional<Channel> at_mhz(int mhz) {
        if (mhz == 2484) return make(Band::Ghz2_4, 14);
        if (mhz >= 2412 && mhz <= 2472) return on_raster(Band::Ghz2_4, 2407, mhz);
        if (mhz == 5935) return make(Band::Ghz6, 2);
        if (mhz >= 5955 && mhz <= 7115) return on_raster(Band::Ghz6, 5950, mhz);
        if (mhz > 5000 && mhz <= 5900) return on_raster(Band::Ghz5, 5000, mhz);
        return std::nullopt;
    }

    /// The band, without which the number means nothing.
    [[nodiscard]] constexpr Band band() const { return static_cast<Band>(code_ >> 8); }
    /// The number in its band, in the ranges of `make`.
    [[nodiscard]] constexpr int number() const { return code_ & 0xFF; }

    /// The centre in MHz: starting frequency + 5 MHz x number (17.3.8.4.2; 19.3.15.2; 802.11ax 27.3.23.2),
    /// with the two exceptions.
    [[nodiscard]] constexpr int centre_mhz() const {
        switch (band()) {
            case Band::Ghz2_4:
                return number() == 14 ? 2484 : 2407 + 5 * number();
            case Band::Ghz5:
                return 5000 + 5 * number();
            case Band::Ghz6:
                return number() == 2 ? 5935 : 5950 + 5 * number();
        }
        return 0;
    }

    friend constexpr auto operator<=>(const Channel&, const Channel&) = default;

private:
    constexpr Channel(Band band, int number)
        : code_{
              static_cast<std::uint16_t>(static_cast<unsigned>(band) << 8 | static_cast<unsigned>(number))} {}

    static constexpr std::optional<Channel> on_raster(Band band, int start_mhz, int mhz) {
        if ((mhz - start_mhz) % 5 != 0) return std::nullopt;
        return make(band, (mhz - start_mhz) / 5);
    }

    // Band << 8 | number. As two octets, each copy of an optional channel waited for both to reach memory.
    std::uint16_t code_ = static_cast<std::uint16_t>(Band::Ghz2_4) << 8 | 1;
};

static_assert(Channel::make(Band::Ghz5, 36)->centre_mhz() == 5180);
static_assert(Channel::at_mhz(5955)->number() == 1);
static_assert(!Channel::at_mhz(5181));

}  // namespace wifi
