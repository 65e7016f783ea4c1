// The supplicant's answers over the real dbus-daemon: from a service that says what wpa_supplicant's
// introspection has, and the way to the interface from the wpa_supplicant that is installed.
#include "adapters/supplicant_bus/transition_answers.hpp"

#include <atomic>
#include <mutex>
#include <optional>

#include "private_bus.hpp"

namespace {

using namespace std::chrono_literals;

constexpr const char* kObject = "/fi/w1/wpa_supplicant1/Interfaces/3";

int on_get_interface(sd_bus_message* message, void*, sd_bus_error* error) {
    const char* name = nullptr;
    sd_bus_message_read(message, "s", &name);
    if (std::string_view{name} != "wlan0")
        return sd_bus_error_set(error, "fi.w1.wpa_supplicant1.InterfaceUnknown", "no such interface");
    return sd_bus_reply_method_return(message, "o", kObject);
}

const sd_bus_vtable kRoot[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("GetInterface", "s", "o", on_get_interface, SD_BUS_VTABLE_UNPRIVILEGED), SD_BUS_VTABLE_END};

/// A supplicant in a thread of its own, which says what it is told to.
class FakeSupplicant {
public:
    using Saying = std::function<void(sd_bus*)>;

    explicit FakeSupplicant(const std::string& address) {
        sd_bus_new(&bus_);
        sd_bus_set_address(bus_, address.c_str());
        sd_bus_set_bus_client(bus_, 1);
        if (sd_bus_start(bus_) < 0) return;
        sd_bus_add_object_vtable(bus_, nullptr, "/fi/w1/wpa_supplicant1", "fi.w1.wpa_supplicant1", kRoot,
                                 nullptr);
        sd_bus_request_name(bus_, "fi.w1.wpa_supplicant1", 0);
        thread_ = std::jthread{[this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                {
                    const std::scoped_lock lock{guard_};
                    if (const Saying saying = std::exchange(saying_, nullptr)) saying(bus_);
                }
                if (sd_bus_process(bus_, nullptr) == 0) sd_bus_wait(bus_, 10'000);
            }
        }};
    }
    ~FakeSupplicant() {
        thread_.request_stop();
        if (thread_.joinable()) thread_.join();
        sd_bus_close_unref(bus_);
    }
    void say(Saying saying) {
        const std::scoped_lock lock{guard_};
        saying_ = std::move(saying);
    }

private:
    sd_bus* bus_ = nullptr;
    std::mutex guard_;
    Saying saying_;
    std::jthread thread_;
};

void say_status(sd_bus* bus, const char* object, std::uint32_t status) {
    // Between others, one of them with a container, as the real one sends them.
    sd_bus_emit_signal(bus, object, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as",
                       "fi.w1.wpa_supplicant1.Interface", 3, "BSSs", "ao", 1, "/fi/w1/wpa_supplicant1/BSSs/0",
                       "BSSTMStatus", "u", status, "Scanning", "b", 0, 0);
}

struct Answers : private_bus::PrivateBus {
    bool listen(const std::string& interface = "wlan0") {
        system.emplace(io, address, note);
        answers.emplace(
            *system, interface,
            [this](const ports::TransitionReplied& answered) { heard.push_back(answered.status); },
            [this](bool is_told) { told = is_told; });
        return until([this] { return told.has_value(); });
    }
    void TearDown() override {
        if (system) system->close();
        PrivateBus::TearDown();
    }

    std::optional<bus::Bus> system;
    std::optional<supplicant_bus::TransitionAnswers> answers;
    std::vector<int> heard;
    std::optional<bool> told;
};

TEST_F(Answers, AreTheStatusAmongThePropertiesThatChanged) {
    start_daemon();
    FakeSupplicant supplicant{address};
    ASSERT_TRUE(listen());
    EXPECT_TRUE(*told);
    supplicant.say([](sd_bus* bus) {
        say_status(bus, "/fi/w1/wpa_supplicant1/Interfaces/4", 1);  // of another interface
        say_status(bus, kObject, 7);
        say_status(bus, kObject, 0);
    });
    EXPECT_TRUE(until([this] { return heard.size() >= 2; }));
    EXPECT_EQ(heard, (std::vector{7, 0}));
}

TEST_F(Answers, AreNotMadeOfWhatIsNoStatus) {
    start_daemon();
    FakeSupplicant supplicant{address};
    ASSERT_TRUE(listen());
    supplicant.say([](sd_bus* bus) {
        const auto emit = [bus](const char* key, const char* type, auto value) {
            sd_bus_emit_signal(bus, kObject, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                               "sa{sv}as", "fi.w1.wpa_supplicant1.Interface", 1, key, type, value, 0);
        };
        emit("BSSTMStatus", "s", "accept");
        emit("BSSTMStatus", "u", 256U);
        emit("BSSTMStatusText", "u", 3U);
        sd_bus_emit_signal(bus, kObject, "org.freedesktop.DBus.Properties", "PropertiesChanged", "s",
                           "fi.w1.wpa_supplicant1.Interface");
        say_status(bus, kObject, 8);
    });
    EXPECT_TRUE(until([this] { return !heard.empty(); }));
    EXPECT_EQ(heard, std::vector{8});
}

TEST_F(Answers, AreNotToldOfAnInterfaceThatTheSupplicantDoesNotHave) {
    start_daemon();
    const FakeSupplicant supplicant{address};
    ASSERT_TRUE(listen("wlan9"));
    EXPECT_FALSE(*told);
}

TEST_F(Answers, AreToldFromTheMomentTheSupplicantIsThere) {
    start_daemon();
    ASSERT_TRUE(listen());
    EXPECT_FALSE(*told) << "nobody is on the bus";
    FakeSupplicant supplicant{address};
    EXPECT_TRUE(until([this] {
        answers->find();
        return told == true;
    }));
    supplicant.say([](sd_bus* bus) { say_status(bus, kObject, 6); });
    EXPECT_TRUE(until([this] { return heard == std::vector{6}; }));
}

TEST_F(Answers, AreExpectedOfTheRealSupplicant) {
    constexpr const char* kProgram = "/usr/sbin/wpa_supplicant";
    if (::access(kProgram, X_OK) != 0) GTEST_SKIP() << kProgram << " is not installed";
    if (::geteuid() != 0) GTEST_SKIP() << "only root may run " << kProgram << " on an interface";
    start_daemon();
    std::ofstream{folder / "conf"} << "network={\nssid=\"lab\"\nkey_mgmt=NONE\n}\n";
    const std::string config = folder / "conf";
    const std::string log = folder / "log";
    const pid_t child = fork();
    if (child == 0) {
        setenv("DBUS_SYSTEM_BUS_ADDRESS", address.c_str(), 1);
        execl(kProgram, kProgram, "-u", "-i", "lo", "-D", "wired", "-c", config.c_str(), "-f", log.c_str(),
              static_cast<char*>(nullptr));
        _exit(127);
    }
    EXPECT_TRUE(listen("lo"));
    EXPECT_TRUE(until([this] {
        answers->find();
        return told == true;
    }));
    // The property that we wait for is one that it has.
    bool has = false;
    system->get("fi.w1.wpa_supplicant1", "/fi/w1/wpa_supplicant1/Interfaces/0",
                "fi.w1.wpa_supplicant1.Interface", "BSSTMStatus",
                [&has](const bus::Bus::Reply& reply) { has = reply.has_value(); });
    EXPECT_TRUE(until([&has] { return has; }));
    kill(child, SIGTERM);
    waitpid(child, nullptr, 0);
}

}  // namespace
