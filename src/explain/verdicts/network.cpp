// What the network is set up wrongly for: neighbor reports, mobility domains, fast transition, management
// frame protection, country.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "explain/verdicts/families.hpp"
#include "wifi/operating_class.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// What one entry of a report has wrong; empty: nothing that can be seen.
std::string fault_of(const Case& one, const Neighbor& neighbor, const Report& report, bool& sure) {
    sure = true;
    if (neighbor.operating_class && *neighbor.operating_class == 0)
        return fmt::format("{} has operating class 0, which no table has", text(neighbor.bssid));
    std::optional<wifi::Channel> says;
    if (neighbor.operating_class && neighbor.channel_number) {
        const auto block =
            wifi::resolve(wifi::Region::Global, *neighbor.operating_class, *neighbor.channel_number);
        if (!block)
            return fmt::format("{} has channel {}, which operating class {} does not have",
                               text(neighbor.bssid), *neighbor.channel_number, *neighbor.operating_class);
        if (block->primary_known) says = block->primary;
    }
    const Heard* heard = one.known(neighbor.bssid);
    if (heard && heard->channel && says && says != heard->channel)
        return fmt::format("{} is on {}, the report says {}", text(neighbor.bssid), text(*heard->channel),
                           text(*says));
    if (heard || !says) return "";
    const auto is_it = [&](const Link& link) { return link.bssid == neighbor.bssid; };
    if (std::ranges::any_of(one.station.links, is_it)) return "";
    // Its channel was visited, others of the report were heard, and it never was.
    sure = false;
    const bool others = std::ranges::any_of(report.neighbors, [&](const Neighbor& other) {
        const Heard* known = one.known(other.bssid);
        return known && known->place != Place{} && known->level_dbm;
    });
    std::size_t visits = 0;
    for (const Scan& scan : one.station.scans)
        if (scan.to && !scan.failed &&
            (std::ranges::find(scan.channels, *says) != scan.channels.end() ||
             (scan.channels.empty() && *scan.to - scan.from > 500ms)))
            ++visits;
    // Somebody else lives on that channel under another address.
    const bool another = std::ranges::any_of(one.station.known, [&](const auto& entry) {
        return entry.second.channel == says && entry.second.level_dbm.value_or(-200) > -75 &&
               std::ranges::find(report.neighbors, entry.first, &Neighbor::bssid) == report.neighbors.end();
    });
    if (others && another && visits >= 1)
        return fmt::format("{} was never heard on {}, where another address of this network is",
                           text(neighbor.bssid), text(*says));
    if (others && visits >= 5)
        return fmt::format("{} was never heard on {} in {} visits", text(neighbor.bssid), text(*says),
                           visits);
    return "";
}

}  // namespace

void judge_neighbor_reports(const Case& one, std::vector<Verdict>& found) {
    std::map<std::string, bool> faults;  // sure or not
    Verdict verdict;
    for (const Report& report : one.station.reports)
        for (const Neighbor& neighbor : report.neighbors) {
            bool sure = false;
            const std::string fault = fault_of(one, neighbor, report, sure);
            if (fault.empty()) continue;
            if (faults.empty()) {
                verdict.from = report.at;
                verdict.bssid = neighbor.bssid;
            }
            verdict.to = report.at;
            faults.emplace(fault, sure);
            verdict.places.add(report.places);
            if (const Heard* heard = one.known(neighbor.bssid); heard && heard->place != Place{})
                verdict.places.add(heard->place);
        }
    if (faults.empty()) return;
    std::vector<std::string> texts;
    bool sure = false;
    for (const auto& [fault, is_sure] : faults) {
        if (texts.size() < 4) texts.push_back(fault);
        sure |= is_sure;
    }
    verdict.certainty = sure ? Certainty::Sure : Certainty::Likely;
    verdict.times = faults.size();
    verdict.weight = 10 + 2.0 * static_cast<double>(faults.size());
    verdict.what = fmt::format(
        "Neighbor reports are wrong: {}{}.", fmt::join(texts, "; "),
        faults.size() > texts.size() ? fmt::format(" (and {} more)", faults.size() - texts.size()) : "");
    verdict.why =
        "Neighbor lists that are kept by hand go stale when an access point changes its channel, its radio "
        "or its "
        "firmware. Stations that trust them look where nothing is.";
    verdict.remedy =
        "Correct SET_NEIGHBOR, or let roam-ap keep the lists; `roam ap check` compares hostapd.conf files.";
    found.push_back(std::move(verdict));
}

