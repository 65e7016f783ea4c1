// Our side of the system bus against the real dbus-daemon on a private address, with services that do what
// the real ones do: networkd's and NetworkManager's methods as their introspection has them.
#include "adapters/bus/bus.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/networkd/networkd.hpp"
#include "adapters/networkmanager/networkmanager.hpp"
#include "private_bus.hpp"

namespace {

using namespace std::chrono_literals;
using records::Renewal;
using Result = ports::RenewalTold::Result;

/// What the services answer, and what they were asked.
struct Mood {
    std::mutex guard;
    std::string refuse;                         ///< error name for RenewLink and ReconfigureLink
    bool silent = false;                        ///< they do not answer
    std::string administrative = "configured";  ///< networkd's state of the link
    std::uint32_t device = 100;                 ///< NetworkManager's
    bool locked = false;
    std::vector<std::string> calls;
};

int on_link_method(sd_bus_message* message, void* data, sd_bus_error* error) {
    auto& mood = *static_cast<Mood*>(data);
    const std::scoped_lock lock{mood.guard};
    std::int32_t index = 0;
    sd_bus_message_read(message, "i", &index);
    mood.calls.push_back(fmt::format("{} {}", sd_bus_message_get_member(message), index));
    if (mood.silent) return 1;
    if (!mood.refuse.empty()) return sd_bus_error_set(error, mood.refuse.c_str(), "no");
    return sd_bus_reply_method_return(message, "");
}
int on_link_by_name(sd_bus_message* message, void*, sd_bus_error*) {
    return sd_bus_reply_method_return(message, "io", 3, "/org/freedesktop/network1/link/_33");
}
int get_administrative(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void* data,
                       sd_bus_error*) {
    auto& mood = *static_cast<Mood*>(data);
    const std::scoped_lock lock{mood.guard};
    return sd_bus_message_append(reply, "s", mood.administrative.c_str());
}
int on_device_by_name(sd_bus_message* message, void*, sd_bus_error*) {
    return sd_bus_reply_method_return(message, "o", "/org/freedesktop/NetworkManager/Devices/2");
}
int get_device_state(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void* data,
                     sd_bus_error*) {
    auto& mood = *static_cast<Mood*>(data);
    const std::scoped_lock lock{mood.guard};
    return sd_bus_message_append(reply, "u", mood.device);
}
int get_active(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void*, sd_bus_error*) {
    return sd_bus_message_append(reply, "o", "/org/freedesktop/NetworkManager/ActiveConnection/1");
}
int get_profile(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void*, sd_bus_error*) {
    return sd_bus_message_append(reply, "o", "/org/freedesktop/NetworkManager/Settings/1");
}
int on_settings(sd_bus_message* message, void* data, sd_bus_error*) {
    auto& mood = *static_cast<Mood*>(data);
    const std::scoped_lock lock{mood.guard};
    if (!mood.locked)
        return sd_bus_reply_method_return(message, "a{sa{sv}}", 2, "connection", 1, "id", "s", "lab",
                                          "802-11-wireless", 1, "mode", "s", "infrastructure");
    return sd_bus_reply_method_return(message, "a{sa{sv}}", 2, "802-11-wireless", 2, "mode", "s",
                                      "infrastructure", "bssid", "ay", 6, 2, 0, 0, 0, 1, 0, "connection", 1,
                                      "id", "s", "lab");
}

const sd_bus_vtable kLinks[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("GetLinkByName", "s", "io", on_link_by_name, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("RenewLink", "i", "", on_link_method, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("ReconfigureLink", "i", "", on_link_method, SD_BUS_VTABLE_UNPRIVILEGED), SD_BUS_VTABLE_END};
const sd_bus_vtable kLink[] = {SD_BUS_VTABLE_START(0),
                               SD_BUS_PROPERTY("AdministrativeState", "s", get_administrative, 0, 0),
                               SD_BUS_VTABLE_END};
const sd_bus_vtable kDevices[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("GetDeviceByIpIface", "s", "o", on_device_by_name, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END};
const sd_bus_vtable kDevice[] = {
    SD_BUS_VTABLE_START(0), SD_BUS_PROPERTY("State", "u", get_device_state, 0, 0),
    SD_BUS_PROPERTY("ActiveConnection", "o", get_active, 0, 0), SD_BUS_VTABLE_END};
const sd_bus_vtable kActive[] = {SD_BUS_VTABLE_START(0),
                                 SD_BUS_PROPERTY("Connection", "o", get_profile, 0, 0), SD_BUS_VTABLE_END};
const sd_bus_vtable kProfile[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("GetSettings", "", "a{sa{sv}}", on_settings, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_SIGNAL("Updated", "", 0), SD_BUS_VTABLE_END};

/// Both services on one connection, in a thread of their own.
class Services {
public:
    Services(const std::string& address, Mood& mood) {
        sd_bus_new(&bus_);
        sd_bus_set_address(bus_, address.c_str());
        sd_bus_set_bus_client(bus_, 1);
        if (sd_bus_start(bus_) < 0) return;
        const auto add = [&](const char* path, const char* interface, const sd_bus_vtable* table) {
            sd_bus_add_object_vtable(bus_, nullptr, path, interface, table, &mood);
        };
        add("/org/freedesktop/network1", "org.freedesktop.network1.Manager", kLinks);
        add("/org/freedesktop/network1/link/_33", "org.freedesktop.network1.Link", kLink);
        add("/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager", kDevices);
        add("/org/freedesktop/NetworkManager/Devices/2", "org.freedesktop.NetworkManager.Device", kDevice);
        add("/org/freedesktop/NetworkManager/ActiveConnection/1",
            "org.freedesktop.NetworkManager.Connection.Active", kActive);
        add("/org/freedesktop/NetworkManager/Settings/1",
            "org.freedesktop.NetworkManager.Settings.Connection", kProfile);
        sd_bus_request_name(bus_, "org.freedesktop.network1", 0);
        sd_bus_request_name(bus_, "org.freedesktop.NetworkManager", 0);
        thread_ = std::jthread{[this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                if (say_updated_.exchange(false))
                    sd_bus_emit_signal(bus_, "/org/freedesktop/NetworkManager/Settings/1",
                                       "org.freedesktop.NetworkManager.Settings.Connection", "Updated", "");
                if (sd_bus_process(bus_, nullptr) == 0) sd_bus_wait(bus_, 10'000);
            }
        }};
    }
    ~Services() {
        if (thread_.joinable()) {
            thread_.request_stop();
            thread_.join();
        }
        sd_bus_close_unref(bus_);
    }
    void say_updated() { say_updated_ = true; }

private:
    sd_bus* bus_ = nullptr;
    std::atomic<bool> say_updated_ = false;
    std::jthread thread_;
};

struct SystemBus : private_bus::PrivateBus {
    ports::RenewalTold renew(ports::AddressManager& manager, Renewal what) {
        std::optional<ports::RenewalTold> told;
        manager.renew(what, [&told](const ports::RenewalTold& answer) { told = answer; });
        EXPECT_FALSE(told) << "before renew() returned";
        EXPECT_TRUE(until([&told] { return told.has_value(); }));
        return told.value_or(ports::RenewalTold{});
    }

    Mood mood;
};

TEST_F(SystemBus, MayBeAbsent) {
    bus::Bus bus{io, address, note};
    networkd::AddressManager networkd{bus, "wlan0"};
    const auto told = renew(networkd, Renewal::Lease);
    EXPECT_EQ(told.result, Result::Failed);
    EXPECT_TRUE(told.text.contains("no system bus at")) << told.text;
}

TEST_F(SystemBus, TellsNetworkdWhatIsNeeded) {
    start_daemon();
    const Services services{address, mood};
    bus::Bus bus{io, address, note};
    networkd::AddressManager networkd{bus, "wlan0"};
    EXPECT_EQ(renew(networkd, Renewal::Lease).result, Result::Told);
    EXPECT_EQ(renew(networkd, Renewal::Network).result, Result::Told);
    EXPECT_EQ(mood.calls, (std::vector<std::string>{"RenewLink 3", "ReconfigureLink 3"}));
}

TEST_F(SystemBus, LeavesLinksAloneThatAreNotManaged) {
    start_daemon();
    bus::Bus bus{io, address, note};
    networkd::AddressManager networkd{bus, "wlan0"};
    networkmanager::AddressManager manager{bus, "wlan0"};
    EXPECT_EQ(renew(networkd, Renewal::Network).result, Result::NotMine) << "nobody runs";
    EXPECT_EQ(renew(manager, Renewal::Network).result, Result::NotMine);
    const Services services{address, mood};
    EXPECT_EQ(renew(manager, Renewal::Network).result, Result::Told);
    mood.administrative = "unmanaged";
    mood.device = 10;
    EXPECT_EQ(renew(networkd, Renewal::Network).result, Result::NotMine);
    EXPECT_EQ(renew(manager, Renewal::Network).result, Result::NotMine);
    EXPECT_TRUE(mood.calls.empty());
}

TEST_F(SystemBus, SaysWhichRightIsMissing) {
    start_daemon();
    const Services services{address, mood};
    bus::Bus bus{io, address, note};
    networkd::AddressManager networkd{bus, "wlan0"};
    for (const char* error : {SD_BUS_ERROR_ACCESS_DENIED, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED}) {
        mood.refuse = error;
        const auto told = renew(networkd, Renewal::Lease);
        EXPECT_EQ(told.result, Result::Refused);
        EXPECT_TRUE(told.text.contains("org.freedesktop.network1.renew")) << told.text;
    }
}

TEST_F(SystemBus, DoesNotWaitForEver) {
    start_daemon();
    mood.silent = true;
    const Services services{address, mood};
    bus::Bus bus{io, address, note, 200ms};
    networkd::AddressManager networkd{bus, "wlan0"};
    EXPECT_EQ(renew(networkd, Renewal::Lease).result, Result::Failed);
    networkd.renew(Renewal::Lease, [](const auto&) { ADD_FAILURE() << "the bus is closed"; });
    bus.close();
    until([] { return false; }, 300ms);
}

TEST_F(SystemBus, IsWatchedAgainWhenItHasComeBack) {
    bus::Bus bus{io, address, note};
    int ready = 0;
    int heard = 0;
    bus.watch(
        "type='signal',member='Updated'", [&heard](sd_bus_message*) { ++heard; }, [&ready] { ++ready; });
    EXPECT_EQ(ready, 0);
    start_daemon();
    EXPECT_TRUE(until([&] { return ready == 1; }));
    {
        Services services{address, mood};
        services.say_updated();
        EXPECT_TRUE(until([&] { return heard == 1; }));
    }
    // A call under way is answered, too.
    bool answered = false;
    stop_daemon();
    bus.call({"org.freedesktop.network1", "/", "org.example", "Nothing"}, {},
             [&answered](const bus::Bus::Reply& reply) { answered = !reply; });
    EXPECT_TRUE(until([&] { return answered; }));
    start_daemon();
    EXPECT_TRUE(until([&] { return ready == 2; }, 6s));
    Services services{address, mood};
    services.say_updated();
    EXPECT_TRUE(until([&] { return heard == 2; }));
    EXPECT_TRUE(until([&] { return notices.size() == 4; }));
    ASSERT_EQ(notices.size(), 4U) << "gone and there, twice, and no more";
    EXPECT_EQ(notices[1], "the system bus is there");
}

TEST_F(SystemBus, TellsOfALockWhenTheProfileIsSaved) {
    start_daemon();
    Services services{address, mood};
    bus::Bus bus{io, address, note};
    std::vector<bool> said;
    const networkmanager::ProfileLock profile{bus, "wlan0", [&said](bool locked) { said.push_back(locked); }};
    EXPECT_TRUE(until([&] { return said == std::vector{false}; }));
    {
        const std::scoped_lock lock{mood.guard};
        mood.locked = true;
    }
    services.say_updated();
    EXPECT_TRUE(until([&] { return said == std::vector{false, true}; }));
}

}  // namespace
