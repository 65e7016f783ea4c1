#include "apps/ap/daemon.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/daemon/log.hpp"
#include "apps/daemon/request.hpp"
#include "engine/json_parts.hpp"
#include "engine/steering_json.hpp"

namespace ap_app {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using daemon_app::error_json;
using daemon_app::log_error;
using daemon_app::log_info;
using daemon_app::log_warning;
using daemon_app::milliseconds_since_1970;
using daemon_app::now;

constexpr auto kMemoriesEvery = 5min;
constexpr auto kLookEvery = 2s;
constexpr std::string_view kMetricsPath = "/metrics";

std::string host_name() {
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 && name[0] ? name : "roam-ap";
}

}  // namespace

/// Everybody who hears of records: the log and its file, the counters, whoever waits for an order or watches.
struct Daemon::Audience final : ports::Journal {
    explicit Audience(Daemon& owner) : daemon{owner} {}

    void write(std::string_view, const records::Record&) override {}

    void steering(std::string_view bss, const records::SteeringRecord& record) override {
        daemon.counters_.count(record);
        if (const std::string notice = engine::notice_of(record); !notice.empty())
            daemon_app::log_notice(notice);
        if (daemon_app::shows(daemon_app::LogLevel::Debug))
            daemon_app::log_debug(engine::to_text(bss, record));
        if (daemon.orders_) daemon.orders_->note(record);
        if (!daemon.records_.wanted() && daemon.watchers_.empty() && !daemon.ubus_) return;
        json::object object = engine::to_json(bss, record);
        object["time"] = engine::rfc3339(milliseconds_since_1970());
        if (daemon.records_.wanted()) daemon.records_.append(json::serialize(object) + "\n");
        daemon.tell_watchers(record.client, object);
        if (daemon.ubus_) daemon.ubus_->tell("decision", object);
    }

    void kept_out(const std::vector<ports::KeptOut>& all) override { daemon.kept_out_.write(all); }

    Daemon& daemon;
};

Daemon::Daemon(boost::asio::io_context& io, Options options, Config config)
    : io_{io},
      options_{std::move(options)},
      config_{std::move(config)},
      started_{now()},
      audience_{std::make_unique<Audience>(*this)},
      records_{options_.state_directory.empty() ? std::string{}
                                                : options_.state_directory + "/records.jsonl"},
      memories_{options_.state_directory, settings_of(config_, {}, {}).most_clients},
      kept_out_{options_.state_directory},
      directory_{io,
                 {.path = options_.control_directory},
                 [this](const std::string& name) {
                     ways_[name].socket = true;
                     choose(name, {});
                 },
                 [this](const std::string& name) {
                     ways_[name].socket = false;
                     choose(name, "its control socket is gone");
                 }},
      server_{io, [this](std::string_view line, const auto& client) { handle(line, client); }},
      signals_{io, SIGTERM, SIGINT, SIGHUP},
      timer_{io},
      memory_timer_{io},
      hostapd_timer_{io},
      stop_deadline_{io},
      watchdog_{io} {
    apply_log_level();
}

Daemon::~Daemon() = default;

void Daemon::apply_log_level() const {
    daemon_app::set_log_level(
        options_.log_level.value_or(config_.log_level.value_or(daemon_app::LogLevel::Info)));
}

std::string Daemon::open_peers() {
    const std::vector<std::string>& words = options_.peers.empty() ? config_.peers : options_.peers;
    if (words.empty()) return {};
    const std::string& file = options_.key_file.empty() ? config_.key_file : options_.key_file;
    if (file.empty()) return "peers need the site's key: --key-file, or key_file in [ap]";
    auto setting = peers::parse_peers(words);
    if (!setting) return fmt::format("peers: {}", setting.error());
    const auto key = peers::read_site_key(file);
    if (!key) return key.error();
    auto opened = peers::UdpPeers::open(
        io_, host_name(), peers::SiteKey{*key}, *std::move(setting), peers::kDefaultPort,
        [this](const ports::PeerEvent& event) {
            if (stopping_) return;
            if (const auto* up = std::get_if<ports::PeerUp>(&event)) {
                log_info("peer {} is there", up->peer);
                notice(up->peer, "peer-up", "it is there");
            }
            if (const auto* down = std::get_if<ports::PeerDown>(&event)) {
                log_info("peer {} is gone: {}", down->peer, down->why);
                notice(down->peer, "peer-down", down->why);
            }
            ap_->handle(event, now());
            orders_->proceed();
            arm();
        },
        [](const std::string& complaint) { log_warning("peers: {}", complaint); });
    if (!opened) return opened.error();
    peers_ = *std::move(opened);
    return {};
}

