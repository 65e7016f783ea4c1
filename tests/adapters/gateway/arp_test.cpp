// ARP against the octets of RFC 826, written out by hand, and against whatever the air may bring.
#include "adapters/gateway/arp.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace gateway {
namespace {

constexpr wifi::MacAddress kOwn{{2, 0, 0, 0, 0, 0xaa}};
constexpr wifi::MacAddress kGateway{{2, 0, 0, 0, 0xff, 0}};
constexpr Ipv4Address kOwnAddress{{10, 0, 0, 2}};
constexpr Ipv4Address kGatewayAddress{{10, 0, 0, 1}};

/// The gateway's answer to kOwn.
constexpr ArpFrame kReply{0, 1, 8, 0, 6,    4,                  // Ethernet, IPv4
                          0, 2,                                 // reply
                          2, 0, 0, 0, 0xff, 0,    10, 0, 0, 1,  // from
                          2, 0, 0, 0, 0,    0xaa, 10, 0, 0, 2};

TEST(ArpRequest, IsThatOfRfc826) {
    const ArpFrame want{0,  1, 8, 0, 6, 4, 0, 1, 2, 0, 0,  0, 0, 0xaa,
                        10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1};
    EXPECT_EQ(arp_request(kOwn, kOwnAddress, kGatewayAddress), want);
}

TEST(ArpReply, SaysWhoHasTheAddress) {
    EXPECT_EQ(parse_arp_reply(kReply), (ArpReply{kGateway, kGatewayAddress}));
    std::vector<std::uint8_t> padded{kReply.begin(), kReply.end()};
    padded.resize(46, 0);  // the shortest Ethernet frame
    EXPECT_EQ(parse_arp_reply(padded), (ArpReply{kGateway, kGatewayAddress}));
}

TEST(ArpReply, IsNothingElse) {
    EXPECT_EQ(parse_arp_reply(arp_request(kOwn, kOwnAddress, kGatewayAddress)), std::nullopt);
    for (const std::size_t at : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
        ArpFrame other = kReply;
        other[at] ^= 0x10;
        EXPECT_EQ(parse_arp_reply(other), std::nullopt) << "octet " << at;
    }
    ArpFrame from_a_group = kReply;
    from_a_group[8] |= 1;
    EXPECT_EQ(parse_arp_reply(from_a_group), std::nullopt);
    for (std::size_t size = 0; size < kReply.size(); ++size)
        EXPECT_EQ(parse_arp_reply(std::span{kReply}.first(size)), std::nullopt) << size;
}

TEST(ArpReply, OfAnythingIsOfItsOwnOctets) {
    rc::check([](std::vector<std::uint8_t> octets) {
        // Half of them start like a reply: random octets never do.
        if (octets.size() % 2 == 0)
            std::copy_n(kReply.begin(), std::min<std::size_t>(8, octets.size()), octets.begin());
        const auto reply = parse_arp_reply(octets);
        if (!reply) return;
        RC_ASSERT(octets.size() >= kReply.size());
        RC_ASSERT(
            std::equal(reply->hardware.octets.begin(), reply->hardware.octets.end(), octets.begin() + 8));
        RC_ASSERT(
            std::equal(reply->address.octets.begin(), reply->address.octets.end(), octets.begin() + 14));
    });
}

}  // namespace
}  // namespace gateway
