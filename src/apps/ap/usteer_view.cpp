#include "apps/ap/usteer_view.hpp"

#include <algorithm>
#include <string>

#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/json_parts.hpp"
#include "engine/steering_names.hpp"
#include "steering/client.hpp"

namespace ap_app {

namespace {

namespace json = boost::json;
using engine::text;

constexpr int kFull = 255;  ///< of which the busy time is a share

std::string local_node(std::string_view name) { return fmt::format("hostapd.{}", name); }

std::string node_of(const engine::AccessPoint& ap, const wifi::MacAddress& bssid) {
    for (const engine::LocalBss& bss : ap.bsses())
        if (bss.status && bss.status->bssid == bssid) return local_node(bss.name);
    const steering::Bss* known = steering::find(ap.site(), bssid);
    const std::string peer = known && known->ap != 0 ? ap.ap_name(known->ap) : std::string{"?"};
    return fmt::format("{}#{}", peer, text(bssid));
}

/// Requests that were followed, from here and to here, of the records that are kept.
json::object roam_events(const engine::AccessPoint& ap, const wifi::MacAddress& bssid) {
    int source = 0;
    int target = 0;
    for (const records::SteeringRecord& record : ap.history()) {
        if (record.outcome.result != records::SteeringResult::Moved) continue;
        source += record.serving && record.serving->bssid == bssid ? 1 : 0;
        target += record.outcome.bssid == bssid ? 1 : 0;
    }
    return {{"source", source}, {"target", target}};
}

json::object node_json(const engine::AccessPoint& ap, const wifi::MacAddress& bssid, const std::string& ssid,
                       wifi::Channel channel, std::uint16_t clients, std::optional<std::uint8_t> busy) {
    json::object node{{"bssid", text(bssid)},
                      {"ssid", ssid},
                      {"freq", channel.centre_mhz()},
                      {"channel", channel.number()},
                      {"n_assoc", clients},
                      {"load", busy ? (*busy * 100 + kFull / 2) / kFull : 0},
                      {"max_assoc", 0},
                      {"roam_events", roam_events(ap, bssid)}};
    if (const auto report = ap.neighbors().report_of(bssid); !report.empty())
        node["rrm_nr"] = json::array{text(bssid), ssid, fmt::format("{:02x}", fmt::join(report, ""))};
    return node;
}

bool uses(const records::ClientMemory& memory, wifi::Band band) {
    return (memory.bands >> static_cast<unsigned>(band) & 1) != 0;
}

json::array measurement_modes(const records::ClientMemory& memory) {
    constexpr std::array<std::string_view, records::kBeaconModeCount> kNames{"PASSIVE", "ACTIVE", "TABLE"};
    json::array modes;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (memory.measures[i] != records::Measures::Refuses) modes.emplace_back(kNames[i]);
    return modes;
}

/// How each BSS hears the client, or it hears them, and when that was.
json::array measurements(const engine::AccessPoint& ap, const engine::KnownClient& known, base::Instant now) {
    json::array list;
    for (const steering::Heard& heard : known.client.heard)
        list.push_back(json::object{{"node", node_of(ap, heard.bssid)},
                                    {"signal", heard.level.mean.value / 100},
                                    {"reported", heard.reported},
                                    {"age", (now - heard.when).count()}});
    return list;
}

json::object nodes_of(const engine::AccessPoint& ap, const engine::KnownClient& known, base::Instant now) {
    json::object nodes;
    for (const steering::Heard& heard : known.client.heard)
        nodes[node_of(ap, heard.bssid)] = json::object{
            {"connected", false},
            {"signal", steering::level_of(ap.policy_of(known), known.client, heard, now).mean.value / 100},
            {"age", (now - heard.when).count()}};
    if (known.bss.empty()) return nodes;
    json::object own{{"connected", true}};
    if (known.last_read && known.last_read->signal) own["signal"] = known.last_read->signal->value;
    nodes[local_node(known.bss)] = std::move(own);
    return nodes;
}

json::object info_of(const engine::AccessPoint& ap, const engine::KnownClient& known, base::Instant now) {
    const records::ClientMemory& memory = known.client.memory;
    return {{"2ghz", uses(memory, wifi::Band::Ghz2_4)},
            {"5ghz", uses(memory, wifi::Band::Ghz5)},
            {"6ghz", uses(memory, wifi::Band::Ghz6)},
            {"requests", memory.requests},
            {"obeyed", memory.obeyed},
            {"refused", memory.refused},
            {"ignored", memory.ignored},
            {"returned", memory.returned},
            {"nodes", nodes_of(ap, known, now)}};
}

}  // namespace

json::object local_info(const engine::AccessPoint& ap) {
    json::object nodes;
    for (const engine::LocalBss& bss : ap.bsses())
        if (bss.status && bss.status->channel)
            nodes[local_node(bss.name)] =
                node_json(ap, bss.status->bssid, bss.status->ssid, *bss.status->channel, bss.status->clients,
                          bss.status->busy_per_255);
    return nodes;
}

json::object remote_info(const engine::AccessPoint& ap) {
    json::object nodes;
    for (const steering::Bss& bss : ap.site())
        if (bss.ap != 0)
            nodes[node_of(ap, bss.bssid)] =
                node_json(ap, bss.bssid, ap.ssid_of(bss.network), bss.channel, bss.clients, bss.busy_per_255);
    return nodes;
}

json::object remote_hosts(const engine::AccessPoint& ap) {
    json::object hosts;
    for (const steering::Bss& bss : ap.site()) {
        if (bss.ap == 0) continue;
        json::value& host = hosts[ap.ap_name(bss.ap)];
        if (!host.is_object()) host = json::object{{"nodes", 0}};
        host.as_object()["nodes"] = host.as_object()["nodes"].as_int64() + 1;
    }
    return hosts;
}

json::object connected_clients(const engine::AccessPoint& ap, base::Instant now) {
    json::object nodes;
    for (const engine::LocalBss& bss : ap.bsses()) nodes[local_node(bss.name)] = json::object{};
    for (const auto& [address, known] : ap.clients()) {
        if (known.bss.empty()) continue;
        json::object client;
        if (known.last_read && known.last_read->signal) client["signal"] = known.last_read->signal->value;
        if (known.client.link) client["connected"] = (now - known.client.link->since).count();
        client["bss-transition-management"] = known.client.memory.transition;
        client["beacon-measurement-modes"] = measurement_modes(known.client.memory);
        client["roam-state"] = engine::name(known.client.transaction.state);
        client["class"] = engine::name(steering::class_of(ap.policy_of(known), known.client.memory));
        client["measurements"] = measurements(ap, known, now);
        nodes[local_node(known.bss)].as_object()[text(address)] = std::move(client);
    }
    return nodes;
}

json::object all_clients(const engine::AccessPoint& ap, base::Instant now) {
    json::object clients;
    for (const auto& [address, known] : ap.clients()) clients[text(address)] = nodes_of(ap, known, now);
    for (const auto& [address, passerby] : ap.passersby())
        clients[text(address)] = nodes_of(ap, engine::client_of(address, passerby), now);
    return clients;
}

json::object client_info(const engine::AccessPoint& ap, const wifi::MacAddress& client, base::Instant now) {
    const auto passerby = ap.passersby().find(client);
    if (passerby != ap.passersby().end())
        return info_of(ap, engine::client_of(client, passerby->second), now);
    const auto known = ap.clients().find(client);
    return known != ap.clients().end() ? info_of(ap, known->second, now) : json::object{};
}

json::object config_view(const engine::AccessPoint& ap) {
    const engine::ApSettings& settings = ap.settings();
    json::array only;
    for (const std::string& ssid : settings.only) only.emplace_back(ssid);
    return {{"mode", engine::name(settings.policy.mode)},
            {"rule", engine::name(settings.policy.rule)},
            {"most_clients", settings.most_clients},
            {"push_neighbors", settings.push_neighbors},
            {"ssid_list", std::move(only)}};
}

}  // namespace ap_app
