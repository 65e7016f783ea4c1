#include "adapters/bus/bus.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace bus {

namespace {

constexpr std::chrono::seconds kRetryMost{60};

bool is_one_of(std::string_view name, const auto& names) {
    return std::ranges::find(names, name) != names.end();
}

Fault fault_of(int error) { return {SD_BUS_ERROR_FAILED, std::strerror(-error)}; }

}  // namespace

bool Fault::nobody_there() const {
    return is_one_of(
        name, std::array<std::string_view, 3>{SD_BUS_ERROR_SERVICE_UNKNOWN, SD_BUS_ERROR_NAME_HAS_NO_OWNER,
                                              "org.freedesktop.systemd1.NoSuchUnit"});
}

bool Fault::not_allowed() const {
    return is_one_of(name,
                     std::array<std::string_view, 2>{SD_BUS_ERROR_ACCESS_DENIED,
                                                     SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED}) ||
           name.ends_with(".PermissionDenied") || name.ends_with(".NotAuthorized");
}

Bus::Bus(boost::asio::io_context& io, std::string address, OnNotice on_notice,
         std::chrono::milliseconds timeout)
    : io_{io},
      address_{std::move(address)},
      on_notice_{std::move(on_notice)},
      call_timeout_{timeout},
      descriptor_{io},
      timeout_{io},
      retry_{io} {}

Bus::~Bus() { close(); }

std::string Bus::system_address() {
    const char* address = std::getenv("DBUS_SYSTEM_BUS_ADDRESS");
    return address && *address ? address : "unix:path=/run/dbus/system_bus_socket";
}

void Bus::call(const Method& method, const Write& write, OnReply on_reply) {
    if (const std::string problem = connect(); !problem.empty())
        return answer_later(std::move(on_reply), {SD_BUS_ERROR_NO_SERVER, problem});
    sd_bus_message* made = nullptr;
    int error = sd_bus_message_new_method_call(bus_, &made, method.destination.c_str(), method.path.c_str(),
                                               method.interface.c_str(), method.name.c_str());
    if (error < 0) return answer_later(std::move(on_reply), fault_of(error));
    const Message message{made, sd_bus_message_unref};
    error = sd_bus_message_set_auto_start(made, 0);
    if (error >= 0 && write) error = write(made);
    if (error < 0) return answer_later(std::move(on_reply), fault_of(error));
    auto pending = std::make_unique<Pending>();
    pending->owner = this;
    pending->id = next_id_++;
    pending->on_reply = std::move(on_reply);
    const auto timeout = static_cast<std::uint64_t>(call_timeout_.count());
    error = sd_bus_call_async(bus_, &pending->slot, made, on_answer, pending.get(), timeout);
    if (error < 0) return answer_later(std::move(pending->on_reply), fault_of(error));
    pending_.emplace(pending->id, std::move(pending));
    arm();
}

void Bus::get(const std::string& destination, const std::string& path, const std::string& interface,
              const std::string& property, OnReply on_reply) {
    call(
        {destination, path, "org.freedesktop.DBus.Properties", "Get"},
        [&](sd_bus_message* message) {
            return sd_bus_message_append(message, "ss", interface.c_str(), property.c_str());
        },
        std::move(on_reply));
}

int Bus::on_answer(sd_bus_message* message, void* pending, sd_bus_error*) {
    auto* what = static_cast<Pending*>(pending);
    Bus& bus = *what->owner;
    const auto node = bus.pending_.extract(what->id);
    if (node.empty()) return 0;
    sd_bus_slot_unref(node.mapped()->slot);
    Reply reply = Message{sd_bus_message_ref(message), sd_bus_message_unref};
    if (const sd_bus_error* error = sd_bus_message_get_error(message))
        reply = std::unexpected(Fault{error->name ? error->name : "", error->message ? error->message : ""});
    // Not from within sd-bus: whoever hears this may end the connection.
    boost::asio::post(bus.io_, [alive = bus.alive_, handler = std::move(node.mapped()->on_reply),
                                reply = std::move(reply)] {
        if (*alive && handler) handler(reply);
    });
    return 0;
}

int Bus::on_watched(sd_bus_message* message, void* watch, sd_bus_error*) {
    static_cast<Watch*>(watch)->on_signal(message);
    return 0;
}

void Bus::watch(std::string rule, OnSignal on_signal, std::function<void()> on_ready) {
    watches_.push_back(
        std::make_unique<Watch>(Watch{std::move(rule), std::move(on_signal), std::move(on_ready), nullptr}));
    if (!bus_) return keep_connected();
    add_match(*watches_.back());
}

