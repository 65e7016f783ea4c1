#include "adapters/peers/shared_state.hpp"

#include <algorithm>
#include <array>

namespace peers {

std::uint64_t SharedState::change(std::uint64_t before, const Change& change) {
    changes_.erase(before);
    changes_.emplace(++revision_, change);
    return revision_;
}

bool SharedState::put(const ports::SharedBss& bss) {
    if (bss.ssid.size() > kMostSsid || bss.neighbor.size() > kMostNeighbor) return false;
    const auto known = bss_.find(bss.bssid);
    if (known != bss_.end() && known->second.value == bss) return false;
    if (known == bss_.end() && bss_.size() >= kMostBss) {
        // A place is free where one is gone: whoever has not heard of that hears from the engine's own
        // ageing.
        const auto gone = std::ranges::find_if(bss_, [](const auto& entry) { return !entry.second.value; });
        if (gone == bss_.end()) return false;
        changes_.erase(gone->second.revision);
        bss_.erase(gone);
    }
    Bss& entry = bss_[bss.bssid];
    entry.value = bss;
    entry.revision = change(entry.revision, {false, bss.bssid});
    return true;
}

bool SharedState::remove(const wifi::MacAddress& bssid) {
    const auto known = bss_.find(bssid);
    if (known == bss_.end() || !known->second.value) return false;
    known->second.value.reset();
    known->second.revision = change(known->second.revision, {false, bssid});
    return true;
}

bool SharedState::put(const ports::SharedClaim& claim) {
    const auto known = claims_.find(claim.client);
    if (known != claims_.end() && known->second.value == claim) return false;
    if (known == claims_.end() && claims_.size() >= kMostClaims) {
        const auto oldest =
            std::ranges::find_if(changes_, [](const auto& entry) { return entry.second.is_claim; });
        claims_.erase(oldest->second.of);
        changes_.erase(oldest);
    }
    Claim& entry = claims_[claim.client];
    entry.value = claim;
    entry.revision = change(entry.revision, {true, claim.client});
    return true;
}

void SharedState::supersede(const ports::SharedClaim& claim) {
    const auto ours = claims_.find(claim.client);
    if (ours == claims_.end() || !counts_more(claim, ours->second.value)) return;
    changes_.erase(ours->second.revision);
    claims_.erase(ours);
}

std::optional<std::uint64_t> SharedState::write(wifi::Writer& to, std::size_t room, std::uint64_t from,
                                                std::uint64_t since) const {
    // The range comes first and is known last: it is written beside, and its room is kept.
    constexpr std::size_t kRangeSize = kMessageHead + 16;
    if (room < kRangeSize) return std::nullopt;
    std::array<std::uint8_t, 1400> beside;
    wifi::Writer items{std::span{beside}.first(std::min(beside.size(), room - kRangeSize))};
    std::uint64_t upto = from;
    auto next = changes_.upper_bound(from);
    for (; next != changes_.end(); ++next) {
        const auto& [revision, change] = *next;
        std::optional<Message> message;
        if (change.is_claim) {
            message = claims_.at(change.of).value;
        } else if (const auto& bss = bss_.at(change.of).value) {
            message = *bss;
        } else if (revision > since) {
            message = BssGone{change.of};
        }
        if (message && !append(items, *message)) break;
        upto = revision;
    }
    if (next == changes_.end()) upto = revision_;
    if (upto == from) return std::nullopt;
    // There is room for both.
    if (!append(to, StateRange{from, upto})) return std::nullopt;
    to.copy(items.finish().value_or(wifi::Octets{}));
    return upto;
}

}  // namespace peers
