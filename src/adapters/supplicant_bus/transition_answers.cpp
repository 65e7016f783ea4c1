#include "adapters/supplicant_bus/transition_answers.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace supplicant_bus {

namespace {

constexpr const char* kService = "fi.w1.wpa_supplicant1";
constexpr const char* kPath = "/fi/w1/wpa_supplicant1";
constexpr const char* kInterface = "fi.w1.wpa_supplicant1.Interface";
constexpr std::string_view kStatus = "BSSTMStatus";

/// The status among the properties that changed (a{sv}), where it fits into its octet of the frame.
std::optional<std::uint8_t> status_in(sd_bus_message* message) {
    const char* interface = nullptr;
    if (sd_bus_message_read(message, "s", &interface) <= 0 || std::string_view{interface} != kInterface ||
        sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "{sv}") <= 0)
        return std::nullopt;
    while (sd_bus_message_enter_container(message, SD_BUS_TYPE_DICT_ENTRY, "sv") > 0) {
        const char* key = nullptr;
        if (sd_bus_message_read(message, "s", &key) <= 0) return std::nullopt;
        if (std::string_view{key} == kStatus) {
            std::uint32_t status = 0;
            const bool read = sd_bus_message_read(message, "v", "u", &status) > 0 && status <= 255;
            return read ? std::optional{static_cast<std::uint8_t>(status)} : std::nullopt;
        }
        if (sd_bus_message_skip(message, "v") < 0 || sd_bus_message_exit_container(message) < 0)
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

TransitionAnswers::TransitionAnswers(bus::Bus& bus, std::string interface, OnAnswer on_answer, OnTold on_told)
    : bus_{bus},
      interface_{std::move(interface)},
      on_answer_{std::move(on_answer)},
      on_told_{std::move(on_told)} {
    bus_.watch(
        fmt::format("type='signal',sender='{}',interface='org.freedesktop.DBus.Properties',"
                    "member='PropertiesChanged',path_namespace='{}/Interfaces',arg0='{}'",
                    kService, kPath, kInterface),
        [this](sd_bus_message* message) { changed(message); }, [this] { find(); });
}

void TransitionAnswers::find() {
    bus_.call(
        {kService, kPath, kService, "GetInterface"},
        [this](sd_bus_message* message) { return sd_bus_message_append(message, "s", interface_.c_str()); },
        [this](const bus::Bus::Reply& reply) {
            const char* path = nullptr;
            const bool found = reply && sd_bus_message_read(reply->get(), "o", &path) > 0;
            object_ = found ? path : "";
            on_told_(found);
        });
}

void TransitionAnswers::changed(sd_bus_message* message) {
    const char* path = sd_bus_message_get_path(message);
    if (object_.empty() || !path || path != object_) return;
    if (const auto status = status_in(message)) on_answer_({*status});
}

}  // namespace supplicant_bus