std::string Daemon::open_metrics() {
    const std::string& where = options_.metrics.empty() ? config_.metrics : options_.metrics;
    if (where.empty()) return {};
    metrics_ = std::make_unique<daemon_app::HttpResponder>(io_, std::string{kMetricsPath},
                                                           [this] { return metrics_text(*ap_, counters_); });
    if (const auto listening = metrics_->listen(where); !listening) return listening.error();
    log_info("metrics at port {}{}", metrics_->port(), kMetricsPath);
    return {};
}

std::string Daemon::start() {
    if (std::string problem = open_peers(); !problem.empty()) return problem;
    ap_ = std::make_unique<engine::AccessPoint>(settings_of(config_, options_.mode, options_.rule),
                                                *audience_, peers_.get());
    orders_ = std::make_unique<Orders>(io_, *ap_, now);
    const base::Instant at = now();
    for (const records::ClientMemory& memory : memories_.read(milliseconds_since_1970()))
        ap_->remember(memory, at);
    for (const ports::KeptOut& kept : kept_out_.read()) ap_->remember_kept_out(kept, at);
    if (std::string problem = open_metrics(); !problem.empty()) return problem;
    if (const auto listening = server_.listen(options_.run_directory, "ap.sock"); !listening)
        log_warning("{}; \"roam ap\" cannot reach this daemon", listening.error());
    open_ubus();
    look_for_hostapd();
    keep_memories_later();
    wait_for_signal();
    watchdog_.start();
    daemon_app::notify_service_manager("READY=1");
    return {};
}

void Daemon::take(const std::string& name, const ports::ApEvent& event) {
    if (stopping_) {
        if (std::holds_alternative<ports::ClientOrderAnswered>(event) && letting_in_ > 0) {
            --letting_in_;
            ap_->handle(name, event, now());
            end_when_let_in();
        }
        return;
    }
    note(name, event);
    ap_->handle(name, event, now());
    orders_->proceed();
    arm();
    if (std::holds_alternative<ports::ApDetached>(event) && ubus_ && !ubus_->is_up()) fall_back(name);
}

void Daemon::note(const std::string& name, const ports::ApEvent& event) {
    if (std::holds_alternative<ports::ApAttached>(event)) {
        log_info("{}: attached", name);
        notice(name, "attached", "attached to hostapd");
    }
    if (const auto* detached = std::get_if<ports::ApDetached>(&event)) {
        log_info("{}: waiting for hostapd: {}", name, detached->why);
        notice(name, "detached", detached->why);
    }
    if (const auto* refused = std::get_if<ports::NeighborsRefused>(&event))
        log_warning("{}: its list of neighbours: {}; \"roam ap check\" says more", name, refused->why);
    if (const auto* answered = std::get_if<ports::ClientOrderAnswered>(&event); answered && !answered->done)
        log_warning("{}: client {}: {}", name, engine::text(answered->client), answered->answer);
    const auto* status = std::get_if<ports::BssStatus>(&event);
    const auto& known = ap_->bsses();
    const auto before = std::ranges::find(known, name, &engine::LocalBss::name);
    if (!status || before == known.end()) return;
    const bool same = before->status && before->status->channel == status->channel &&
                      before->status->ssid == status->ssid && before->status->enabled == status->enabled;
    if (same) return;
    const std::string text =
        !status->enabled || !status->channel
            ? std::string{"sends no beacons"}
            : fmt::format("network \"{}\", channel {} ({} GHz), {}", status->ssid, status->channel->number(),
                          engine::name(status->channel->band()), engine::text(status->bssid));
    log_info("{}: {}", name, text);
    notice(name, "status", text);
}

std::string Daemon::what_is_missing() const {
    namespace fs = std::filesystem;
    const std::string& folder = options_.control_directory;
    if (ubus_ && ubus_->is_up())
        return fmt::format("{}: no BSS there, and none in {}", ubus_->path(), folder);
    std::error_code error;
    const fs::directory_iterator entries{folder, error};
    if (error) return fmt::format("{}: {}", folder, error.message());
    for (const fs::directory_entry& entry : entries)
        if (entry.is_socket(error) && ::access(entry.path().c_str(), W_OK) != 0)
            return fmt::format("{}: {}; run as a member of the group that owns it", entry.path().string(),
                               std::strerror(errno));
    return fmt::format("{}: no BSS there", folder);
}

