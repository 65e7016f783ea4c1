#include "adapters/networkmanager/networkmanager.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace networkmanager {

namespace {

using ports::RenewalTold;
using Result = RenewalTold::Result;

constexpr const char* kService = "org.freedesktop.NetworkManager";
constexpr const char* kPath = "/org/freedesktop/NetworkManager";
constexpr const char* kDevice = "org.freedesktop.NetworkManager.Device";
constexpr const char* kActive = "org.freedesktop.NetworkManager.Connection.Active";
constexpr const char* kProfile = "org.freedesktop.NetworkManager.Settings.Connection";

constexpr std::uint32_t kUnmanaged = 10;  // NM_DEVICE_STATE_UNMANAGED

std::optional<std::string> object_in(const bus::Message& message, bool variant) {
    const char* path = nullptr;
    const int read = variant ? sd_bus_message_read(message.get(), "v", "o", &path)
                             : sd_bus_message_read(message.get(), "o", &path);
    if (read <= 0 || !path || std::string_view{path} == "/") return std::nullopt;
    return path;
}

/// Enters the next element of an array of {key, value} and reads the key; empty at the end.
const char* next_key(sd_bus_message* message, const char* entry) {
    const char* key = nullptr;
    if (sd_bus_message_enter_container(message, SD_BUS_TYPE_DICT_ENTRY, entry) <= 0) return nullptr;
    return sd_bus_message_read(message, "s", &key) > 0 ? key : nullptr;
}

/// Whether settings (a{sa{sv}}) have a BSSID of six octets.
bool names_bss(sd_bus_message* message) {
    if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "{sa{sv}}") <= 0) return false;
    while (const char* group = next_key(message, "sa{sv}")) {
        const bool wifi = std::string_view{group} == "802-11-wireless";
        if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "{sv}") < 0) return false;
        while (const char* key = next_key(message, "sv")) {
            const void* octets = nullptr;
            std::size_t size = 0;
            if (!wifi || std::string_view{key} != "bssid") {
                if (sd_bus_message_skip(message, "v") < 0) return false;
            } else if (sd_bus_message_enter_container(message, SD_BUS_TYPE_VARIANT, "ay") > 0) {
                return sd_bus_message_read_array(message, 'y', &octets, &size) > 0 && size == 6;
            } else {
                return false;
            }
            if (sd_bus_message_exit_container(message) < 0) return false;
        }
        if (sd_bus_message_exit_container(message) < 0) return false;
        if (sd_bus_message_exit_container(message) < 0) return false;
    }
    return false;
}

RenewalTold not_found(const bus::Bus::Reply& reply) {
    if (reply) return {Result::Failed, "NetworkManager was not understood"};
    const bus::Fault& fault = reply.error();
    if (fault.nobody_there()) return {Result::NotMine, "NetworkManager does not run"};
    if (fault.name.ends_with(".UnknownDevice"))
        return {Result::NotMine, "NetworkManager does not know the interface"};
    return {Result::Failed, fmt::format("NetworkManager: {} ({})", fault.text, fault.name)};
}

void find_device(bus::Bus& bus, const std::string& interface, bus::Bus::OnReply on_reply) {
    bus.call(
        {kService, kPath, kService, "GetDeviceByIpIface"},
        [&](sd_bus_message* message) { return sd_bus_message_append(message, "s", interface.c_str()); },
        std::move(on_reply));
}

}  // namespace

AddressManager::AddressManager(bus::Bus& bus, std::string interface)
    : bus_{bus}, interface_{std::move(interface)} {}

void AddressManager::renew(records::Renewal, Done done) {
    find_device(bus_, interface_, [this, done = std::move(done)](const bus::Bus::Reply& found) {
        const auto device = found ? object_in(*found, false) : std::nullopt;
        if (!device) return done(not_found(found));
        bus_.get(kService, *device, kDevice, "State", [done](const bus::Bus::Reply& reply) {
            std::uint32_t state = 0;
            if (!reply) return done(not_found(reply));
            if (sd_bus_message_read(reply->get(), "v", "u", &state) <= 0 || state <= kUnmanaged)
                return done({Result::NotMine, "NetworkManager does not manage the interface"});
            done({Result::Told, "NetworkManager asks for its leases after each move by itself"});
        });
    });
}

ProfileLock::ProfileLock(bus::Bus& bus, std::string interface, OnLock on_lock)
    : bus_{bus}, interface_{std::move(interface)}, on_lock_{std::move(on_lock)} {
    bus_.watch(
        fmt::format("type='signal',sender='{}',interface='{}',member='Updated'", kService, kProfile),
        [this](sd_bus_message* message) {
            const char* path = sd_bus_message_get_path(message);
            if (path && path == profile_) read_profile(profile_);
        },
        [this] { read(); });
}

void ProfileLock::read() {
    find_device(bus_, interface_, [this](const bus::Bus::Reply& found) {
        const auto device = found ? object_in(*found, false) : std::nullopt;
        if (!device) return;
        bus_.get(kService, *device, kDevice, "ActiveConnection", [this](const bus::Bus::Reply& reply) {
            const auto active = reply ? object_in(*reply, true) : std::nullopt;
            if (!active) return;
            bus_.get(kService, *active, kActive, "Connection", [this](const bus::Bus::Reply& profile) {
                const auto path = profile ? object_in(*profile, true) : std::nullopt;
                if (!path) return;
                profile_ = *path;
                read_profile(profile_);
            });
        });
    });
}

void ProfileLock::read_profile(const std::string& path) {
    bus_.call({kService, path, kProfile, "GetSettings"}, {}, [this, path](const bus::Bus::Reply& reply) {
        if (reply && path == profile_) on_lock_(names_bss(reply->get()));
    });
}

}  // namespace networkmanager
