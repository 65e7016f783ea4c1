#include "apps/station/daemon.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/store/database.hpp"
#include "apps/daemon/log.hpp"
#include "apps/daemon/request.hpp"
#include "apps/daemon/service.hpp"
#include "apps/station/answers.hpp"
#include "apps/station/memory.hpp"
#include "engine/encode.hpp"
#include "engine/history_entry.hpp"

namespace station_app {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using daemon_app::error_json;
using daemon_app::milliseconds_since_1970;
using daemon_app::notify_service_manager;
using daemon_app::now;

constexpr auto kSettled = 30s;  // by then there is a link, and everything was done once

}  // namespace

/// Everybody who hears of records: the log and its file, the history, whoever waits for an order or watches.
struct Daemon::Audience final : ports::Journal {
    explicit Audience(Daemon& owner) : daemon{owner} {}

    void write(std::string_view interface, const records::Record& record) override {
        daemon.records_.write(interface, record);
        daemon.history_.write(interface, record);
        for (const auto& one : daemon.interfaces_)
            if (one->station.interface() == interface) one->orders.note(record);
        if (daemon.watchers_.empty()) return;
        json::object object = engine::to_json(interface, record);
        object["time"] = engine::rfc3339(milliseconds_since_1970());
        daemon.tell_watchers(interface, object, false);
    }

    void trace(std::string_view interface, const records::RoamingEvent& event) override {
        daemon.records_.trace(interface, event);
        if (daemon.watchers_.empty()) return;
        json::object object = engine::to_json(interface, event);
        object["time"] = engine::rfc3339(milliseconds_since_1970());
        daemon.tell_watchers(interface, object, true);
    }

    void network(std::string_view interface, const records::NetworkCheck& check) override {
        daemon.records_.network(interface, check);
        if (daemon.watchers_.empty()) return;
        json::object object = engine::to_json(interface, check);
        object["time"] = engine::rfc3339(milliseconds_since_1970());
        daemon.tell_watchers(interface, object, false);
    }

    Daemon& daemon;
};

Daemon::Daemon(boost::asio::io_context& io, Options options, const Config& config)
    : io_{io},
      options_{std::move(options)},
      config_{config},
      audience_{std::make_unique<Audience>(*this)},
      records_{options_.state_directory, daemon_app::LineFile::kMost, options_.events},
      history_{io, open_store(), [this] { return is_quiet(); }},
      server_{io, [this](std::string_view line, const auto& client) { handle(line, client); }},
      signals_{io, SIGTERM, SIGINT, SIGHUP},
      stop_deadline_{io},
      watchdog_{io},
      settled_{io},
      bus_{io, bus::Bus::system_address(),
           [](bool there, const std::string& text) {
               daemon_app::log_info(
                   "{}{}", text,
                   there ? "" : "; nobody is told of a change of network, and profiles are not read");
           }},
      suspend_{io, [this](base::Milliseconds slept) {
                   daemon_app::log_info("the machine slept for {} s", slept.count() / 1000);
                   for (const auto& interface : interfaces_) interface->take(ports::Resumed{slept});
               }} {
    apply_log_level();
    for (const std::string& name : options_.interfaces) {
        const std::size_t at = interfaces_.size();
        interfaces_.push_back(std::make_unique<Interface>(
            io, bus_, name, options_, settings_for({}, {}), *audience_, [this, at] { arm(*interfaces_[at]); },
            [this, name](std::string_view what, const std::string& text) { notice(name, what, text); }));
    }
}

Daemon::~Daemon() = default;

std::unique_ptr<ports::HistoryStore> Daemon::open_store() const {
    if (config_.history_size == 0 || options_.state_directory.empty()) return nullptr;
    return std::make_unique<store::Database>(fmt::format("{}/{}", options_.state_directory, store::kFileName),
                                             config_.history_size);
}

bool Daemon::is_quiet() const {
    return std::ranges::none_of(interfaces_, [](const auto& interface) {
        const engine::Station& station = interface->station;
        return station.knowledge().motion.moving || !station::operation::is_free(station.state());
    });
}

engine::Settings Daemon::settings_for(const std::string& ssid, std::optional<station::Level> level) const {
    engine::Settings result = config_.settings;
    result.policy = policy_for(config_, ssid, level).policy;
    result.observe = result.observe || options_.observe;
    if (options_.rule) result.rule = options_.rule;
    return result;
}

void Daemon::apply_settings(Interface& interface) {
    interface.ssid = interface.station.ssid();
    interface.station.configure(settings_for(interface.ssid, interface.level));
    interface.network.renew(renew_for(config_, interface.ssid));
}

void Daemon::apply_log_level() const {
    daemon_app::set_log_level(
        options_.log_level.value_or(config_.log_level.value_or(daemon_app::LogLevel::Info)));
}

void Daemon::start() {
    if (const auto listening = server_.listen(options_.run_directory, "station.sock"); !listening)
        daemon_app::log_warning("{}; \"roam station\" cannot reach this daemon", listening.error());
    for (const auto& interface : interfaces_) interface->supplicant.start();
    wait_for_signal();
    watchdog_.start();
    settled_.expires_after(kSettled);
    settled_.async_wait([](auto error) {
        if (!error) give_back_start_up_memory();
    });
    notify_service_manager("READY=1");
}

