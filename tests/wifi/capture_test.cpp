// Frames that hostapd, wpa_supplicant and iwd really sent (tests/vectors/captures/README.md): read without a
// fault, as tshark reads them, and written again as the same octets.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <pcap/pcap.h>
#include <set>

#include <gtest/gtest.h>

#include "frame_tree.hpp"
#include "tshark.hpp"
#include "wifi/catalogue.hpp"
#include "wifi/radiotap.hpp"

namespace wifi {
namespace {

namespace json = boost::json;
using Bytes = std::vector<std::uint8_t>;

std::vector<std::filesystem::path> captures() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{ROAM_VECTORS "/captures"})
        if (entry.path().extension() == ".pcap" || entry.path().extension() == ".pcapng")
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

std::vector<Bytes> packets_of(const std::filesystem::path& file) {
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture{
        pcap_open_offline(file.c_str(), error.data()), &pcap_close};
    std::vector<Bytes> packets;
    pcap_pkthdr* header = nullptr;
    const unsigned char* data = nullptr;
    while (capture && pcap_next_ex(capture.get(), &header, &data) == 1)
        packets.emplace_back(data, data + header->caplen);
    return packets;
}

Octets frame_in(const Bytes& packet) {
    const auto header = parse_radiotap(packet);
    return header ? Octets{packet}.subspan(header->length) : Octets{};
}

template <class T>
Bytes encoded(const T& value) {
    Bytes room(4096);
    Writer writer{room};
    T::describe(writer, value);
    const auto octets = writer.finish();
    return octets ? Bytes{octets->begin(), octets->end()} : Bytes{};
}

/// Calls `use.template operator()<T>(value)` for the innermost body of a frame.
template <class Use>
void with_body(const ManagementFrame& frame, Use&& use) {
    if (frame.is_protected()) return;
    const bool is_known = ManagementBodies::visit_id(frame.kind(), [&]<class Row>() {
        const auto value = frame.body.as<typename Row::Type>();
        ASSERT_TRUE(value) << Row::Type::kName;
        use(frame.body.octets(), *value);
    });
    EXPECT_TRUE(is_known);
}

TEST(Capture, HoldsWhatRoamingSends) {
    std::map<std::string, int> kinds;
    std::set<std::string> elements;
    for (const auto& file : captures())
        for (const Bytes& packet : packets_of(file)) {
            const json::object frame = test::frame_tree(packet, decode::Form::Radiotap);
            ++kinds[std::string{frame.at("kind").as_string()}];
            const json::value* body = frame.if_contains("body");
            if (!body || !body->as_object().contains("elements")) continue;
            for (const json::value& element : body->at("elements").as_array())
                elements.emplace(element.at("name").as_string());
        }
    for (const char* kind :
         {"beacon", "probe_request", "probe_response", "authentication", "association_request",
          "association_response", "reassociation_request", "reassociation_response", "deauthentication",
          "neighbor_report_request", "neighbor_report_response", "btm_request", "btm_response", "protected"})
        EXPECT_GE(kinds[kind], 2) << kind;
    for (const char* element :
         {"rsn", "rsnx", "mobility_domain", "fast_bss_transition", "rm_enabled_capabilities", "bss_load",
          "extended_capabilities", "ht_operation", "vht_operation", "he_operation", "country",
          "supported_operating_classes"})
        EXPECT_TRUE(elements.contains(element)) << element;
}

TEST(Capture, IsReadWithoutAFault) {
    ASSERT_GE(captures().size(), 10U);
    for (const auto& file : captures()) {
        SCOPED_TRACE(file.filename());
        const auto packets = packets_of(file);
        EXPECT_GE(packets.size(), 30U);
        for (std::size_t i = 0; i < packets.size(); ++i) {
            const json::object frame = test::frame_tree(packets[i], decode::Form::Radiotap);
            EXPECT_EQ(frame.at("faults"), 0) << "frame " << i + 1 << ": " << decode::render(frame);
        }
    }
}

TEST(Capture, IsWrittenAgainAsTheSameOctets) {
    for (const auto& file : captures()) {
        const auto packets = packets_of(file);
        for (std::size_t i = 0; i < packets.size(); ++i) {
            SCOPED_TRACE(file.filename().string() + ", frame " + std::to_string(i + 1));
            const Octets octets = frame_in(packets[i]);
            const auto frame = parse_management(octets);
            ASSERT_TRUE(frame);
            EXPECT_TRUE(std::ranges::equal(encoded(*frame), octets));
            with_body(*frame, [](Octets body, const auto& value) {
                EXPECT_TRUE(std::ranges::equal(encoded(value), body));
                if constexpr (requires { value.elements; }) {
                    EXPECT_FALSE(value.elements.each([](const Element& element) {
                        BssElements::visit(element, [&]<class Row>() {
                            using T = typename Row::Type;
                            const auto decoded = decode<T>(element);
                            ASSERT_TRUE(decoded) << T::kName;
                            EXPECT_TRUE(
                                std::ranges::equal(encoded(*decoded), element.body.subspan(Row::kId.head())))
                                << T::kName;
                        });
                    }));
                }
            });
        }
    }
}

/// Every neighbour of `list`, read into what a decision uses and written again: the same octets.
void expect_neighbors_again(const ElementList<BssElements>& list, std::size_t& count) {
    EXPECT_FALSE(list.each([&count](const Element& element) {
        const auto neighbor = read_neighbor(element);
        ASSERT_TRUE(neighbor);
        Bytes room(256);
        Writer writer{room};
        write_neighbor(writer, *neighbor);
        const auto again = writer.finish();
        ASSERT_TRUE(again);
        EXPECT_TRUE(std::ranges::equal(again->subspan(2), element.body));
        ++count;
    }));
}

TEST(Capture, HoldsTransitionsThatHostapdAsksForAndWpaSupplicantAnswers) {
    std::size_t neighbors = 0;
    std::set<int> statuses;
    std::set<int> modes;
    for (const Bytes& packet : packets_of(ROAM_VECTORS "/captures/wpa_supplicant-btm.pcap")) {
        const auto frame = parse_management(frame_in(packet));
        ASSERT_TRUE(frame);
        if (frame->kind() != Action::kId) continue;
        const auto action = frame->body.as<Action>();
        ASSERT_TRUE(action);
        const ElementId id{action->category, action->action};
        if (id == BtmRequest::kId) {
            const auto request = action->body.as<BtmRequest>();
            ASSERT_TRUE(request);
            EXPECT_TRUE(std::ranges::equal(encoded(*request), action->body.octets()));
            modes.insert(request->mode.octets[0]);
            expect_neighbors_again(request->candidates, neighbors);
        } else if (id == BtmResponse::kId) {
            const auto response = action->body.as<BtmResponse>();
            ASSERT_TRUE(response);
            EXPECT_TRUE(std::ranges::equal(encoded(*response), action->body.octets()));
            statuses.insert(response->status);
            expect_neighbors_again(response->candidates, neighbors);
        }
    }
    EXPECT_EQ(statuses, (std::set<int>{0, 1}));
    EXPECT_EQ(modes, (std::set<int>{0, 0x03, 0x07}));  // as btm.toml tells hostapd
    EXPECT_GT(neighbors, 12U);
}

TEST(Capture, IsReadAsTsharkReadsIt) {
    if (!test::has_tshark()) GTEST_SKIP() << "tshark is not installed: apt-get install tshark";
    std::vector<test::FieldPair> pairs = test::field_pairs();
    for (const auto& file : captures()) {
        SCOPED_TRACE(file.filename());
        for (const auto& [number, message] : test::complaints(file)) ADD_FAILURE() << message;
        const auto packets = packets_of(file);
        const json::array dissected = test::dissect(file);
        ASSERT_EQ(dissected.size(), packets.size());
        for (std::size_t i = 0; i < packets.size(); ++i) {
            SCOPED_TRACE("frame " + std::to_string(i + 1));
            const json::value tree = test::frame_tree(packets[i], decode::Form::Radiotap);
            const auto frame = parse_management(frame_in(packets[i]));
            ASSERT_TRUE(frame);
            with_body(*frame, [&](Octets, const auto& value) {
                if constexpr (requires { value.elements; }) {
                    std::set<std::string> kinds;
                    EXPECT_FALSE(value.elements.each([&](const Element& element) {
                        BssElements::visit(element, [&]<class Row>() {
                            kinds.insert(std::string{"element "} + Row::Type::kName);
                        });
                    }));
                    for (const std::string& kind : kinds)
                        EXPECT_EQ(test::compare(kind, tree, dissected[i], pairs), std::vector<std::string>{});
                }
            });
        }
    }
    const auto compared = std::ranges::count_if(pairs, [](const auto& pair) { return pair.compared > 0; });
    EXPECT_GT(compared, 150) << "fields that were compared at least once";
}

}  // namespace
}  // namespace wifi
