#include "adapters/networkd/networkd.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace networkd {

namespace {

using ports::RenewalTold;
using Result = RenewalTold::Result;

constexpr const char* kService = "org.freedesktop.network1";
constexpr const char* kPath = "/org/freedesktop/network1";
constexpr const char* kManager = "org.freedesktop.network1.Manager";
constexpr const char* kLink = "org.freedesktop.network1.Link";

RenewalTold told_of(const bus::Fault& fault, std::string_view what) {
    const std::string text = fmt::format("systemd-networkd, {}: {} ({})", what, fault.text, fault.name);
    if (fault.nobody_there()) return {Result::NotMine, "systemd-networkd does not run"};
    if (fault.name == "org.freedesktop.network1.NoSuchLink")
        return {Result::NotMine, "systemd-networkd does not know the interface"};
    if (fault.not_allowed())
        return {Result::Refused,
                text + "; it needs the rights org.freedesktop.network1.renew and .reconfigure (polkit)"};
    return {Result::Failed, text};
}

}  // namespace

AddressManager::AddressManager(bus::Bus& bus, std::string interface)
    : bus_{bus}, interface_{std::move(interface)} {}

void AddressManager::renew(records::Renewal what, Done done) {
    const auto write_name = [this](sd_bus_message* message) {
        return sd_bus_message_append(message, "s", interface_.c_str());
    };
    const auto found = [this, what, done = std::move(done)](const bus::Bus::Reply& reply) {
        if (!reply) return done(told_of(reply.error(), "GetLinkByName"));
        std::int32_t index = 0;
        const char* path = nullptr;
        if (sd_bus_message_read(reply->get(), "io", &index, &path) <= 0)
            return done({Result::Failed, "systemd-networkd, GetLinkByName: not understood"});
        bus_.get(kService, path, kLink, "AdministrativeState",
                 [this, what, done, index](const bus::Bus::Reply& state) {
                     const char* text = nullptr;
                     if (!state) return done(told_of(state.error(), "AdministrativeState"));
                     const bool read = sd_bus_message_read(state->get(), "v", "s", &text) > 0;
                     if (!read || std::string_view{text} == "unmanaged")
                         return done({Result::NotMine, "systemd-networkd does not manage the interface"});
                     tell(index, what, done);
                 });
    };
    bus_.call({kService, kPath, kManager, "GetLinkByName"}, write_name, found);
}

void AddressManager::tell(std::int32_t index, records::Renewal what, const Done& done) {
    const char* method = what == records::Renewal::Network ? "ReconfigureLink" : "RenewLink";
    bus_.call(
        {kService, kPath, kManager, method},
        [index](sd_bus_message* message) { return sd_bus_message_append(message, "i", index); },
        [done, method](const bus::Bus::Reply& reply) {
            if (!reply) return done(told_of(reply.error(), method));
            done({Result::Told, fmt::format("systemd-networkd: {}", method)});
        });
}

}  // namespace networkd
