#include "station/policies/rivals.hpp"

#include "station/policies/wpa_supplicant_2_10.hpp"
#include "station/policies/wpa_supplicant_2_11.hpp"

namespace station::policies {

using base::Instant;
using records::Action;
using records::Reason;
using records::Rival;

namespace {

constexpr const networkmanager::Bgscan& bgscan_of(Rival rival) {
    return rival == Rival::NetworkManagerMulti ? networkmanager::kSeveralAps : networkmanager::kOneAp;
}

constexpr const apple::Parameters& apple_of(Rival rival) {
    return rival == Rival::AppleMacos ? apple::kMacos : apple::kIos;
}

}  // namespace

Memory begin(Rival rival, const Evidence& evidence, Instant now) {
    Memory memory;
    memory.bgscan = networkmanager::begin(bgscan_of(rival), evidence, now);
    memory.esp_idf = esp_idf::begin({}, evidence, now);
    return memory;
}

Verdict watch(Rival rival, Memory& memory, const Evidence& evidence, Instant now) {
    switch (rival) {
        case Rival::WpaSupplicant210:
        case Rival::WpaSupplicant211:
            break;
        case Rival::NetworkManager:
        case Rival::NetworkManagerMulti:
            return networkmanager::watch(bgscan_of(rival), memory.bgscan, evidence, now);
        case Rival::Iwd:
            return iwd::watch({}, memory.iwd, evidence, now);
        case Rival::EspIdf:
            return esp_idf::watch({}, memory.esp_idf, evidence, now);
        case Rival::AppleIos:
        case Rival::AppleMacos:
            return apple::watch(apple_of(rival), memory.apple, evidence, now);
        case Rival::A3:
            return a3::watch({}, memory.a3, evidence, now);
    }
    Verdict verdict;
    return verdict.stay(evidence.current() ? Reason::BetweenScans : Reason::NotConnected);
}

Verdict judge(Rival rival, const Memory& memory, const Evidence& evidence, Instant now) {
    switch (rival) {
        case Rival::WpaSupplicant210:
        case Rival::NetworkManager:
        case Rival::NetworkManagerMulti:
            return wpa_supplicant_2_10::judge(evidence);
        case Rival::WpaSupplicant211:
            return wpa_supplicant_2_11::judge({}, evidence);
        case Rival::Iwd:
            return iwd::judge({}, evidence);
        case Rival::EspIdf:
            return esp_idf::judge({}, memory.esp_idf.after_low, evidence);
        case Rival::AppleIos:
        case Rival::AppleMacos:
            return apple::judge(apple_of(rival), evidence);
        case Rival::A3:
            break;
    }
    return a3::judge({}, memory.a3, evidence, now);
}

void note_scan_ended(Rival rival, Memory& memory, const Verdict& found, Instant now) {
    if (rival == Rival::NetworkManager || rival == Rival::NetworkManagerMulti)
        networkmanager::note_scan_ended(bgscan_of(rival), memory.bgscan, now);
    if (rival == Rival::Iwd) iwd::note_scan_ended({}, memory.iwd, found, now);
}

bool judges_own_scans_only(Rival rival) {
    return rival != Rival::WpaSupplicant210 && rival != Rival::WpaSupplicant211 && rival != Rival::A3;
}

records::RivalVerdict compared(Rival rival, const Memory& memory, const Verdict& watched,
                               const Evidence& evidence, Instant now) {
    const Verdict found = judge(rival, memory, evidence, now);
    records::RivalVerdict result;
    result.rival = rival;
    result.action = found.action;
    result.reason = found.reason;
    result.target = found.target;
    if (judges_own_scans_only(rival)) {
        result.gates = watched.gates;
        if (watched.action != Action::Look) {
            result.action = Action::Stay;
            result.reason = found.action == Action::Move ? Reason::NotLooking : watched.reason;
            result.target.reset();
        }
    }
    for (const records::Gate& gate : found.gates)
        if (!result.gates.push_back(gate)) break;
    return result;
}

}  // namespace station::policies
