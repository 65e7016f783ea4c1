// Octets as tests write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ubus/message.hpp"

namespace ubus_test {

inline std::vector<std::uint8_t> octets(std::string_view hex) {
    std::vector<std::uint8_t> result;
    const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        result.push_back(static_cast<std::uint8_t>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    return result;
}

inline std::string hex(ubus::Octets octets) {
    std::string text;
    for (const std::uint8_t octet : octets) {
        text += "0123456789abcdef"[octet >> 4];
        text += "0123456789abcdef"[octet & 15];
    }
    return text;
}

// Recorded from OpenWrt's broker; identifiers are the broker's random ones.
inline constexpr std::uint32_t kEar = 0x3687414a;
inline constexpr std::uint32_t kHostapd = 0x5e707a1f;
inline constexpr std::string_view kHello = "000000000cfa776a00000004";
inline constexpr std::string_view kPing = "000300010000000000000004";
inline constexpr std::string_view kPingData = "000200010000000000000004";
inline constexpr std::string_view kStatusOk = "00010001000000000000000c0100000800000000";
inline constexpr std::string_view kLookUp = "0004000200000000000000140200000e686f73746170642e2a000000";
inline constexpr std::string_view kLookUpNope = "000400030000000000000010020000096e6f706500000000";
inline constexpr std::string_view kNotFound = "00010003000000000000000c0100000800000004";
inline constexpr std::string_view kAddNameless = "000600010000000000000004";
inline constexpr std::string_view kNamelessMade = "00020001000000000000000c030000083687414a";
inline constexpr std::string_view kSubscribeEar = "000800040000000000000014030000083687414a080000085e707a1f";
inline constexpr std::string_view kActiveOwner = "000a00010000000000000014030000085e707a1f0900000501000000";
inline constexpr std::string_view kGetClients =
    "000500055e707a1f00000020030000085e707a1f040000106765745f636c69656e74730007000004";
inline constexpr std::string_view kNotifyProbe =
    "000a00055e707a1f00000064030000085e707a1f0400000a70726f62650000000700004c830000220007616464726573730000"
    "0030323a30303a30303a30303a30303a30310000008500001400067369676e616c00000000ffffffc385000010000466726571"
    "00000000096c";
inline constexpr std::string_view kVerdict = "000100053687414a000000140100000800000011030000083687414a";
inline constexpr std::string_view kClients =
    "000200055e707a1f00000090030000085e707a1f070000848500001000046672657100000000096c820000700007636c69656e"
    "747300000082000060001130323a30303a30303a30303a30303a3031008700000d0004617574680000010000008500001400"
    "067369676e616c00000000ffffffc381000024000372726d0000008500000c00000000000000728500000c00000000000000"
    "00";
inline constexpr std::string_view kRegister =
    "00050007000000010000005403000008000000010400000d72656769737465720000000007000038850000140006"
    "6f626a656374000000003687414a8300001e00077061747465726e000000756275732e6f626a6563742e2a000000";
inline constexpr std::string_view kGone = "000900010000000000000014030000083687414a080000085e707a1f";

}  // namespace ubus_test
