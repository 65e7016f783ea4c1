#include "adapters/hostapd_ubus/objects.hpp"

#include <algorithm>
#include <array>

namespace hostapd_ubus {

namespace {

constexpr std::string_view kPrefix = "hostapd.";
constexpr std::array<std::string_view, 2> kRivals{"usteer", "dawn"};

}  // namespace

void Objects::up() {
    // Before the look: what appears in between is told by one of them.
    client_.listen("ubus.object.*", {});
    look_for_rivals();
    seen_.clear();
    look(std::string{kPrefix} + "*", [this](const ubus::Answer& answer) {
        const bool none = !answer && answer.error().why == ubus::CallFault::Why::Refused;
        if (!answer && !none) return;  // the connection ended
        told_.settled();
    });
    timer_.expires_after(patience_);
    timer_.async_wait([this](auto error) {
        if (!error) forget_the_missing();
    });
}

void Objects::forget_the_missing() {
    if (!client_.up()) return;  // looks again when it is
    for (const auto& [name, object] : std::map<std::string, std::uint32_t>{known_}) {
        if (seen_.contains(name)) continue;
        known_.erase(name);
        told_.vanished(name);
    }
}

void Objects::look(const std::string& pattern, ubus::OnDone on_done) {
    client_.look_up(
        pattern,
        [this](const ubus::Found& found) {
            const Methods methods = methods_of(found.methods);
            if (!found.path.starts_with(kPrefix) || !methods.is_bss) return;
            const std::string name{found.path.substr(kPrefix.size())};
            seen_.insert(name);
            known_[name] = found.id;
            told_.found(name, found.id, methods);
        },
        std::move(on_done));
}

void Objects::look_for_rivals() {
    for (const std::string_view rival : kRivals)
        client_.look_up(rival, [this](const ubus::Found& found) { told_.rival(std::string{found.path}); },
                        {});
}

void Objects::event(std::string_view name, const ubus::Fields& fields) {
    const std::string_view path = fields.text("path").value_or("");
    if (name == "ubus.object.add") {
        if (std::ranges::count(kRivals, path) != 0) return told_.rival(std::string{path});
        // The event does not say what it can be asked for.
        if (path.starts_with(kPrefix)) look(std::string{path}, {});
        return;
    }
    if (name != "ubus.object.remove" || !path.starts_with(kPrefix)) return;
    const std::string gone{path.substr(kPrefix.size())};
    // Not the successor that was found already.
    const auto known = known_.find(gone);
    if (known == known_.end() || fields.natural("id") != std::int64_t{known->second}) return;
    known_.erase(known);
    told_.vanished(gone);
}

}  // namespace hostapd_ubus
