#include "lab/guest/controller.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/guest/frame.hpp"
#include "wifi/bss_elements.hpp"
#include "wifi/hostap_text.hpp"
#include "wifi/operating_class.hpp"

namespace lab::guest {

namespace {

constexpr std::string_view kFrameReceived = "AP-MGMT-FRAME-RECEIVED buf=";
constexpr std::uint8_t kWnm = 10;   // category (Table 9-51)
constexpr std::uint8_t kQuery = 6;  // Table 9-379
constexpr std::size_t kHead = 2;    // category and action

std::optional<std::vector<std::uint8_t>> octets_of(std::string_view hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::vector<std::uint8_t> octets(hex.size() / 2);
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const char* digits = hex.data() + 2 * i;
        const auto [stop, fault] = std::from_chars(digits, digits + 2, octets[i], 16);
        if (fault != std::errc{} || stop != digits + 2) return std::nullopt;
    }
    return octets;
}

std::string address(const wifi::MacAddress& mac) {
    const wifi::MacText text = wifi::to_text(mac);
    return {text.data(), text.size()};
}

}  // namespace

std::optional<TransitionQuery> query_in(std::string_view event) {
    if (!event.starts_with(kFrameReceived)) return std::nullopt;
    const auto octets = octets_of(event.substr(kFrameReceived.size()));
    if (!octets) return std::nullopt;
    const FrameView frame{*octets};
    if (!frame.ok() || frame.kind() != kAction || frame.body().size() < kHead || frame.body()[0] != kWnm ||
        frame.body()[1] != kQuery)
        return std::nullopt;
    wifi::Reader reader{frame.body().subspan(kHead), kHead};
    wifi::BtmQuery asked;
    wifi::BtmQuery::describe(reader, asked);
    if (!reader.ok()) return std::nullopt;
    TransitionQuery query{frame.transmitter(), asked.reason};
    bool whole = true;
    const auto fault = asked.candidates.each([&](const wifi::Element& element) {
        if (!wifi::NeighborReport::kId.matches(element)) return;
        const auto report = wifi::decode<wifi::NeighborReport>(element);
        std::array<char, 600> room{};
        const auto text = report ? wifi::write_text(wifi::NeighborText{*report}, room) : std::nullopt;
        whole = whole && text.has_value();
        if (text) query.candidates.emplace_back(*text);
    });
    if (fault || !whole) return std::nullopt;
    return query;
}

std::string answer_to(const TransitionQuery& query, const std::vector<std::string>& others) {
    const auto& list = query.candidates.empty() ? others : query.candidates;
    // Valid for 10 s: a station that has to scan for what is listed needs some.
    std::string command = fmt::format("BSS_TM_REQ {} valid_int=100", address(query.station));
    if (list.empty()) return command;
    return command + fmt::format(" pref=1 abridged=1 neighbor={}", fmt::join(list, " neighbor="));
}

std::string beacon_request(const wifi::MacAddress& station, const wifi::MacAddress& bssid,
                           const RadioConfig& radio, std::string_view ssid) {
    const auto block = wifi::block_around(radio.channel, wifi::Width::Mhz20);
    const auto where = block ? wifi::operating_channel(*block) : std::nullopt;
    if (!where) return {};  // never: a scenario has no other channels
    std::vector<std::uint8_t> subelements{0, static_cast<std::uint8_t>(ssid.size())};
    subelements.insert(subelements.end(), ssid.begin(), ssid.end());
    wifi::BeaconRequest request;
    request.operating_class = where->operating_class;
    request.channel = where->number;
    request.duration_tu = 20;
    request.mode = 1;
    request.bssid = bssid;
    request.subelements = wifi::ElementList<wifi::BeaconRequestSubelements>{subelements};
    std::array<std::uint8_t, 64> room{};
    wifi::Writer writer{room};
    wifi::BeaconRequest::describe(writer, request);
    const wifi::Octets body = writer.finish().value();
    return fmt::format("REQ_BEACON {} {:02x}", address(station), fmt::join(body, ""));
}

bool is_about_answers(std::string_view event) {
    return event.starts_with("BSS-TM-RESP ") || event.starts_with("BEACON-REQ-TX-STATUS ") ||
           event.starts_with("BEACON-RESP-RX ");
}

}  // namespace lab::guest
