// ESP-IDF's station interface behind ports::StationControl, the seam that the Linux daemon has, too.
//
// One thread: items in, calls of ESP-IDF out. Answers to requests are kept and given by settle(), never from
// within a request. No heap; nothing blocks.
#pragma once

#include <array>
#include <optional>

#include "base/static_vector.hpp"
#include "items.hpp"
#include "micro/station.hpp"

namespace roam_esp {

class Driver final : public ports::StationControl, public micro::Listener {
public:
    /// @param settings  must outlive the driver.
    Driver(const micro::Settings& settings, std::string_view ssid);

    /// The interface is up, with a link or without.
    void begin(base::Instant now);
    void take(const Item& item, base::Instant now);
    /// Does what is due.
    void wake(base::Instant now);
    [[nodiscard]] base::Instant deadline() const { return station_.deadline(); }

    [[nodiscard]] const micro::Station& station() const { return station_; }

    void read_signal() override;
    void watch_signal(wifi::Dbm threshold) override;
    void look(wifi::Channel channel) override;
    void scan(std::span<const wifi::Channel> channels) override;
    void read_table() override { table_wanted_ = true; }
    void move(const wifi::MacAddress& bssid, records::Method method) override;
    void ask_neighbors() override;
    void ask_transition(std::uint8_t reason, std::span<const ports::Candidate> candidates) override;
    void heed_transitions(bool heed) override;
    void stop_scan() override;
    void check_link() override { check_wanted_ = true; }
    void search(std::span<const wifi::Channel> channels) override;

    void decided(const micro::Verdict& verdict) override;
    void ended(std::uint32_t sequence, const records::Outcome& outcome, base::Instant at) override;
    void said(const records::RoamingEvent& event) override;

private:
    enum class Phase : std::uint8_t {
        Idle,
        Leaving,  ///< a move: the old link ends
        Joining,  ///< a move: the target is being asked
        Seeking,  ///< there is no link, and one is wanted
    };

    void settle(base::Instant now);
    bool settle_one(base::Instant now);
    void give_table(base::Instant now);
    void give_link(base::Instant now);
    void on_disconnected(const Item& item, base::Instant now);
    void join(base::Instant now);
    /// Connects to `bssid`, or to any BSS of the network.
    bool connect_to(std::optional<wifi::MacAddress> bssid);
    void take_scan(base::Instant now);
    /// The best BSS that has not failed lately; empty where none has: then the driver may choose.
    [[nodiscard]] std::optional<wifi::MacAddress> unspoilt() const;

    base::StaticVector<ports::BssEntry, station::kBssRoom> table_;  ///< of the last look
    std::optional<ports::SignalRead> signal_;
    std::optional<wifi::MacAddress> link_;
    wifi::MacAddress target_;
    base::Instant now_;
    Phase phase_ = Phase::Idle;
    std::uint8_t family_ = 0;  ///< of the link's security
    bool signal_failed_ = false;
    bool table_wanted_ = false;
    bool check_wanted_ = false;
    bool watch_refused_ = false;
    bool neighbors_refused_ = false;
    bool looking_ = false;
    bool look_refused_ = false;
    std::optional<bool> move_answer_;
    micro::Station station_;
};

}  // namespace roam_esp
