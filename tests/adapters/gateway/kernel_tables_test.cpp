// The kernel's tables as /proc prints them.
#include "adapters/gateway/kernel_tables.hpp"

#include <cstring>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace gateway {
namespace {

/// As the kernel prints an address: the number that its octets are in this machine's memory.
std::string printed(const Ipv4Address& address) {
    std::uint32_t number = 0;
    std::memcpy(&number, address.octets.data(), sizeof number);
    return fmt::format("{:08X}", number);
}

const std::string kRoutes =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
    "eth0\t00000000\t" +
    printed({{192, 168, 1, 1}}) +
    "\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
    "wlan0\t00000000\t" +
    printed({{10, 0, 0, 254}}) +
    "\t0003\t0\t0\t700\t00000000\t0\t0\t0\n"
    "wlan0\t00000000\t" +
    printed({{10, 0, 0, 1}}) +
    "\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
    "wlan0\t" +
    printed({{10, 0, 0, 0}}) +
    "\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
    "wlan1\t00000000\t00000000\t0001\t0\t0\t600\t00000000\t0\t0\t0\n"
    "wlan2\t" +
    printed({{10, 0, 0, 0}}) + "\t" + printed({{10, 0, 0, 1}}) + "\t0003\t0\t0\t600\t00FFFFFF\t0\t0\t0\n";

constexpr std::string_view kNeighbours =
    "IP address       HW type     Flags       HW address            Mask     Device\n"
    "10.0.0.1         0x1         0x2         02:00:00:00:ff:00     *        wlan0\n"
    "10.0.0.1         0x1         0x2         02:00:00:00:ee:00     *        eth0\n"
    "10.0.0.7         0x1         0x0         00:00:00:00:00:00     *        wlan0\n";

TEST(DefaultGateway, IsThatOfTheLowestMetricOnTheInterface) {
    EXPECT_EQ(default_gateway(kRoutes, "wlan0"), (Ipv4Address{{10, 0, 0, 1}}));
    EXPECT_EQ(default_gateway(kRoutes, "eth0"), (Ipv4Address{{192, 168, 1, 1}}));
}

TEST(DefaultGateway, IsNoneWhereNoDefaultRouteLeadsThroughOne) {
    EXPECT_EQ(default_gateway(kRoutes, "wlan1"), std::nullopt) << "a link without a gateway";
    EXPECT_EQ(default_gateway(kRoutes, "wlan2"), std::nullopt) << "a route to one network";
    EXPECT_EQ(default_gateway(kRoutes, "wlan"), std::nullopt);
    EXPECT_EQ(default_gateway("", "wlan0"), std::nullopt);
    EXPECT_EQ(default_gateway("Iface\nwlan0\t00000000\nwlan0\tx\ty\tz\t0\t0\tq\t00000000\n", "wlan0"),
              std::nullopt);
}

TEST(HardwareOf, IsWhatTheKernelHasCompleted) {
    EXPECT_EQ(hardware_of(kNeighbours, "wlan0", {{10, 0, 0, 1}}), (wifi::MacAddress{{2, 0, 0, 0, 0xff, 0}}));
    EXPECT_EQ(hardware_of(kNeighbours, "wlan0", {{10, 0, 0, 7}}), std::nullopt) << "asked for, no answer yet";
    EXPECT_EQ(hardware_of(kNeighbours, "wlan0", {{10, 0, 0, 2}}), std::nullopt);
    EXPECT_EQ(hardware_of(kNeighbours, "wlan1", {{10, 0, 0, 1}}), std::nullopt);
    EXPECT_EQ(
        hardware_of(
            "x\n10.0.0 0x1 0x2 02:00:00:00:ff:00 * wlan0\n10.0.0.1.1 0x1 0x2 02:00:00:00:ff:00 * wlan0\n"
            "10.0.0.256 0x1 0x2 02:00:00:00:ff:00 * wlan0",
            "wlan0", {{10, 0, 0, 1}}),
        std::nullopt);
}

constexpr std::string_view kAddresses =
    "00000000000000000000000000000001 01 80 10 80       lo\n"
    "20010db80001000000000000000000aa 03 40 00 00    wlan0\n"
    "20010db80002000000000000000000aa 03 40 00 40    wlan0\n"
    "fe80000000000000000000000000aa01 03 40 20 80    wlan0\n"
    "fe80000000000000000000000000bb01 02 40 20 80     eth0\n";

constexpr std::string_view kIpv6Routes =
    "20010db8000100000000000000000000 40 00000000000000000000000000000000 00 "
    "00000000000000000000000000000000 "
    "00000100 00000001 00000000 00400001    wlan0\n"
    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
    "fe8000000000000000000000000000fe "
    "00000800 00000001 00000000 00450003    wlan0\n"
    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
    "fe8000000000000000000000000000ff "
    "00000400 00000001 00000000 00450003    wlan0\n"
    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
    "00000000000000000000000000000000 "
    "ffffffff 00000001 00000000 00200200       lo\n";

TEST(DefaultRouter, IsThatOfTheLowestMetricOnTheInterface) {
    EXPECT_EQ(default_router(kIpv6Routes, "wlan0"),
              (Ipv6Address{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff}}));
    EXPECT_EQ(default_router(kIpv6Routes, "lo"), std::nullopt) << "the kernel's refusal of everything else";
    EXPECT_EQ(default_router(kIpv6Routes, "eth0"), std::nullopt);
    EXPECT_EQ(default_router("wlan0\n\n00 00 00 00 zz 00 00 00 03 wlan0", "wlan0"), std::nullopt);
}

TEST(Ipv6Addresses, AreThoseThatAreInUse) {
    const Ipv6Addresses addresses = ipv6_addresses(kAddresses, "wlan0");
    ASSERT_TRUE(addresses.link_local);
    EXPECT_EQ(addresses.link_local->octets[14], 0xaa);
    ASSERT_EQ(addresses.others.size(), 1U) << "one is still being checked";
    EXPECT_EQ(addresses.others[0].octets[5], 1);
    EXPECT_FALSE(ipv6_addresses(kAddresses, "wlan1").link_local);
}

}  // namespace
}  // namespace gateway
