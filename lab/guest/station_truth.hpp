// What really happened to the station's link, read off the air, as the lines of the truth log.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lab/guest/loop.hpp"
#include "lab/guest/medium.hpp"
#include "lab/truth_log.hpp"

namespace lab::guest {

class StationTruth : public AirObserver {
public:
    /// @param sites  of a fleet, whose requests and dismissals are written down too; empty: they are not.
    explicit StationTruth(Loop& loop, std::vector<BssSite> sites = {})
        : loop_{loop}, sites_{std::move(sites)} {}

    void station_sent(const FrameView& frame, int bss, int mhz, bool acked) override;
    void station_heard(const FrameView& frame, int bss) override;
    void station_missed(const FrameView& frame, int bss) override;

    void packet_arrived(Direction direction, std::int64_t sequence, Micros sent);
    void ap_gone(int bss);
    void mark(const std::string& text);
    void used(std::uint32_t resident_kb, std::uint32_t wakeups);
    /// Calls `what` once, as soon as the station has its next link.
    void at_next_link(std::function<void()> what) { on_link_ = std::move(what); }
    /// Calls `what` whenever a fleet's station has been asked to move, with the BSS that asked; and `what`
    /// whenever a link has begun or ended. Neither from within a frame's delivery.
    void when_asked(std::function<void(int bss)> what) { on_asked_ = std::move(what); }
    void when_link_changes(std::function<void()> what) { on_change_ = std::move(what); }

    /// Closes the log; `sent` packets went out in each direction.
    void finish(std::uint32_t sent, Micros period);

    [[nodiscard]] const std::string& log() const { return log_; }
    [[nodiscard]] int linked_bss() const { return linked_; }

private:
    void link(int bss, bool fast_transition);
    void unlink(UnlinkCause cause);
    void set_away(bool away);
    void look(int mhz);
    void dismissed_by(const FrameView& frame, int bss);
    void tell_change();

    Loop& loop_;
    std::vector<BssSite> sites_;
    std::string log_{kTruthLogHeader};
    int linked_ = -1;
    bool away_ = false;
    int look_mhz_ = 0;
    Micros look_at_ = 0;
    std::map<int, int>
        last_algorithm_;  ///< by BSS: algorithm of the last Authentication frame since the last link
    std::uint32_t mgmt_frames_ = 0;
    std::function<void()> on_link_;
    std::function<void(int bss)> on_asked_;
    std::function<void()> on_change_;
};

}  // namespace lab::guest
