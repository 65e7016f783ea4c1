// One BSS of hostapd as ports::ApControl, over its object on ubus.
//
// The same contract as hostapd::Bss, over another way. What differs:
// - hostapd forgets nothing when only the broker restarts. A Bss whose object was lost holds its peace for
//   kGrace: if it is found again by then, all is set again, the clients that came and went meanwhile are
//   told, and nobody hears of the interruption. Only after that it is Detached.
// - There is no "all clients, one at a time": the list comes whole. It is fetched once a second, and for each
//   reading that is asked for unless it was fetched within the last kFresh; so however many clients are read,
//   the cost is that of a few lists. hostapd tells neither idle times nor since when a client is there: they
//   are kept here, from its counters.
// - Who is kept out is kept out by us: hostapd asks of each frame that it would answer, and the verdict comes
//   from memory, before anything else is done. It asks only while somebody is kept out, since it waits.
//   With this program everybody is let in. refuse() ends no link.
// - The level that a client reports of a link measurement is told as BeaconReported of the own BSS.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "adapters/hostapd/named_bss.hpp"
#include "adapters/hostapd_ubus/arguments.hpp"
#include "adapters/hostapd_ubus/parse.hpp"
#include "adapters/ubus/client.hpp"

namespace hostapd_ubus {

class Bss final : public hostapd::NamedBss {
public:
    struct Settings {
        /// Switches on what steering needs, and has clients measure their link when they come.
        bool manage = true;
        std::chrono::milliseconds grace{3'000};
        std::chrono::milliseconds list_every{1'000};
    };

    /// @param client    must outlive it.
    /// @param on_event  must not destroy this object.
    Bss(boost::asio::io_context& io, ubus::Client& client, std::string name, Settings settings,
        OnEvent on_event);
    /// Leaves without waiting; whoever was kept out is let in.
    ~Bss() override;

    /// Its object was found, or found again.
    void bind(std::uint32_t object, const Methods& methods);
    /// The way to it is lost.
    void unbind(const std::string& why);

    void read_status() override;
    void read_clients() override;
    void read_client(const wifi::MacAddress& client) override;
    void hear_probes(bool wanted) override { probes_wanted_ = wanted; }
    /// A client whose association says that it does not measure so is not asked.
    void ask_beacons(const wifi::MacAddress& client, const ports::BeaconAsk& ask) override;
    void ask_transition(const wifi::MacAddress& client, const ports::TransitionAsk& ask) override;
    void read_neighbors() override;
    /// Changes of one turn of the loop go as one table.
    void set_neighbor(const ports::NeighborEntry& entry) override;
    void remove_neighbor(const ports::NeighborEntry& entry) override;
    void disassociate(const wifi::MacAddress& client, std::uint16_t reason) override;
    void refuse(const wifi::MacAddress& client, bool refused) override;

private:
    using Clock = std::chrono::steady_clock;

    /// What is kept of a client between two lists.
    struct Known {
        Station station;
        std::optional<Elements> elements;
        Clock::time_point joined;
        std::optional<Clock::time_point> heard;  ///< when it last sent, as well as the lists tell
        bool elements_asked = false;
        bool in_list = false;
    };

    // bss.cpp: attached, detached, status, notifications.
    void set_up();
    void set_up_again(const std::string& why);
    void enable(const std::function<void()>& then);
    void ready();
    void detach(const std::string& why);
    void describe();
    void status_done();
    void own_report_read(const ubus::Fields& data);
    void on_notification(ubus::Notification& notification);
    void asked(const Asked& frame);
    void call(std::string_view method, const ubus::Writer& arguments, ubus::OnData on_data,
              ubus::OnDone on_done);

    // bss_requests.cpp: neighbours, what clients are asked for, who is kept out.
    void push_table_later();
    void push_table();
    void tell_wish_to_answer(ubus::OnDone on_done);
    void order(const wifi::MacAddress& client, std::string_view method, const ubus::Writer& arguments);

    // bss_clients.cpp: the list.
    void list_later();
    void fetch_list();
    void take_list(const ubus::Fields& data);
    void list_done(const ubus::Answer& answer);
    void take_station(const wifi::MacAddress& address, const Station& read, Clock::time_point now);
    void ask_elements(const wifi::MacAddress& client);
    void measure_link(const wifi::MacAddress& client, const Known& known);
    void came(const wifi::MacAddress& client);
    [[nodiscard]] ports::ClientRead reading_of(const wifi::MacAddress& client, const Known& known) const;
    [[nodiscard]] std::optional<wifi::Band> band() const;
    [[nodiscard]] std::uint16_t authorized() const;

    ubus::Client& client_;
    Settings settings_;
    boost::asio::steady_timer timer_;  ///< grace, or the next attempt to set up
    boost::asio::steady_timer list_timer_;

    std::uint32_t object_ = 0;   ///< 0: not known
    std::uint64_t binding_ = 0;  ///< counts them: an answer of an earlier one is nobody's
    Methods methods_;
    bool ready_ = false;     ///< it was set up
    bool attached_ = false;  ///< and told of, and not detached since
    std::string last_problem_;
    bool probes_wanted_ = false;

    ports::BssStatus status_;
    bool status_running_ = false;
    bool status_again_ = false;
    std::optional<ports::BssStatus> draft_;  ///< while it is read
    std::string draft_problem_;
    /// Of the BSS as it was when its own report was read.
    struct Described {
        wifi::MacAddress bssid;
        std::optional<wifi::Channel> channel;
        friend bool operator==(const Described&, const Described&) = default;
    };
    std::optional<Described> described_;
    std::optional<ports::Capability> capability_;
    std::optional<ports::NeighborEntry> own_report_;

    std::optional<std::vector<ports::NeighborEntry>> table_;  ///< of others, as it should be
    bool pushing_ = false;

    std::map<wifi::MacAddress, Known> clients_;
    bool listing_ = false;
    bool list_taken_ = false;  ///< the list under way had data
    bool first_list_ = true;   ///< those in it were there before us
    Clock::time_point listed_at_{};
    Clock::time_point listed_before_{};  ///< the list before that
    bool all_wanted_ = false;
    std::set<wifi::MacAddress> wanted_;  ///< readings that wait for the list

    std::set<wifi::MacAddress> kept_out_;
    std::uint8_t token_ = 0;  ///< of the last request to move
    struct Query {
        wifi::MacAddress client;
        std::uint8_t token = 0;
        bool answered = false;
    };
    std::optional<Query> query_;  ///< while it is being handled
};

}  // namespace hostapd_ubus