void judge_mobility_domains(const Case& one, std::vector<Verdict>& found) {
    std::map<std::uint16_t, std::set<wifi::MacAddress>> domains;
    Places places;
    const auto note = [&](std::uint16_t domain, const wifi::MacAddress& bssid, const Place& place) {
        domains[domain].insert(bssid);
        places.add(place);
    };
    for (const auto& [bssid, heard] : one.station.known) {
        if (!heard.mobility_domain) continue;
        if (one.station.ssid && heard.ssid && *heard.ssid != *one.station.ssid) continue;
        note(*heard.mobility_domain, bssid, heard.place);
    }
    for (const Set& set : one.timeline.settings) {
        if (set.said.name != "mobility_domain" || !set.said.bss) continue;
        // Four hexadecimal digits, as hostapd.conf has them.
        const auto value = static_cast<std::uint16_t>(std::strtoul(set.said.value.c_str(), nullptr, 16));
        note(value, *set.said.bss, set.place);
    }
    if (domains.size() < 2) return;
    // It matters where the station moves between them.
    std::uint64_t across = 0;
    Verdict verdict;
    for (const Roam& roam : one.station.roams) {
        if (!roam.is_move()) continue;
        std::optional<std::uint16_t> from;
        std::optional<std::uint16_t> to;
        for (const auto& [domain, members] : domains) {
            if (members.contains(*roam.from)) from = domain;
            if (members.contains(roam.to)) to = domain;
        }
        if (!from || !to || from == to) continue;
        if (across++ == 0) verdict.from = roam.begun();
        verdict.to = roam.begun();
        verdict.bssid = roam.to;
        verdict.places.add(roam.places);
    }
    std::vector<std::string> parts;
    for (const auto& [domain, members] : domains)
        parts.push_back(fmt::format("{:02x}{:02x} ({} BSS)", domain & 0xff, domain >> 8, members.size()));
    verdict.certainty = Certainty::Sure;
    verdict.times = std::max<std::uint64_t>(1, across);
    verdict.weight = 20 + 4.0 * static_cast<double>(across);
    verdict.what = fmt::format("Access points of one network are in {} mobility domains: {}.", domains.size(),
                               fmt::join(parts, ", "));
    verdict.why = across > 0
                      ? fmt::format(
                            "Fast transition works within one domain only; {} moves between them needed full "
                            "authentication.",
                            across)
                      : "Fast transition works within one domain only.";
    verdict.remedy =
        "Give all of them the same mobility_domain, and the keys of each other (r0kh, r1kh, or "
        "ft_psk_generate_local=1).";
    verdict.places.add(places);
    found.push_back(std::move(verdict));
}

namespace {

/// As beacons say, or the settings of either side: the digits of hostapd.conf.
std::optional<std::string> domain_of(const Case& one, const wifi::MacAddress& bssid) {
    if (const Heard* heard = one.known(bssid); heard && heard->mobility_domain)
        return fmt::format("{:04x}", *heard->mobility_domain);
    const Set* set = one.setting("mobility_domain", bssid);
    return set ? std::optional{set->said.value} : std::nullopt;
}

}  // namespace

