// Neighbor Discovery packets; vectors are written out by hand from RFC 4861 and the checksum added up by
// hand's own means (RFC 1071), not by the code under test.
#include "adapters/gateway/neighbor_discovery.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace gateway {
namespace {

constexpr wifi::MacAddress kOwn{{2, 0, 0, 0, 0, 1}};
constexpr wifi::MacAddress kRouterHardware{{2, 0, 0, 0, 0xff, 0}};
constexpr Ipv6Address kOwnLinkLocal{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
constexpr Ipv6Address kRouter{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff}};
constexpr Ipv6Address kDocumentation{{0x20, 0x01, 0x0d, 0xb8, 0, 1}};

/// Whole packet of an ICMPv6 message with the right lengths and checksum.
Packet packet(const Ipv6Address& from, const Ipv6Address& to, Packet message, std::uint8_t hop_limit = 255) {
    Packet whole{0x60,
                 0,
                 0,
                 0,
                 static_cast<std::uint8_t>(message.size() >> 8),
                 static_cast<std::uint8_t>(message.size()),
                 58,
                 hop_limit};
    whole.insert(whole.end(), from.octets.begin(), from.octets.end());
    whole.insert(whole.end(), to.octets.begin(), to.octets.end());
    std::uint32_t sum = 58 + static_cast<std::uint32_t>(message.size());
    const auto add = [&sum](const auto& octets, std::size_t start) {
        for (std::size_t i = start; i < octets.size(); i += 2)
            sum += static_cast<std::uint32_t>(octets[i] * 256 + (i + 1 < octets.size() ? octets[i + 1] : 0));
    };
    add(whole, 8);
    add(message, 0);
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    message[2] = static_cast<std::uint8_t>(~sum >> 8);
    message[3] = static_cast<std::uint8_t>(~sum);
    whole.insert(whole.end(), message.begin(), message.end());
    return whole;
}

/// 4.2: type, code, checksum, hop limit 64, no flags, lifetime 1800 s, reachable and retransmission time.
Packet advertisement(const Packet& options) {
    Packet message{134, 0, 0, 0, 64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0};
    message.insert(message.end(), options.begin(), options.end());
    return message;
}

/// 4.6.2, on-link and autonomous, valid for a day.
Packet prefix_option(const Ipv6Address& prefix, std::uint8_t length) {
    Packet option{3, 4, length, 0xc0, 0, 1, 0x51, 0x80, 0, 1, 0x51, 0x80, 0, 0, 0, 0};
    option.insert(option.end(), prefix.octets.begin(), prefix.octets.end());
    return option;
}

constexpr Ipv6Address kAllNodes{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};

TEST(RouterSolicitation, IsAsTheStandardHasIt) {
    const Packet want = packet(kOwnLinkLocal, {{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}},
                               {133, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0, 0, 0, 1});
    EXPECT_EQ(router_solicitation({kOwn, kOwnLinkLocal}), want);
    EXPECT_EQ(hardware_of_group(destination_of(want)), (wifi::MacAddress{{0x33, 0x33, 0, 0, 0, 2}}));
}

TEST(NeighborSolicitation, GoesToTheNeighbourOrToItsGroup) {
    Packet message{135, 0, 0, 0, 0, 0, 0, 0};
    message.insert(message.end(), kRouter.octets.begin(), kRouter.octets.end());
    message.insert(message.end(), {1, 1, 2, 0, 0, 0, 0, 1});
    EXPECT_EQ(neighbor_solicitation({kOwn, kOwnLinkLocal}, kRouter, false),
              packet(kOwnLinkLocal, kRouter, message));
    const Ipv6Address group{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 0xff}};
    EXPECT_EQ(neighbor_solicitation({kOwn, kOwnLinkLocal}, kRouter, true),
              packet(kOwnLinkLocal, group, message));
    EXPECT_EQ(hardware_of_group(group), (wifi::MacAddress{{0x33, 0x33, 0xff, 0, 0, 0xff}}));
}

TEST(RouterAdvertisement, SaysItsHardwareAndItsPrefixes) {
    Packet options{1, 1, 2, 0, 0, 0, 0xff, 0, 5, 1, 0, 0, 0, 0, 5, 0xdc};  // source, MTU 1500
    const Packet one = prefix_option(kDocumentation, 64);
    options.insert(options.end(), one.begin(), one.end());
    const Packet whole = packet(kRouter, kAllNodes, advertisement(options));
    const RouterAdvertised want{kRouter, kRouterHardware, {{kDocumentation, 64}}};
    EXPECT_EQ(parse_advertisement(whole), Advertisement{want});
    Packet padded = whole;
    padded.resize(whole.size() + 7);
    EXPECT_EQ(parse_advertisement(padded), Advertisement{want}) << "padding of the link";
}

