#include "apps/ap/metrics.hpp"

#include <fmt/format.h>

#include "engine/steering_names.hpp"
#include "steering/behaviour.hpp"

namespace ap_app {

namespace {

using records::SteeringAction;
using records::SteeringResult;

std::string escaped(std::string_view text) {
    std::string result;
    for (const char letter : text) {
        if (letter == '\\' || letter == '"') result += '\\';
        result += letter == '\n' ? ' ' : letter;
    }
    return result;
}

std::string head(std::string_view name, std::string_view type, std::string_view help) {
    return fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

}  // namespace

void Counters::count(const records::SteeringRecord& record) {
    ++decisions[static_cast<std::size_t>(record.decision.action)];
    const bool acted = record.outcome.result != SteeringResult::NotActed;
    if (record.decision.action == SteeringAction::Steer)
        ++results[static_cast<std::size_t>(record.outcome.result)];
    if (record.decision.action == SteeringAction::Measure && acted) ++measurements;
}

std::string metrics_text(const engine::AccessPoint& ap, const Counters& counters) {
    std::string text = head("roam_ap_bss_up", "gauge", "Whether the BSS is there and sends beacons.");
    std::string clients = head("roam_ap_clients", "gauge", "Clients that the BSS serves.");
    std::string busy =
        head("roam_ap_channel_busy_ratio", "gauge", "Share of time in which the channel is busy.");
    for (const engine::LocalBss& bss : ap.bsses()) {
        const bool up = bss.attached && bss.status && bss.status->enabled;
        const std::string labels = fmt::format("{{bss=\"{}\",ssid=\"{}\"}}", escaped(bss.name),
                                               escaped(bss.status ? bss.status->ssid : ""));
        text += fmt::format("roam_ap_bss_up{} {}\n", labels, up ? 1 : 0);
        if (!up) continue;
        clients += fmt::format("roam_ap_clients{} {}\n", labels, bss.status->clients);
        if (bss.status->busy_per_255)
            busy += fmt::format("roam_ap_channel_busy_ratio{} {:.3f}\n", labels,
                                *bss.status->busy_per_255 / 255.0);
    }
    text += clients + busy;

    std::array<int, records::kClientClasses> classes{};
    for (const auto& [address, known] : ap.clients())
        if (!known.bss.empty())
            ++classes[static_cast<std::size_t>(steering::class_of(ap.policy_of(known), known.client.memory))];
    text += head("roam_ap_client_class", "gauge", "Clients by how they take requests to move.");
    for (std::size_t i = 0; i < classes.size(); ++i)
        text += fmt::format("roam_ap_client_class{{class=\"{}\"}} {}\n",
                            engine::name(static_cast<records::ClientClass>(i)), classes[i]);
    text += head("roam_ap_known_clients", "gauge", "Clients that something is known of.");
    text += fmt::format("roam_ap_known_clients {}\n", ap.known());

    text += head("roam_ap_decisions_total", "counter", "Decisions that were written down.");
    for (std::size_t i = 0; i < counters.decisions.size(); ++i)
        text += fmt::format("roam_ap_decisions_total{{action=\"{}\"}} {}\n",
                            engine::name(static_cast<SteeringAction>(i)), counters.decisions[i]);
    text += head("roam_ap_steer_requests_total", "counter", "Requests to move, by what came of them.");
    for (std::size_t i = 1; i < counters.results.size(); ++i)
        text += fmt::format("roam_ap_steer_requests_total{{result=\"{}\"}} {}\n",
                            engine::name(static_cast<SteeringResult>(i)), counters.results[i]);
    text += head("roam_ap_measurements_total", "counter", "Measurements that clients were asked for.");
    text += fmt::format("roam_ap_measurements_total {}\n", counters.measurements);
    return text;
}

}  // namespace ap_app
