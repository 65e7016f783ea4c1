#include "lab/guest/transition_frames.hpp"

#include <algorithm>
#include <utility>

#include "wifi/neighbor.hpp"
#include "wifi/wnm.hpp"

namespace lab::guest {

namespace {

/// The body of an unprotected action frame as a `T`, if it is one (9.4.1.11).
template <class T>
std::optional<T> body_as(const FrameView& frame) {
    const auto body = frame.body();
    if (frame.is_protected() || body.size() < 2 || body[0] != T::kId.id || body[1] != T::kId.extension)
        return std::nullopt;
    wifi::Reader reader{body.subspan(2), 0};
    T value{};
    T::describe(reader, value);
    if (!reader.ok()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<TransitionAsked> request_in(const FrameView& frame, std::span<const BssSite> sites) {
    if (sites.empty()) return std::nullopt;
    const auto request = body_as<wifi::BtmRequest>(frame);
    if (!request) return std::nullopt;
    std::vector<std::pair<int, int>> ranked;  // preference and BSS
    const auto fault = request->candidates.each([&](const wifi::Element& element) {
        const auto neighbor = wifi::read_neighbor(element);
        if (element.id != wifi::NeighborReport::kId.id || !neighbor || neighbor->preference == 0) return;
        const auto site = std::ranges::find(sites, neighbor->bssid, &BssSite::bssid);
        if (site != sites.end()) ranked.emplace_back(neighbor->preference.value_or(0), site->index);
    });
    if (fault) return std::nullopt;
    std::ranges::stable_sort(ranked, std::ranges::greater{}, &std::pair<int, int>::first);
    TransitionAsked asked{frame.body()[3], request->disassociation_timer_tbtt, {}};
    for (const auto& [preference, bss] : ranked) asked.targets.push_back(bss);
    return asked;
}

std::optional<int> answer_in(const FrameView& frame) {
    const auto body = frame.body();
    // Not by the codec: some stations leave out the target that goes with status 0.
    if (frame.is_protected() || body.size() < 4 || body[0] != wifi::BtmResponse::kId.id ||
        body[1] != wifi::BtmResponse::kId.extension)
        return std::nullopt;
    return body[3];
}

}  // namespace lab::guest