TEST(RouterAdvertisement, LeavesOutPrefixesThatAreNotValid) {
    Packet dead = prefix_option(kDocumentation, 64);
    std::fill_n(dead.begin() + 4, 4, std::uint8_t{0});
    for (const Packet& option :
         {dead, prefix_option(kDocumentation, 129), prefix_option({{0xfe, 0x80}}, 64)}) {
        const auto parsed = parse_advertisement(packet(kRouter, kAllNodes, advertisement(option)));
        ASSERT_TRUE(parsed);
        EXPECT_TRUE(std::get<RouterAdvertised>(*parsed).prefixes.empty());
    }
}

TEST(RouterAdvertisement, IsNotTakenFromElsewhere) {
    const Packet good = advertisement(prefix_option(kDocumentation, 64));
    EXPECT_TRUE(parse_advertisement(packet(kRouter, kAllNodes, good)));
    EXPECT_FALSE(parse_advertisement(packet(kRouter, kAllNodes, good, 64))) << "forwarded by a router";
    EXPECT_FALSE(parse_advertisement(packet(kDocumentation, kAllNodes, good))) << "no link-local source";
    Packet wrong = packet(kRouter, kAllNodes, good);
    wrong.back() ^= 1U;
    EXPECT_FALSE(parse_advertisement(wrong)) << "checksum";
    EXPECT_FALSE(parse_advertisement(packet(kRouter, kAllNodes, advertisement({1, 0, 0, 0, 0, 0, 0, 0}))))
        << "an option of no length";
    EXPECT_FALSE(parse_advertisement(packet(kRouter, kAllNodes, advertisement({3, 4, 64, 0, 0, 0, 0, 0}))))
        << "an option past the end";
}

Packet neighbor(std::uint8_t flags, const Packet& options) {
    Packet message{136, 0, 0, 0, flags, 0, 0, 0};
    message.insert(message.end(), kRouter.octets.begin(), kRouter.octets.end());
    message.insert(message.end(), options.begin(), options.end());
    return message;
}

TEST(NeighborAdvertisement, SaysWhoHasTheAddress) {
    const auto whole = packet(kRouter, kOwnLinkLocal, neighbor(0xe0, {2, 1, 2, 0, 0, 0, 0xff, 0}));
    EXPECT_EQ(parse_advertisement(whole), (Advertisement{NeighborAdvertised{kRouter, kRouterHardware}}));
    EXPECT_EQ(parse_advertisement(packet(kRouter, kOwnLinkLocal, neighbor(0xe0, {}))),
              (Advertisement{NeighborAdvertised{kRouter, {}}}));
    EXPECT_FALSE(parse_advertisement(packet(kRouter, kAllNodes, neighbor(0xe0, {}))))
        << "7.1.2: an answer to one is not sent to all";
    EXPECT_TRUE(parse_advertisement(packet(kRouter, kAllNodes, neighbor(0xa0, {}))));
}

TEST(Prefix, CoversWhatBeginsWithIt) {
    const Ipv6Address address{{0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0x80, 7}};
    EXPECT_TRUE((Prefix{kDocumentation, 48}.covers(address)));
    EXPECT_TRUE((Prefix{kDocumentation, 56}.covers(address)));
    EXPECT_FALSE((Prefix{kDocumentation, 57}.covers(address)));
    EXPECT_TRUE((Prefix{{}, 0}.covers(address)));
    EXPECT_TRUE((Prefix{address, 128}.covers(address)));
    EXPECT_FALSE((Prefix{kDocumentation, 128}.covers(address)));
}

TEST(Advertisement, OfAnyOctetsIsReadWithinThem) {
    rc::check("every message with a right checksum is read without a fault, and its prefixes are legal",
              [](Packet message, bool is_router) {
                  if (message.size() < 8) message.resize(8);
                  message.resize(std::min<std::size_t>(message.size(), 1'000));
                  message[0] = is_router ? 134 : 136;
                  message[1] = 0;
                  const auto parsed = parse_advertisement(packet(kRouter, kOwnLinkLocal, message));
                  if (!parsed) return;
                  RC_ASSERT(std::holds_alternative<RouterAdvertised>(*parsed) == is_router);
                  if (!is_router) return;
                  for (const Prefix& prefix : std::get<RouterAdvertised>(*parsed).prefixes)
                      RC_ASSERT(prefix.length <= 128);
              });
}

}  // namespace
}  // namespace gateway
