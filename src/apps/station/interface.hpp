// All that belongs to one interface: its supplicant, the engine, visits, the IP network, orders from outside.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/bus/bus.hpp"
#include "adapters/gateway/gateway_probe.hpp"
#include "adapters/networkmanager/networkmanager.hpp"
#include "adapters/nl80211/beacon_visits.hpp"
#include "adapters/supplicant_bus/transition_answers.hpp"
#include "adapters/wpa_supplicant/supplicant.hpp"
#include "apps/station/addresses.hpp"
#include "apps/station/config.hpp"
#include "apps/station/options.hpp"
#include "apps/station/orders.hpp"
#include "engine/network_watch.hpp"
#include "engine/station.hpp"

namespace station_app {

struct Interface {
    /// Tells a person, and whoever watches: "attached", "attached to wpa_supplicant".
    using OnNotice = std::function<void(std::string_view what, const std::string& text)>;

    /// @param bus,journal  must outlive it.
    /// @param rearm  called when the engine's deadline may have changed.
    Interface(boost::asio::io_context& context, bus::Bus& bus, const std::string& name,
              const Options& options, engine::Settings settings, ports::Journal& journal,
              std::function<void()> rearm, OnNotice on_notice);

    void take(ports::StationEvent event);
    /// A supplicant that has just come may have a new interface.
    void open_visits();
    void close_visits();
    /// Ends what would keep the loop: sockets that wait for ever, timers. Orders and the supplicant have ends
    /// of their own.
    void stop();

    /// What the station goes by on the network that it is on.
    [[nodiscard]] Chosen chosen_now(const Config& config) const;

    boost::asio::io_context& io;
    wpa_supplicant::Supplicant supplicant;
    engine::Station station;
    gateway::GatewayProbe gateway;
    Addresses addresses;
    engine::NetworkWatch network;
    networkmanager::ProfileLock profile;
    supplicant_bus::TransitionAnswers answers;
    Orders orders;
    std::optional<station::Level> level;  ///< set at run time
    std::string ssid;                     ///< that the settings are for
    std::unique_ptr<nl80211::BeaconVisits> visits;
    boost::asio::steady_timer timer;

private:
    void note(const ports::StationEvent& event);
    void lock(bool locked);
    [[nodiscard]] std::uint32_t last_sequence() const;
    /// The latest record after `sequence` that tells of a move that is over; 0: none.
    [[nodiscard]] std::uint32_t move_since(std::uint32_t sequence) const;

    std::function<void()> rearm_;
    OnNotice on_notice_;
    bool locked_ = false;  ///< by NetworkManager's profile, which the supplicant need not know yet
};

}  // namespace station_app