void Bus::add_match(Watch& watch) {
    // The bus answers to AddMatch in the order of what it was asked: whoever is told "ready" after it misses
    // nothing.
    const int error =
        sd_bus_add_match_async(bus_, &watch.slot, watch.rule.c_str(), on_watched, nullptr, &watch);
    if (error < 0)
        on_notice_(false, fmt::format("no signals from the system bus: {}", std::strerror(-error)));
    boost::asio::post(io_, [alive = alive_, &watch] {
        if (*alive && watch.on_ready) watch.on_ready();
    });
    arm();
}

std::string Bus::connect() {
    if (bus_) return {};
    sd_bus* made = nullptr;
    int error = sd_bus_new(&made);
    if (error >= 0) error = sd_bus_set_address(made, address_.c_str());
    if (error >= 0) error = sd_bus_set_bus_client(made, 1);
    if (error >= 0) error = sd_bus_start(made);  // the greeting is exchanged later
    const int descriptor = error >= 0 ? sd_bus_get_fd(made) : error;
    if (descriptor < 0) {
        sd_bus_close_unref(made);
        return fmt::format("no system bus at {}: {}", address_, std::strerror(-descriptor));
    }
    bus_ = made;
    descriptor_.assign(descriptor);
    connection_ = std::make_shared<bool>(true);
    for (const auto& watch : watches_) add_match(*watch);
    arm();
    return {};
}

void Bus::keep_connected() {
    const std::string problem = connect();
    if (!problem.empty()) return lost(problem);
}

void Bus::pump() {
    const auto connection = connection_;
    int more = 1;
    while (more > 0) more = sd_bus_process(bus_, nullptr);
    if (!*connection) return;
    if (more < 0)
        return lost(fmt::format("the system bus at {} is gone: {}", address_, std::strerror(-more)));
    if (sd_bus_is_ready(bus_) > 0) {
        if (std::exchange(complained_, false)) on_notice_(true, "the system bus is there");
        retry_after_ = std::chrono::seconds{1};
    }
    arm();
}

void Bus::arm() {
    if (!bus_) return;
    const int events = sd_bus_get_events(bus_);
    // Closed by the other side while something was written: sd_bus_process() says it.
    const bool closing = events < 0;
    const auto ready = [this, connection = connection_](bool& waiting) {
        return [this, connection, &waiting](auto error) {
            if (!*connection) return;
            waiting = false;
            if (!error) pump();
        };
    };
    if ((closing || (events & POLLIN) != 0) && !std::exchange(reading_, true))
        descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read, ready(reading_));
    if (!closing && (events & POLLOUT) != 0 && !std::exchange(writing_, true))
        descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_write, ready(writing_));
    std::uint64_t at = 0;
    if (sd_bus_get_timeout(bus_, &at) < 0 || at == UINT64_MAX) return;
    // At 0 there is something to do already.
    timeout_.expires_at(std::chrono::steady_clock::time_point{std::chrono::microseconds{at}});
    timeout_.async_wait([this, connection = connection_](auto error) {
        if (!error && *connection) pump();
    });
}

void Bus::lost(const std::string& why) {
    disconnect();
    if (!std::exchange(complained_, true)) on_notice_(false, why);
    for (auto& [id, pending] : std::exchange(pending_, {})) {
        sd_bus_slot_unref(pending->slot);
        answer_later(std::move(pending->on_reply), {SD_BUS_ERROR_DISCONNECTED, why});
    }
    if (watches_.empty()) return;
    retry_.expires_after(retry_after_);
    retry_after_ = std::min(retry_after_ * 2, kRetryMost);
    retry_.async_wait([this, alive = alive_](auto error) {
        if (!error && *alive) keep_connected();
    });
}

void Bus::disconnect() {
    if (connection_) *std::exchange(connection_, nullptr) = false;
    timeout_.cancel();
    reading_ = writing_ = false;
    for (const auto& watch : watches_) watch->slot = sd_bus_slot_unref(watch->slot);
    if (descriptor_.is_open()) descriptor_.release();  // sd-bus's own
    bus_ = sd_bus_close_unref(bus_);
}

void Bus::close() {
    *alive_ = false;
    for (auto& [id, pending] : pending_) sd_bus_slot_unref(pending->slot);
    pending_.clear();
    disconnect();
    retry_.cancel();
}

void Bus::answer_later(OnReply on_reply, Fault fault) {
    boost::asio::post(io_, [alive = alive_, handler = std::move(on_reply), reply = std::move(fault)] {
        if (*alive && handler) handler(std::unexpected(reply));
    });
}

}  // namespace bus