void Daemon::arm(Interface& interface) {
    // A network may have numbers of its own.
    if (interface.ssid != interface.station.ssid()) apply_settings(interface);
    const base::Instant deadline = interface.station.deadline();
    const std::chrono::steady_clock::time_point at{std::chrono::milliseconds{deadline.ms}};
    interface.timer.expires_at(at);
    interface.timer.async_wait([this, &interface](auto error) {
        if (error || stopping_) return;
        interface.station.wake(now());
        interface.orders.proceed();
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
    if (options_.config_file.empty()) return daemon_app::log_info("no configuration file to read again");
    auto config = load_config(options_.config_file);
    if (!config) return daemon_app::log_error("{}; the settings stay as they were", config.error());
    for (const std::string& warning : config->warnings) daemon_app::log_warning("{}", warning);
    config_ = *std::move(config);
    apply_log_level();
    for (const auto& interface : interfaces_) {
        interface->level.reset();
        apply_settings(*interface);
        interface->supplicant.take_over(!interface->station.settings().observe);
        if (interface->station.attached()) interface->open_visits();
    }
    daemon_app::log_info("{} read again", options_.config_file);
}

void Daemon::stop() {
    stopping_ = true;
    notify_service_manager("STOPPING=1");
    for (const auto& interface : interfaces_) interface->orders.stop();
    server_.close();
    history_.stop();
    watchdog_.stop();
    settled_.cancel();
    suspend_.stop();
    signals_.cancel();
    bus_.close();
    // Every supplicant gets its time to take back what is its own; one that hangs must not keep us.
    stop_deadline_.expires_after(2s);
    stop_deadline_.async_wait([this](auto error) {
        if (!error) io_.stop();
    });
    const auto left = std::make_shared<std::size_t>(interfaces_.size());
    for (const auto& interface : interfaces_) {
        interface->stop();
        interface->supplicant.release([this, left] {
            if (--*left == 0) stop_deadline_.cancel();
        });
    }
}

void Daemon::tell_watchers(std::string_view interface, const json::object& event, bool is_trace) {
    std::erase_if(watchers_, [](const Watcher& watcher) { return !watcher.client->connected(); });
    for (const Watcher& watcher : watchers_)
        if ((watcher.interface.empty() || watcher.interface == interface) && (watcher.trace || !is_trace))
            watcher.client->push(json::serialize(event));
}

void Daemon::notice(std::string_view interface, std::string_view what, const std::string& text) {
    if (!watchers_.empty()) tell_watchers(interface, daemon_app::notice_json(interface, what, text), false);
}

Interface* Daemon::only_interface(const Request& request) {
    if (request.interface.empty()) return interfaces_.size() == 1 ? interfaces_[0].get() : nullptr;
    const auto found = std::ranges::find(
        interfaces_, request.interface, [](const auto& interface) { return interface->station.interface(); });
    return found != interfaces_.end() ? found->get() : nullptr;
}

void Daemon::handle(std::string_view line, const std::shared_ptr<daemon_app::Client>& client) {
    const auto reply = [client](const json::object& answer) { client->reply(json::serialize(answer)); };
    const auto parsed = parse_request(line);
    if (!parsed) return reply(parsed.error());
    const Request& request = *parsed;
    using Verb = Request::Verb;
    if (!request.interface.empty() && !only_interface(request))
        return reply(error_json("no-such-interface",
                                fmt::format("roaming of {} is not ours; it has {}", request.interface,
                                            fmt::join(options_.interfaces, ", "))));
    if (request.changes_something() && !client->may_change(daemon_app::group_of(options_.control_directory)))
        return reply(
            error_json("no-permission",
                       fmt::format("only root, the user of roam-station, and members of the group of {} may "
                                   "do this",
                                   options_.control_directory)));
    if (request.verb == Verb::History) return reply(answer_history(request));
    if (request.verb == Verb::Watch) {
        watchers_.push_back({client, request.interface, request.trace});
        return reply({{"watching", request.interface.empty() ? "all" : request.interface}});
    }
    if (request.verb == Verb::Scan || request.verb == Verb::Roam) {
        Interface* interface = only_interface(request);
        if (!interface)
            return reply(error_json("which-interface", fmt::format("name the interface: one of {}",
                                                                   fmt::join(options_.interfaces, ", "))));
        if (request.verb == Verb::Scan) return interface->orders.scan(request.all, reply);
        return interface->orders.move(*request.bssid, reply);
    }
    reply(answer_state(request));
}

json::object Daemon::answer_state(const Request& request) {
    using Verb = Request::Verb;
    json::array list;
    for (const auto& interface : interfaces_) {
        const engine::Station& station = interface->station;
        if (!request.interface.empty() && request.interface != station.interface()) continue;
        if (request.verb == Verb::Status) {
            json::object status = engine::status_json(station, now());
            status["level"] = station::name(interface->chosen_now(config_).level);
            list.push_back(std::move(status));
        }
        if (request.verb == Verb::Candidates) list.push_back(engine::candidates_json(station, now()));
        if (request.verb == Verb::Why)
            for (json::value& record : records_json(station, interface->network, request))
                list.push_back(std::move(record));
        if (request.verb != Verb::Level) continue;
        if (request.level) {
            interface->level = request.level;
            apply_settings(*interface);
            const std::string text = fmt::format("level {}", station::name(*request.level));
            daemon_app::log_notice(fmt::format("{}: {}", station.interface(), text));
            notice(station.interface(), "level", text);
        }
        list.push_back(level_json(station.interface(), interface->chosen_now(config_),
                                  interface->level        ? "run time"
                                  : config_.profile.level ? "configuration"
                                                          : "default"));
    }
    return {{request.verb == Verb::Why ? "records" : "interfaces", std::move(list)}};
}

json::object Daemon::answer_history(const Request& request) {
    ports::HistoryQuery query;
    query.interface = request.interface;
    query.count = request.count;
    query.since_ms = request.since_ms;
    query.link_events_only = !request.all;
    const auto entries = history_.latest(query);
    if (!entries) return error_json("no-history", entries.error());
    return {{"history", engine::history_json(*entries, request.records)}};
}

}  // namespace station_app