void Daemon::look_for_hostapd() {
    hostapd_timer_.expires_after(kLookEvery);
    hostapd_timer_.async_wait([this](auto error) {
        if (error) return;
        if (bsses_.empty() && !stopping_)
            if (std::string missing = what_is_missing(); missing != missing_) {
                log_info("waiting for hostapd: {}", missing);
                missing_ = std::move(missing);
            }
        look_for_hostapd();
    });
}

void Daemon::arm() {
    if (stopping_) return;
    const base::Instant deadline = ap_->deadline();
    constexpr std::int64_t kFar = 3'600'000;
    const std::int64_t at = std::min(deadline.ms, now().ms + kFar);
    timer_.expires_at(std::chrono::steady_clock::time_point{std::chrono::milliseconds{at}});
    timer_.async_wait([this](auto error) {
        if (error || stopping_) return;
        ap_->wake(now());
        orders_->proceed();
        arm();
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
    if (options_.config_file.empty()) return log_info("no configuration file to read again");
    auto config = load_config(options_.config_file, options_.uci);
    if (!config) return log_error("{}; the settings stay as they were", config.error());
    for (const std::string& warning : config->warnings) log_warning("{}", warning);
    const bool restart = config->peers != config_.peers || config->options != config_.options ||
                         config->key_file != config_.key_file || config->metrics != config_.metrics;
    config_ = *std::move(config);
    apply_log_level();
    ap_->configure(settings_of(config_, options_.mode, options_.rule));
    log_info("{} read again{}", options_.config_file,
             restart
                 ? "; peers, key_file, metrics and what is else of the command line count from the next start"
                 : "");
    arm();
}

void Daemon::keep_memories() { memories_.write(ap_->memories(now()), milliseconds_since_1970()); }

void Daemon::keep_memories_later() {
    memory_timer_.expires_after(kMemoriesEvery);
    memory_timer_.async_wait([this](auto error) {
        if (error) return;
        keep_memories();
        keep_memories_later();
    });
}

void Daemon::stop() {
    stopping_ = true;
    daemon_app::notify_service_manager("STOPPING=1");
    keep_memories();
    orders_->stop();
    server_.close();
    if (metrics_) metrics_->close();
    watchdog_.stop();
    signals_.cancel();
    timer_.cancel();
    memory_timer_.cancel();
    hostapd_timer_.cancel();
    // Neighbours that we have told of are true, and stay. Whom we keep out would be out for good.
    letting_in_ = ap_->let_all_in();
    // A hostapd that hangs must not keep us.
    stop_deadline_.expires_after(2s);
    stop_deadline_.async_wait([this](auto) { io_.stop(); });
    end_when_let_in();
}

void Daemon::end_when_let_in() {
    if (letting_in_ > 0) return;
    // What is said last, to peers and to hostapd, is said by the destructors.
    stop_deadline_.expires_after(0s);
    stop_deadline_.async_wait([this](auto) { io_.stop(); });
}

void Daemon::tell_watchers(const std::optional<wifi::MacAddress>& client, const json::object& event) {
    std::erase_if(watchers_, [](const Watcher& watcher) { return !watcher.client->connected(); });
    for (const Watcher& watcher : watchers_)
        if (!watcher.of || watcher.of == client) watcher.client->push(json::serialize(event));
}

void Daemon::notice(std::string_view interface, std::string_view what, const std::string& text) {
    if (!watchers_.empty()) tell_watchers({}, daemon_app::notice_json(interface, what, text));
}

void Daemon::handle(std::string_view line, const std::shared_ptr<daemon_app::Client>& client) {
    const auto reply = [client](const json::object& given) { client->reply(json::serialize(given)); };
    const auto parsed = parse_request(line);
    if (!parsed) return reply(parsed.error());
    const Request& request = *parsed;
    using Verb = Request::Verb;
    if (request.changes_something() && !client->may_change(daemon_app::group_of(options_.control_directory)))
        return reply(error_json(
            "no-permission",
            fmt::format("only root, the user of roam-ap, and members of the group of {} may do this",
                        options_.control_directory)));
    if (request.verb == Verb::Watch) {
        watchers_.push_back({client, request.client});
        return reply({{"watching", request.client ? engine::text(*request.client) : "all"}});
    }
    if (request.verb == Verb::Steer) orders_->steer(*request.client, *request.bssid, reply);
    if (request.verb == Verb::Measure) orders_->measure(*request.client, reply);
    if (request.changes_something()) return arm();
    reply(answer(request, *ap_, counters_, started_, now()));
}

}  // namespace ap_app
