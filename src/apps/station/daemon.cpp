#include "apps/station/daemon.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <net/if.h>
#include <spdlog/spdlog.h>

#include "adapters/gateway/gateway_probe.hpp"
#include "adapters/nl80211/beacon_visits.hpp"
#include "adapters/wpa_supplicant/parse.hpp"
#include "adapters/wpa_supplicant/supplicant.hpp"
#include "engine/encode.hpp"
#include "engine/network_watch.hpp"
#include "engine/rivals.hpp"
#include "engine/station.hpp"

namespace station_app {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

base::Instant now() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

/// Why `as` of the request names nothing; empty when it does, or is not there.
std::optional<std::string> wrong_as(const json::object& request) {
    const json::value* as = request.if_contains("as");
    if (!as) return std::nullopt;
    if (!as->is_string()) return "as is a string";
    const std::string_view name = as->as_string();
    if (name == "all" || engine::rival_named(name)) return std::nullopt;
    return fmt::format("no policy is called \"{}\"; there are {}, and all", name,
                       fmt::join(engine::rival_names(), ", "));
}

/// The latest records that `request` asks for, with what others' rules said where it asks for that.
void append_records(json::array& list, const engine::Station& station, const engine::NetworkWatch& network,
                    const json::object& request) {
    const json::value* count = request.if_contains("count");
    const std::int64_t asked = count && count->is_int64() ? count->as_int64() : 1;
    const json::value* as = request.if_contains("as");
    const auto& history = station.history();
    const auto size = static_cast<std::int64_t>(history.size());
    for (auto i = std::max<std::int64_t>(size - std::max<std::int64_t>(asked, 0), 0); i < size; ++i) {
        const records::Record& record = history[static_cast<std::size_t>(i)];
        json::object object = engine::to_json(station.interface(), record);
        if (const auto* check = network.of_move(record.sequence))
            object["network"] = engine::to_json(station.interface(), *check);
        if (as) object["rivals"] = engine::rivals_json(record, engine::rival_named(as->as_string()));
        list.push_back(std::move(object));
    }
}

json::object error_json(std::string_view code, std::string_view message) {
    return {{"error", json::object{{"code", code}, {"message", message}}}};
}

}  // namespace

struct Daemon::Interface {
    Interface(boost::asio::io_context& context, const std::string& name, const Options& options,
              engine::Settings settings, ports::Journal& journal, std::function<void()> arm)
        : io{context},
          supplicant{io,
                     {options.control_directory, name, !settings.observe},
                     [this](const ports::StationEvent& event) {
                         note(event);
                         take(event);
                     },
                     [name](const std::string& notice) { spdlog::warn("{}: {}", name, notice); }},
          station{name, std::move(settings), supplicant, journal},
          gateway{io, name},
          network{name, gateway, journal, now},
          timer{io},
          rearm{std::move(arm)} {}

    void take(const ports::StationEvent& event) {
        const std::uint32_t before = last_sequence();
        station.handle(event, now());
        // Asking for the gateway is an action, too.
        if (!station.settings().observe) network.handle(event, move_since(before));
        rearm();
    }

    [[nodiscard]] std::uint32_t last_sequence() const {
        return station.history().empty() ? 0 : station.history().back().sequence;
    }

    /// The latest record after `sequence` that tells of a move that is over; 0: none.
    [[nodiscard]] std::uint32_t move_since(std::uint32_t sequence) const {
        const auto& history = station.history();
        for (auto record = history.rbegin(); record != history.rend() && record->sequence > sequence;
             ++record)
            if (record->outcome.kind == records::OutcomeKind::Moved ||
                record->outcome.kind == records::OutcomeKind::Elsewhere)
                return record->sequence;
        return 0;
    }

    void note(const ports::StationEvent& event) {
        if (std::holds_alternative<ports::Attached>(event)) {
            spdlog::info("{}: attached", station.interface());
            open_visits();
        }
        if (const auto* detached = std::get_if<ports::Detached>(&event))
            spdlog::info("{}: waiting for wpa_supplicant: {}", station.interface(), detached->why);
    }

    /// A supplicant that has just come may have a new interface.
    void open_visits() {
        const std::string& name = station.interface();
        if (!station.settings().beacon_visits || station.settings().observe) return close_visits();
        if (visits && visits->index() == static_cast<int>(if_nametoindex(name.c_str()))) return;
        close_visits();
        auto opened =
            nl80211::BeaconVisits::open(io, name, [this](const ports::StationEvent& event) { take(event); });
        if (!opened)
            return spdlog::info(
                "{}: looks are scans of one channel, visits for one beacon are not possible: {}", name,
                opened.error());
        visits = std::move(*opened);
        station.use_visits(visits.get());
    }

    void close_visits() {
        station.use_visits(nullptr);
        visits.reset();
    }

    boost::asio::io_context& io;
    wpa_supplicant::Supplicant supplicant;
    engine::Station station;
    gateway::GatewayProbe gateway;
    engine::NetworkWatch network;
    std::unique_ptr<nl80211::BeaconVisits> visits;
    boost::asio::steady_timer timer;
    std::function<void()> rearm;
};

