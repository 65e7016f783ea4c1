// What a BSS offers: from lists of elements as APs of each generation send them.
#include "wifi/bss_summary.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "wifi/bss_elements.hpp"

namespace wifi {
namespace {

class Beacon {
public:
    template <class T>
    Beacon& with(const T& value) {
        Writer writer{room_};
        encode(writer, value);
        const Octets octets = writer.finish().value();
        list_.insert(list_.end(), octets.begin(), octets.end());
        return *this;
    }
    Beacon& octets(std::initializer_list<std::uint8_t> raw) {
        list_.insert(list_.end(), raw);
        return *this;
    }
    [[nodiscard]] Octets list() const { return list_; }

private:
    std::array<std::uint8_t, 300> room_{};
    std::vector<std::uint8_t> list_;
};

HtCapabilities ht_caps(std::size_t streams) {
    HtCapabilities caps;
    for (std::size_t i = 0; i < streams; ++i) caps.mcs_set[i] = 0xFF;
    return caps;
}
HtOperation ht_op(std::uint8_t primary, std::uint32_t offset) {
    HtOperation operation;
    operation.primary_channel = primary;
    operation.info.set<"secondary_channel_offset">(offset).set<"any_width">(1);
    return operation;
}
VhtCapabilities vht_caps(std::uint16_t map) {
    VhtCapabilities caps;
    caps.rx_mcs_map = map;
    return caps;
}
const Channel kHeard = *Channel::make(Band::Ghz5, 40);

TEST(Summarise, ReadsALegacyBeacon) {
    Beacon beacon;
    beacon.octets({0, 4, 'r', 'o', 'a', 'm', 1, 2, 0x82, 0x84, 3, 1, 11});
    const auto summary = summarise(beacon.list(), *Channel::make(Band::Ghz2_4, 10));
    EXPECT_EQ(summary.mode, PhyMode::Legacy);
    EXPECT_EQ(summary.width, Width::Mhz20);
    EXPECT_EQ(summary.streams, 1);
    EXPECT_EQ(summary.channel.number(), 11);  // heard on the neighbouring channel
    EXPECT_EQ(summary.ssid.size(), 4U);
    EXPECT_FALSE(summary.fault || summary.load || summary.mobility_domain || summary.bss_transition);
    EXPECT_EQ(summary.akms, AkmSet{});
}

TEST(Summarise, TakesTheWidthFromTheNewestOperation) {
    Beacon ht;
    ht.with(ht_caps(2)).with(ht_op(36, 1));
    EXPECT_EQ(summarise(ht.list(), kHeard).width, Width::Mhz40);
    EXPECT_EQ(summarise(ht.list(), kHeard).streams, 2);
    EXPECT_EQ(summarise(ht.list(), kHeard).channel.number(), 36);

    const auto vht = [](VhtOperationInfo info) {
        Beacon beacon;
        beacon.with(ht_caps(2)).with(ht_op(36, 1)).with(vht_caps(0xFFEA)).with(VhtOperation{info, 0xFFFC});
        return summarise(beacon.list(), kHeard);
    };
    EXPECT_EQ(vht({0, 0, 0}).width, Width::Mhz40);
    EXPECT_EQ(vht({1, 42, 0}).width, Width::Mhz80);
    EXPECT_EQ(vht({1, 42, 50}).width, Width::Mhz160);   // 8 apart: 160
    EXPECT_EQ(vht({1, 42, 155}).width, Width::Mhz160);  // more than 16 apart: 80+80
    EXPECT_EQ(vht({2, 50, 0}).width, Width::Mhz160);    // deprecated form
    EXPECT_EQ(vht({1, 42, 0}).mode, PhyMode::Vht);
    EXPECT_EQ(vht({1, 42, 0}).streams, 3);
}

TEST(Summarise, ReadsSixGhzWithoutHt) {
    HeCapabilities caps;
    caps.up_to_80.rx = 0xFFFA;
    HeOperation operation;
    operation.parameters.set<"six_ghz_operation_present">(1);
    operation.six_ghz = SixGhzOperationInfo{37, {}, 39, 47, 6};
    operation.six_ghz->control.set<"width">(3);
    Beacon beacon;
    beacon.with(caps).with(operation);
    const auto summary = summarise(beacon.list(), *Channel::make(Band::Ghz6, 33));
    EXPECT_EQ(summary.mode, PhyMode::He);
    EXPECT_EQ(summary.width, Width::Mhz160);
    EXPECT_EQ(summary.streams, 2);
    EXPECT_EQ(summary.channel.number(), 37);

    EhtOperation eht;
    eht.parameters.set<"operation_info_present">(1);
    eht.info.emplace().control.set<"width">(4);
    beacon.with(EhtCapabilities{}).with(eht);
    EXPECT_EQ(summarise(beacon.list(), *Channel::make(Band::Ghz6, 33)).width, Width::Mhz320);
    EXPECT_EQ(summarise(beacon.list(), *Channel::make(Band::Ghz6, 33)).mode, PhyMode::Eht);
}

TEST(Summarise, ReadsWhatRoamingNeeds) {
    Beacon beacon;
    beacon.octets({48, 20, 1, 0, 0, 0x0F, 0xAC, 4, 1, 0, 0, 0x0F, 0xAC, 4, 1, 0, 0, 0x0F, 0xAC, 9, 0xC0, 0})
        .with(BssLoad{7, 100, 0})
        .octets({54, 3, 0x34, 0x12, 1, 70, 5, 0x02, 0, 0, 0, 0, 127, 3, 0, 0, 0x08});
    const auto summary = summarise(beacon.list(), kHeard);
    EXPECT_FALSE(summary.fault);
    EXPECT_EQ(summary.load, (BssLoad{7, 100, 0}));
    EXPECT_TRUE(summary.akms.has(Akm::FtSae) && summary.mfp_required && summary.mfp_capable);
    ASSERT_TRUE(summary.mobility_domain);
    EXPECT_EQ(summary.mobility_domain->mdid, 0x1234);
    EXPECT_EQ(summary.mobility_domain->ft_capability.get<"over_ds">(), 1U);
    EXPECT_TRUE(summary.rrm_neighbor_report && summary.bss_transition && !summary.rrm_link_measurement);
}

TEST(Summarise, KeepsWhatParsesAndNamesWhatDoesNot) {
    Beacon beacon;
    beacon.octets({11, 4, 1, 0, 2, 3, 127, 3, 0, 0, 0x08, 54, 200, 1});
    const auto summary = summarise(beacon.list(), kHeard);
    EXPECT_TRUE(summary.bss_transition);
    EXPECT_FALSE(summary.load);
    EXPECT_EQ(summary.fault, (ParseError{ParseFault::BodyTooShort, 0}));

    Beacon cut;
    cut.octets({127, 3, 0, 0, 0x08, 54, 200, 1});
    EXPECT_EQ(summarise(cut.list(), kHeard).fault, (ParseError{ParseFault::Truncated, 5}));
    EXPECT_TRUE(summarise(cut.list(), kHeard).bss_transition);
}

}  // namespace
}  // namespace wifi
