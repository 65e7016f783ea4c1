#include "adapters/peers/udp_peers.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "site.hpp"

namespace {

using namespace peers;
using namespace peers::test;

TEST(PeerSetting, IsLanOrInterfacesOrAddresses) {
    const auto setting =
        parse_peers({"lan", "br-lan", "192.0.2.7", "192.0.2.8:99", "2001:db8::1", "[2001:db8::2]:99"});
    ASSERT_TRUE(setting) << setting.error();
    EXPECT_TRUE(setting->lan);
    EXPECT_EQ(setting->interfaces, (std::vector<std::string>{"br-lan"}));
    ASSERT_EQ(setting->addresses.size(), 4u);
    EXPECT_EQ(address_text(setting->addresses[0]), "192.0.2.7");
    EXPECT_EQ(setting->addresses[0].port, kDefaultPort);
    EXPECT_EQ(setting->addresses[1].port, 99);
    EXPECT_EQ(address_text(setting->addresses[3]), "2001:db8::2");
    EXPECT_EQ(setting->addresses[3].port, 99);
}

TEST(PeerSetting, IsRefusedByTheWordThatIsWrong) {
    for (const char* word :
         {"", "192.0.2.300", "192.0.2.1:0", "192.0.2.1:65536", "[2001:db8::1", "[2001:db8::1]x", "fe80::1",
          "fe80::1%no-such-if", "a name", "a-name-that-is-too-long"}) {
        const auto setting = parse_peers({"lan", word});
        ASSERT_FALSE(setting) << word;
        EXPECT_NE(setting.error().find("\"" + std::string{word} + "\""), std::string::npos);
    }
}

TEST(Endpoint, KnowsGroups) {
    EXPECT_TRUE(parse_endpoint(kGroupIpv4, 1)->is_group());
    EXPECT_TRUE(parse_endpoint(kGroupIpv6, 1)->is_group());
    EXPECT_FALSE(parse_endpoint("127.0.0.1", 1)->is_group());
    EXPECT_FALSE(parse_endpoint("2001:db8::1", 1)->is_group());
}

/// Thirty daemons' sockets on this machine's loopback, each with the addresses of those before it: the later
/// ones name the earlier, and these answer.
TEST(UdpPeers, ThirtyOnOneMachineHearEachOther) {
    constexpr std::size_t kCount = 30;
    boost::asio::io_context io;
    std::vector<std::unique_ptr<UdpPeers>> all;
    std::vector<std::size_t> heard(kCount);
    PeerSetting setting;
    for (std::size_t i = 0; i < kCount; ++i) {
        auto opened = UdpPeers::open(
            io, "ap" + std::to_string(i), SiteKey{kSiteKey}, setting, 0,
            [&heard, i](const ports::PeerEvent& event) {
                heard[i] += std::holds_alternative<ports::PeerBss>(event);
            },
            [](const std::string& complaint) { ADD_FAILURE() << complaint; });
        ASSERT_TRUE(opened) << opened.error();
        (*opened)->share(bss(static_cast<std::uint32_t>(i)));
        setting.addresses.push_back(*parse_endpoint("127.0.0.1", (*opened)->port()));
        all.push_back(std::move(*opened));
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (std::ranges::any_of(heard, [](std::size_t count) { return count < kCount - 1; }) &&
           std::chrono::steady_clock::now() < until)
        io.run_one_for(std::chrono::milliseconds{100});
    for (const std::size_t count : heard) EXPECT_EQ(count, kCount - 1);
    for (const auto& peers : all) EXPECT_EQ(peers->member().peers(), kCount - 1);
}

TEST(UdpPeers, SaysWhyItCannotHaveThePort) {
    boost::asio::io_context io;
    const auto open = [&io](std::uint16_t port) {
        return UdpPeers::open(io, "ap", SiteKey{kSiteKey}, {}, port, [](const auto&) {}, [](const auto&) {});
    };
    const auto first = open(0);
    ASSERT_TRUE(first) << first.error();
    const auto second = open((*first)->port());
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().find("UDP port"), std::string::npos) << second.error();
}

}  // namespace