Daemon::Daemon(boost::asio::io_context& io, Options options, const Config& config)
    : io_{io},
      options_{std::move(options)},
      journal_{options_.state_directory, RecordFile::kMost, options_.events},
      server_{io, [this](std::string_view line) { return answer(line); }},
      signals_{io, SIGTERM, SIGINT, SIGHUP},
      stop_deadline_{io},
      watchdog_{io} {
    apply_log_level(config);
    for (const std::string& name : options_.interfaces) {
        const std::size_t at = interfaces_.size();
        interfaces_.push_back(std::make_unique<Interface>(io, name, options_, settings(config), journal_,
                                                          [this, at] { arm(*interfaces_[at]); }));
    }
}

Daemon::~Daemon() = default;

engine::Settings Daemon::settings(const Config& config) const {
    engine::Settings result = config.settings;
    result.observe = result.observe || options_.observe;
    if (options_.rule) result.rule = options_.rule;
    return result;
}

void Daemon::apply_log_level(const Config& config) const {
    const std::string level = options_.log_level.value_or(config.log_level.value_or("info"));
    spdlog::set_level(spdlog::level::from_str(level));
}

void Daemon::start() {
    if (const auto listening = server_.listen(options_.run_directory); !listening)
        spdlog::warn("{}; \"roam station\" cannot reach this daemon", listening.error());
    for (const auto& interface : interfaces_) interface->supplicant.start();
    wait_for_signal();
    feed_watchdog();
    notify_service_manager("READY=1");
}

void Daemon::arm(Interface& interface) {
    const base::Instant deadline = interface.station.deadline();
    const std::chrono::steady_clock::time_point at{std::chrono::milliseconds{deadline.ms}};
    interface.timer.expires_at(at);
    interface.timer.async_wait([this, &interface](auto error) {
        if (error || stopping_) return;
        interface.station.wake(now());
        arm(interface);
    });
}

void Daemon::wait_for_signal() {
    signals_.async_wait([this](auto error, int signal) {
        if (error) return;
        if (signal != SIGHUP) return stop();
        reload();
        wait_for_signal();
    });
}

void Daemon::reload() {
    if (options_.config_file.empty()) return spdlog::info("no configuration file to read again");
    const auto config = load_config(options_.config_file);
    if (!config) return spdlog::error("{}; the settings stay as they were", config.error());
    for (const std::string& warning : config->warnings) spdlog::warn("{}", warning);
    apply_log_level(*config);
    for (const auto& interface : interfaces_) {
        engine::Settings changed = settings(*config);
        interface->supplicant.take_over(!changed.observe);
        interface->station.configure(std::move(changed));
        if (interface->station.attached()) interface->open_visits();
    }
    spdlog::info("{} read again", options_.config_file);
}

void Daemon::stop() {
    stopping_ = true;
    notify_service_manager("STOPPING=1");
    server_.close();
    watchdog_.cancel();
    signals_.cancel();
    // Every supplicant gets its time to take back what is its own; one that hangs must not keep us.
    stop_deadline_.expires_after(2s);
    stop_deadline_.async_wait([this](auto error) {
        if (!error) io_.stop();
    });
    const auto left = std::make_shared<std::size_t>(interfaces_.size());
    for (const auto& interface : interfaces_) {
        interface->timer.cancel();
        // Its sockets wait for ever, and the loop with them.
        interface->close_visits();
        interface->gateway.cancel();
        interface->supplicant.release([this, left] {
            if (--*left == 0) stop_deadline_.cancel();
        });
    }
}

void Daemon::feed_watchdog() {
    const char* text = std::getenv("WATCHDOG_USEC");
    const auto micros = text ? wpa_supplicant::integer(text) : std::nullopt;
    if (!micros || *micros <= 0) return;
    notify_service_manager("WATCHDOG=1");
    watchdog_.expires_after(std::chrono::microseconds{*micros / 2});
    watchdog_.async_wait([this](auto error) {
        if (!error) feed_watchdog();
    });
}

std::string Daemon::answer(std::string_view line) const { return json::serialize(respond(line)); }

json::object Daemon::respond(std::string_view line) const {
    boost::system::error_code error;
    const json::value parsed = json::parse({line.data(), line.size()}, error);
    const json::object* request = error ? nullptr : parsed.if_object();
    const json::value* what = request ? request->if_contains("request") : nullptr;
    if (!what || !what->is_string())
        return error_json("bad-request", R"(send one JSON object per line, as {"request":"status"})");
    const json::value* wanted = request->if_contains("interface");
    if (wanted && !wanted->is_string()) return error_json("bad-request", "interface is a string");
    if (const auto problem = wrong_as(*request)) return error_json("no-such-policy", *problem);
    json::array list;
    bool found = false;
    for (const auto& interface : interfaces_) {
        const engine::Station& station = interface->station;
        if (wanted && wanted->as_string() != station.interface()) continue;
        found = true;
        if (what->as_string() == "status") list.push_back(engine::status_json(station, now()));
        if (what->as_string() == "candidates") list.push_back(engine::candidates_json(station, now()));
        if (what->as_string() == "why") append_records(list, station, interface->network, *request);
    }
    if (!found)
        return error_json("no-such-interface",
                          fmt::format("roaming of {} is not ours; it has {}", wanted->as_string().c_str(),
                                      fmt::join(options_.interfaces, ", ")));
    if (what->as_string() == "status") return {{"interfaces", std::move(list)}};
    if (what->as_string() == "candidates") return {{"interfaces", std::move(list)}};
    if (what->as_string() == "why") return {{"records", std::move(list)}};
    return error_json("bad-request", "request is one of status, why, candidates");
}

}  // namespace station_app
