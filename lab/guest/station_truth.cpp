#include "lab/guest/station_truth.hpp"

#include <span>
#include <utility>

#include "lab/guest/transition_frames.hpp"

namespace lab::guest {

namespace {

constexpr int kFastTransitionAlgorithm = 2;          // 9.4.1.1
constexpr std::uint8_t kFastTransitionElement = 55;  // Table 9-92

std::uint16_t le16(std::span<const std::uint8_t> octets, std::size_t at) {
    return static_cast<std::uint16_t>(octets[at] | octets[at + 1] << 8);
}

bool has_element(std::span<const std::uint8_t> list, std::uint8_t id) {
    for (std::size_t at = 0; at + 2 <= list.size(); at += 2U + list[at + 1])
        if (list[at] == id) return true;
    return false;
}

}  // namespace

void StationTruth::link(int bss, bool fast_transition) {
    unlink(UnlinkCause::TurnedAway);
    set_away(false);
    linked_ = bss;
    last_algorithm_.clear();
    log_ += linked_line(loop_.now(), bss, fast_transition);
    // Not from within a frame's delivery.
    if (on_link_) loop_.at(loop_.now(), std::exchange(on_link_, nullptr));
    tell_change();
}

void StationTruth::tell_change() {
    if (on_change_) loop_.at(loop_.now(), [this] { on_change_(); });
}

void StationTruth::unlink(UnlinkCause cause) {
    if (linked_ < 0) return;
    set_away(false);
    log_ += unlinked_line(loop_.now(), linked_, cause);
    linked_ = -1;
    tell_change();
}

void StationTruth::set_away(bool away) {
    if (away == away_) return;
    away_ = away;
    log_ += away ? away_line(loop_.now()) : home_line(loop_.now());
}

void StationTruth::look(int mhz) {
    // One visit sends a probe request per SSID: one look.
    constexpr Micros kSameVisit = 40'000;
    if (mhz == look_mhz_ && loop_.now() - look_at_ < kSameVisit) return;
    look_mhz_ = mhz;
    look_at_ = loop_.now();
    log_ += look_line(loop_.now(), mhz);
}

void StationTruth::station_sent(const FrameView& frame, int bss, int mhz, bool acked) {
    if (frame.is_management() && loop_.now() >= 0) ++mgmt_frames_;
    switch (frame.kind()) {
        case kProbeRequest:
            look(mhz);
            return;
        case kAuthentication:
            if (frame.body().size() >= 2) last_algorithm_[bss] = le16(frame.body(), 0);
            // The kernel gives up its link when it authenticates with another AP, unless the frame was sent
            // from an excursion (FT of programs that keep the old link until they reassociate).
            if (bss != linked_ && !away_) unlink(UnlinkCause::TurnedAway);
            return;
        case kReassociationRequest:
            if (bss != linked_) unlink(UnlinkCause::TurnedAway);
            return;
        case kDeauthentication:
            if (bss == linked_) unlink(UnlinkCause::Deauth);
            return;
        case kDisassociation:
            if (bss == linked_) unlink(UnlinkCause::Disassoc);
            return;
        case kAction:
            if (const auto status = sites_.empty() ? std::nullopt : answer_in(frame))
                log_ += answered_line({loop_.now(), bss, *status});
            return;
        default:
            break;
    }
    if (!frame.is_data() || bss != linked_ || linked_ < 0) return;
    // Before an excursion the station tells its AP that it sleeps, and afterwards that it is back.
    if (!frame.power_save())
        set_away(false);
    else if (acked)
        set_away(true);
}

void StationTruth::station_heard(const FrameView& frame, int bss) {
    const auto body = frame.body();
    switch (frame.kind()) {
        case kAssociationResponse:
        case kReassociationResponse: {
            if (body.size() < 6 || le16(body, 2) != 0) return;
            const auto algorithm = last_algorithm_.find(bss);
            // On a busy air the request is repeated, and answered again: still the same link.
            if (bss == linked_ && algorithm == last_algorithm_.end()) return;
            // Over the DS there is no Authentication frame; the response to it carries the FT element
            // (13.5.3).
            const bool fast = algorithm != last_algorithm_.end()
                                  ? algorithm->second == kFastTransitionAlgorithm
                                  : has_element(body.subspan(6), kFastTransitionElement);
            link(bss, fast);
            return;
        }
        case kDeauthentication:
        case kDisassociation:
            dismissed_by(frame, bss);
            if (bss == linked_)
                unlink(frame.kind() == kDeauthentication ? UnlinkCause::Deauth : UnlinkCause::Disassoc);
            return;
        case kAction:
            if (const auto request = request_in(frame, sites_)) {
                log_ += asked_line({loop_.now(), bss, request->mode, request->timer_tbtt, request->targets});
                if (on_asked_) loop_.at(loop_.now(), [this, bss] { on_asked_(bss); });
            }
            return;
        default:
            return;
    }
}

void StationTruth::station_missed(const FrameView& frame, int bss) {
    if (frame.kind() == kDeauthentication || frame.kind() == kDisassociation) dismissed_by(frame, bss);
}

void StationTruth::dismissed_by(const FrameView& frame, int bss) {
    // One that the station has left forgets it in its own time, which is no dismissal.
    if (sites_.empty() || bss != linked_) return;
    const auto body = frame.body();
    log_ += dismissed_line(
        {loop_.now(), bss, frame.kind() == kDeauthentication, body.size() >= 2 ? le16(body, 0) : 0});
}

void StationTruth::packet_arrived(Direction direction, std::int64_t sequence, Micros sent) {
    if (sequence >= 0)
        log_ += arrival_line(direction, loop_.now(), static_cast<std::uint32_t>(sequence), sent);
}

void StationTruth::ap_gone(int bss) {
    if (bss == linked_) unlink(UnlinkCause::ApOff);
}

void StationTruth::mark(const std::string& text) { log_ += mark_line(loop_.now(), text); }

void StationTruth::used(std::uint32_t resident_kb, std::uint32_t wakeups) {
    log_ += usage_line({loop_.now(), resident_kb, wakeups});
}

void StationTruth::finish(std::uint32_t sent, Micros period) {
    unlink(UnlinkCause::End);
    log_ += end_line(loop_.now(), {sent, sent, mgmt_frames_, 0, period});
}

}  // namespace lab::guest