void judge_unused_ft(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    const Set* key_management = one.setting("key_mgmt");
    std::uint64_t full = 0;
    std::uint64_t fast = 0;
    std::optional<std::uint16_t> refused;
    Micros gaps{0};
    for (const Roam& roam : one.station.roams) {
        if (roam.fast_transition && roam.end == RoamEnd::Refused) refused = roam.status;
        if (!roam.is_move()) continue;
        fast += roam.fast_transition;
        const auto domain = domain_of(one, roam.to);
        if (!domain || domain != domain_of(one, *roam.from) || roam.fast_transition) continue;
        // Only the frames tell; a log without the steps of the move says nothing of its method.
        if (!roam.authentication && !roam.association) continue;
        // After a loss there is nothing to transit from.
        if (roam.cause == RoamCause::LinkLost || roam.cause == RoamCause::Dismissed) continue;
        if (full++ == 0) verdict.from = roam.begun();
        verdict.to = roam.begun();
        verdict.bssid = roam.to;
        gaps += roam.outage().value_or(roam.gap().value_or(Micros{0}));
        verdict.places.add(roam.places);
        for (const std::string_view name : {"mobility_domain", "key_mgmt"})
            if (const Set* set = one.setting(name, roam.to)) verdict.places.add(set->place);
        if (!key_management) key_management = one.setting("key_mgmt", roam.to);
    }
    if (full == 0 || fast > full) return;
    const bool without = key_management && key_management->said.value.find("FT") == std::string::npos;
    verdict.times = full;
    verdict.weight = 4 + 1.0 * static_cast<double>(full) + in_seconds(gaps);
    verdict.what =
        fmt::format("{} {} made with full authentication although both access points offer fast transition.",
                    full, full == 1 ? "move was" : "moves were");
    if (without) {
        verdict.certainty = Certainty::Sure;
        verdict.why =
            fmt::format("The profile does not ask for it: key_mgmt is {}.", key_management->said.value);
        verdict.remedy = "Add FT-PSK, FT-SAE or FT-EAP to key_mgmt (NetworkManager does so by itself).";
    } else if (refused) {
        verdict.certainty = Certainty::Sure;
        verdict.why = "It was tried and refused: " + status_text(*refused) + ".";
        verdict.remedy = "Check r0kh, r1kh and the keys between the access points.";
    } else {
        verdict.certainty = Certainty::Likely;
        verdict.why =
            "The first link decides: it has to be made with an FT key management. The station did not ask "
            "for one, "
            "or its driver cannot.";
        verdict.remedy = "Add FT-PSK, FT-SAE or FT-EAP to key_mgmt; check `iw phy` for FT support.";
    }
    found.push_back(std::move(verdict));
}

void judge_pmf(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    verdict.times = 0;
    std::string words;
    const auto note = [&](Micros at, const std::optional<wifi::MacAddress>& bssid, const Places& places) {
        if (verdict.times++ == 0) verdict.from = at;
        verdict.to = at;
        verdict.bssid = bssid;
        verdict.places.add(places);
    };
    for (const Failure& failure : one.station.failures)
        if (failure.status == 31) note(failure.at, failure.bssid, failure.places);
    for (const auto& [bssid, heard] : one.station.known) {
        if (heard.selectable || !heard.refused_because) continue;
        if (one.station.ssid && heard.ssid && *heard.ssid != *one.station.ssid) continue;
        const std::string& because = *heard.refused_because;
        if (because.find("MFP") == std::string::npos && because.find("PMF") == std::string::npos &&
            because.find("mgmt frame protection") == std::string::npos)
            continue;
        words = because;
        Places places;
        places.add(heard.place);
        note(heard.at, bssid, places);
    }
    if (verdict.times == 0) return;
    verdict.certainty = Certainty::Sure;
    verdict.weight = 25;
    verdict.what = fmt::format("{} and the station do not agree on management frame protection.",
                               verdict.bssid ? text(*verdict.bssid) : "An access point");
    verdict.why = words.empty() ? "It answered status 31: one side requires protection, the other has it off."
                                : fmt::format("The station refuses it: {}.", words);
    verdict.remedy =
        "Set ieee80211w=1 (optional) on all access points and in the profile, or 2 on both sides.";
    found.push_back(std::move(verdict));
}

void judge_country(const Case& one, std::vector<Verdict>& found) {
    std::map<std::string, Places> countries;
    for (const Set& set : one.timeline.settings)
        if ((set.said.name == "country" || set.said.name == "country_code") && set.said.value.size() >= 2 &&
            set.said.value.substr(0, 2) != "00")
            countries[set.said.value.substr(0, 2)].add(set.place);
    if (countries.size() < 2) return;
    Verdict verdict;
    std::vector<std::string> names;
    for (const auto& [country, places] : countries) {
        names.push_back(country);
        verdict.places.add(places);
    }
    verdict.certainty = Certainty::Likely;
    verdict.weight = 11;
    verdict.from = verdict.to = one.timeline.from.value_or(Micros{0});
    verdict.what =
        fmt::format("Access points and stations are set to different countries: {}.", fmt::join(names, ", "));
    verdict.why =
        "The allowed channels and powers differ; a station does not look at channels that its own country "
        "forbids.";
    verdict.remedy = "Set the same country_code everywhere.";
    found.push_back(std::move(verdict));
}

}  // namespace explain
